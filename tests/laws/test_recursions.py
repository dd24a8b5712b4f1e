"""Does the engine do, to the microsecond, what the classical recursions say, draw by draw?

The draws of a stream are addressable, so a recursion can be evaluated beside the engine on the very same numbers: no
statistical error is left, and any fault is seen.
"""

import pytest

from shopfloor.distributions import Distribution
from shopfloor.streams import Streams
from shopfloor.units import to_ticks
from tests.laws.measuring import plant, run, station

TIMES = ["{exponential: {mean: 1 min}}", "{discrete: {values: [0 s, 15 s, 30 s, 4 min]}}", "1 min"]
NAMES = ["exponential", "quarter grid", "constant"]
JOBS = 400
DRAWS = 6 * JOBS
SEED = 7


def draws(stream: str, spec: dict[str, object] | str) -> list[int]:
    """The first draws of a stream of replication 0."""
    law = Distribution.model_validate(spec).law
    stream_draws = Streams(SEED, 0).durations(stream, law)
    return [int(stream_draws.at(k)) for k in range(DRAWS)]


SPECS: dict[str, dict[str, object] | str] = {
    TIMES[0]: {"exponential": {"mean": "1 min"}},
    TIMES[1]: {"discrete": {"values": ["0 s", "15 s", "30 s", "4 min"]}},
    TIMES[2]: "1 min",
}


@pytest.mark.parametrize("processing", TIMES, ids=NAMES)
@pytest.mark.parametrize("machines", [1, 2, 5])
def test_waits_follow_lindley_and_kiefer_wolfowitz(engine: str, machines: int, processing: str) -> None:
    """A job starts when it has come and the first of the machines is free."""
    text = plant(
        {"press": station(machines=str(machines), processing=processing)},
        orders=f"{{every: {{exponential: {{mean: {75 / machines} s}}}}}}",
        horizon=f"{JOBS} min",
        seed=SEED,
    )
    between = draws("part.orders.every", {"exponential": {"mean": f"{75 / machines} s"}})
    work = draws("press.processing.part", SPECS[processing])
    now, free, expected = 0, [0] * machines, []
    for number in range(DRAWS):
        if now >= JOBS * 60_000_000:
            break
        start = max(now, min(free))
        free[free.index(min(free))] = start + work[number]
        expected.append((now, start, start + work[number]))
        now += between[number]
    times = ["queued_us", "started_us", "finished_us"]
    visits = run(text, engine).visits("press")[0].dropna(subset=times).sort_values(times)
    finished = [visit for visit in expected if visit[2] < JOBS * 60_000_000]
    assert len(finished) > JOBS / 2
    assert list(visits[times].itertuples(index=False, name=None)) == sorted(finished)


def line(places: tuple[int, ...], processing: str, **words: str) -> str:
    stations = {"m1": station(processing=processing, **words)}
    for number, capacity in enumerate(places, 2):
        stations[f"m{number}"] = station(processing=processing, queue=f"{{capacity: {capacity}}}", **words)
    return plant(stations, horizon=f"{JOBS} min", seed=SEED)


def completions(text: str, engine: str) -> list[int]:
    (completed,) = run(text, engine).each("job_completed")
    return [to_ticks(time_s) for time_s in completed["time_s"]]


@pytest.mark.parametrize("processing", TIMES, ids=NAMES)
@pytest.mark.parametrize("places", [(0,), (2,), (0, 0, 0), (1, 0, 3), (10, 1)])
def test_a_line_blocks_after_service(engine: str, places: tuple[int, ...], processing: str) -> None:
    """Job n leaves machine i when its work is done and job n - b - 1 has left machine i + 1."""
    machines = len(places) + 1
    work = [draws(f"m{i + 1}.processing.part", SPECS[processing]) for i in range(machines)]
    left: list[list[int]] = [[] for _ in range(machines)]
    for n in range(JOBS):
        for i in range(machines):
            ready = max(left[i - 1][n] if i else 0, left[i][n - 1] if n else 0)
            done = ready + work[i][n]
            ahead = n - places[i] - 1 if i < machines - 1 else -1
            left[i].append(max(done, left[i + 1][ahead]) if ahead >= 0 else done)
    expected = [time for time in left[-1] if time < JOBS * 60_000_000]
    measured = completions(line(places, processing), engine)
    assert len(expected) > JOBS / 4
    assert measured[: len(expected)] == expected


@pytest.mark.parametrize("processing", TIMES, ids=NAMES)
@pytest.mark.parametrize("places", [0, 1, 3])
def test_two_machines_block_before_service(engine: str, places: int, processing: str) -> None:
    """The first machine begins job n when the place of job n - b in front of the second is free."""
    work = [draws(f"m{i + 1}.processing.part", SPECS[processing]) for i in range(2)]
    first: list[int] = []
    loaded: list[int] = []
    second: list[int] = []
    for n in range(JOBS):
        begin = first[-1] if first else 0
        if n >= max(places, 1):
            begin = max(begin, loaded[n - places] if places else second[n - 1])
        first.append(begin + work[0][n])
        loaded.append(max(first[n], second[-1] if second else 0))
        second.append(loaded[n] + work[1][n])
    expected = [time for time in second if time < JOBS * 60_000_000]
    text = line((places,), processing, blocking="before_service")
    assert completions(text, engine)[: len(expected)] == expected
