"""Which day and window does the first line of a context name?"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from shopfloor.verification.values import DAY_MS, clock_ms

__all__ = ["DAY", "SINCE", "UNTIL", "World", "read_world", "window_of"]

DAY = r"[A-Z][a-z]+ [0-9]{1,2} [A-Z][a-z]+ [0-9]{4}"
SINCE = r"[0-9]{2}:[0-9]{2}"
UNTIL = r"[0-9]{2}:[0-9]{2}"

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)


@dataclass(frozen=True)
class World:
    """A window of one day: its three texts, ``since`` and ``until`` in ms from midnight of the day, and both
    on the calendar."""

    day_text: str
    since_text: str
    until_text: str
    since: int
    until: int
    window: tuple[datetime, datetime]

    @property
    def next_day_before(self) -> int:
        """The time in ms before which a clock is of the next day: 0 for a window that ends on its day, before midnight."""
        return self.since if self.until >= DAY_MS else 0

    @cached_property
    def texts(self) -> dict[str, str]:
        """The three fields of an input or output."""
        return {"day": self.day_text, "since": self.since_text, "until": self.until_text}


def read_world(day_text: str, since_text: str, until_text: str) -> World:
    """Read the three texts of a world, as ``Monday 5 January 2026``, ``22:00`` and ``06:00``.

    Raises:
        ValueError: with what was expected, for no day of the calendar, a wrong weekday, or no time of day.
    """
    midnight, since = _midnight(day_text), clock_ms(since_text)
    until = DAY_MS if until_text == "24:00" else clock_ms(until_text)
    if until == 0:
        raise ValueError("24:00 for an end at midnight")
    if until <= since:
        until += DAY_MS
    try:
        window = midnight + timedelta(milliseconds=since), midnight + timedelta(milliseconds=until)
    except OverflowError:
        raise ValueError("a window that ends in the year 9999 at the latest") from None
    return World(day_text, since_text, until_text, since, until, window)


def _midnight(text: str) -> datetime:
    _, number, month, year = text.split(" ")
    try:
        day = datetime(int(year), _MONTHS.index(month) + 1, int(number))
    except ValueError:
        raise ValueError("a day of the calendar such as Monday 5 January 2026") from None
    right = f"{_WEEKDAYS[day.weekday()]} {day.day} {month} {day.year:04d}"
    if text != right:
        raise ValueError(right)
    return day


@lru_cache(1024)
def window_of(text: str) -> tuple[datetime, datetime] | None:
    """Read "<since>/<until>" in ISO 8601 as local times; ``None`` when it is no such text."""
    since, slash, until = text.partition("/")
    matches = _ISO.fullmatch(since), _ISO.fullmatch(until)
    if not slash or matches[0] is None or matches[1] is None:
        return None
    try:
        return datetime.fromisoformat(matches[0][1]), datetime.fromisoformat(matches[1][1])
    except ValueError:
        return None
