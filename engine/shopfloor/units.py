"""How does "12 min" become 720.0 seconds, and back?

Three scales meet here and nowhere else:

* people write durations with a unit (``"12 min"``);
* the library's public numbers are seconds (``float``, suffix ``_s``);
* the simulation clock counts whole **ticks** of one microsecond (``int``, suffix ``_us``), so that adding
  times is exact: ten times 0.1 s is 1 s, equal instants are equal, and the states of a machine tile its
  time without a remainder.
"""

import math
import re

__all__ = [
    "DURATION_PATTERN",
    "SECONDS_PER_UNIT",
    "TICKS_PER_SECOND",
    "UnitError",
    "duration_text",
    "parse_duration",
    "to_seconds",
    "to_ticks",
]

TICKS_PER_SECOND = 1_000_000

SECONDS_PER_UNIT = {
    "us": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86400.0,
    "week": 604800.0,
}

DURATION_PATTERN = r"^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*(us|ms|s|min|h|d|week)\s*$"
# Possessive (no way back), so that a long text of nonsense is refused in linear time.
_NUMBER_AND_UNIT = re.compile(
    r"^\s*+(?P<number>[^\s\d.]*+[\d.]++(?:[eE][+-]?\d++)?+|[^\s]++)\s*+(?P<unit>[^\s]*+)\s*+$"
)
_SPELLED = {
    "µs": "us",
    "μs": "us",
    "sec": "s",
    "second": "s",
    "seconds": "s",
    "m": "min",
    "minute": "min",
    "minutes": "min",
    "mins": "min",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "weeks": "week",
    "w": "week",
}


class UnitError(ValueError):
    """A text that is no duration; the message says what was expected and what to try."""


def parse_duration(text: object) -> float:
    """Return the seconds that a duration with a unit means: ``parse_duration("12 min") == 720.0``.

    Raises:
        UnitError: for a bare number, an unknown unit, or anything that is not a finite number with a unit.
    """
    known = ", ".join(SECONDS_PER_UNIT)
    if isinstance(text, bool) or text is None:
        raise UnitError(f'expected a duration with a unit ({known}), such as "12 min"')
    if isinstance(text, int | float) and not math.isfinite(text):
        raise UnitError(f'expected a finite number and a unit ({known}), such as "12 min"')
    if isinstance(text, int | float):
        raise UnitError(f'expected a duration with a unit ({known}); try "{text} min" or "{text} s"')
    if not isinstance(text, str):
        raise UnitError(f'expected a duration with a unit ({known}), such as "12 min"')
    match = _NUMBER_AND_UNIT.match(text)
    if match is None:
        raise UnitError(f'expected a number and a unit ({known}), such as "12 min"')
    number, unit = match["number"], match["unit"]
    try:
        value = float(number.replace("_", "?"))  # Python's own "1_000" is no number of a scenario
    except ValueError:
        raise UnitError(f'expected a number before the unit ({known}), such as "12 min"') from None
    if not math.isfinite(value):
        raise UnitError("expected a finite number before the unit")
    if not unit:
        raise UnitError(f'expected a unit after the number ({known}); try "{number} min" or "{number} s"')
    if unit not in SECONDS_PER_UNIT:
        small = unit.lower()
        spelled = small if small in SECONDS_PER_UNIT else _SPELLED.get(small)
        hint = f'; did you mean "{number} {spelled}"?' if spelled else ""
        raise UnitError(f'unknown unit "{unit}"; expected one of {known}{hint}')
    seconds = _exact_seconds(value, unit)
    if not math.isfinite(seconds):
        raise UnitError("expected a duration that is finite in seconds")
    return seconds


def _exact_seconds(value: float, unit: str) -> float:
    """Sub-second units divide, because 1 / 1000 is closer to the decimal than a product with 0.001."""
    if unit == "ms":
        return value / 1e3
    if unit == "us":
        return value / 1e6
    return value * SECONDS_PER_UNIT[unit]


def duration_text(seconds: float) -> str:
    """Return the shortest exact text with a unit: ``duration_text(720.0) == "12 min"``."""
    for unit in ("week", "d", "h", "min", "s"):
        count = seconds / SECONDS_PER_UNIT[unit]
        exact = count == int(count) and count * SECONDS_PER_UNIT[unit] == seconds
        if abs(count) >= 1 and exact and not (unit == "week" and count < 2):
            return f"{int(count)} {unit}"
    return f"{seconds!r} s" if seconds != int(seconds) else f"{int(seconds)} s"


def to_ticks(seconds: float) -> int:
    """Return the nearest whole number of microseconds (halves to even)."""
    return round(seconds * TICKS_PER_SECOND)


def to_seconds(ticks: int) -> float:
    """Return seconds: the float64 nearest to the decimal with six places."""
    return ticks / TICKS_PER_SECOND
