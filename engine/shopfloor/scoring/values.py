"""What is found in a text that may be the answer: a value, and where it stands?"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

__all__ = ["Found", "asserted", "without_echoes"]

_NEGATED = re.compile(
    r"(?:\b(?:not|no|neither|nor|never|without|except(?:\s+for)?|excluding|unlike|besides)|n't|\b(?:rather|other)\s+than"
    r"|\binstead\s+of|\b(?:apart|aside)\s+from|\banything\s+but)\s+(?:(?:at|on|in|by|the|a|an|be|of|from)\s+)*$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?:\b(?:more|less|fewer|longer|shorter|greater|higher|lower|later|earlier|bigger|smaller)\s+than|\bat\s+(?:least|most)"
    r"|(?<!add )(?<!adds )(?<!added )(?<!adding )\bup\s+to|\b(?:over|under|below|above|exceeding|nearly|almost)|[<>≤≥])\s*$",
    re.IGNORECASE,
)
_BEFORE_OR_AFTER = re.compile(r"\b(?:before|after|by|until|till|past)\s+$", re.IGNORECASE)
_LISTED = re.compile(
    r"^(?:[\s,;/|>*•]|->|→|-|\d+[.)]|\b(?:or|and|then|vs|versus|alternatively|perhaps|possibly|maybe|else|next)\b\.?)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """A value and its place; ``value`` is None for what can be no answer: denied, a bound, no time of the day."""

    start: int
    end: int
    value: float | str | None


def asserted(text: str, found: Iterable[Found], kind: str) -> list[Found]:
    """Return what is found, without the values that the text denies ("not 12 min") or only bounds ("over 12 min", "after
    07:10")."""
    result = []
    for it in found:
        before = text[max(0, it.start - 40) : it.start]
        denied = _NEGATED.search(before)
        if kind not in ("name", "names", "yes_no"):
            denied = denied or _BOUND.search(before)
        if kind in ("clock", "timestamp"):
            denied = denied or _BEFORE_OR_AFTER.search(before)
        result.append(replace(it, value=None) if denied else it)
    return result


def without_echoes(text: str, found: Sequence[Found], asked: Sequence[Found]) -> list[Found]:
    """Return what is found without what the question named already, unless nothing else is left.

    What is listed beside something else ("10 min or 12 min", "saw.1, mill.1") is no echo."""
    known = {it.value for it in asked}
    fresh = [
        it for number, it in enumerate(found) if it.value not in known or _listed(text, found, number, known)
    ]
    return fresh or list(found)


def _listed(text: str, found: Sequence[Found], number: int, known: Set[float | str | None]) -> bool:
    """Is this one listed beside one that the question did not name?"""
    here = found[number]
    neighbours = [(found[number - 1].end, here.start, found[number - 1])] if number else []
    if number + 1 < len(found):
        neighbours.append((here.end, found[number + 1].start, found[number + 1]))
    return any(
        other.value not in known and _LISTED.match(text[start:end]) is not None
        for start, end, other in neighbours
    )
