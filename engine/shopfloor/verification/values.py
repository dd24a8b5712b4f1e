"""What does a text such as "07:10" or "12.5 min" mean, and how is a derived value written?

One grammar, both ways, in whole numbers only. What the grammar does not write is not read: no leading zeros,
no missing decimals, no hour 24, no 31st of June, no minus zero.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from shopfloor.contracts.family import ColumnSpec

__all__ = [
    "DAY_MS",
    "Memory",
    "Value",
    "clock_ms",
    "clock_text",
    "decimal_text",
    "goes_on",
    "meaning",
    "rounded",
    "shape",
    "text",
    "timestamp_text",
]

Value = int | str | None

DAY_MS = 86_400_000
UNIT_MS = {"s": 1_000, "min": 60_000, "h": 3_600_000}
_TENS = (1, 10, 100, 1_000)
_EPOCH = date(1970, 1, 1).toordinal()

_MINUTES = {
    f"{hour:02d}:{minute:02d}": (hour * 60 + minute) * 60_000 for hour in range(24) for minute in range(60)
}
_SECONDS = {"": 0} | {f":{second:02d}": second * 1_000 for second in range(60)}

# A name takes all it can, so a text has one reading. (Python before 3.11.5 misreads a possessive group, hence the
# look-ahead; possessive characters are sound.) Nine digits keep every value within 64 bits.
_NAME = r"[A-Za-z][A-Za-z0-9_-]*+(?:\.[A-Za-z0-9_-]++)*(?!\.[A-Za-z0-9_-])"
_COUNT = r"(?:0|[1-9][0-9]{0,8}+)"
_CLOCK = {"1 min": r"[0-9]{2}:[0-9]{2}", "1 s": r"[0-9]{2}:[0-9]{2}:[0-9]{2}"}
_NAME_PART = re.compile(r"[A-Za-z0-9_-]|\.[A-Za-z0-9_-]")


def shape(column: ColumnSpec) -> str:
    """Return the regular expression of a column's texts; :func:`meaning` judges what it lets through."""
    match column.kind:
        case "name":
            return _NAME
        case "count":
            return _COUNT
        case "clock":
            return _CLOCK[column.precision]
        case "timestamp":
            return r"[0-9]{4}-[0-9]{2}-[0-9]{2} " + _CLOCK[column.precision]
        case "duration":
            decimals = rf"\.[0-9]{{{column.decimals}}}" if column.decimals else ""
            return rf"-?{_COUNT}{decimals} {column.unit}"


def goes_on(column: ColumnSpec, following: str) -> bool:
    """Could the text after a value be taken for a part of it?"""
    if column.kind == "name":
        return _NAME_PART.match(following) is not None
    return column.kind == "count" and following[:1].isdigit()


def meaning(column: ColumnSpec, since: int) -> Callable[[str], Value]:
    """Return what turns a text of the column's shape into its value inside the steps.

    A clock before ``since`` is of the next day. The function raises ValueError with what was expected.
    """
    match column.kind:
        case "name":
            return _same
        case "count":
            return int
        case "clock":
            return lambda written: _on_its_day(clock_ms(written), since)
        case "timestamp":
            return _timestamp_ms
        case "duration":
            return _duration_reader(column)


class Memory(dict[str, Value]):
    """Remembers what each text means: the same few hundred clock times stand in all contexts."""

    def __init__(self, read: Callable[[str], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, written: str) -> Value:
        value = self[written] = self._read(written)
        return value


def _same(written: str) -> Value:
    return written


def clock_ms(written: str) -> int:
    """Return ms from midnight of ``HH:MM`` or ``HH:MM:SS``.

    Raises:
        ValueError: for an hour after 23, a minute or second after 59.
    """
    try:
        return _MINUTES[written[:5]] + _SECONDS[written[5:]]
    except KeyError:
        raise ValueError("a time of day") from None


def _on_its_day(ms: int, since: int) -> int:
    return ms if ms >= since else ms + DAY_MS


def _timestamp_ms(written: str) -> int:
    try:
        day = date.fromisoformat(written[:10])
    except ValueError:
        raise ValueError("a date of the calendar") from None
    return (day.toordinal() - _EPOCH) * DAY_MS + clock_ms(written[11:])


def _duration_reader(column: ColumnSpec) -> Callable[[str], int]:
    smallest_ms, suffix = UNIT_MS[column.unit] // _TENS[column.decimals], len(column.unit) + 1

    def read(written: str) -> int:
        ms = int(written[:-suffix].replace(".", "")) * smallest_ms
        if ms == 0 and written.startswith("-"):
            raise ValueError("a zero without a sign")
        return ms

    return read


def text(column: ColumnSpec, value: object) -> str:
    """Return how a derived value reads in an output.

    Raises:
        ValueError: when the value is not of the column's kind.
    """
    if column.kind == "name":
        if not isinstance(value, str):
            raise ValueError("a name")
        return value
    if not isinstance(value, int):
        raise ValueError("a whole number")
    match column.kind:
        case "clock":
            return clock_text(value, column.precision)
        case "timestamp":
            return timestamp_text(value, column.precision)
        case "duration":
            number = rounded(value, UNIT_MS[column.unit], column.decimals)
            return f"{decimal_text(number, column.decimals)} {column.unit}"
        case _:
            return str(value)


def rounded(numerator: int, denominator: int, decimals: int) -> int:
    """Return ``numerator / denominator`` in units of the last decimal, halves up (towards plus infinity)."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    return (2 * numerator * _TENS[decimals] + denominator) // (2 * denominator)


def decimal_text(number: int, decimals: int) -> str:
    """Write a whole number of the last decimal: ``decimal_text(364, 1) == "36.4"``."""
    if not decimals:
        return str(number)
    whole, fraction = divmod(abs(number), _TENS[decimals])
    return f"{'-' if number < 0 else ''}{whole}.{fraction:0{decimals}d}"


def clock_text(ms: int, precision: str = "1 min") -> str:
    """Write a time of day, rounded down to the precision."""
    seconds = ms % DAY_MS // 1_000
    hours_and_minutes = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return f"{hours_and_minutes}:{seconds % 60:02d}" if precision == "1 s" else hours_and_minutes


def timestamp_text(ms: int, precision: str) -> str:
    """Write a date and time, rounded down to the precision.

    Raises:
        ValueError: when the date is outside of the years 1 to 9999.
    """
    days, of_day = divmod(ms, DAY_MS)
    try:
        day = date(1970, 1, 1) + timedelta(days=days)
    except OverflowError:
        raise ValueError("a date of the years 1 to 9999") from None
    return f"{day.isoformat()} {clock_text(of_day, precision)}"
