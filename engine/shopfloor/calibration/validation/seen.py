"""What does a scenario show in the windows of a log? Simulated for as long as the log, seen through the same windows."""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.calibration.observed import Observed, observe
from shopfloor.calibration.validation.distances import Moments, moments
from shopfloor.scenario import Scenario, dump, loads
from shopfloor.simulation import simulate

__all__ = ["over", "seen"]


def over(scenario: Scenario, observed: Observed) -> Scenario:
    """The same plant for as long as the log."""
    clock = {
        "clock.start": observed.start.isoformat(),
        "clock.horizon": f"{observed.plant.horizon_us} us",
        "clock.warm_up": "0 s",
    }
    return loads(dump(scenario), overrides=clock)


def seen(
    scenario: Scenario,
    sides: dict[str, tuple[int, int]],
    stations: tuple[str, ...],
    seed: int,
    count: int,
    workers: int,
    *,
    from_work: bool = False,
) -> Iterator[dict[str, Moments]]:
    """Yield what each replication shows of both sides."""
    log = simulate(scenario, replications=count, seed=seed, workers=min(workers, count))
    simulated = observe(log)
    for number in range(count):
        yield {
            side: moments(simulated.within(*window, (number,)), stations, from_work=from_work)
            for side, window in sides.items()
        }
