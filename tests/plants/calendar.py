"""When do random plants run, and who works when? Shifts are short enough to begin, pause and end within a run of a
few hours; some days are holidays."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from shopfloor.scenario import Stretch, shift_stretches
from shopfloor.scenario.model import Shift
from shopfloor.units import to_ticks
from tests.plants.words import Words

__all__ = ["Calendar", "Document", "calendars"]

Document = dict[str, Any]
MONDAY = dt.datetime(2026, 1, 5)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata")


@dataclass(frozen=True)
class Calendar:
    """``shifts`` are those that have time within the run."""

    start: dt.datetime
    horizon_min: int
    zone: str | None
    holidays: tuple[str, ...]
    shifts: Document

    def stretches(self, shift: str) -> list[Stretch]:
        """Return when a shift is on."""
        return _stretches(self.shifts[shift], self.start, self.horizon_min, self.holidays)

    def meet(self, one: str | None, other: str | None) -> bool:
        """Have two shifts (``None``: always) any time in common?"""
        if one is None or other is None:
            return True
        return any(
            a.from_us < b.until_us and b.from_us < a.until_us
            for a in self.stretches(one)
            for b in self.stretches(other)
        )


@st.composite
def calendars(draw: st.DrawFn, words: Words) -> Calendar:
    """A run of one to three hours, and up to three shifts."""
    start = MONDAY + dt.timedelta(hours=draw(st.sampled_from([0, 6, 22])))
    horizon_min = draw(st.sampled_from([60, 120, 180]))
    holidays: tuple[str, ...] = ()
    if "holidays" in words:
        days = st.sampled_from(["2026-01-04", "2026-01-05", "2026-01-06"])
        holidays = tuple(draw(st.lists(days, min_size=1, max_size=2, unique=True)))
    shifts = {}
    for name in ("early", "late", "long")[: draw(st.integers(1, 3))] if "shift" in words else ():
        shift = draw(_shift(start, bool(holidays)))
        if _stretches(shift, start, horizon_min, holidays):
            shifts[name] = shift
    zone = draw(st.sampled_from(ZONES)) if "time_zone" in words else None
    return Calendar(start, horizon_min, zone, holidays, shifts)


@st.composite
def _shift(draw: st.DrawFn, start: dt.datetime, has_holidays: bool) -> Document:
    """A shift that begins an hour and a half before or after ``start``, at most."""
    begin = start + dt.timedelta(minutes=draw(st.integers(-6, 6)) * 15)
    length = draw(st.sampled_from([30, 45, 60, 90, 150, 240, 1440]))
    pauses = draw(st.lists(st.sampled_from(range(5, min(length, 240) - 10, 15)), unique=True, max_size=2))
    ends = ["finish", "interrupt", "interrupt", {"no_start_within": "5 min"}, {"no_start_within": "20 min"}]
    shift: Document = {
        "days": draw(st.sampled_from(["mon-sun", "mon", "sun, mon", "fri-tue"])),
        "from": f"{begin:%H:%M}",
        "to": f"{begin + dt.timedelta(minutes=length):%H:%M}",
        "at_end": draw(st.sampled_from(ends)),
    }
    if pauses:
        length_of_break = draw(st.sampled_from(["5 min", "10 min"]))
        places = [begin + dt.timedelta(minutes=pause) for pause in pauses]
        shift["breaks"] = [{"at": f"{place:%H:%M}", "for": length_of_break} for place in places]
    if has_holidays:
        shift["on_holidays"] = draw(st.sampled_from(["off", "work"]))
    return shift


def _stretches(
    shift: Document, start: dt.datetime, horizon_min: int, holidays: tuple[str, ...]
) -> list[Stretch]:
    days_off = [dt.date.fromisoformat(day) for day in holidays]
    return shift_stretches(Shift.model_validate(shift), start, to_ticks(horizon_min * 60), days_off)
