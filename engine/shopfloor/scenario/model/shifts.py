"""When does somebody work, by the wall clock? Weekdays, times of day, shifts and their breaks."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
    model_validator,
)

from shopfloor.scenario.model.values import Expects, Finding, Part, PositiveDuration, unlawful
from shopfloor.units import duration_text

__all__ = ["DAY_S", "WEEKDAYS", "Break", "Days", "NoStartWithin", "Shift", "TimeOfDay", "time_of_day_text"]

DAY_S = 86400.0
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_EXPECTED = 'expected weekdays such as "mon-fri" or "mon, wed, sat", of ' + ", ".join(WEEKDAYS)
_TIME_OF_DAY = re.compile(r"[0-9]{1,2}:[0-5][0-9]")


def _days(value: object) -> object:
    """ "mon-fri" or "mon, wed, sat" or a list -> the weekdays' numbers, Monday 0."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(_DAYS_EXPECTED)
    days: list[int] = []
    for part in value:
        first, dash, last = str(part).strip().lower().partition("-")
        last = last if dash else first
        if first not in WEEKDAYS or last not in WEEKDAYS:
            raise ValueError(_DAYS_EXPECTED)
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
        span = (end - start) % 7 + 1
        days += [(start + i) % 7 for i in range(span)]
    return tuple(sorted(set(days)))


def _time_of_day(value: object) -> object:
    """ "06:00" -> seconds since midnight; "24:00" is the end of the day."""
    if isinstance(value, str) and _TIME_OF_DAY.fullmatch(value):
        hours, _, minutes = value.partition(":")
        seconds = int(hours) * 3600 + int(minutes) * 60
        if seconds <= DAY_S:
            return float(seconds)
    raise ValueError('expected a time of day between "00:00" and "24:00", such as "06:00"')


def time_of_day_text(seconds: float) -> str:
    """Return ``06:00`` for the seconds since midnight."""
    return f"{int(seconds) // 3600:02d}:{int(seconds) % 3600 // 60:02d}"


def _days_text(days: tuple[int, ...]) -> str:
    return ", ".join(WEEKDAYS[day] for day in days)


TimeOfDay = Annotated[
    float,
    BeforeValidator(_time_of_day),
    PlainSerializer(time_of_day_text),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,2}:[0-5][0-9]$", "examples": ["06:00"]}),
    Expects('a time of day, such as "06:00"'),
]
Days = Annotated[
    tuple[int, ...],
    BeforeValidator(_days),
    PlainSerializer(_days_text),
    WithJsonSchema(
        {"type": ["string", "array"], "items": {"type": "string"}, "examples": ["mon-fri", "mon, wed, sat"]}
    ),
    Expects('weekdays, such as "mon-fri"'),
]


class Break(Part):
    """A pause of a shift, at a time of day, for so long."""

    at: TimeOfDay
    """When it begins."""
    for_: Annotated[PositiveDuration, Field(alias="for")]
    """How long it lasts."""


class NoStartWithin(Part):
    """Nothing is begun in the last so-much of a shift; what runs is finished."""

    no_start_within: PositiveDuration
    """How long before the end of the shift the last thing may begin."""


def _kind_of_end(value: object) -> str:
    return "within" if isinstance(value, dict | NoStartWithin) else "word"


class Shift(Part):
    """When people (or a station) work: on ``days``, from ``from`` to ``to`` (past midnight when ``to`` is not
    later), but for ``breaks``. ``at_end`` says what the end of a stretch of work does to what is running: it
    is finished, interrupted until somebody is there again, or finished with nothing new begun within the last
    while."""

    days: Days
    """The weekdays on which it begins."""
    from_: Annotated[TimeOfDay, Field(alias="from")]
    """When it begins."""
    to: TimeOfDay
    """When it ends; not later than its beginning: on the next day."""
    breaks: Annotated[
        tuple[Break, ...],
        Field(strict=False),
        Expects("a list of breaks, such as [{at: 10:00, for: 15 min}]"),
    ] = ()
    """The pauses within it."""
    at_end: Annotated[
        Annotated[Literal["finish", "interrupt"], Tag("word")] | Annotated[NoStartWithin, Tag("within")],
        Discriminator(_kind_of_end),
        Expects("finish, interrupt, or {no_start_within: 30 min}"),
    ] = "finish"
    """What its end, and a break, does to what is running."""
    on_holidays: Literal["off", "work"] = "off"
    """Whether it is worked on the days under ``holidays``."""

    @property
    def length_s(self) -> float:
        """From the beginning to the end of the shift, breaks included (24 h at most)."""
        return self.to - self.from_ + (DAY_S if self.to <= self.from_ else 0.0)

    @property
    def pauses_s(self) -> tuple[tuple[float, float], ...]:
        """When breaks begin and end, in seconds from the beginning of the shift, in order."""
        return tuple((begin, end) for begin, end, _ in self._pauses())

    def _pauses(self) -> list[tuple[float, float, int]]:
        begins = [(pause.at - self.from_) % DAY_S for pause in self.breaks]
        return sorted((begin, begin + self.breaks[i].for_, i) for i, begin in enumerate(begins))

    @model_validator(mode="after")
    def _holds_its_breaks(self) -> Self:
        if self.from_ == DAY_S:
            unlawful(("from", 'expected a time before "24:00"; the day after begins at "00:00"'))
        span = f"{time_of_day_text(self.from_)} to {time_of_day_text(self.to)}"
        findings: list[Finding] = []
        latest = 0.0
        for begin, end, number in self._pauses():
            if begin == 0 or end >= self.length_s:
                findings.append(
                    (("breaks", number), f"the break must begin and end within the shift ({span})")
                )
            elif begin < latest:
                findings.append((("breaks", number), "the break overlaps with the one before"))
            latest = max(latest, end)
        if isinstance(self.at_end, NoStartWithin) and self.at_end.no_start_within >= self.length_s:
            findings.append(
                (
                    ("at_end", "no_start_within"),
                    f"expected less than the shift ({duration_text(self.length_s)})",
                )
            )
        unlawful(*findings)
        return self
