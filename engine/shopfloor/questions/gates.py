"""What must not be asked, although it could be? Each reason has a name, and is counted.

empty       the steps give no answer
tie, …      the family's own reasons (``reject``)
duplicate   the same report and question came from another world
bare        the report shows so little that another world, or another seed, could show the same
leak        the answer to a computation stands in the report; of an answer in parts, all its amounts
level       the question is easier or harder than was asked for
constant    the answer is the same whatever is asked
naive       a rule that understands nothing would solve too many of the family's questions
uneven      the answer would come too often
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from shopfloor.contracts.family import Family
from shopfloor.questions.render import Rows

__all__ = [
    "BARE",
    "CONSTANT",
    "DUPLICATE",
    "FEWEST_BITS",
    "LEAK",
    "LEVEL",
    "bits_shown",
    "computes",
    "mark_of",
    "stands_in",
    "telltales",
]

BARE, CONSTANT, DUPLICATE, LEAK, LEVEL = "bare", "constant", "duplicate", "leak", "level"

FEWEST_BITS = 24
"""So much a report says at least: one that says less may come out alike in another world, or of another seed."""
_BITS = {"name": 1, "count": 2, "clock": 6, "timestamp": 6, "duration": 6}
"""What a value tells, carefully estimated: that it is this one and no other of its kind."""

_AMOUNTS = ("duration", "count", "share", "rate")
_CHOOSING = ("rank", "compare", "temporal", "multi_hop", "trace", "conflict")


def computes(family: Family) -> bool:
    """Whether the answer is worked out, so that it must not stand in the report.

    An amount always is, unless the skill is to look one up. A time is worked out when the skill is to add
    things up; asked "when did the longest stop begin?", one chooses among the times of the report, as one
    chooses among names. Where two sources disagree, the right amounts stand in one of them."""
    if family.skill == "lookup":
        return False
    if family.answer.kind in _AMOUNTS:
        return True
    if family.answer.kind == "parts" and family.skill != "conflict":
        return any(part.kind in _AMOUNTS for part in family.answer.parts.values())
    return family.answer.kind in ("clock", "timestamp") and family.skill not in _CHOOSING


def telltales(family: Family, text: str, value: object) -> list[str]:
    """Return the texts that give a computed answer away when all of them stand in a report: the answer as it is written,
    a count without its noun, in SQL statements the bare number; of an answer in parts, each amount."""
    answer = family.answer
    if answer.kind != "parts":
        return [
            _bare(text, answer.kind, bare=family.forms == ("sql",)) if answer.kind != "count" else str(value)
        ]
    texts = text.split(", ")
    return [
        _bare(part.removeprefix(f"{spec.title or name.replace('_', ' ')} "), spec.kind, bare=False)
        for part, (name, spec) in zip(texts, answer.parts.items(), strict=True)
        if spec.kind in _AMOUNTS
    ]


def _bare(text: str, kind: str, *, bare: bool) -> str:
    return text.partition(" ")[0] if kind == "count" or (bare and kind == "duration") else text


def stands_in(text: str, contexts: Iterable[str]) -> bool:
    """Whether a text stands in one of the contexts as a word of its own: "12" stands in "12 jobs", not in
    "12.5" or "pump-12"."""
    holding = [context for context in contexts if text in context]
    if not holding:
        return False
    alone = re.compile(rf"(?<![\w.:-]){re.escape(text)}(?![\w:-]|\.\w)")
    return any(alone.search(context) for context in holding)


def mark_of(context: str, subject: tuple[object, ...]) -> bytes:
    """Return the fingerprint of a report with a question about it, 16 bytes."""
    return blake2b(f"{subject!r}\x00{context}".encode(), digest_size=16).digest()


def bits_shown(family: Family, rows: Mapping[str, Rows], world: int) -> int:
    """Return how much the report of a world says, in bits, about."""
    bits = 0
    for name, relation in family.shown.items():
        of = rows[name]
        a, b = of.starts[world], of.starts[world + 1]
        for column, spec in relation.columns.items():
            values = of.columns[column][a:b]
            bits += _BITS[spec.kind] * (len(values) - values.count(None))
    return bits
