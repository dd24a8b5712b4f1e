"""What did the clock on the wall show? A log runs on one clock, shifts follow the one that is put forward and back.

From a change of the clocks on all times are moved by what it changes, so that a shift begins at the same hour all year.
Within half a day around the change the hour is spread evenly: the order of what happens stays, and no work is left out or
done twice. Durations stay what they were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.observed import Observed
from shopfloor.calibration.retiming import retimed

__all__ = ["on_the_wall"]

Ints = NDArray[np.int64]

_AROUND_US = 6 * 3_600_000_000
"""On either side of a change: the night, in which most plants rest."""
_STEP, _MICROSECOND = dt.timedelta(days=1), dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class _Change:
    """The clocks are put forward by so much (back: negative) at a moment, in microseconds from the start of the log."""

    at_us: int
    by_us: int
    on: dt.date


def on_the_wall(observed: Observed) -> tuple[Observed, list[str]]:
    """Return the log on the clock of its time zone, and a sentence about it; as it is where that clock does not change."""
    start, zone = observed.plant.clock_start, observed.plant.time_zone
    if zone is None or start.tzinfo is None:
        return observed, []
    changes = list(_changes(start, observed.plant.horizon_us, ZoneInfo(zone)))
    if not changes:
        return observed, []

    def moved(at: Ints) -> Ints:
        result = at.copy()
        for change in changes:
            since = max(change.at_us - _AROUND_US, 0)
            length = change.at_us + _AROUND_US - since
            part = Fraction(change.by_us, length)
            result += np.clip(at - since, 0, length) * part.numerator // part.denominator
        return result

    until_us, horizon_us = moved(np.array([observed.until_us, observed.plant.horizon_us], np.int64)).tolist()
    plant = observed.plant.model_copy(update={"horizon_us": horizon_us})
    days = " and ".join(f"{of.on}" for of in changes[:2])
    more = f" and {len(changes) - 2} times more" if len(changes) > 2 else ""
    said = (
        f"Hours and days are those of the wall clock of {zone}, which changed on {days}{more}; a run has one offset, so "
        "that its clock does not change."
    )
    return replace(retimed(observed, moved), plant=plant, until_us=until_us), [said]


def _changes(start: dt.datetime, horizon_us: int, zone: ZoneInfo) -> Iterator[_Change]:
    """Yield the changes of the offset after ``start`` (with its offset) and before the end, in order."""
    begins = start.astimezone(dt.UTC)
    ends, before = begins + dt.timedelta(microseconds=horizon_us), begins
    while before < ends:
        after = min(before + _STEP, ends)
        by = _offset(after, zone) - _offset(before, zone)
        if by:
            first = _first(before, after, zone)
            yield _Change((first - begins) // _MICROSECOND, by // _MICROSECOND, first.astimezone(zone).date())
        before = after


def _first(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the first moment with the offset of ``after``, to the microsecond."""
    while after - before > _MICROSECOND:
        middle = before + (after - before) // 2
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after


def _offset(when: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return when.astimezone(zone).utcoffset() or dt.timedelta()
