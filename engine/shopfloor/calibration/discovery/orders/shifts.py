"""Do orders come in the hours of a shift only, and evenly in these?"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError
from scipy import stats

from shopfloor.calibration.discovery.clocks import passed
from shopfloor.calibration.discovery.orders.arrivals import Arrivals, sample_of
from shopfloor.calibration.discovery.shift_plans import inferred_plan
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.fitting import Sample
from shopfloor.calibration.observed import Observed
from shopfloor.scenario.calendar import shift_stretches
from shopfloor.scenario.model import Shift

__all__ = ["Hours", "hours_of_orders", "on_shift", "own_hours"]

Ints = NDArray[np.int64]

_OUTSIDE = 0.005
"""So many orders may be strays; a scenario lets none come outside."""
_ALWAYS = 0.95
_TIGHTER = 0.9
"""Hours of their own that are so much shorter than those of a known shift are worth another name."""
_UNLIKELY = 1e-3
_SURE = 12.0
"""Log of the odds against so many orders all being within the hours by chance."""
_NAME = "order_hours"
_HOUR_US, _MINUTE_US = 3_600_000_000, 60_000_000


@dataclass(frozen=True)
class Hours:
    """A shift by name, as a scenario says it, and when it is on in the window: ``[from_us, until_us)``."""

    name: str
    document: dict[str, Any]
    from_us: Ints
    until_us: Ints

    def passed(self, at_us: Ints) -> Ints:
        """Return how much time of the shift has passed at each moment."""
        return passed(self.from_us, self.until_us, at_us)

    def holds(self, at_us: Ints) -> NDArray[np.bool_]:
        """Return which moments are in the shift; its very end counts, where an order may come too."""
        place = np.maximum(np.searchsorted(self.from_us, at_us, side="right") - 1, 0)
        return np.asarray((at_us >= self.from_us[place]) & (at_us <= self.until_us[place]), bool)

    @property
    def begins_on(self) -> bool:
        """Is the shift on at the very beginning?"""
        return bool(self.holds(np.array([0]))[0])

    @property
    def total_us(self) -> int:
        """How long the shift is on in the window."""
        return int((self.until_us - self.from_us).sum())


def hours_of_orders(
    observed: Observed, arrivals: Arrivals, shared: Hours | None, draft: Draft
) -> Hours | None:
    """Return the shift in which all orders come, evenly: one that is known already, that of several products, or one of
    their own."""
    at = arrivals.at_us[arrivals.at_us > observed.since_us]
    known = [
        hours
        for name, document in (draft.get(("shifts",)) or {}).items()
        if (hours := _hours(observed, name, document, draft)) is not None
    ]
    fitting = [hours for hours in (*known, shared) if hours is not None and _fits(observed, hours, at)]
    best = min(fitting, key=lambda hours: hours.total_us, default=None)
    own = own_hours(observed, at, draft)
    if own is not None and (
        best is None or own.total_us < _TIGHTER * best.total_us or _clearly(own, best, at)
    ):
        best = own
    return best if best is not None and _evenly(observed, best, arrivals) else None


def _clearly(own: Hours, best: Hours, at: Ints) -> bool:
    """Would chance have left the rest of a known shift so empty of orders? (Likelihood ratio of two rates against one.)"""
    rest_us = best.total_us - own.total_us
    if rest_us <= 0:
        return False
    out = float((~own.holds(at)).sum())
    share = max(out, 0.5) / len(at)
    gain = (len(at) - out) * math.log((1 - share) / own.total_us) + out * math.log(share / rest_us)
    return gain + len(at) * math.log(best.total_us) > _SURE


def on_shift(observed: Observed, arrivals: Arrivals, hours: Hours) -> Sample:
    """Return the times between orders as the shift counts them."""
    passed, replication = hours.passed(arrivals.at_us), arrivals.replication
    same = replication[1:] == replication[:-1]
    last = np.append(~same, True)
    until = int(hours.passed(np.array([observed.until_us]))[0])
    return sample_of((passed[1:] - passed[:-1])[same] / 1e6, (until - passed[last]) / 1e6)


def _hours(observed: Observed, name: str, document: Any, draft: Draft) -> Hours | None:
    try:
        shift = Shift.model_validate(document)
    except ValidationError:  # breaks of a few orders need not lie within a shift
        return None
    off = [dt.date.fromisoformat(str(day)) for day in draft.get(("holidays",)) or ()]
    stretches = shift_stretches(shift, observed.start, observed.until_us, off)
    spans = [(max(of.from_us, observed.since_us), of.until_us) for of in stretches]
    spans = [(since, until) for since, until in spans if since < until]
    if not spans:
        return None
    return Hours(name, document, *(np.array(ends, np.int64) for ends in zip(*spans, strict=True)))


def own_hours(observed: Observed, at: Ints, draft: Draft) -> Hours | None:
    """Return the hours that these moments keep to; ``None``: they come at any hour, or are too few to say."""
    monday = dt.datetime.combine(
        observed.start.date() - dt.timedelta(days=observed.start.weekday()), dt.time()
    )
    begins = round((observed.start - monday).total_seconds() / 60)
    first, last = (begins + us // _MINUTE_US for us in (observed.since_us, observed.until_us))
    plan = inferred_plan(begins + at // _MINUTE_US, first, last)
    if plan is None:
        return None
    taken = draft.get(("shifts",)) or {}
    name = next(
        name for name in (_NAME, *(f"{_NAME}_{number}" for number in range(2, 10_000))) if name not in taken
    )
    document = {word: value for word, value in plan.document().items() if word != "at_end"}
    hours = _hours(observed, name, document, draft)
    return hours if hours is not None and _fits(observed, hours, at) else None


def _fits(observed: Observed, hours: Hours, at: Ints) -> bool:
    share = hours.total_us / (observed.until_us - observed.since_us)
    if share >= _ALWAYS or float((~hours.holds(at)).mean()) > _OUTSIDE:
        return False
    return len(at) * math.log(1 / share) > _SURE  # or chance may have kept them out of the other hours


def _evenly(observed: Observed, hours: Hours, arrivals: Arrivals) -> bool:
    """Do all hours of the week bring orders as the time on shift in them lets expect?"""
    edges = np.arange(observed.since_us, observed.until_us + _HOUR_US, _HOUR_US)
    lasted = np.diff(hours.passed(np.minimum(edges, observed.until_us))).astype(np.float64)
    week = ((observed.start.weekday() * 24 + observed.start.hour) + (edges[:-1] // _HOUR_US)) % 168
    at = arrivals.at_us[arrivals.at_us > observed.since_us]
    place = np.minimum((at - observed.since_us) // _HOUR_US, len(lasted) - 1)
    counts = np.bincount(week[place], minlength=168).astype(np.float64)
    time = np.bincount(week, weights=lasted, minlength=168)
    expected = counts.sum() * time / time.sum()
    use = expected > 0
    chi2 = float(((counts - expected)[use] ** 2 / expected[use]).sum())
    return bool(stats.chi2.sf(chi2, max(int(use.sum()) - 1, 1)) > _UNLIKELY)
