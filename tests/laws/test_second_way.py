"""Do other programs, which know nothing of the engine, see jobs leave at the very same microseconds?"""

import pytest

from shopfloor.distributions import Distribution
from shopfloor.streams import Streams
from tests.laws.measuring import plant, run, station
from tests.laws.theory.shop import ORDERS, Job, completions
from tests.laws.theory.steps import Draw, Machine, departures

HORIZON_MIN = 1_500
SEED = 11
LAWS = {
    "work": {"exponential": {"mean": "1 min"}},
    "life": {"gamma": {"mean": "9 min", "cv": 0.7}},
    "repair": {"exponential": {"mean": "90 s"}},
}


def draw(stream: str, law: dict[str, object]) -> Draw:
    draws = Streams(SEED, 0).durations(stream, Distribution.model_validate(law).law)
    return lambda k: int(draws.at(k))


@pytest.mark.parametrize("places", [(0,), (3,), (1, 0, 2)])
@pytest.mark.parametrize("clock", ["working", "calendar"])
@pytest.mark.parametrize("handover", ["hold", "release"])
@pytest.mark.parametrize("repairers", [None, 1])
def test_a_line_that_fails(
    engine: str, places: tuple[int, ...], clock: str, handover: str, repairers: int | None
) -> None:
    """Lines of two and four machines, on both clocks, holding parts or not, with one repairer or enough of them."""
    repaired_by = "" if repairers is None else "repaired_by: fitting, "
    words = {
        "processing": "{exponential: {mean: 1 min}}",
        "failures": f"{{jam: {{clock: {clock}, handover: {handover}, {repaired_by}"
        "time_to_failure: {gamma: {mean: 9 min, cv: 0.7}}, time_to_repair: {exponential: {mean: 90 s}}}}",
    }
    stations = {"m1": station(**words)}
    machines = []
    for number, capacity in enumerate((0, *places), 1):
        name = f"m{number}"
        if number > 1:
            stations[name] = station(**words, queue=f"{{capacity: {capacity}}}")
        machines.append(
            Machine(
                draw(f"{name}.processing.part", LAWS["work"]),
                capacity,
                draw(f"{name}.1.jam.time_to_failure", LAWS["life"]),
                draw(f"{name}.1.jam.time_to_repair", LAWS["repair"]),
                on_calendar=clock == "calendar",
                holds=handover == "hold",
            )
        )
    people = (
        "" if repairers is None else f"people:\n  fitter: {{count: {repairers}, skills: {{fitting: 1.0}}}}\n"
    )
    text = plant(stations, horizon=f"{HORIZON_MIN} min", rest=people, seed=SEED)
    (completed,) = run(text, engine).each("job_completed")
    found = [round(time_s * 1e6) for time_s in completed["time_s"]]
    assert len(found) > HORIZON_MIN / 4
    assert found == departures(machines, HORIZON_MIN * 60_000_000, repairers)


ROUTES = {
    # product: minutes between orders, priority, minutes at each station, mean
    "bolt": (3.0, 0, [("saw", 1.0), ("mill", 2.0), ("drill", 0.6)]),
    "nut": (4.0, 2, [("mill", 0.5), ("saw", 0.8), ("mill", 1.5)]),
    "pin": (5.0, 1, [("drill", 1.2), ("saw", 2.0)]),
}
MACHINES = {"saw": 1, "mill": 2, "drill": 1}


def exponential(minutes: float) -> dict[str, object]:
    return {"exponential": {"mean": f"{minutes!r} min"}}


def jobs_of(product: str) -> list[Job]:
    """All jobs of a product that come before the horizon, with their own draws."""
    every, priority, route = ROUTES[product]
    between, due_in = (
        draw(f"{product}.orders.every", exponential(every)),
        draw(f"{product}.orders.due_in", exponential(20.0)),
    )
    streams, seen = [], dict.fromkeys(MACHINES, 0)
    for name, minutes in route:
        seen[name] += 1
        again = "" if seen[name] == 1 else f".visit{seen[name]}"
        streams.append(draw(f"{name}.processing.{product}{again}", exponential(minutes)))
    after = [sum(minutes for _, minutes in route[step + 1 :]) * 60e6 for step in range(len(route))]
    found, now = [], 0
    while now < HORIZON_MIN * 60_000_000:
        k = len(found)
        steps = [(name, work(k), left) for (name, _), work, left in zip(route, streams, after, strict=True)]
        found.append(Job(f"{product}-{k + 1}", now, now + due_in(k), priority, steps))
        now += between(k)
    return found


@pytest.mark.parametrize("order", ORDERS)
def test_a_job_shop(engine: str, order: str) -> None:
    """Three products cross three stations, one of them twice the same, in each order of the queues."""
    text = plant(
        {name: station(machines=str(count), queue=f"{{order: {order}}}") for name, count in MACHINES.items()},
        products={
            product: f"{{orders: {{every: {{exponential: {{mean: {every!r} min}}}}, priority: {priority}, "
            f"due_in: {{exponential: {{mean: 20.0 min}}}}}}, route: ["
            + ", ".join(
                f"{{station: {name}, processing: {{exponential: {{mean: {minutes!r} min}}}}}}"
                for name, minutes in route
            )
            + "]}"
            for product, (every, priority, route) in ROUTES.items()
        },
        horizon=f"{HORIZON_MIN} min",
        seed=SEED,
    )
    (events,) = run(text, engine).each("job_completed", columns=["job"])
    found = {job: round(time_s * 1e6) for job, time_s in zip(events["job"], events["time_s"], strict=True)}
    expected = completions([job for product in ROUTES for job in jobs_of(product)], MACHINES, order)
    assert len(found) > HORIZON_MIN / 2
    assert found == {job: time for job, time in expected.items() if time < HORIZON_MIN * 60_000_000}
