"""Who waits less when not the first goes first? Queue orders against theory."""

from math import exp

import pytest

from tests.laws.measuring import EFFORTS, Effort, plant, run, station
from tests.laws.test_queues import EXPONENTIAL, queue
from tests.laws.theory import disciplines, queues


@pytest.mark.parametrize("effort", EFFORTS)
def test_shortest_processing_time_first(engine: str, effort: Effort) -> None:
    """Shortest processing time first cuts the mean wait as the integral of Conway, Maxwell and Miller says."""
    measured = run(queue(0.8, 2_500 * effort.times, queue="{order: spt}"), engine)
    expected = disciplines.shortest_first_wait(0.8, 2, lambda x: exp(-x), 60)
    measured.waits("press", load=0.8).agrees_with(expected, effort)


@pytest.mark.parametrize("effort", EFFORTS)
def test_shortest_first_with_uniform_work(engine: str, effort: Effort) -> None:
    """The same rule, M/G/1 with work from 0 to 2 minutes."""
    text = queue(
        0.7, 2_000 * effort.times, processing="{uniform: {low: 0 s, high: 2 min}}", queue="{order: spt}"
    )
    expected = disciplines.shortest_first_wait(0.7, 4 / 3, lambda x: 0.5, 2)
    run(text, engine).waits("press", load=0.7).agrees_with(expected, effort)


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("order", ["lifo", "random"])
def test_orders_that_know_nothing_of_a_job(engine: str, effort: Effort, order: str) -> None:
    """Mean wait as first come, first served; its square larger by 1 / (1 - rho), or 1 / (1 - rho / 2) (Kingman)."""
    measured = run(queue(0.6, 3_000 * effort.times, queue=f"{{order: {order}}}"), engine)
    measured.waits("press", load=0.6).agrees_with(queues.mmc_wait(0.6, 1, 1), effort)
    second = disciplines.second_moment_of_wait(0.6, (1, 2, 6), order)
    measured.waits("press", power=2, load=0.6).agrees_with(second, effort.wider(5))


def priority_plant(work: dict[str, tuple[str, float, int]], horizon_min: int) -> str:
    """``work``: for each product its processing, its arrivals per minute, its priority."""
    products = {
        name: f"{{orders: {{every: {{exponential: {{mean: {1 / rate!r} min}}}}, priority: {priority}}}, "
        f"route: [{{station: press, processing: {processing}}}]}}"
        for name, (processing, rate, priority) in work.items()
    }
    return plant(
        {"press": station(queue="{order: priority}")},
        products=products,
        horizon=f"{horizon_min} min",
        warm_up="200 min",
        replications=20,
    )


@pytest.mark.parametrize("effort", EFFORTS)
def test_two_priorities(engine: str, effort: Effort) -> None:
    """M/M/1, no work interrupted: each class waits as Cobham says."""
    text = priority_plant(
        {"plain": (EXPONENTIAL, 0.4, 0), "urgent": (EXPONENTIAL, 0.3, 5)}, 3_500 * effort.times
    )
    urgent, plain = disciplines.priority_waits((0.3, 0.4), (1, 1), (2, 2))
    measured = run(text, engine)
    measured.waits("press", "urgent", load=0.7).agrees_with(urgent, effort)
    measured.waits("press", "plain", load=0.7).agrees_with(plain, effort.wider(1.5))


@pytest.mark.parametrize("effort", EFFORTS)
def test_three_priorities_with_work_of_their_own(engine: str, effort: Effort) -> None:
    """M/G/1: constant, uniform and two-phase work, the most urgent not the shortest."""
    text = priority_plant(
        {
            "slow": ("2 min", 0.1, 3),
            "middling": ("{uniform: {low: 0 s, high: 1 min}}", 0.5, 2),
            "rest": ("{erlang: {mean: 1 min, shape: 2}}", 0.2, -1),
        },
        3_200 * effort.times,
    )
    waits = disciplines.priority_waits((0.1, 0.5, 0.2), (2, 0.5, 1), (4, 1 / 3, 1.5))
    measured = run(text, engine)
    for product, wait in zip(("slow", "middling", "rest"), waits, strict=True):
        measured.waits("press", product, load=0.65).agrees_with(wait, effort.wider(1.5))
