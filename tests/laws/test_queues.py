"""Do single stations wait as queueing theory says?"""

import pytest

from tests.laws import theory
from tests.laws.measuring import EFFORTS, Effort, plant, run, station

EXPONENTIAL = "{exponential: {mean: 1 min}}"


def queue(arrivals_per_min: float, horizon_min: int, **words: str) -> str:
    words.setdefault("processing", EXPONENTIAL)
    return plant(
        {"press": station(**words)},
        orders=f"{{every: {{exponential: {{mean: {1 / arrivals_per_min!r} min}}}}}}",
        horizon=f"{horizon_min} min",
        warm_up="300 min",
        replications=20,
    )


@pytest.mark.parametrize("effort", EFFORTS)
def test_mm1_wait(engine: str, effort: Effort) -> None:
    """A machine at 80 % load keeps a job waiting rho / (mu - lambda)."""
    wait = run(queue(0.8, 10_000 * effort.times), engine).figure("waiting_time", "station:press")
    wait.agrees_with(60 * theory.mmc_wait(0.8, 1, 1), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_mm3_wait(engine: str, effort: Effort) -> None:
    """Three machines behind one queue wait as Erlang's C says."""
    wait = run(queue(2, 4_500 * effort.times, machines="3"), engine).figure("waiting_time", "station:press")
    wait.agrees_with(60 * theory.mmc_wait(2, 1, 3), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_md1_wait(engine: str, effort: Effort) -> None:
    """Constant work halves the wait of exponential work."""
    wait = run(queue(0.8, 8_000 * effort.times, processing="1 min"), engine).figure(
        "waiting_time", "station:press"
    )
    wait.agrees_with(60 * theory.mg1_wait(0.8, 1, 0), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_erlang_wait(engine: str, effort: Effort) -> None:
    """Erlang work of two phases waits as Pollaczek and Khinchine say."""
    text = queue(0.8, 7_500 * effort.times, processing="{erlang: {mean: 1 min, shape: 2}}")
    run(text, engine).figure("waiting_time", "station:press").agrees_with(
        60 * theory.mg1_wait(0.8, 1, 0.5**0.5), effort
    )


@pytest.mark.parametrize("effort", EFFORTS)
def test_mm1k_loses_and_waits(engine: str, effort: Effort) -> None:
    """Five places in all: a sixth arrival is lost, the others wait as the birth-death chain says."""
    text = queue(1, 2_500 * effort.times, queue="{capacity: 4}").replace(
        "orders: {", "orders: {when_full: lose, "
    )
    measured, exact = run(text, engine), theory.mm1k(1, 1, 5)
    measured.figure("throughput_rate").agrees_with(60 * exact.throughput, effort)
    measured.figure("waiting_time", "station:press").agrees_with(60 * exact.wait, effort)
    jobs = measured.log.jobs
    lost = (jobs["outcome"] == "lost").mean()
    assert abs(lost - exact.lost_share) < 0.1 * exact.lost_share


@pytest.mark.parametrize("effort", EFFORTS)
def test_shortest_processing_time_first(engine: str, effort: Effort) -> None:
    """Shortest processing time first cuts the mean wait as Conway, Maxwell and Miller's integral says."""
    text = queue(0.8, 7_500 * effort.times, queue="{order: spt}")
    wait = run(text, engine).figure("waiting_time", "station:press")
    wait.agrees_with(60 * theory.mm1_spt_wait(0.8, 1), effort)


def test_queue_length_is_rate_times_wait(engine: str) -> None:
    """Little's law for the queue of a station without setups or people, within 1 % over a long run."""
    measured = run(queue(0.8, 10_000), engine)
    rate_per_s = measured.value("throughput_rate") / 3600
    expected = rate_per_s * measured.value("waiting_time", "station:press")
    assert measured.value("queue_length", "station:press") == pytest.approx(expected, rel=0.01)
