"""Does a refusal answer all the same: "I cannot tell for sure, but it was 12"?

What refuses may tell what the report says instead, or what could be meant, and may name times and machines on the way. It
offers an answer where it guesses, or says of "it" or "the answer" what that is.
"""

import re
from collections.abc import Iterator

from shopfloor.contracts.record import Record
from shopfloor.scoring.names import Names, identifiers
from shopfloor.scoring.refusals import has_refusal
from shopfloor.scoring.saying import Said

__all__ = ["offers_an_answer"]

_CLAUSE = re.compile(
    r"(?<=[.!?;])\s+|\n+"
    r"|,?\s*\b(?:but|however|though|although|yet|still|nevertheless|nonetheless|even so|that said|otherwise)\b[,:]?\s*",
    re.IGNORECASE,
)
_NUMBER = (
    r"\d[\d.,:]*|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty)\b"
)
_FILLERS = (
    r"(?:(?:about|around|roughly|approximately|some|probably|likely|presumably|perhaps|maybe|most|very|exactly|only|just|nearly"
    r"|almost|close|to|at|by|on|the|an?|machine|job|number)\s+)*"
)
_SAYS = (
    r"^\W*(?:(?:so|thus|hence|therefore|then|and|well|anyway),?\s+)?(?:{subjects})"
    r"(?:'s|\s+(?:was|is|were|are|took|takes|lasted|lasts|came\s+to|comes\s+to|amount(?:s|ed)?\s+to|equals|looks?\s+like"
    r"|(?:seem|appear)(?:s|ed)?(?:\s+to\s+(?:be|have\s+been))?"
    r"|(?:would|should|could|might|may|must|will)\s+(?:have\s+)?(?:be|been|take|taken|last|lasted)))\s+"
)
_IT = (
    r"it|this|that|they|the\s+(?:\w+\s+){0,2}?(?:answer|value|result|total|number|count|time|duration|length|share|rate|sum"
    r"|average|mean|machine|job|person|one)"
)
_GUESS = re.compile(
    r"\b(?:(?:my|best|educated|rough|reasonable)\s+(?:guess|estimate)|I(?:'d|\s+would)?\s+(?:guess|estimate|say|think|believe"
    r"|suppose|go\s+with)|probably|most\s+likely|presumably|if\s+I\s+ha(?:d|ve)\s+to)\b",
    re.IGNORECASE,
)
_SIGN = "\N{WHITE SQUARE}"
"""Stands for a value, once it was found."""
_BARE = re.compile(rf"^\W*{_SIGN}(?:\s+[\w/%]+){{0,2}}\W*$")
_IT_IS = re.compile(_SAYS.format(subjects=_IT) + _FILLERS + _SIGN, re.IGNORECASE)
_THERE_ARE = re.compile(_SAYS.format(subjects="there") + _FILLERS + _SIGN, re.IGNORECASE)


def offers_an_answer(record: Record, text: Said) -> bool:
    """Does what refuses name a value that the question did not?"""
    names = Names(identifiers(record.context) | identifiers(record.input))
    asked = {value.lower() for value, _ in _values(record.question, names)}
    code = record.answer.value
    offered = set[str]()
    refused = False
    for clause in _clauses(text):
        values = [(value, place) for value, place in _values(clause, names) if value.lower() not in asked]
        if has_refusal(clause):
            refused = True
            continue
        signed = clause
        for _, (start, end) in reversed(values):
            signed = f"{signed[:start]}{_SIGN}{signed[end:]}"
        # what is the case instead is told of a false premise, and how many fit of what is ambiguous
        says = code != "false_premise" and (
            _IT_IS.search(signed)
            or _BARE.match(signed)
            or (refused and code != "ambiguous" and _THERE_ARE.search(signed))
        )
        if values and (says or _GUESS.search(signed)):
            offered |= {value.lower() for value, _ in values}
    return bool(offered) and not (code == "ambiguous" and len(offered) > 1)


def _clauses(text: Said) -> list[str]:
    """The clauses of the part that refuses: what is marked, the last line, or all after a first line that refuses."""
    is_last = text.marked is not None or has_refusal(text.last)
    part = text.last if is_last else "\n".join(text.lines)
    return [clause for clause in _CLAUSE.split(part) if clause.strip()]


def _values(text: str, names: Names) -> Iterator[tuple[str, tuple[int, int]]]:
    """The names and numbers of a text, in order, with their places."""
    found = [(it.start, it.end) for it in names.find(text, strangers=True)]
    for it in re.finditer(_NUMBER, text, re.IGNORECASE):
        if not any(start < it.end() and it.start() < end for start, end in found):
            found.append((it.start(), it.start() + len(it[0].rstrip(".,:"))))
    for start, end in sorted(found):
        yield text[start:end], (start, end)
