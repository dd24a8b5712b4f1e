"""Which times of day and dates does a text name?

``7:10``, ``07:10:00``, ``7.10 am``, ``7 pm``, ``7h10``; ``2026-01-05``, ``5 January 2026``, ``Jan 5, 2026``, ``05.01.2026``.
"""

import re
from collections.abc import Iterator
from datetime import date

from shopfloor.scoring.values import Found

__all__ = ["CLOCK", "clocks", "dates", "timestamps"]

_HALF = r"(?P<half{n}>[ap])\.?[ ]?m\b\.?"
CLOCK = re.compile(
    r"(?<![\d:.,])(?:"
    rf"(?P<h1>\d{{1,2}}):(?P<m1>\d{{2}})(?::(?P<s1>\d{{2}})(?:\.0+)?)?(?:[ ]?{_HALF.format(n=1)})?"
    rf"|(?P<h2>\d{{1,2}})\.(?P<m2>\d{{2}})[ ]?(?:{_HALF.format(n=2)}|o'clock\b)"
    rf"|(?P<h3>\d{{1,2}})[ ]?{_HALF.format(n=3)}"
    r"|(?P<h4>\d{1,2})[ ]?h[ ]?(?P<m4>\d{2})(?![\d.]|[ ]?m)"
    r")(?![\d:])|\b(?P<word>noon|midnight)\b",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY, _YEAR = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?", r"(?P<y>\d{4})(?!\d)"
_DATES = (
    re.compile(r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"),
    re.compile(rf"(?<!\d){_DAY}[ ]+(?:of[ ]+)?{_MONTH},?[ ]+{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}[ ]+{_DAY},?[ ]+{_YEAR}", re.IGNORECASE),
    re.compile(rf"(?<![\d.])(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.{_YEAR}"),
)


def dates(text: str) -> list[Found]:
    """Return the dates as ISO texts; a day that no calendar has is None."""
    found: list[Found] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = int(parts["m"]) if "m" in parts else 1 + _MONTHS.index(parts["name"][:3].lower())
            try:
                value: str | None = date(int(parts["y"]), month, int(parts["d"])).isoformat()
            except ValueError:
                value = None
            if not any(it.start < match.end() and match.start() < it.end for it in found):
                found.append(Found(match.start(), match.end(), value))
    return sorted(found, key=lambda it: it.start)


def clocks(text: str) -> list[Found]:
    """Return the times of day as seconds from midnight (24:00 is 0); what no clock shows is None."""
    taken = dates(text)
    return [
        Found(match.start(), match.end(), _seconds(match))
        for match in CLOCK.finditer(text)
        if not any(it.start < match.end() and match.start() < it.end for it in taken)
    ]


def _seconds(match: re.Match[str]) -> float | None:
    if match["word"]:
        return 43_200.0 if match["word"].lower() == "noon" else 0.0
    hour = int(next(match[name] for name in ("h1", "h2", "h3", "h4") if match[name]))
    minute = int(match["m1"] or match["m2"] or match["m4"] or 0)
    second = int(match["s1"] or 0)
    half = (match["half1"] or match["half2"] or match["half3"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    return float(hour % 24 * 3600 + minute * 60 + second)


def timestamps(text: str) -> list[Found]:
    """Return dates with the time of day beside them, as "<date> <seconds>"; neither is a timestamp alone."""
    return list(_pairs(dates(text), clocks(text)))


def _pairs(days: list[Found], times: list[Found]) -> Iterator[Found]:
    free = list(times)
    for number, day in enumerate(days):
        until = days[number + 1].start if number + 1 < len(days) else float("inf")
        after = [it for it in free if day.end <= it.start < until]
        before = [it for it in free if it.end <= day.start]
        clock = after[0] if after else before[-1] if before else None
        if clock is None:
            continue
        free.remove(clock)
        whole = day.value is not None and clock.value is not None
        start, end = min(day.start, clock.start), max(day.end, clock.end)
        yield Found(start, end, f"{day.value} {clock.value}" if whole else None)
