"""What must not be asked, although it could be? Each reason has a name, and is counted.

empty       the steps give no answer
tie, …      the family's own reasons (``reject``)
duplicate   the same report and question came from another world
leak        the answer to a computation stands in the report
constant    the answer is the same whatever is asked
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

from shopfloor.contracts.family import Family

__all__ = ["CONSTANT", "DUPLICATE", "LEAK", "Duplicates", "computes", "stands_in"]

CONSTANT, DUPLICATE, LEAK = "constant", "duplicate", "leak"

_AMOUNTS = ("duration", "count", "share", "rate")
_CHOOSING = ("rank", "compare", "temporal", "multi_hop", "trace", "conflict")


def computes(family: Family) -> bool:
    """Whether the answer is worked out, so that it must not stand in the report.

    An amount always is, unless the skill is to look one up. A time is worked out when the skill is to add
    things up; asked "when did the longest stop begin?", one chooses among the times of the report, as one
    chooses among names."""
    if family.skill == "lookup":
        return False
    if family.answer.kind in _AMOUNTS:
        return True
    return family.answer.kind in ("clock", "timestamp") and family.skill not in _CHOOSING


def stands_in(text: str, contexts: Iterable[str]) -> bool:
    """Whether a text stands in one of the contexts as a word of its own: "12" stands in "12 jobs", not in
    "12.5" or "pump-12"."""
    holding = [context for context in contexts if text in context]
    if not holding:
        return False
    alone = re.compile(rf"(?<![\w.:-]){re.escape(text)}(?![\w:-]|\.\w)")
    return any(alone.search(context) for context in holding)


class Duplicates:
    """Remembers reports with their questions, by their fingerprints."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def is_new(self, context: str, subject: tuple[object, ...]) -> bool:
        """Whether this question about this report was not met before; it is from now on."""
        mark = blake2b(f"{subject!r}\x00{context}".encode(), digest_size=16).digest()
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True
