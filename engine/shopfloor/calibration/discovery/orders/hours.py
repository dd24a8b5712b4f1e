"""How many orders come at which hour of the week? As few entries as the counts allow, so that they read like a plan.

Hours that follow each other with the same rate are one stretch, and days that look alike are one entry: a stretch or a day
stands for itself only where that explains more than it costs (BIC, widened where orders come in bursts).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from shopfloor.calibration.discovery.orders.arrivals import Arrivals
from shopfloor.calibration.observed import Observed

__all__ = ["Stretch", "Week", "days_text", "time_text", "week_of"]

Floats = NDArray[np.float64]
_DAY, _QUARTERS, _SLOT_US = 7, 96, 900_000_000
_LEAST, _SHORTEST_DAYS = 50, 2
_UNLIKELY = 1e-3
_BURSTS, _BURSTS_OF_DAYS = 20.0, 100.0
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Stretch:
    """Hours of some days: quarters of an hour from midnight, how many orders came then, and how long it was looked at."""

    days: tuple[int, ...]
    since: int
    until: int
    orders: int
    hours: float


@dataclass(frozen=True)
class Week:
    """What the week of a product looks like.

    stretches  in order of days and hours, also those in which nothing came
    p_value    how likely counts differ so much by chance where every hour is alike
    bursts     variance of the counts of an hour over their mean
    """

    stretches: tuple[Stretch, ...]
    p_value: float
    bursts: float

    @property
    def varies(self) -> bool:
        """Does it matter which hour it is?"""
        return len(self.stretches) > 1 and self.p_value < _UNLIKELY


def week_of(observed: Observed, arrivals: Arrivals) -> Week | None:
    """Return when in the week orders come; ``None`` where there are too few, or too few days, to say so."""
    span_us = observed.until_us - observed.since_us
    later = arrivals.at_us > observed.since_us
    if later.sum() < _LEAST or span_us < _SHORTEST_DAYS * _DAY_US:
        return None
    counts, exposed = _table(observed, arrivals.at_us[later], arrivals.replication[later])
    hourly = counts.reshape(len(counts), -1, 4).sum(axis=2)
    lasted = exposed.reshape(len(exposed), -1, 4).sum(axis=2)
    bursts = _bursts(hourly, lasted)
    total, time = hourly.sum(axis=0), lasted.sum(axis=0)
    expected = total.sum() * time / time.sum()
    chi2 = float(((total - expected)[time > 0] ** 2 / expected[time > 0]).sum()) / bursts
    p_value = float(stats.chi2.sf(chi2, max(int((time > 0).sum()) - 1, 1)))
    by_quarter = counts.sum(axis=0).reshape(_DAY, _QUARTERS), exposed.sum(axis=0).reshape(_DAY, _QUARTERS)
    daily = max(bursts, _bursts_of_days(counts, exposed))
    return Week(_stretches(*by_quarter, bursts, daily), p_value, bursts)


_DAY_US = _QUARTERS * _SLOT_US


def _table(
    observed: Observed, at_us: NDArray[np.int64], replication: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Orders, and hours looked at, of each quarter of an hour of the week: (replications and weeks, 672)."""
    monday = observed.start - dt.timedelta(days=observed.start.weekday())
    begins = int((observed.start - dt.datetime.combine(monday.date(), dt.time())).total_seconds() * 1e6)
    slots = _DAY * _QUARTERS
    since, until = observed.since_us + begins, observed.until_us + begins
    weeks = math.ceil(until / (slots * _SLOT_US))
    edges = np.arange(weeks * slots + 1, dtype=np.int64) * _SLOT_US
    seen = np.clip(np.minimum(edges[1:], until) - np.maximum(edges[:-1], since), 0, None) / 3.6e9
    rows = {one: row for row, one in enumerate(observed.replications)}
    row = np.array([rows[int(one)] for one in replication], np.int64)
    place = row * weeks * slots + (at_us + begins) // _SLOT_US
    counts = np.bincount(place, minlength=len(rows) * weeks * slots).astype(np.float64)
    return counts.reshape(-1, slots), np.tile(seen.reshape(weeks, slots), (len(rows), 1))


def _bursts(counts: Floats, hours: Floats) -> float:
    """Variance over mean of the counts of an hour, beyond what the hour of the week explains; 1 or more."""
    full = hours > 0.99
    if (full.sum(axis=0) < 2).all():  # not two weeks: the same hour of other days
        counts, full = counts.reshape(-1, 24), full.reshape(-1, 24)
    return _over_chance(counts, full, _BURSTS)


def _bursts_of_days(counts: Floats, hours: Floats) -> float:
    """Variance over mean of the counts of a weekday in other weeks; 1 or more, also where no weekday was seen twice.

    A bad Thursday (a breakdown, a strike) makes no rule for Thursdays: hours that follow each other share such luck.
    """
    of_day, lasted = (of.reshape(len(of), _DAY, _QUARTERS).sum(axis=2) for of in (counts, hours))
    return _over_chance(of_day, lasted > 23.99, _BURSTS_OF_DAYS)


def _over_chance(counts: Floats, full: NDArray[np.bool_], most: float) -> float:
    """Variance over mean within the columns of counts that were looked at in ``full``, from 1 to ``most``."""
    n = full.sum(axis=0)
    mean = np.where(full, counts, 0).sum(axis=0) / np.maximum(n, 1)
    use = (n > 1) & (mean > 0)
    if not use.any():
        return 1.0
    squares = (np.where(full, counts - mean, 0) ** 2).sum(axis=0)[use] / mean[use]
    return float(np.clip(squares.sum() / (n[use] - 1).sum(), 1.0, most))


def _stretches(counts: Floats, hours: Floats, bursts: float, daily: float) -> tuple[Stretch, ...]:
    """Days that look alike go together, as long as that costs less than it explains; ``bursts`` widen the counts of hours,
    ``daily`` those of days."""
    price = math.log(max(counts.sum(), 2.0))
    seen = [day for day in range(_DAY) if hours[day].sum() > 0]
    groups: list[tuple[int, ...]] = [(day,) for day in seen]
    costs = dict[tuple[int, ...], tuple[float, tuple[int, ...]]]()

    def cost(days: tuple[int, ...]) -> float:
        if days not in costs:
            k, time = (of[list(days)].sum(axis=0).reshape(24, 4).sum(axis=1) for of in (counts, hours))
            costs[days] = _cut(k, time, daily, price)
        return costs[days][0]

    while len(groups) > 1:
        saved, a, b = max(
            ((cost(a) + cost(b) - cost(tuple(sorted(a + b))), a, b) for a, b in combinations(groups, 2)),
            key=lambda of: of[0],
        )
        if saved < 0:
            break
        groups = sorted([*(of for of in groups if of not in (a, b)), tuple(sorted(a + b))])
    found = list[Stretch]()
    for days in groups:
        k, time = counts[list(days)].sum(axis=0), hours[list(days)].sum(axis=0)
        _, cuts = _cut(k.reshape(24, 4).sum(axis=1), time.reshape(24, 4).sum(axis=1), bursts, price)
        edges = _refined(k, time, [4 * edge for edge in cuts], bursts)
        found += [
            Stretch(days, since, until, round(float(k[since:until].sum())), float(time[since:until].sum()))
            for since, until in pairwise(edges)
        ]
    return tuple(found)


def _misfit(k: Any, hours: Any, bursts: float) -> Any:
    """Minus the log-likelihood of counts at their own rate, up to a constant."""
    k, hours = np.asarray(k, np.float64), np.asarray(hours, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(k > 0, k - k * np.log(k / hours), 0.0) / bursts


def _cut(k: Floats, hours: Floats, bursts: float, price: float) -> tuple[float, tuple[int, ...]]:
    """Return the least cost of a day, and the hours at which its stretches begin and end; each costs ``price``."""
    sums, times = (np.concatenate([[0.0], np.cumsum(of)]) for of in (k, hours))
    best, came = np.full(25, np.inf), np.zeros(25, int)
    best[0] = 0.0
    for end in range(1, 25):
        costs = best[:end] + price + _misfit(sums[end] - sums[:end], times[end] - times[:end], bursts)
        came[end] = int(costs.argmin())
        best[end] = costs[came[end]]
    edges = [24]
    while edges[-1]:
        edges.append(int(came[edges[-1]]))
    return float(best[24]), tuple(edges[::-1])


def _refined(k: Floats, hours: Floats, edges: Sequence[int], bursts: float) -> list[int]:
    """Move the edges by quarters of an hour, where the counts say so clearly; else they stay at whole hours."""
    edges = list(edges)
    sums, times = (np.concatenate([[0.0], np.cumsum(of)]) for of in (k, hours))

    def misfit(since: int, edge: int, until: int) -> float:
        return float(
            _misfit(sums[edge] - sums[since], times[edge] - times[since], bursts)
            + _misfit(sums[until] - sums[edge], times[until] - times[edge], bursts)
        )

    for at in range(1, len(edges) - 1):
        since, here, until = edges[at - 1 : at + 2]
        near = [edge for edge in range(here - 3, here + 4) if since < edge < until]
        best = min(near, key=lambda edge: (misfit(since, edge, until), abs(edge - here)))
        if misfit(since, here, until) - misfit(since, best, until) > math.log(len(near)) + 2:
            edges[at] = best
    return edges


def days_text(days: Sequence[int]) -> str:
    """Return days as a scenario says them: ``mon-fri``, or ``mon, wed``."""
    if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
        return f"{_WEEKDAYS[days[0]]}-{_WEEKDAYS[days[-1]]}"
    return ", ".join(_WEEKDAYS[day] for day in days)


def time_text(quarter: int) -> str:
    """Return a time of day: ``07:15``."""
    return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"
