"""What does a scenario show in the windows of a log? Simulated for as long as the log, seen through the same windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from shopfloor.calibration.discovery.grouping import codes_of
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
    simulated = _as_logged(observe(log), stations)
    for number in range(count):
        yield {
            side: moments(simulated.within(*window, (number,)), stations, from_work=from_work)
            for side, window in sides.items()
        }


def _as_logged(simulated: Observed, stations: tuple[str, ...]) -> Observed:
    """Places where jobs only wait stand in no log: the wait there is one for the station that comes next."""
    visits = simulated.visits
    extra = ~visits["station"].isin(stations).to_numpy()
    if not extra.any():
        return simulated
    job = codes_of(visits["replication"].to_numpy(), visits["job"])
    order = np.lexsort((visits["first_event"].to_numpy(), job))
    after = order[1:][extra[order[:-1]] & (job[order[1:]] == job[order[:-1]])]
    before = order[:-1][extra[order[:-1]] & (job[order[1:]] == job[order[:-1]])]
    queued = visits["queued_us"].to_numpy().copy()
    queued[after] = queued[before]
    return replace(simulated, visits=visits.assign(queued_us=queued)[~extra].reset_index(drop=True))
