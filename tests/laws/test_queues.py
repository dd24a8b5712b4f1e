"""Do single stations wait as queueing theory says?"""

import pytest

from tests.laws.measuring import EFFORTS, Effort, plant, run, station
from tests.laws.theory import queues

EXPONENTIAL = "{exponential: {mean: 1 min}}"


def queue(
    arrivals_per_min: float,
    horizon_min: int,
    *,
    every: str = "{exponential: {mean: %r min}}",
    when_full: str = "wait",
    **words: str,
) -> str:
    """One station in minutes, with work of one minute unless ``words`` say otherwise."""
    words.setdefault("processing", EXPONENTIAL)
    between = every % (1 / arrivals_per_min) if "%" in every else every
    return plant(
        {"press": station(**words)},
        orders=f"{{every: {between}, when_full: {when_full}}}",
        horizon=f"{horizon_min} min",
        warm_up="200 min",
        replications=20,
    )


@pytest.mark.parametrize("effort", EFFORTS)
def test_mm1_wait(engine: str, effort: Effort) -> None:
    """A machine at 80 % load keeps a job waiting rho / (mu - lambda), and 1 / (mu - lambda) in all."""
    measured = run(queue(0.8, 5_500 * effort.times), engine)
    measured.lead_times().agrees_with(5, effort.wider(1.2))
    measured.waits("press", load=0.8).agrees_with(queues.mmc_wait(0.8, 1, 1), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_mm3_wait(engine: str, effort: Effort) -> None:
    """Three machines behind one queue wait as Erlang's C says."""
    measured = run(queue(2, 2_500 * effort.times, machines="3"), engine)
    measured.waits("press", load=2).agrees_with(queues.mmc_wait(2, 1, 3), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_md1_wait(engine: str, effort: Effort) -> None:
    """Constant work halves the wait of exponential work."""
    measured = run(queue(0.8, 4_000 * effort.times, processing="1 min"), engine)
    measured.waits("press", load=0.8).agrees_with(queues.mg1_wait(0.8, 1, 0), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_erlang_wait(engine: str, effort: Effort) -> None:
    """Erlang work of two phases waits as Pollaczek and Khinchine say."""
    text = queue(0.8, 4_800 * effort.times, processing="{erlang: {mean: 1 min, shape: 2}}")
    run(text, engine).waits("press", load=0.8).agrees_with(queues.mg1_wait(0.8, 1, 0.5**0.5), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_dm1_wait(engine: str, effort: Effort) -> None:
    """Arrivals by the clock: the wait of D/M/1 is geometric in the root of its equation."""
    measured = run(queue(0.5, 3_000 * effort.times, every="2 min"), engine)
    measured.waits("press", load=0.5).agrees_with(queues.dm1_wait(2, 1), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_md2_wait(engine: str, effort: Effort) -> None:
    """Two machines with constant work wait as Crommelin says."""
    measured = run(queue(1.2, 1_700 * effort.times, processing="1 min", machines="2"), engine)
    measured.waits("press", load=1.2).agrees_with(queues.mdc_wait(1.2, 1, 2), effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_mm1k_loses_and_waits(engine: str, effort: Effort) -> None:
    """Five places in all: a sixth arrival is lost, the others wait as the birth-death chain says."""
    text = queue(1, 900 * effort.times, queue="{capacity: 4}", when_full="lose")
    measured, exact = run(text, engine), queues.mmck(1, 1, 1, 5)
    measured.rate("job_completed").agrees_with(exact.throughput, effort)
    measured.waits("press").agrees_with(exact.wait, effort)
    measured.ratio("job_lost", "job_released").agrees_with(exact.lost_share, effort.wider(2))


@pytest.mark.parametrize("effort", EFFORTS)
def test_three_machines_and_two_places_lose_and_wait(engine: str, effort: Effort) -> None:
    """M/M/3/5: places in the queue and machines count together (Gross and Harris)."""
    text = queue(3, 500 * effort.times, machines="3", queue="{capacity: 2}", when_full="lose")
    measured, exact = run(text, engine), queues.mmck(3, 1, 3, 5)
    measured.rate("job_completed").agrees_with(exact.throughput, effort)
    measured.waits("press").agrees_with(exact.wait, effort)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("processing", [EXPONENTIAL, "{lognormal: {mean: 1 min, cv: 1.5}}"])
def test_erlangs_loss_asks_for_the_mean_alone(engine: str, effort: Effort, processing: str) -> None:
    """Without a queue, the share of lost arrivals does not depend on the shape of the work (Sevastyanov)."""
    text = queue(
        2, 450 * effort.times, machines="3", processing=processing, queue="{capacity: 0}", when_full="lose"
    )
    measured, share = run(text, engine), queues.erlang_loss(2, 3)
    measured.rate("job_completed").agrees_with(2 * (1 - share), effort)
    measured.ratio("job_lost", "job_released").agrees_with(share, effort)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize(("pick", "first_fast"), [("first", 1.0), ("random", 0.5)])
def test_machines_of_two_speeds(engine: str, effort: Effort, pick: str, first_fast: float) -> None:
    """A machine half as fast beside another: wait and loads of the chain (Gumbel, Singh)."""
    text = queue(0.9, 3_000 * effort.times, machines="2", speed="[1.0, 0.5]", pick=pick)
    measured = run(text, engine)
    wait, fast, slow = queues.unequal_machines(0.9, 1, 0.5, first_fast=first_fast)
    measured.waits("press").agrees_with(wait, effort.wider(1.5))
    measured.rate("work_finished", machine="press.1").agrees_with(fast, effort)
    measured.rate("work_finished", machine="press.2").agrees_with(slow / 2, effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_the_second_of_two_queues_waits_like_the_first(engine: str, effort: Effort) -> None:
    """What leaves M/M/1 is a Poisson process again (Burke 1956, "The output of a queueing system")."""
    text = plant(
        {
            "first": station(processing=EXPONENTIAL),
            "second": station(processing="{exponential: {mean: 50 s}}"),
        },
        orders="{every: {exponential: {mean: 100 s}}}",
        horizon=f"{3_000 * effort.times} min",
        warm_up="200 min",
        replications=20,
    )
    measured = run(text, engine)
    measured.waits("first", load=0.6).agrees_with(queues.mmc_wait(0.6, 1, 1), effort)
    measured.waits("second", load=0.5).agrees_with(queues.mmc_wait(0.6, 1.2, 1), effort)
