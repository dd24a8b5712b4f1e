"""When does a run begin, by whose clock, and how long does it last?"""

from __future__ import annotations

import datetime as dt
import difflib
from functools import lru_cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, model_validator

from shopfloor.scenario.model.values import Duration, Expects, Finding, Part, PositiveDuration, unlawful
from shopfloor.units import duration_text

__all__ = ["Clock"]


def _datetime(value: object) -> object:
    if isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError:
            raise ValueError('expected a date and time such as "2026-01-05T06:00"') from None
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zones = sorted(available_timezones())
        near = difflib.get_close_matches(name[:100], zones, n=1)
        meant = f'; did you mean "{near[0]}"?' if near else ""
        raise ValueError(f'expected a time zone of the IANA list, such as "Europe/Berlin"{meant}') from None
    return name


class Clock(Part):
    """The span of a run: ``[0, horizon)`` from ``start``; statistics cover ``[warm_up, horizon)``."""

    start: Annotated[
        dt.datetime,
        BeforeValidator(_datetime, json_schema_input_type=str),
        Expects('a date and time such as "2026-01-05T06:00"'),
    ]
    """The date and time at which the run begins, such as 2026-01-05T06:00."""
    horizon: PositiveDuration
    """How long the run lasts; what happens exactly at its end is outside."""
    warm_up: Duration = 0.0
    """How much of the beginning the statistics leave out, because the plant starts empty."""
    time_zone: Annotated[
        Annotated[str, AfterValidator(_zone)] | None,
        Expects('a time zone of the IANA list, such as "Europe/Berlin"'),
    ] = None
    """The zone whose wall clock ``start`` is read on; its offset from UTC must hold for the whole run."""

    @model_validator(mode="after")
    def _ends_after_the_warm_up(self) -> Self:
        findings: list[Finding] = []
        if self.warm_up >= self.horizon:
            horizon = duration_text(self.horizon)
            text = f"expected less than the horizon ({horizon}): statistics need a rest of the run"
            findings.append(("warm_up", text))
        try:
            self.start.replace(tzinfo=None) + dt.timedelta(seconds=self.horizon)
        except OverflowError:
            text = "the run ends after the year 9999; expected an earlier start or a shorter horizon"
            unlawful(*findings, ("horizon", text))
        if self.time_zone is not None:
            try:
                start, of_zone = self._start_in(ZoneInfo(self.time_zone))
            except OverflowError:  # within a day of the years 1 or 9999
                unlawful(("start", f"{self.time_zone} has no such year; expected a year from 2 to 9998"))
            # The one value that depends on another: written past the frozen surface before anybody sees it.
            object.__setattr__(self, "start", start)
            findings += of_zone
        unlawful(*findings)
        return self

    def _start_in(self, zone: ZoneInfo) -> tuple[dt.datetime, list[Finding]]:
        """Return the start with the zone's offset, and what is wrong with it: there must be such a time, and
        the offset must be the same from the start to the end."""
        start = self.start if self.start.tzinfo is not None else self.start.replace(tzinfo=zone)
        begins = start.astimezone(dt.UTC)
        given, offset = _offset(start), _offset(begins.astimezone(zone))
        if given != offset and self.start.tzinfo is None:
            text = f"got a time that {self.time_zone} skips on that day; expected an earlier or a later start"
            return self.start, [("start", text)]
        if given != offset:
            text = f"got UTC{_hours(given)}, but {self.time_zone} is at UTC{_hours(offset)} then"
            return self.start, [("start", f"{text}; leave the offset out")]
        change = _change_of_offset(begins, begins + dt.timedelta(seconds=self.horizon), zone)
        if change is not None:
            text = (
                f"{self.time_zone} changes its clocks on {change}, within the run, and a run has one offset"
            )
            remedy = "end it before, start it after, or leave time_zone out and count plain hours"
            return self.start, [("horizon", f"{text}; {remedy}")]
        return start.replace(tzinfo=dt.timezone(offset), fold=0), []


def _offset(when: dt.datetime) -> dt.timedelta:
    return when.utcoffset() or dt.timedelta()


def _hours(offset: dt.timedelta) -> str:
    """``+01:00`` and ``-03:30``."""
    minutes = abs(offset) // dt.timedelta(minutes=1)
    return f"{'-' if offset < dt.timedelta() else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


@lru_cache(maxsize=128)  # the points of a sweep ask the same again and again
def _change_of_offset(begins: dt.datetime, ends: dt.datetime, zone: ZoneInfo) -> dt.date | None:
    """Return the day on which the zone's offset changes within ``(begins, ends)``, if it does."""
    offset = _offset(begins.astimezone(zone))
    before = begins
    while before < ends:
        after = min(before + dt.timedelta(days=1), ends)
        if _offset(after.astimezone(zone)) != offset:
            while after - before > dt.timedelta(microseconds=1):
                middle = before + (after - before) / 2
                if _offset(middle.astimezone(zone)) == offset:
                    before = middle
                else:
                    after = middle
            return None if after >= ends else after.astimezone(zone).date()
        before = after
    return None
