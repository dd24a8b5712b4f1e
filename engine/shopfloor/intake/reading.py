"""What may a user say about how a log is to be read?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shopfloor.errors import UsageError

__all__ = ["Reading"]

_CHOICES = {
    "date_format": ("dmy", "mdy", "ymd"),
    "time_unit": ("s", "ms", "us"),
    "overlaps": ("split", "set-aside"),
}


@dataclass(frozen=True)
class Reading:
    """All of it may be left out.

    delimiter    of a CSV file; found out if left out
    encoding     of a CSV file; UTF-8, UTF-16 (with its mark) or cp1252 if left out
    date_format  the order of day and month, where the log alone does not settle it: ``dmy`` or ``mdy``
    time_format  how times are written, as strptime says it: ``%d %b %Y %H:%M``
    time_unit    numbers are times in this unit since 1970-01-01 UTC
    time_zone    the zone (IANA name) of times without an offset, and of the clock that the corpus shows
    since, until the time that the log covers, as ``2026-01-05T06:00``; rows beyond it are set aside.
                 The whole hours around the first and the last time if left out
    overlaps     work that overlaps on one resource makes it several machines, and in one case several lots
                 (``split``); or the later row is set aside (``set-aside``)
    """

    delimiter: str | None = None
    encoding: str | None = None
    date_format: str | None = None
    time_format: str | None = None
    time_unit: str | None = None
    time_zone: str | None = None
    since: str | None = None
    until: str | None = None
    overlaps: Literal["split", "set-aside"] | str = "split"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            given = getattr(self, name)
            if given is not None and given not in choices:
                raise UsageError(f'{_flag(name)}: got "{given}"; expected one of {", ".join(choices)}')
        if self.delimiter is not None:
            object.__setattr__(
                self, "delimiter", {"tab": "\t", r"\t": "\t"}.get(self.delimiter, self.delimiter)
            )
            if len(str(self.delimiter)) != 1:
                raise UsageError(
                    f'--delimiter: got "{self.delimiter}"; expected one character, such as ";" (or tab)'
                )
        if self.time_zone is not None:
            _check_zone(self.time_zone)


def _check_zone(name: str) -> None:
    from difflib import get_close_matches
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        near = get_close_matches(name, available_timezones(), 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise UsageError(
            f'--time-zone: got "{name}"; expected a name such as Europe/Berlin or UTC{hint}'
        ) from None


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")
