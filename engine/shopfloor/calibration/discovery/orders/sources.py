"""Do jobs come because there is room for one more? Constant work in process, and supply that never ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.orders.arrivals import Arrivals
from shopfloor.calibration.evidence import MINIMUM, Estimate, Evidence
from shopfloor.calibration.fitting import share
from shopfloor.calibration.observed import Observed, happened

__all__ = ["Source", "constant_work", "unlimited"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_NEARLY_ALL = 0.99
_MOST = 0.8
"""Some come when a shift begins or a repair ends, and not when the job before leaves."""
_SAME_US = 1_000_000
"""How far apart two moments of a log of a real plant may lie and still be the same."""


@dataclass(frozen=True)
class Source:
    """A word of ``orders`` with its value, and why."""

    word: str
    value: int | str
    evidence: Evidence


def constant_work(observed: Observed, arrivals: Arrivals) -> Source | None:
    """Is a job that leaves followed by the next at the same moment, and does nothing else bring one in?"""
    jobs = arrivals.jobs
    released, ended = jobs["released_us"].to_numpy(), jobs["ended_us"].to_numpy()
    replication = jobs["replication"].to_numpy(np.int64)
    left = happened(ended) & (jobs["outcome"] != "lost").to_numpy()
    came = released > observed.since_us
    if left.sum() < MINIMUM or came.sum() < MINIMUM or happened(jobs["ordered_us"]).any():
        return None
    if not (ended[left] > released[left]).all():
        return None  # who leaves at once would be followed at once, without end
    followed = _matched(replication[left], ended[left], replication[came], released[came])
    if followed.mean() < _NEARLY_ALL:
        return None
    caused = _matched(replication[came], released[came], replication[left], ended[left])
    brought = np.bincount(replication[came][~caused], minlength=max(observed.replications) + 1)
    if observed.since_us == 0:
        at_all_times = np.array([arrivals.there[one] for one in observed.replications])
        if brought.sum() > (1 - _NEARLY_ALL) * came.sum():
            return None
    else:  # who was in the plant before the window is not in the log of it, but followed when leaving
        at_all_times = brought[list(observed.replications)]
    work = int(np.median(at_all_times))
    if work < 1 or came.sum() < work:
        return None
    estimates = {"jobs": Estimate(work, float(at_all_times.min()), float(at_all_times.max()), "count")}
    told = f"{followed.mean():.1%} of the jobs that leave are followed at once"
    return Source("wip", work, Evidence(int(left.sum()), told, estimates=estimates))


def unlimited(observed: Observed, arrivals: Arrivals) -> Source | None:
    """Does a job enter the plant whenever a machine of the first station has nothing else to take?"""
    jobs, visits = arrivals.jobs, observed.visits
    first = (visits["visit"] == 1).to_numpy() & (visits["product"] == jobs["product"].iloc[0]).to_numpy()
    key = ["replication", "job"]
    mine = visits[first].sort_values("first_event", kind="stable").drop_duplicates(key)
    mine = mine.assign(job=mine["job"].astype(object))[[*key, "station", "loaded_us"]]
    known = jobs.assign(job=jobs["job"].astype(object))[[*key, "released_us"]].merge(mine, on=key)
    known = known[happened(known["loaded_us"]) & (known["released_us"].to_numpy() > observed.since_us)]
    stations = known["station"].value_counts()
    if len(known) < MINIMUM or int(stations.iloc[0]) < _NEARLY_ALL * len(known):
        return None
    station = stations.index[0]
    loaded, released = known["loaded_us"].to_numpy(), known["released_us"].to_numpy()
    at_once = loaded <= released
    there = (visits["station"] == station).to_numpy() & happened(visits["left_us"])
    if not (visits["worked_us"].to_numpy()[there] > 0).any():
        return None  # where work takes no time, every machine is always free
    freed = _matched(
        known["replication"].to_numpy(np.int64),
        released,
        visits["replication"].to_numpy(np.int64)[there],
        visits["left_us"].to_numpy()[there],
        _SAME_US if observed.gaps else 0,
    )
    if at_once.mean() < _NEARLY_ALL or freed.mean() < _MOST:
        return None
    estimates = {"share that came when one left": share(int(freed.sum()), len(known))}
    told = f"jobs enter {station} when a machine there is free, and never wait"
    return Source("supply", "unlimited", Evidence(len(known), told, estimates=estimates))


def _matched(replication: Ints, at: Ints, other_replication: Ints, other_at: Ints, near_us: int = 0) -> Flags:
    """Return which moments have another one (each counts once where they must be the same) in the same replication."""
    if near_us:
        found = np.zeros(len(at), bool)
        for one in np.unique(replication):
            others = np.sort(other_at[other_replication == one])
            here = at[replication == one]
            place = np.searchsorted(others, here - near_us)
            found[replication == one] = (place < len(others)) & (
                others[np.minimum(place, len(others) - 1)] <= here + near_us
            )
        return found
    mine = pd.DataFrame({"replication": replication, "at": at})
    theirs = pd.DataFrame({"replication": other_replication, "at": other_at})
    number = mine.groupby(["replication", "at"]).cumcount().to_numpy()
    many = theirs.groupby(["replication", "at"]).size().reindex(pd.MultiIndex.from_frame(mine), fill_value=0)
    return np.asarray(number < many.to_numpy(), bool)
