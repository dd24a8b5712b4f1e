"""Do lines with finite buffers and unreliable machines produce what Markov chains say?"""

import pytest

from tests.laws import theory
from tests.laws.measuring import EFFORTS, Effort, plant, run, station

EXPONENTIAL = "{exponential: {mean: 1 min}}"


def line(places: tuple[int, ...], horizon_min: int, **words: str) -> str:
    """Machines with ``places`` between them; the first never starves."""
    stations = {"m1": station(processing=EXPONENTIAL, **words)}
    for number, capacity in enumerate(places, 2):
        stations[f"m{number}"] = station(processing=EXPONENTIAL, queue=f"{{capacity: {capacity}}}", **words)
    return plant(stations, horizon=f"{horizon_min} min", warm_up="400 min", replications=20)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("machines", [2, 3])
@pytest.mark.parametrize("places", [0, 1, 2, 3, 4, 10])
def test_blocking_after_service(engine: str, effort: Effort, machines: int, places: int) -> None:
    """A balanced exponential line loses exactly what blocking and starving cost."""
    buffers = (places,) * (machines - 1)
    rate = run(line(buffers, 700 * effort.times), engine).figure("throughput_rate")
    rate.agrees_with(60 * theory.line_after_service((1.0,) * machines, buffers), effort)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("places", [0, 1, 2, 3, 4, 10])
def test_blocking_before_service(engine: str, effort: Effort, places: int) -> None:
    """A machine that begins only with a place ahead loses one place against blocking after service."""
    rate = run(line((places,), 700 * effort.times, blocking="before_service"), engine).figure(
        "throughput_rate"
    )
    rate.agrees_with(60 * theory.line_before_service(1, 1, places), effort)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("clock", ["working", "calendar"])
@pytest.mark.parametrize("places", [0, 2, 4, 10, 20])
def test_unreliable_line(engine: str, effort: Effort, clock: str, places: int) -> None:
    """Failures on the clock of work and on the calendar: throughput, down, blocked and starved shares."""
    failures = (
        "{breakdown: {time_to_failure: {exponential: {mean: 20 min}}, time_to_repair: {exponential: {mean: 2 min}}, "
        f"clock: {clock}, handover: release}}}}"
    )
    measured = run(line((places,), 1_600 * effort.times, failures=failures), engine)
    exact = theory.unreliable_line((1, 1), 0.05, 0.5, places, working_clock=clock == "working")
    measured.figure("throughput_rate").agrees_with(60 * exact.throughput, effort)
    wider = Effort(effort.times, 4 * effort.fault)  # shares of a few per cent vary more
    measured.figure("state_share.down", "machine:m1.1").agrees_with(exact.first_down, wider)
    measured.figure("state_share.down", "machine:m2.1").agrees_with(exact.second_down, wider)
    measured.figure("state_share.blocked", "machine:m1.1").agrees_with(exact.first_blocked_up, wider)
    measured.figure("state_share.starved", "machine:m2.1").agrees_with(exact.second_starved_up, wider)
