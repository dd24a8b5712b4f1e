"""What in a text can be the answer to this question, and is it right?

One way to look for each kind of answer: ``find`` returns what is of the kind, ``is_right`` compares with the record's
value, unit and tolerance.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shopfloor.scoring.names import Names, shape
from shopfloor.scoring.numbers import counts, durations, rates, shares
from shopfloor.scoring.times import clocks, timestamps
from shopfloor.scoring.values import Found
from shopfloor.units import SECONDS_PER_UNIT, parse_duration

__all__ = ["Look", "clock_look", "kind_of", "look_for"]

Value = float | int | str

_STANDING = re.compile(
    r"\b(yes|yeah|yep|yup|no|nope|nah|true|false|y|n)\b(?=\s*(?:$|[.,;:!?)\]\"'/|-]|(?:and|or)\b))",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*(yes|yeah|yep|yup|no|nope|nah)\b", re.IGNORECASE)
_MEANING = {
    **dict.fromkeys(("yes", "yeah", "yep", "yup", "true", "y"), "yes"),
    **dict.fromkeys(("no", "nope", "nah", "false", "n"), "no"),
}
_CLOCK = re.compile(r"\d{2}:\d{2}(?::\d{2})?")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?")

NUMBERS = ("duration", "count", "share", "rate")


@dataclass(frozen=True)
class Look:
    """How to look for one value."""

    kind: str
    find: Callable[[str], list[Found]]
    is_right: Callable[[float | str | None], bool]


def kind_of(value: Value, unit: str | None) -> str:
    """Return the kind of a part, which its record does not tell: the value and its unit do."""
    if isinstance(value, str):
        return "clock" if _CLOCK.fullmatch(value) else "timestamp" if _STAMP.fullmatch(value) else "name"
    if unit in SECONDS_PER_UNIT:
        return "duration"
    if unit == "%":
        return "share"
    return "rate" if unit is not None and unit.endswith("/h") else "count"


def look_for(
    kind: str,
    value: Value,
    unit: str | None,
    tolerance: float | None,
    names: Names,
    meant: Callable[[str], bool],
) -> Look:
    """Return how to look for a value of a kind; ``meant``: can this name be the answer?"""
    if kind == "name":
        return Look(
            kind,
            lambda text: [it for it in names.find(text, strangers=True) if _could_be(it, meant)],
            lambda it: it == value,
        )
    if kind == "yes_no":
        return Look(kind, _yes_no, lambda it: it == value)
    if kind == "timestamp":
        right = _moment(str(value))
        return Look(kind, timestamps, lambda it: it == right)
    if kind == "clock":
        seconds = _clock_seconds(str(value))
        return Look(kind, clocks, lambda it: it == seconds)
    if isinstance(value, str):
        raise ValueError(f"a {kind} is no text")  # a record that no corpus has
    allowed = tolerance or 0.0
    if kind == "duration":
        own = unit or "min"
        right_s, allowed_s = parse_duration(f"{value!r} {own}"), allowed * SECONDS_PER_UNIT[own]
        return Look(kind, lambda text: durations(text, names.find(text), own), _near(right_s, allowed_s))
    if kind == "share":
        return Look(kind, lambda text: shares(text, names.find(text)), _near(value, allowed))
    if kind == "rate":
        noun = None if unit is None else unit.partition("/")[0]
        return Look(kind, lambda text: rates(text, names.find(text), noun), _near(value, allowed))
    return Look(kind, lambda text: counts(text, names.find(text), unit), _near(value, allowed))


def clock_look(look: Look, window: str) -> Look:
    """The same for a clock whose day is known: a date beside it must be that day."""
    since = datetime.fromisoformat(window.partition("/")[0])

    def on_its_day(text: str) -> list[Found]:
        strays = [it for it in timestamps(text) if it.value is not None and not _is_day(str(it.value), since)]
        return [
            Found(it.start, it.end, None)
            if any(o.start <= it.start and it.end <= o.end for o in strays)
            else it
            for it in look.find(text)
        ]

    return Look(look.kind, on_its_day, look.is_right)


def _is_day(moment: str, since: datetime) -> bool:
    day, _, seconds = moment.partition(" ")
    of_since = since.hour * 3600 + since.minute * 60 + since.second
    own = since.date() if float(seconds) >= of_since else since.date() + timedelta(days=1)
    return day == own.isoformat()


def _could_be(found: Found, meant: Callable[[str], bool]) -> bool:
    return found.value is None or meant(str(found.value))


def _near(right: float, allowed: float) -> Callable[[float | str | None], bool]:
    # what a sum of floats may differ by is no difference
    slack = allowed + 1e-9 * max(1.0, abs(right))
    return lambda it: isinstance(it, float | int) and abs(it - right) <= slack


def _clock_seconds(text: str) -> float:
    hours, minutes, *seconds = map(int, text.split(":"))
    return float(hours % 24 * 3600 + minutes * 60 + (seconds[0] if seconds else 0))


def _moment(text: str) -> str:
    day, _, clock = text.partition(" ")
    return f"{day} {_clock_seconds(clock)}"


def _yes_no(text: str) -> list[Found]:
    found = [
        Found(it.start(1), it.end(1), _MEANING[it[1].lower()])
        for it in _STANDING.finditer(text)
        if len(it[1]) > 1 or text.strip(" .").lower() == it[1].lower()
    ]
    if not found and (opening := _OPENING.match(text)):
        found = [Found(opening.start(1), opening.end(1), _MEANING[opening[1].lower()])]
    return found


def name_test(right: Sequence[str], family: frozenset[str], others: frozenset[str]) -> Callable[[str], bool]:
    """Return which names could be meant: other answers of the family, words that stand where the answer stands, and what
    is spelled like the answer (``saw.9`` for ``saw.1``)."""
    shapes = {shape(name) for name in right if not name.replace("_", "").isalpha()}
    known = family | others | set(right)
    return lambda name: name in known or shape(name) in shapes
