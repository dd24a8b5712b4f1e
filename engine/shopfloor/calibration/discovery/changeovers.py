"""What comes after what on a machine, and what does the change cost?

A log of changeovers tells it. A log of work alone shows it where work that follows another product takes longer, or
begins later although the job and the machine were there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from shopfloor.calibration.discovery.batches import Runs
from shopfloor.calibration.discovery.clocks import Clock, last_before
from shopfloor.calibration.discovery.differences import differ
from shopfloor.calibration.discovery.grouping import codes_of, groups
from shopfloor.calibration.evidence import minimum
from shopfloor.calibration.observed import Observed, happened

__all__ = ["Changes", "extra_work", "late_begins", "recorded"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_LOW = 0.1
"""Where it is not known since when a job was there, this share of the gaps before work is looked at: the shortest."""
_CLEARLY = 0.02
"""A difference below this share of the time of work is left alone."""
_BY_CHANCE = 1e-4


@dataclass(frozen=True)
class Changes:
    """Changes of a machine from one thing to another, and what each cost.

    before, after   names: products, families, or steps of a route (``pump.2``)
    took_s          what it took; 0 where nothing had to be done
    visit           the visit of the station that it was for, by position; none where that does not matter
    """

    before: NDArray[np.object_]
    after: NDArray[np.object_]
    took_s: Floats
    visit: Ints


@dataclass(frozen=True)
class Successions:
    """Pieces of work on the same machine, one after the other: positions among the runs of a station."""

    one: Ints
    next: Ints


def successions(runs: Runs, machine: Ints) -> Successions:
    """Return which run follows which; ``machine`` is of each run."""
    order = np.lexsort((runs.starts_us, machine, runs.replication))
    same = (machine[order][1:] == machine[order][:-1]) & (
        runs.replication[order][1:] == runs.replication[order][:-1]
    )
    same &= machine[order][1:] >= 0
    return Successions(order[:-1][same], order[1:][same])


def recorded(observed: Observed, station: str, visits: pd.DataFrame, runs: Runs) -> Changes:
    """Return the changes of a log that tells them, with those that cost nothing."""
    setups = observed.setups[(observed.setups["station"] == station).to_numpy()]
    setups = setups[happened(setups["finished_us"])]
    took = _net_times(visits, setups)
    known = took >= 0
    setups, took = setups[known], took[known]
    before = setups["from_product"].astype(object).to_numpy()
    after = setups["to_product"].astype(object).to_numpy()
    free_before, free_after = _for_nothing(visits, runs, setups)
    return Changes(
        np.concatenate([before, free_before]),
        np.concatenate([after, free_after]),
        np.concatenate([took / 1e6, np.zeros(len(free_before))]),
        np.empty(0, np.int64),
    )


def _net_times(visits: pd.DataFrame, setups: pd.DataFrame) -> Ints:
    """Return what each setup took without what interrupted it, in microseconds; -1: unknown."""
    has = np.flatnonzero(happened(visits["setup_started_us"]))
    names = list(visits["machine"].cat.categories)
    many = len(names) + 1
    code = visits["machine"].cat.codes.to_numpy().astype(np.int64)
    key = visits["replication"].to_numpy(np.int64)[has] * many + code[has]
    machine = pd.Categorical(setups["machine"].astype(object), categories=names).codes.astype(np.int64)
    asked = setups["replication"].to_numpy(np.int64) * many + machine
    since = setups["started_us"].to_numpy(np.int64)
    at = visits["setup_started_us"].to_numpy(np.int64)[has]
    found = last_before(key, at, asked, since)
    hit = (found >= 0) & (at[np.maximum(found, 0)] == since) if len(has) else np.zeros(len(setups), np.bool_)
    row = has[np.maximum(found, 0)] if len(has) else np.zeros(len(setups), np.int64)
    took = visits["setup_us"].to_numpy(np.int64)[row] if len(visits) else np.zeros(len(setups), np.int64)
    if "setup_pace" in visits:
        took = np.rint(took * visits["setup_pace"].to_numpy(np.float64)[row]).astype(np.int64)
    return np.asarray(np.where(hit, took, -1), np.int64)


def _for_nothing(
    visits: pd.DataFrame, runs: Runs, setups: pd.DataFrame
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return changes of the product without a setup; only where setups are told by product."""
    product = visits["product"].astype(object).to_numpy()
    told = set(setups["to_product"].astype(str)) | set(setups["from_product"].astype(str))
    nothing = np.empty(0, object)
    if not told <= {str(of) for of in visits["product"].cat.categories}:
        return nothing, nothing
    machine = visits["machine"].cat.codes.to_numpy().astype(np.int64)
    next_to = successions(runs, machine[runs.first])
    one, after = runs.first[next_to.one], runs.first[next_to.next]
    free = (product[one] != product[after]) & ~happened(visits["setup_started_us"].to_numpy()[after])
    return product[one[free]], product[after[free]]


# --- without records ----------------------------------------------------------------------------------------


def extra_work(visits: pd.DataFrame, runs: Runs, machine: Ints) -> Changes | None:
    """Return what work that follows another product takes more than work that does not; ``None``: nothing to speak of.

    The same product after itself is what is compared with.
    """
    next_to = successions(runs, machine)
    done = happened(runs.ends_us[next_to.next])
    one, after = runs.first[next_to.one[done]], runs.first[next_to.next[done]]
    product = visits["product"].cat.codes.to_numpy()
    names = visits["product"].astype(object).to_numpy()
    time_s = visits["worked_us"].to_numpy().astype(np.float64)[after] / 1e6
    changed = product[one] != product[after]
    more = np.full(len(time_s), np.nan)
    for rows in groups(codes_of(visits["product"].iloc[after])):
        same = rows[~changed[rows]]
        if len(same) >= minimum():
            more[rows] = time_s[rows] - np.median(time_s[same])
    told = ~np.isnan(more)
    here, there = told & changed, told & ~changed
    if min(here.sum(), there.sum()) < 2 * minimum():
        return None
    centre = more[there] - np.median(more[there])
    shift = float(np.median(more[here]))
    if (
        shift < _CLEARLY * float(time_s.mean())
        or differ(centre + time_s.mean(), more[here] + time_s.mean()) >= _BY_CHANCE
    ):
        return None
    return Changes(names[one][here], names[after][here], more[here], after[here])


def late_begins(
    observed: Observed, visits: pd.DataFrame, runs: Runs, machine: Ints, down: Clock, keys: Ints
) -> Changes | None:
    """Return by how much work that follows another product begins later than work that does not; ``None``: not at all.

    Counted from the moment at which both job and machine were there, without the machine's stops. Where nobody
    knows since when the jobs were there, the shortest gaps are compared: they are least due to a lack of jobs.
    """
    next_to = successions(runs, machine)
    one, after = next_to.one, next_to.next
    over = happened(runs.ends_us[one])
    one, after = one[over], after[over]
    if len(one) < 4 * minimum():
        return None
    queued = visits["queued_us"].to_numpy()[runs.first]
    started, ended = runs.starts_us, runs.ends_us
    is_known = bool((queued < started).mean() > 0.02)
    waited = queued[after] < started[after]
    if is_known:
        one, after = one[waited], after[waited]
    free = np.maximum(ended[one], queued[after]) if is_known else ended[one]
    stood = down.read(keys[after], started[after]) - down.read(keys[after], free)
    gap_s = (started[after] - free - stood) / 1e6
    product = visits["product"].astype(object).to_numpy()[runs.first]
    changed = product[one] != product[after]
    if min(changed.sum(), (~changed).sum()) < 2 * minimum():
        return None
    level = 0.5 if is_known else _LOW
    usual = float(np.quantile(gap_s[~changed], level))
    shift = float(np.quantile(gap_s[changed], level)) - usual
    work_s = float(np.median((ended - started)[happened(ended)])) / 1e6
    if shift < _CLEARLY * work_s or _above(gap_s[changed], gap_s[~changed]) >= _BY_CHANCE:
        return None
    if not is_known:  # of each pair the shortest, so that what is left is the change
        keep = np.zeros(len(gap_s), np.bool_)
        for rows in groups(
            np.where(changed, codes_of(product[one].astype(str), product[after].astype(str)), -1)
        ):
            order = rows[np.argsort(gap_s[rows], kind="stable")]
            keep[order[: max(1, int(2 * _LOW * len(order)))]] = True
        changed &= keep
    late = np.maximum(gap_s[changed] - usual, 0.0)
    return Changes(product[one][changed], product[after][changed], late, np.empty(0, np.int64))


def _above(one: Floats, other: Floats) -> float:
    """Return how probable it is by chance that so many of one lie above the other (Mann and Whitney 1947)."""
    both = np.concatenate([one, other])
    _, place, number = np.unique(both, return_inverse=True, return_counts=True)
    rank = (np.cumsum(number) - (number - 1) / 2)[place]
    n, m = len(one), len(other)
    total = float(rank[:n].sum()) - n * (n + 1) / 2
    ties = float((number.astype(np.float64) ** 3 - number).sum())
    spread = (n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1)))) ** 0.5
    return float(special.ndtr(-(total - n * m / 2) / spread)) if spread > 0 else 1.0
