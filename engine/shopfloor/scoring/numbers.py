"""Which numbers does a text name, and of what: minutes, percent, pumps per hour?

``1,234.5``, ``1 234.5`` and ``1.234,5`` have thousands; ``36,4`` has a decimal comma (three digits after a single comma are
thousands). A bare number beside one with a unit ("12 or 13 min", "12-13 min") shares its unit. What durations mean,
``shopfloor.units`` knows.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shopfloor.scoring.times import clocks, dates
from shopfloor.scoring.values import Found
from shopfloor.units import SECONDS_PER_UNIT, parse_duration

__all__ = ["Number", "counts", "durations", "numbers", "rates", "shares"]

_NUMBER = (
    r"(?<![\d.,])(?:(?<![\w)])[-+])?(?:"
    r"\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"
    r"|\d+[.,]\d+|\d+|\.\d+)(?:[eE][-+]?\d+)?(?![\d:])"
)
_FIND = re.compile(_NUMBER)
_WORD = re.compile(r"[ ]?(?P<word>%|[A-Za-zµμ]+)")
_PER = re.compile(
    r"[ ]?(?P<noun>[A-Za-z][A-Za-z -]*?)??[ ]?"
    r"(?:/[ ]?|\bper[ ]+(?:an?[ ]+)?|\ban?[ ]+|\beach[ ]+|\bevery[ ]+)(?P<unit>[A-Za-z]+)",
    re.IGNORECASE,
)
_SPELLED = {
    "µs": "us", "μs": "us", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "m": "min", "mins": "min",
    "minute": "min", "minutes": "min", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d",
    "w": "week", "weeks": "week",
}  # fmt: skip
_PERCENT = re.compile(r"[ ]?(?:%|percent\b|per[ ]cent\b|pct\b)", re.IGNORECASE)
_SHARED = re.compile(
    r"^[ ]*(?:-|–|—|to|or|and|/|,|±|\+/-|\.\.\.?|…|versus|vs\.?|,[ ]?or|,[ ]?and)[ ]*$", re.IGNORECASE
)
_JOINED = re.compile(r"^(?:[ ]*,?[ ]*(?:and[ ]+)?)$")
_COLON = re.compile(
    r"(?<![\d:.])(?P<sign>-?)(?P<a>\d{1,4}):(?P<b>[0-5]\d)(?::(?P<c>[0-5]\d))?"
    r"(?:[ ]?(?P<unit>h|hrs?|hours?|min|minutes?|mins)\b)?(?![\d:])",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z_]*(?:[._-]?\d[\w]*)+(?:[._-]\w+)*")
_NO_NOUN = frozenset(
    {
        "a", "altogether", "an", "and", "as", "at", "average", "but", "by", "exactly", "for", "from", "if", "in", "is", "it",
        "mean", "of", "on", "or", "overall", "since", "so", "that", "the", "to", "together", "total", "until", "was", "when",
        "which", "while", "with",
    }
)  # fmt: skip
_WORDS = {
    "zero": 0, "none": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_WORD_NUMBER = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number; ``word`` is what follows it ("min", "%", "pumps"), ``per`` what it is counted by ("h")."""

    start: int
    end: int
    value: float
    word: str | None = None
    per: str | None = None

    @property
    def unit(self) -> str | None:
        """Return the unit of time that the word means."""
        return None if self.word is None else _time_unit(self.word)

    @property
    def is_share(self) -> bool:
        """Is it in percent?"""
        return self.word == "%"


def _time_unit(word: str) -> str | None:
    small = word if word in SECONDS_PER_UNIT else word.lower()
    return small if small in SECONDS_PER_UNIT else _SPELLED.get(small)


def masked(text: str, names: Sequence[Found] = ()) -> str:
    """Return the text with names, dates and times of day blotted out: their digits are no numbers."""
    hidden = [*names, *dates(text), *clocks(text)]
    hidden += [Found(it.start(), it.end(), None) for it in _NAMED.finditer(text) if not it[0].isalpha()]
    characters = list(text)
    for it in hidden:
        characters[it.start : it.end] = "\x00" * (it.end - it.start)
    return "".join(characters)


def numbers(text: str) -> list[Number]:
    """Return the numbers of a masked text, each with what it is of."""
    found: list[Number] = []
    for match in _FIND.finditer(text):
        if not math.isfinite(_value(match[0])):
            continue
        number = Number(match.start(), match.end(), _value(match[0]))
        if percent := _PERCENT.match(text, match.end()):
            number = replace(number, word="%", end=percent.end())
        elif word := _WORD.match(text, match.end()):
            number = replace(number, word=word["word"])
            if _time_unit(word["word"]):
                number = replace(number, end=word.end())
        per = _PER.match(text, match.end())
        if per and _time_unit(per["unit"]):
            number = replace(
                number, word=(per["noun"] or "").strip() or None, per=_time_unit(per["unit"]), end=per.end()
            )
        elif per and re.match(r"[ ]?[A-Za-z -]*?(?:/|\bper\b)", text[match.end() : per.end()]):
            number = replace(number, per="?", end=per.end())
        found.append(number)
    for i in range(len(found) - 2, -1, -1):
        here, following = found[i], found[i + 1]
        between = text[here.end : following.start]
        if _SHARED.match(between) or (following.value < 0 and not between.strip()):
            found[i] = replace(here, word=following.word, per=following.per)
    return found


def _value(text: str) -> float:
    text = text.replace(" ", "").replace("'", "")
    if re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:[eE][-+]?\d+)?", text):
        text = text.replace(",", "")
    elif text.count(".") > 1 or ("," in text and "." in text):
        text = text.replace(".", "")
    return float(text.replace(",", "."))


def durations(text: str, names: Sequence[Found], unit: str) -> list[Found]:
    """Return durations in seconds. Without any unit in the text: hours and minutes with a colon; without these, bare
    numbers in ``unit``."""
    with_colon = list(_COLON.finditer(text))
    found = [_of_colon(it) for it in with_colon if it["unit"]]
    hidden = "".join(
        "\x00" if any(it.start <= i < it.end for it in found) else character
        for i, character in enumerate(text)
    )
    plain = masked(hidden, names)
    listed = numbers(plain)
    found += _added([it for it in listed if it.unit is not None and it.per is None], plain)
    if not found:
        found = [_of_colon(it) for it in with_colon]
    if not found:
        found = [Found(it.start, it.end, _seconds(it.value, unit)) for it in listed if _is_bare(it)]
    return sorted(found, key=lambda it: it.start)


def _of_colon(match: re.Match[str]) -> Found:
    a, b, c = int(match["a"]), int(match["b"]), int(match["c"] or 0)
    in_minutes = (match["unit"] or "h").lower().startswith("m") and match["c"] is None
    seconds = a * 60 + b if in_minutes else a * 3600 + b * 60 + c
    return Found(match.start(), match.end(), -float(seconds) if match["sign"] else float(seconds))


def _added(listed: Sequence[Number], text: str) -> list[Found]:
    """Add what belongs together: "1 h 12 min" is one duration."""
    found: list[Found] = []
    size = 0.0
    for number in listed:
        unit = number.unit or "s"
        seconds, scale = _seconds(abs(number.value), unit), SECONDS_PER_UNIT[unit]
        if found and scale < size and number.value >= 0 and _JOINED.match(text[found[-1].end : number.start]):
            before = found[-1].value
            assert isinstance(before, float)
            found[-1] = replace(
                found[-1], end=number.end, value=before - seconds if before < 0 else before + seconds
            )
        else:
            found.append(Found(number.start, number.end, -seconds if number.value < 0 else seconds))
        size = scale
    return found


def _seconds(value: float, unit: str) -> float:
    return parse_duration(f"{value!r} {unit}")


def _is_bare(number: Number) -> bool:
    return number.per is None and (number.word is None or number.word.lower() in _NO_NOUN)


def counts(text: str, names: Sequence[Found], noun: str | None) -> list[Found]:
    """Return how many; those with the noun alone if one has it. Words ("three", "none") count where no digits do."""
    plain = masked(text, names)
    listed = [it for it in numbers(plain) if it.unit is None and it.per is None and not it.is_share]
    if noun is not None and (named := [it for it in listed if _same_noun(it.word, noun)]):
        listed = named
    if listed:
        return [Found(it.start, it.end, it.value) for it in listed]
    return [Found(it.start(), it.end(), _WORDS[it[0].lower()]) for it in _WORD_NUMBER.finditer(plain)]


def shares(text: str, names: Sequence[Found]) -> list[Found]:
    """Return shares in percent. Without any percent in the text bare numbers are; between 0 and 1 they are fractions."""
    listed = numbers(masked(text, names))
    found = [Found(it.start, it.end, it.value) for it in listed if it.is_share]
    if found:
        return found
    return [
        Found(it.start, it.end, 100 * it.value if 0 < abs(it.value) < 1 else it.value)
        for it in listed
        if _is_bare(it)
    ]


def rates(text: str, names: Sequence[Found], noun: str | None) -> list[Found]:
    """Return rates per hour. Without any "per" in the text bare numbers, or those of the noun, are per hour."""
    listed = numbers(masked(text, names))
    found = [
        Found(it.start, it.end, it.value * 3600.0 / SECONDS_PER_UNIT[it.per])
        for it in listed
        if it.per is not None and it.per in SECONDS_PER_UNIT
    ]
    if found:
        return found
    return [
        Found(it.start, it.end, it.value)
        for it in listed
        if _is_bare(it) or (noun and it.per is None and _same_noun(it.word, noun))
    ]


def _same_noun(word: str | None, noun: str) -> bool:
    if word is None:
        return False
    last = noun.split()[-1].lower()
    return word.lower().split()[-1].rstrip("s") == last.rstrip("s") or word.lower() == noun.lower()
