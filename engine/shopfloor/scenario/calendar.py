"""When is a shift on duty, in microseconds from the start of the run?

Calendar time ends here: weekdays, times of day and breaks become stretches of whole microseconds. The clock
is the wall clock of ``clock.start``; its offset from UTC, if it has one, holds for the whole run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from shopfloor.scenario.model import DAY_S, Shift
from shopfloor.units import to_ticks

__all__ = ["Stretch", "shift_stretches"]

_DAY_US = to_ticks(DAY_S)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time on duty without a pause, ``[from_us, until_us)``: what begins it and what ends it."""

    from_us: int
    until_us: int
    begins: Literal["shift", "break"]
    """break: a break is over."""
    ends: Literal["shift", "break", "horizon"]
    """break: a break begins; horizon: the run ends first."""


def shift_stretches(shift: Shift, start: dt.datetime, horizon_us: int) -> list[Stretch]:
    """Return the stretches on duty within ``[0, horizon_us)``, in order.

    A shift past midnight belongs to the day on which it starts; one that began before ``start`` is joined as
    it runs. Shifts that touch are one stretch, so a shift round the clock neither begins nor ends between two
    days.
    """
    merged: list[Stretch] = []
    for stretch in _all_stretches(shift, start, horizon_us):
        if merged and merged[-1].until_us == stretch.from_us and stretch.begins == "shift":
            merged[-1] = replace(merged[-1], until_us=stretch.until_us, ends=stretch.ends)
        else:
            merged.append(stretch)
    if merged and merged[-1].until_us >= horizon_us:
        merged[-1] = replace(merged[-1], until_us=horizon_us, ends="horizon")
    return merged


def _all_stretches(shift: Shift, start: dt.datetime, horizon_us: int) -> Iterator[Stretch]:
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    since_midnight_us = (start - midnight) // dt.timedelta(microseconds=1)
    pauses_us = [(to_ticks(begin), to_ticks(end)) for begin, end in shift.pauses_s]
    days = (horizon_us + since_midnight_us) // _DAY_US + 1
    for day in range(-1, days):  # from yesterday's shift, which may last into today
        if (start.weekday() + day) % 7 not in shift.days:
            continue
        begin_us = day * _DAY_US + to_ticks(shift.from_) - since_midnight_us
        for stretch in _stretches_of_a_day(begin_us, to_ticks(shift.length_s), pauses_us):
            if stretch.until_us > 0 and stretch.from_us < horizon_us:
                yield replace(stretch, from_us=max(stretch.from_us, 0))


def _stretches_of_a_day(begin_us: int, length_us: int, pauses_us: list[tuple[int, int]]) -> Iterator[Stretch]:
    since_us, begins = 0, "shift"
    for pause_us, resume_us in pauses_us:
        if pause_us > since_us:  # breaks that touch are one
            yield Stretch(begin_us + since_us, begin_us + pause_us, begins, "break")  # type: ignore[arg-type]
        since_us, begins = resume_us, "break"
    yield Stretch(begin_us + since_us, begin_us + length_us, begins, "shift")  # type: ignore[arg-type]
