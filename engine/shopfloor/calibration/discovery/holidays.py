"""On which days was the plant closed, though the weekday is one of work?"""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.observed import Observed

__all__ = ["closed_days", "quiet_days"]

Ints = NDArray[np.int64]

_DAY_US = 86_400_000_000
_LEAST = 12.0
"""Starts of work on a usual day of that weekday: of fewer, chance may leave none."""
_STRAY = 0.02


def closed_days(observed: Observed, who: Ints, at_us: Ints) -> tuple[dt.date, ...]:
    """Return the days on which somebody's shift did not begin in any replication, though it always begins on that weekday.

    Args:
        observed: whose clock counts.
        who: a number for each person and machine that has shifts.
        at_us: when a shift of theirs began, or was missed by absence.
    """
    closed = set[int]()
    for one in np.unique(who):
        since_us, day = _begins(observed, at_us[who == one])
        weekdays = np.unique(day % 7)
        expected = _days(observed, since_us)
        closed |= set(expected[np.isin(expected % 7, weekdays) & ~np.isin(expected, day)].tolist())
    return _dates(observed, closed)


def quiet_days(observed: Observed, at_us: Ints) -> tuple[dt.date, ...]:
    """Return the days on which next to no work began, though much of it does on that weekday."""
    midnight = _days(observed, 0)
    day = (at_us + _of_day(observed)) // _DAY_US + observed.start.weekday()
    number = np.array([np.count_nonzero(day == of) for of in midnight])
    closed = set[int]()
    for weekday in range(7):
        mine = midnight % 7 == weekday
        if not mine.any():
            continue
        usual = float(np.median(number[mine]))
        if usual >= _LEAST:
            closed |= set(midnight[mine & (number <= _STRAY * usual)].tolist())
    return _dates(observed, closed)


def _begins(observed: Observed, at_us: Ints) -> tuple[int, Ints]:
    """Return the usual time of day, and the days (0 is the Monday before the start) on which it began then."""
    local = at_us + _of_day(observed)
    times, counts = np.unique(local % _DAY_US, return_counts=True)
    since_us = int(times[np.argmax(counts)])
    return since_us, local[local % _DAY_US == since_us] // _DAY_US + observed.start.weekday()


def _days(observed: Observed, since_us: int) -> Ints:
    """Return the days whose moment ``since_us`` after midnight was looked at; for 0, those looked at whole."""
    whole_us = _DAY_US if since_us == 0 else 1
    first = observed.since_us + _of_day(observed) - since_us
    last = observed.until_us + _of_day(observed) - since_us - whole_us
    return np.arange(-(-first // _DAY_US), last // _DAY_US + 1) + observed.start.weekday()


def _of_day(observed: Observed) -> int:
    """The time of day at 0 us."""
    return observed.week_us - observed.start.weekday() * _DAY_US


def _dates(observed: Observed, days: set[int]) -> tuple[dt.date, ...]:
    monday = observed.start.date() - dt.timedelta(days=observed.start.weekday())
    return tuple(monday + dt.timedelta(days=of) for of in sorted(days))
