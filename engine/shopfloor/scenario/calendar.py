"""When is a shift on duty, and how many orders come at which hour, in microseconds from the start of the run?

Calendar time ends here: weekdays, holidays, times of day and breaks become stretches of whole microseconds.
The clock is the wall clock of ``clock.start``; its offset from UTC, if it has one, holds for the whole run.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from shopfloor.scenario.model import DAY_S, Rate, Shift
from shopfloor.units import to_ticks

__all__ = ["Stretch", "rate_stretches", "shift_stretches"]

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


def shift_stretches(
    shift: Shift, start: dt.datetime, horizon_us: int, holidays: Collection[dt.date] = ()
) -> list[Stretch]:
    """Return the stretches on duty within ``[0, horizon_us)``, in order.

    A shift past midnight belongs to the day on which it starts; one that began before ``start`` is joined as
    it runs. Shifts that touch are one stretch, so a shift round the clock neither begins nor ends between two
    days. On ``holidays`` no shift begins, but for one with ``on_holidays: work``.
    """
    days_off = frozenset(holidays) if shift.on_holidays == "off" else frozenset()
    merged: list[Stretch] = []
    for stretch in _all_stretches(shift, start, horizon_us, days_off):
        if merged and merged[-1].until_us == stretch.from_us and stretch.begins == "shift":
            merged[-1] = replace(merged[-1], until_us=stretch.until_us, ends=stretch.ends)
        else:
            merged.append(stretch)
    if merged and merged[-1].until_us >= horizon_us:
        merged[-1] = replace(merged[-1], until_us=horizon_us, ends="horizon")
    return merged


def rate_stretches(
    rates: Sequence[Rate], start: dt.datetime, horizon_us: int
) -> list[tuple[int, int, float]]:
    """Return ``(from_us, until_us, per_hour)`` within ``[0, horizon_us)``, disjoint and in order.

    Where rates overlap they are added; time without any is left out. Hours past midnight belong to the day on
    which they begin. Neighbours of the same rate are one stretch.
    """
    edges: list[tuple[int, int, int]] = []  # when, which rate, +1 where it begins and -1 where it ends
    for number, rate in enumerate(rates):
        for from_us in _beginnings(rate.days, rate.from_, start, horizon_us):
            until_us = min(from_us + to_ticks(rate.length_s), horizon_us)
            if until_us > 0:
                edges += [(max(from_us, 0), number, 1), (until_us, number, -1)]
    stretches: list[tuple[int, int, float]] = []
    running = [0] * len(rates)
    since_us = 0
    for now_us, changes in groupby(sorted(edges), key=lambda edge: edge[0]):
        per_hour = math.fsum(rate.per_hour * count for rate, count in zip(rates, running, strict=True))
        if per_hour > 0 and stretches and stretches[-1][1:] == (since_us, per_hour):
            stretches[-1] = (stretches[-1][0], now_us, per_hour)
        elif per_hour > 0 and now_us > since_us:
            stretches.append((since_us, now_us, per_hour))
        for _, number, step in changes:
            running[number] += step
        since_us = now_us
    return stretches


def _beginnings(
    days: Collection[int],
    from_s: float,
    start: dt.datetime,
    horizon_us: int,
    days_off: Collection[dt.date] = (),
) -> Iterator[int]:
    """Yield when something of these weekdays begins, from yesterday on, which may last into today."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    since_midnight_us = (start - midnight) // dt.timedelta(microseconds=1)
    for day in range(-1, (horizon_us + since_midnight_us) // _DAY_US + 1):
        begin_us = day * _DAY_US + to_ticks(from_s) - since_midnight_us
        is_on = (start.weekday() + day) % 7 in days and begin_us < horizon_us
        if is_on and not (days_off and _date(midnight, day) in days_off):
            yield begin_us


def _date(midnight: dt.datetime, day: int) -> dt.date | None:
    try:
        return midnight.date() + dt.timedelta(days=day)
    except OverflowError:  # the day before the first of the calendar, or after its last
        return None


def _all_stretches(
    shift: Shift, start: dt.datetime, horizon_us: int, days_off: Collection[dt.date]
) -> Iterator[Stretch]:
    pauses_us = [(to_ticks(begin), to_ticks(end)) for begin, end in shift.pauses_s]
    for begin_us in _beginnings(shift.days, shift.from_, start, horizon_us, days_off):
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
