"""How does a value look in a text? The writing half of the table in ``docs/families.md``.

Inside the steps a clock is ms from midnight of the world's day, a timestamp ms from 1970, a duration ms, a
count a whole number and a name its own text. All rounding happens in whole numbers: durations and answers
halves up (towards plus infinity), clocks and timestamps down."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from shopfloor.contracts.family import ColumnSpec

__all__ = [
    "DAY_MS",
    "MS_PER_UNIT",
    "NAME",
    "NULL",
    "clock_text",
    "day_text",
    "decimal_text",
    "half_up",
    "quantum_ms",
    "texts_of",
    "timestamp_text",
    "until_text",
]

DAY_MS = 86_400_000
MS_PER_UNIT = {"s": 1_000, "min": 60_000, "h": 3_600_000}
MS_PER_PRECISION = {"1 s": 1_000, "1 min": 60_000}

NAME = re.compile(r"[A-Za-z](?:\.?[A-Za-z0-9_-])*")
"""A letter, then letters, digits, "_", "-", and single dots between them."""

NULL = "-"
"""What a table shows for null."""

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_EPOCH = dt.datetime(1970, 1, 1)


def half_up(numerator: int, denominator: int) -> int:
    """Return the whole number nearest to a fraction; halves go towards plus infinity."""
    return (2 * numerator + denominator) // (2 * denominator)


def quantum_ms(spec: ColumnSpec) -> int:
    """Return the smallest step of a column that is a time, in ms: 6000 for minutes with one decimal."""
    if spec.kind == "duration":
        quantum: int = MS_PER_UNIT[spec.unit] // 10**spec.decimals
        return quantum
    return MS_PER_PRECISION[spec.precision]


def decimal_text(quanta: int, decimals: int) -> str:
    """Return ``quanta / 10**decimals`` with exactly so many decimals: ``decimal_text(-5, 1) == "-0.5"``."""
    if decimals == 0:
        return str(quanta)
    sign = "-" if quanta < 0 else ""
    whole, rest = divmod(abs(quanta), 10**decimals)
    return f"{sign}{whole}.{rest:0{decimals}d}"


@lru_cache(maxsize=4096)
def clock_text(ms: int, precision: str) -> str:
    """Return ``07:10`` or ``07:10:45``; a clock of the next day looks like one of the day."""
    seconds = ms % DAY_MS // 1000
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return text if precision == "1 min" else f"{text}:{seconds % 60:02d}"


@lru_cache(maxsize=4096)
def until_text(ms: int) -> str:
    """Return the end of a window: midnight at its end is ``24:00``."""
    return "24:00" if ms == DAY_MS else clock_text(ms, "1 min")


def timestamp_text(ms: int, precision: str) -> str:
    """Return ``2026-01-05 07:10`` or ``2026-01-05 07:10:45``."""
    moment = _EPOCH + dt.timedelta(milliseconds=ms)
    return moment.isoformat(" ", "minutes" if precision == "1 min" else "seconds")


@lru_cache(maxsize=4096)
def day_text(ms: int) -> str:
    """Return the day of a timestamp, in English whatever the locale: ``Monday 5 January 2026``."""
    day = (_EPOCH + dt.timedelta(milliseconds=ms)).date()
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _writer(spec: ColumnSpec) -> Callable[[int], str]:
    quantum = quantum_ms(spec)
    if spec.kind == "clock":
        return lambda ms: clock_text(ms // quantum * quantum, spec.precision)
    if spec.kind == "timestamp":
        return lambda ms: timestamp_text(ms // quantum * quantum, spec.precision)
    if spec.kind == "duration":
        return lambda ms: f"{decimal_text(half_up(ms, quantum), spec.decimals)} {spec.unit}"
    return str


class Texts(dict[object, str]):
    """The texts of a column's values, each worked out once: ``list(map(texts_of(spec).__getitem__,
    values))``."""

    def __init__(self, spec: ColumnSpec) -> None:
        super().__init__({None: NULL})
        self._write = _writer(spec)

    def __missing__(self, value: int) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
            self[None] = NULL
        text = self[value] = self._write(value)
        return text


_REMEMBERED = 100_000


@lru_cache(maxsize=256)
def texts_of(spec: ColumnSpec) -> Texts:
    """Return the texts of columns that are shown alike."""
    return Texts(spec)
