"""How does "12 min" become 720.0 seconds, and back? And "3 kW", and "4 km/h"?

Three scales meet here and nowhere else:

* people write durations with a unit (``"12 min"``);
* the library's public numbers are seconds (``float``, suffix ``_s``);
* the simulation clock counts whole **ticks** of one microsecond (``int``, suffix ``_us``), so that adding
  times is exact: ten times 0.1 s is 1 s, equal instants are equal, and the states of a machine tile its
  time without a remainder.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "DURATION_PATTERN",
    "POWER_PATTERN",
    "SECONDS_PER_UNIT",
    "SPEED_PATTERN",
    "TICKS_PER_SECOND",
    "UnitError",
    "duration_text",
    "parse_duration",
    "parse_power",
    "parse_speed",
    "power_text",
    "speed_text",
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

WATTS_PER_UNIT = {"W": 1.0, "kW": 1e3, "MW": 1e6}
SECONDS_PER_METRE = {"m/s": 1.0, "m/min": 60.0, "km/h": 3.6}
"""How long a metre takes at one of the unit: dividing by it is closer to the decimal than a product."""

_NUMBER = r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
DURATION_PATTERN = rf"^\s*[+-]?{_NUMBER}\s*(us|ms|s|min|h|d|week)\s*$"
POWER_PATTERN = rf"^\s*[+-]?{_NUMBER}\s*(W|kW|MW)\s*$"
SPEED_PATTERN = rf"^\s*[+-]?{_NUMBER}\s*(m/s|m/min|km/h)\s*$"
# Possessive (no way back), so that a long text of nonsense is refused in linear time.
_NUMBER_AND_UNIT = re.compile(
    r"^\s*+(?P<number>[^\s\d.]*+[\d.]++(?:[eE][+-]?\d++)?+|[^\s]++)\s*+(?P<unit>[^\s]*+)\s*+$"
)


class UnitError(ValueError):
    """A text that is no number with a unit; the message says what was expected and what to try."""


@dataclass(frozen=True)
class _Quantity:
    """What is measured: its units, how people spell them otherwise, and the words of its messages."""

    noun: str
    example: str
    units: tuple[str, ...]
    likely: tuple[str, str]
    """The two units that a bare number is most likely in."""
    spelled: Mapping[str, str]

    def read(self, text: object) -> tuple[float, str]:
        """Return the number and the unit of a text.

        Raises:
            UnitError: for a bare number, an unknown unit, or anything that is not a finite number with a unit.
        """
        known = ", ".join(self.units)
        if isinstance(text, int | float) and not isinstance(text, bool):
            if not math.isfinite(text):
                raise UnitError(f'expected a finite number and a unit ({known}), such as "{self.example}"')
            raise UnitError(f"expected {self.noun} with a unit ({known}); try {self._tries(text)}")
        if not isinstance(text, str):
            raise UnitError(f'expected {self.noun} with a unit ({known}), such as "{self.example}"')
        match = _NUMBER_AND_UNIT.match(text)
        if match is None:
            raise UnitError(f'expected a number and a unit ({known}), such as "{self.example}"')
        number, unit = match["number"], match["unit"]
        try:
            value = float(number.replace("_", "?"))  # Python's own "1_000" is no number of a scenario
        except ValueError:
            message = f'expected a number before the unit ({known}), such as "{self.example}"'
            raise UnitError(message) from None
        if not math.isfinite(value):
            raise UnitError("expected a finite number before the unit")
        if not unit:
            raise UnitError(f"expected a unit after the number ({known}); try {self._tries(number)}")
        if unit not in self.units:
            small = unit.lower()
            spelled = small if small in self.units else self.spelled.get(small)
            hint = f'; did you mean "{number} {spelled}"?' if spelled else ""
            raise UnitError(f'unknown unit "{unit}"; expected one of {known}{hint}')
        return value, unit

    def _tries(self, number: object) -> str:
        return " or ".join(f'"{number} {unit}"' for unit in self.likely)


_DURATION = _Quantity(
    noun="a duration",
    example="12 min",
    units=tuple(SECONDS_PER_UNIT),
    likely=("min", "s"),
    spelled={
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
    },
)
_POWER = _Quantity(
    noun="a power",
    example="3 kW",
    units=tuple(WATTS_PER_UNIT),
    likely=("kW", "W"),
    spelled={
        "w": "W",
        "kw": "kW",
        "mw": "MW",
        "watt": "W",
        "watts": "W",
        "kilowatt": "kW",
        "kilowatts": "kW",
        "megawatt": "MW",
        "megawatts": "MW",
    },
)
_SPEED = _Quantity(
    noun="a speed",
    example="1.2 m/s",
    units=tuple(SECONDS_PER_METRE),
    likely=("m/s", "km/h"),
    spelled={"mps": "m/s", "ms": "m/s", "kmh": "km/h", "kph": "km/h", "km/hr": "km/h", "m/sec": "m/s"},
)


def parse_duration(text: object) -> float:
    """Return the seconds that a duration with a unit means: ``parse_duration("12 min") == 720.0``.

    Raises:
        UnitError: for a bare number, an unknown unit, or anything that is not a finite number with a unit.
    """
    seconds = _exact_seconds(*_DURATION.read(text))
    if not math.isfinite(seconds):
        raise UnitError("expected a duration that is finite in seconds")
    return seconds


def parse_power(text: object) -> float:
    """Return the watts that a power with a unit means: ``parse_power("3 kW") == 3000.0``.

    Raises:
        UnitError: as :func:`parse_duration`.
    """
    value, unit = _POWER.read(text)
    watts = value * WATTS_PER_UNIT[unit]
    if not math.isfinite(watts):
        raise UnitError("expected a power that is finite in watts")
    return watts


def parse_speed(text: object) -> float:
    """Return the metres per second that a speed with a unit means: ``parse_speed("3.6 km/h") == 1.0``.

    Raises:
        UnitError: as :func:`parse_duration`.
    """
    value, unit = _SPEED.read(text)
    return value / SECONDS_PER_METRE[unit]


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
    return f"{_number_text(seconds)} s"


def power_text(watts: float) -> str:
    """Return the shortest exact text with a unit: ``power_text(3000.0) == "3 kW"``."""
    for unit in ("MW", "kW"):
        count = watts / WATTS_PER_UNIT[unit]
        if abs(count) >= 1 and count == int(count) and count * WATTS_PER_UNIT[unit] == watts:
            return f"{int(count)} {unit}"
    return f"{_number_text(watts)} W"


def speed_text(metres_per_s: float) -> str:
    """Return the shortest exact text with a unit: ``speed_text(1.2) == "1.2 m/s"``."""
    exact = f"{_number_text(metres_per_s)} m/s"
    rounded = (
        f"{_number_text(round(metres_per_s * factor, 6))} {unit}"
        for unit, factor in SECONDS_PER_METRE.items()
    )
    return min((text for text in rounded if parse_speed(text) == metres_per_s), key=len, default=exact)


def _number_text(number: float) -> str:
    return f"{number!r}" if number != int(number) else f"{int(number)}"


def to_ticks(seconds: float) -> int:
    """Return the nearest whole number of microseconds (halves to even)."""
    return round(seconds * TICKS_PER_SECOND)


def to_seconds(ticks: int) -> float:
    """Return seconds: the float64 nearest to the decimal with six places."""
    return ticks / TICKS_PER_SECOND
