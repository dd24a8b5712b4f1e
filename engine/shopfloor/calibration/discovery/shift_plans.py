"""When does somebody work? A plan of the week, from shifts that were recorded or from the work alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DAY", "SLOT", "WEEK", "ShiftPlan", "inferred_plan", "joined", "recorded_plan"]

DAY, WEEK = 1440, 10_080
"""Minutes."""
SLOT = 15
"""Minutes: plans are told to the quarter of an hour."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LEAST_STARTS = 40
"""Below so many starts of work nobody can tell a pause from chance."""
_STRAY = 0.02
"""The share of work that may begin outside the plan: overtime, a clock that goes wrong."""
_UNLIKELY = 1e-4
"""A quarter of an hour without work is a break if chance would leave it empty so seldom."""
_MOST_BREAKS = 6
"""More a day are no breaks: work comes at fixed times."""
_QUIETEST = 60
"""Minutes before an end in which nothing may be begun, at most."""
_SHORTEST_REST = 60
"""Minutes: a shorter quiet time within the day is a break, a longer one parts shifts."""
_CLEAR_REST = 240
"""Minutes: a rest in which some work begins all the same is told from so many on."""


@dataclass(frozen=True)
class ShiftPlan:
    """A shift, times in minutes of the day; ``until`` at most ``since`` ends on the next day.

    ``n`` is what it rests on: shifts (recorded), or starts of work (inferred); ``stray`` the share of them outside.
    ``assumed`` are weekdays that the log does not cover: Monday to Friday are taken to be alike, a weekend to be free.
    ``put_down``: how often work was put down for a break or the end of the shift; ``late``: how often it was
    finished after it. ``quiet_min``: so many minutes before the end nothing is begun. ``on_holidays``: work
    goes on then. ``overtime_min``: so much later than work begins to be rare the shift ends, for what waits is done.
    """

    days: tuple[int, ...]
    since: int
    until: int
    breaks: tuple[tuple[int, int], ...]
    n: int
    recorded: bool
    stray: float = 0.0
    assumed: tuple[int, ...] = ()
    put_down: int = 0
    late: int = 0
    quiet_min: int = 0
    on_holidays: bool = False
    overtime_min: int = 0

    @property
    def at_end(self) -> str:
        """``interrupt`` or ``finish``, whichever was seen more often."""
        return "interrupt" if self.put_down > self.late else "finish"

    @property
    def times(self) -> tuple[Any, ...]:
        """What two plans share that are at the same times."""
        return self.days, self.since, self.until, self.breaks

    @property
    def same(self) -> tuple[Any, ...]:
        """What two plans share that are one."""
        return *self.times, self.at_end, self.quiet_min, self.on_holidays

    @property
    def assumed_text(self) -> str:
        """The assumed days as a scenario says days."""
        return _days(self.assumed)

    def document(self) -> dict[str, Any]:
        """Return the shift as a scenario says it."""
        said: dict[str, Any] = {
            "days": _days(self.days),
            "from": _clock(self.since),
            "to": _clock(self.until),
        }
        if self.breaks:
            said["breaks"] = [{"at": _clock(at), "for": f"{length} min"} for at, length in self.breaks]
        if self.on_holidays:
            said["on_holidays"] = "work"
        if self.quiet_min and self.at_end == "finish":
            return said | {"at_end": {"no_start_within": f"{self.quiet_min} min"}}
        return said | {"at_end": self.at_end}

    def quiet_before_end(self, at_us: NDArray[np.int64]) -> int:
        """Return how many minutes before the end nothing is begun, though chance would begin something; 0: none.

        ``at_us`` are the starts of work, counted from a Monday 00:00; the result is a multiple of 5, at most an hour.
        """
        length = (self.until - self.since - 1) % DAY + 1
        ends = np.array([day * DAY + self.since + length for day in self.days])
        left = np.min((ends[:, None] - at_us[None] / 60e6) % WEEK, axis=0)
        near = np.sort(left[left <= 2 * _QUIETEST])
        if not len(near) or near[0] > _QUIETEST:
            return 0
        per_min = len(near) / (2 * _QUIETEST - near[0])
        quiet = int(near[0] // 5 * 5)
        return quiet if np.exp(-per_min * quiet) < _UNLIKELY else 0


def joined(plans: Sequence[ShiftPlan]) -> ShiftPlan:
    """Return the plan of people with the same times: the days and breaks of whoever shows most of them."""
    fullest = max(plans, key=lambda plan: (len(plan.days), len(plan.breaks)))
    return replace(fullest, put_down=sum(of.put_down for of in plans), late=sum(of.late for of in plans))


def recorded_plan(
    rows: pd.DataFrame, week_us: int, put_down: int, first_min: int, last_min: int
) -> ShiftPlan | None:
    """Return the plan of people (or machines) with the same shift, from their rows of shifts and breaks.

    Args:
        rows: ``at_us``, ``kind`` (shift_started, shift_ended, break_started, break_ended), ``who`` (a code for each actor of
            each replication), in order of time.
        week_us: how long the week had lasted at 0 us.
        put_down: how often work was put down for a break or the end of a shift.
        first_min, last_min: the time that was looked at, in minutes from a Monday 00:00.

    Whoever works on past the end leaves late, never early: the plan ends where the first ones leave.
    """
    at_us = np.asarray(rows["at_us"].to_numpy() + week_us, np.int64)
    minute, exact = at_us // 60_000_000, at_us % 60_000_000 == 0
    kind, who = rows["kind"].astype(str).to_numpy(), rows["who"].to_numpy()
    starts = kind == "shift_started"
    if not starts.any():
        return None
    since = _mode(minute[starts] % DAY)
    days = tuple(sorted({int(day) for day in (minute[starts][minute[starts] % DAY == since] // DAY) % 7}))
    lengths, breaks = list[int](), list[tuple[int, int]]()
    order = np.lexsort((minute, who))
    begun = paused = -1
    last: Any = None
    for at in order.tolist():  # a few rows for each shift
        if who[at] != last:
            begun = paused = -1
            last = who[at]
        if kind[at] == "shift_started":
            begun = int(minute[at])
        elif (
            kind[at] == "shift_ended" and begun >= 0 and begun % DAY == since
        ):  # not one that was joined as it ran
            lengths.append(_planned(int(minute[at]), bool(exact[at])) - begun)
        elif kind[at] == "break_started" and begun >= 0:
            paused = _planned(int(minute[at]), bool(exact[at]))
        elif kind[at] == "break_ended" and paused >= 0:
            breaks.append((paused % DAY, int(minute[at]) % DAY))
            paused = -1
    if not lengths:
        return None
    planned = [
        (min(begin for begin, end in breaks if end == over), over)
        for over in sorted({end for _, end in breaks})
    ]
    days, assumed = _with_unseen(days, first_min - since, last_min - since)
    return ShiftPlan(
        days=days,
        assumed=assumed,
        since=since,
        until=(since + min(lengths)) % DAY or DAY,
        breaks=tuple((begin, (over - begin) % DAY) for begin, over in planned),
        n=int(starts.sum()),
        recorded=True,
        put_down=put_down,
        late=int(((kind == "shift_ended") & ~exact).sum() + ((kind == "break_started") & ~exact).sum()),
    )


def inferred_plan(
    begun_min: NDArray[np.int64], first_min: int, last_min: int, *, clearly: bool = False
) -> ShiftPlan | None:
    """Return the plan that the starts of work show, or ``None`` where they show no rest (or are too few to show one).

    Args:
        clearly: only a rest that chance does not make counts; few starts leave gaps in any day.
        begun_min: minutes at which work began, counted from a Monday 00:00.
        first_min, last_min: the time that was looked at, counted likewise.
    """
    if len(begun_min) < _LEAST_STARTS:
        return None
    of_day = np.bincount(begun_min % DAY // SLOT, minlength=DAY // SLOT)
    since, until = _most_of_the_day(of_day) if clearly else _working_day(of_day)
    if (until - since) % DAY == 0:
        return (
            None
            if clearly or not _days_off(begun_min, 0, first_min, last_min)
            else _around_the_clock(begun_min, first_min, last_min)
        )
    length = (until - since) % DAY
    inside = (begun_min - since) % DAY < length
    shifted = begun_min[inside] - since  # the shift belongs to the day on which it begins
    days = _worked_days(shifted, first_min - since, last_min - since)
    if not days:
        return None
    kept = np.isin(shifted // DAY % 7, days)
    offset = shifted[kept] % DAY
    stray = 1 - len(offset) / len(begun_min)
    if stray > 5 * _STRAY:
        return None
    breaks = tuple(((since + at) % DAY, lasts) for at, lasts in _breaks(offset, length))
    if len(breaks) > _MOST_BREAKS:
        return None
    days, assumed = _with_unseen(days, first_min - since, last_min - since)
    return ShiftPlan(
        days,
        since,
        until or DAY,
        breaks,
        len(begun_min),
        recorded=False,
        stray=stray,
        assumed=assumed,
    )


def _planned(minute: int, exact: bool) -> int:
    """Whoever leaves on the minute leaves as planned; others have finished something first, after the quarter of an hour."""
    return minute if exact else minute // SLOT * SLOT


def _around_the_clock(begun_min: NDArray[np.int64], first_min: int, last_min: int) -> ShiftPlan | None:
    days = _worked_days(begun_min, first_min, last_min)
    stray = 1 - float(np.isin(begun_min // DAY % 7, days).mean())
    return ShiftPlan(days, 0, DAY, (), len(begun_min), recorded=False, stray=stray)


def _days_off(begun_min: NDArray[np.int64], since: int, first_min: int, last_min: int) -> bool:
    return len(_worked_days(begun_min - since, first_min - since, last_min - since)) < len(
        _seen_days(first_min - since, last_min - since)
    )


def _working_day(of_day: NDArray[np.int64]) -> tuple[int, int]:
    """Return the minutes of the day between which work begins, all but the stray: the longest rest is between them."""
    quiet = of_day <= 2 * _STRAY * np.median(of_day[of_day >= of_day.mean()])
    if quiet.all():
        return 0, 0
    if not quiet.any():
        return _most_of_the_day(of_day)
    turned = int(np.argmin(quiet))  # begin with a slot of work, so that no rest is cut in two
    rests = _runs(np.roll(quiet, -turned))
    first, length = max(rests, key=lambda run: (run[1], -run[0]))
    if length * SLOT < _SHORTEST_REST:
        return _most_of_the_day(of_day)
    if length * SLOT < _CLEAR_REST:
        told = _most_of_the_day(of_day)
        if told != (0, 0):
            return told
    return int((first + length + turned) * SLOT % DAY), int((first + turned) * SLOT % DAY)


def _most_of_the_day(of_day: NDArray[np.int64]) -> tuple[int, int]:
    """Return the minutes between which nearly all work begins, some begins at any hour; ``(0, 0)``: no less then.

    The two rates of a day, within and outside, that are likeliest (Poisson); stray work outside may be a tenth as frequent.
    """
    slots, total = len(of_day), int(of_day.sum())
    before = np.concatenate([[0], np.cumsum(np.tile(of_day, 2))])
    first, length = np.meshgrid(
        np.arange(slots), np.arange(1, slots - _CLEAR_REST // SLOT + 1), indexing="ij"
    )
    inside = before[first + length] - before[first]
    rate, stray = inside / length, (total - inside) / (slots - length)
    likely = inside * np.log(np.maximum(rate, 1e-9)) + (total - inside) * np.log(np.maximum(stray, 1e-9))
    likely[(stray > 5 * _STRAY * rate) | (total - inside > 5 * _STRAY * total)] = -np.inf
    best = np.unravel_index(int(np.argmax(likely)), likely.shape)
    gain = float(likely[best]) - total * np.log(total / slots)
    if not gain > 1.5 * np.log(total):
        return 0, 0
    begin = int(first[best])
    return begin * SLOT % DAY, (begin + int(length[best])) * SLOT % DAY


def _seen_days(first_min: int, last_min: int) -> dict[int, int]:
    """Weekday -> how many of it were looked at whole, or nearly."""
    days = range((first_min + DAY // 4) // DAY, (last_min + DAY - DAY // 4) // DAY)
    counts: dict[int, int] = {}
    for day in days:
        counts[day % 7] = counts.get(day % 7, 0) + 1
    return counts


def _with_unseen(
    days: tuple[int, ...], first_min: int, last_min: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the days with those that the log does not cover, and these: Friday is like Thursday, Sunday is not."""
    unseen = set(range(5)) - set(_seen_days(first_min, last_min)) - set(days)
    alike = {day for day in range(5) if day in _seen_days(first_min, last_min)} <= set(days)
    assumed = tuple(sorted(unseen)) if alike and set(days) & set(range(5)) else ()
    return tuple(sorted({*days, *assumed})), assumed


def _worked_days(begun_min: NDArray[np.int64], first_min: int, last_min: int) -> tuple[int, ...]:
    """Weekdays whose work is more than stray."""
    seen = _seen_days(first_min, last_min)
    counts = np.bincount(begun_min // DAY % 7, minlength=7)
    mean = {day: counts[day] / number for day, number in seen.items()}
    most = max(mean.values(), default=0.0)
    return tuple(sorted(day for day, number in mean.items() if number > 5 * _STRAY * most))


def _breaks(offset: NDArray[np.int64], length: int) -> list[tuple[int, int]]:
    """Return (minutes after the beginning, length) of times in which nothing begins, though chance would begin something."""
    from scipy.stats import binom

    width = 5
    slots = -(-length // width)
    counts = np.bincount(offset // width, minlength=slots)[:slots]
    usual = float(np.median(counts[counts > 0])) if (counts > 0).any() else 0.0
    empty = counts <= _STRAY * usual
    begun = int(
        min(usual * slots, np.minimum(counts, 2 * usual).sum())
    )  # many at one moment, as at a beginning, are one
    found = []
    for first, run in _runs(empty):
        inner = first > 0 and first + run < slots
        likely = float(binom.pmf(0, begun, min(run / slots, 1.0)))
        if inner and likely < _UNLIKELY:
            begin, end = _rounded(first * width), _rounded((first + run) * width)
            if end - begin >= SLOT and begin > 0 and end < length:
                found.append((begin, end - begin))
    return found


def _rounded(minutes: int) -> int:
    return round(minutes / SLOT) * SLOT


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(first, length) of each run of true ones."""
    edges = np.flatnonzero(np.diff(np.r_[0, flags.astype(np.int8), 0]))
    return [(int(first), int(last - first)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def _mode(values: NDArray[np.int64]) -> int:
    found, counts = np.unique(values, return_counts=True)
    return int(found[np.argmax(counts)])


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _days(days: tuple[int, ...]) -> str:
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{_WEEKDAYS[days[0]]}-{_WEEKDAYS[days[-1]]}"
    return ", ".join(_WEEKDAYS[day] for day in days)
