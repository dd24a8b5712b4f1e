"""How far are two logs apart? Distances between what happened in one window, each for one side of the plant.

Source: Chapela-Campa, Benchekroun, Baron, Dumas, Krass, Senderovich (2025), A framework for measuring the quality of
business process simulation models, Information Systems 127, 102447; times are not binned here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import wasserstein_distance

from shopfloor.calibration.observed import Observed, happened

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DISTANCES", "Moments", "distances", "moments"]

_HOUR_US, _DAY_US, _WEEK_US = 3_600_000_000, 86_400_000_000, 604_800_000_000
_GRAM = 3

DISTANCES: Mapping[str, str] = {
    "n_gram": "which steps follow each other",
    "absolute_events": "when things happen, hours on the clock",
    "circadian_events": "when things happen in the day, hours, for each day of the week",
    "relative_events": "when things happen in the life of a job, hours",
    "cycle_time": "how long jobs are in the plant, hours",
    "arrivals": "when jobs arrive, hours on the clock",
}
"""Name -> what it compares; ``n_gram`` is a share from 0 to 1. For each station ``processing.<station>`` and
``waiting.<station>`` come on top, in minutes."""


@dataclass(frozen=True)
class Moments:
    """What the distances look at, of one window.

    station   codes of the stations of all begun visits, int64; ``stations`` are their names
    job       codes of the jobs, 0, 1, 2 …, int64, ascending; visits of a job stand in the order of their start
    began_us, ended_us  of work; only visits whose work has begun are here, ``ended_us`` of open ones is -1
    waited_us           from the queue to the start of work
    worked_us           as observed
    came_us             for each job: its release
    left_us             for each job: its end, or -1 while it is open
    replications        how many runs of the plant these are
    week_us             how long the week had lasted at 0 us, since Monday midnight
    """

    stations: tuple[str, ...]
    station: NDArray[np.int64]
    job: NDArray[np.int64]
    began_us: NDArray[np.int64]
    ended_us: NDArray[np.int64]
    waited_us: NDArray[np.int64]
    worked_us: NDArray[np.int64]
    came_us: NDArray[np.int64]
    left_us: NDArray[np.int64]
    week_us: int
    replications: int

    def of_jobs(self, chosen: NDArray[np.bool_]) -> Moments:
        """Return the same for some of the jobs."""
        kept = chosen[self.job]
        number = np.cumsum(chosen) - 1
        return Moments(
            self.stations, self.station[kept], number[self.job[kept]], self.began_us[kept], self.ended_us[kept],
            self.waited_us[kept], self.worked_us[kept], self.came_us[chosen], self.left_us[chosen],
            self.week_us, self.replications,
        )  # fmt: skip


def moments(observed: Observed, stations: tuple[str, ...], *, from_work: bool = False) -> Moments:
    """Return what happened to the jobs that came within the window.

    Args:
        stations: gives their codes; visits to others are left out.
        from_work: a job comes when its first work begins, as in a log that does not know it better. What is held
            against such a log must be seen so, too.
    """
    visits, jobs = observed.visits, observed.jobs
    came = np.asarray(jobs["released_us"], np.int64)
    keys = _keys(jobs["replication"], jobs["job"])
    order = np.argsort(keys, kind="stable")
    code = {name: number for number, name in enumerate(stations)}
    station = np.array([code.get(name, -1) for name in visits["station"].cat.categories], np.int64)[
        visits["station"].cat.codes.to_numpy()
    ]
    began = np.asarray(visits["started_us"], np.int64)
    named = dict(zip(jobs["job"].cat.categories, range(len(jobs["job"].cat.categories)), strict=True))
    job_code = np.array([named.get(name, -1) for name in visits["job"].cat.categories], np.int64)[
        visits["job"].cat.codes.to_numpy()
    ]
    visit_keys = np.asarray(visits["replication"], np.int64) * (len(named) + 1) + job_code
    at = np.searchsorted(keys[order], visit_keys)
    at = np.minimum(at, len(keys) - 1) if len(keys) else np.zeros_like(at)
    known = (keys[order][at] == visit_keys) if len(keys) else np.zeros(len(visit_keys), bool)
    used = known & (station >= 0) & happened(began)
    job = at[used]
    sequence = np.lexsort((np.asarray(visits["first_event"])[used], began[used], job))
    ended, queued = (
        np.asarray(visits[name], np.int64)[used][sequence] for name in ("finished_us", "queued_us")
    )
    began, left = began[used][sequence], np.asarray(jobs["ended_us"], np.int64)[order]
    waited = np.where(happened(queued), began - queued, 0)
    came = came[order]
    if from_work and len(began):
        of = job[sequence]
        first = np.r_[True, of[1:] != of[:-1]]
        waited, came = np.where(first, 0, waited), came.copy()
        came[of[first]] = began[first]
    return Moments(
        stations=stations,
        station=station[used][sequence],
        job=job[sequence],
        began_us=began,
        ended_us=np.where(happened(ended), ended, -1),
        waited_us=waited,
        worked_us=np.asarray(visits["worked_us"], np.int64)[used][sequence],
        came_us=came,
        left_us=np.where(happened(left), left, -1),
        week_us=observed.week_us,
        replications=len(observed.replications),
    )


def _keys(replication: pd.Series, job: pd.Series) -> NDArray[np.int64]:
    """Number the jobs of all replications in the order of replication and name."""
    width = len(job.cat.categories) + 1
    return np.asarray(replication.to_numpy(np.int64) * width + job.cat.codes.to_numpy(np.int64), np.int64)


def distances(one: Moments, other: Moments) -> dict[str, float]:
    """Return every distance that both can tell; both must know the same stations."""
    found: dict[str, float | None] = {
        "n_gram": _n_gram(one, other),
        "absolute_events": _apart(_all_times(one), _all_times(other), _HOUR_US),
        "circadian_events": _circadian(one, other),
        "relative_events": _apart(_relative(one), _relative(other), _HOUR_US),
        "cycle_time": _apart(_cycle(one), _cycle(other), _HOUR_US),
        "arrivals": _apart(one.came_us, other.came_us, _HOUR_US),
    }
    for number, name in enumerate(one.stations):
        mine, theirs = one.station == number, other.station == number
        found[f"waiting.{name}"] = _apart(one.waited_us[mine], other.waited_us[theirs], 60_000_000)
        mine, theirs = mine & (one.ended_us >= 0), theirs & (other.ended_us >= 0)
        found[f"processing.{name}"] = _apart(one.worked_us[mine], other.worked_us[theirs], 60_000_000)
    return {name: value for name, value in found.items() if value is not None}


def _apart(one: NDArray[np.int64], other: NDArray[np.int64], unit_us: int) -> float | None:
    if not len(one) or not len(other):
        return None
    return float(wasserstein_distance(one / unit_us, other / unit_us))


def _all_times(of: Moments) -> NDArray[np.int64]:
    return np.concatenate([of.began_us, of.ended_us[of.ended_us >= 0]])


def _relative(of: Moments) -> NDArray[np.int64]:
    done = of.ended_us >= 0
    came = of.came_us[of.job]
    return np.concatenate([of.began_us - came, (of.ended_us - came)[done]])


def _cycle(of: Moments) -> NDArray[np.int64]:
    gone = of.left_us >= 0
    return (of.left_us - of.came_us)[gone]


def _circadian(one: Moments, other: Moments) -> float | None:
    """The mean over the days of the week on which either has events; a day that one of them lacks counts as 23 h."""
    found = list[float]()
    days = [divmod((_all_times(of) + of.week_us) % _WEEK_US, _DAY_US) for of in (one, other)]
    for day in range(7):
        mine, theirs = (clock[number == day] for number, clock in days)
        if len(mine) or len(theirs):
            apart = _apart(mine, theirs, _HOUR_US)
            found.append(23.0 if apart is None else apart)
    return float(np.mean(found)) if found else None


def _n_gram(one: Moments, other: Moments) -> float | None:
    """Half the sum of the differences of the shares of all runs of three steps; a job begins and ends with nothing."""
    width = len(one.stations) + 1
    grams = [_grams(of, width) for of in (one, other)]
    if not all(len(of) for of in grams):
        return None
    keys = np.unique(np.concatenate(grams))
    shares = [np.bincount(np.searchsorted(keys, of), minlength=len(keys)) / len(of) for of in grams]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)


def _grams(of: Moments, width: int) -> NDArray[np.int64]:
    if not len(of.job):
        return np.zeros(0, np.int64)
    pad = _GRAM - 1
    first = np.r_[True, of.job[1:] != of.job[:-1]]
    number = np.cumsum(first) - 1
    place = np.arange(len(of.job)) + pad * (number + 1)
    row = np.zeros(len(of.job) + pad * (number[-1] + 2), np.int64)
    row[place] = of.station + 1
    windows = np.lib.stride_tricks.sliding_window_view(row, _GRAM)
    return np.asarray(windows[windows.any(axis=1)] @ width ** np.arange(_GRAM), np.int64)
