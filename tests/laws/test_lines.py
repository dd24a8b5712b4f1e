"""Do lines with finite buffers and unreliable machines produce what Markov chains say?"""

import pytest

from tests.laws.measuring import EFFORTS, Effort, plant, run, station
from tests.laws.theory import lines

EXPONENTIAL = "{exponential: {mean: 1 min}}"
RULES = {"after_service": lines.line_after_service, "before_service": lines.line_before_service}


def line(
    places: tuple[int, ...],
    horizon_min: int,
    minutes: tuple[float, ...] = (),
    replications: int = 12,
    **words: str,
) -> str:
    """Machines with ``places`` between them; the first never starves."""
    stations = {}
    for number, capacity in enumerate((None, *places)):
        mean = minutes[number] if minutes else 1
        queue = {} if capacity is None else {"queue": f"{{capacity: {capacity}}}"}
        stations[f"m{number + 1}"] = station(
            processing=f"{{exponential: {{mean: {mean!r} min}}}}", **queue, **words
        )
    return plant(stations, horizon=f"{horizon_min} min", warm_up="150 min", replications=replications)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("machines", [2, 3])
@pytest.mark.parametrize("places", [0, 1, 2, 3, 4, 10])
def test_blocking_after_service(engine: str, effort: Effort, machines: int, places: int) -> None:
    """A balanced exponential line loses exactly what blocking and starving cost."""
    buffers = (places,) * (machines - 1)
    rate = run(line(buffers, 340 * effort.times), engine).rate("job_completed")
    rate.agrees_with(lines.line_after_service((1.0,) * machines, buffers), effort)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("places", [(0,), (1,), (2,), (3,), (4,), (10,), (0, 0), (2, 2)])
def test_blocking_before_service(engine: str, effort: Effort, places: tuple[int, ...]) -> None:
    """A machine that begins only with a place ahead loses one place against blocking after service."""
    rate = run(line(places, 340 * effort.times, blocking="before_service"), engine).rate("job_completed")
    rate.agrees_with(lines.line_before_service((1.0,) * (len(places) + 1), places), effort)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("blocking", RULES)
def test_a_line_out_of_balance(engine: str, effort: Effort, blocking: str) -> None:
    """Four machines of different paces, with one, no and two places between them."""
    minutes, places = (1.0, 0.8, 1.25, 0.6), (1, 0, 2)
    rate = run(line(places, 550 * effort.times, minutes, blocking=blocking), engine).rate("job_completed")
    rate.agrees_with(RULES[blocking](tuple(1 / mean for mean in minutes), places), effort)


def failing(clock: str, handover: str) -> str:
    return (
        "{stop: {time_to_failure: {exponential: {mean: 20 min}}, time_to_repair: {exponential: {mean: 2 min}}, "
        f"clock: {clock}, handover: {handover}}}}}"
    )


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("clock", ["working", "calendar"])
@pytest.mark.parametrize("places", [0, 2, 4, 10, 20])
def test_unreliable_line(engine: str, effort: Effort, clock: str, places: int) -> None:
    """Failures on the clock of work and on the calendar: throughput, down, blocked and starved shares."""
    horizon_min = (700 if places < 10 else 1_600) * effort.times
    measured = run(line((places,), horizon_min, failures=failing(clock, "release")), engine)
    exact = lines.unreliable_line((1, 1), 0.05, 0.5, places, working_clock=clock == "working")
    measured.rate("job_completed").agrees_with(exact.throughput, effort)
    first, second = measured.shares("m1.1"), measured.shares("m2.1")
    wider = effort.wider(4 if places < 20 else 6)  # small shares vary more
    first["down"].agrees_with(exact.first_down, wider)
    second["down"].agrees_with(exact.second_down, wider)
    first["blocked"].agrees_with(exact.first_blocked_up, wider)
    second["starved"].agrees_with(exact.second_starved_up, wider)


@pytest.mark.parametrize("clock", ["working", "calendar"])
def test_the_figures_are_those_of_the_steps(engine: str, clock: str) -> None:
    """The KPIs of an unreliable line are what its events add up to."""
    measured = run(line((2,), 500, replications=2, failures=failing(clock, "release")), engine)
    for machine in ("m1.1", "m2.1"):
        for state, share in measured.shares(machine).items():
            kpi = f"state_share.{state}", f"machine:{machine}"
            if share.mean:
                assert measured.figure(*kpi).mean == pytest.approx(share.mean, rel=1e-9)
            else:
                assert measured.value(*kpi) == 0
    rate = measured.rate("job_completed")
    assert measured.figure("throughput_rate").mean == pytest.approx(60 * rate.mean, rel=1e-12)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("places", [0, 2])
def test_an_unreliable_line_that_holds_its_parts(engine: str, effort: Effort, places: int) -> None:
    """By the calendar, and a finished part stays in the machine while that is down."""
    text = line((places,), 560 * effort.times, failures=failing("calendar", "hold"))
    expected = lines.line_that_holds_parts((1, 1), 0.05, 0.5, places)
    run(text, engine).rate("job_completed").agrees_with(expected, effort)
