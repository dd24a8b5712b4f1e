"""What in a context are facts, and what is the paper that they stand on?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import PAGE_BREAK

__all__ = ["Paper", "words"]

_WORD = re.compile(r"[\w.:%-]+")
_STATEMENTS = ("CREATE TABLE ", "INSERT INTO ", "| --- ")


def words(text: str) -> list[str]:
    """Split a text into words; ``saw.1``, ``07:10`` and ``12.5`` are one each."""
    return [word for found in _WORD.findall(text) if (word := found.rstrip(".:"))]


class Paper:
    """What the families write whatever happened: headings, heads of tables, lines for no rows."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._lines = {"", PAGE_BREAK.strip()}
        for family in families:
            for relation in family.shown.values():
                titles = (spec.title or name.replace("_", " ") for name, spec in relation.columns.items())
                self._lines |= {f"| {' | '.join(titles)} |"}
                for text in (relation.heading, relation.none):
                    self._lines |= {text, f"-- {text}"}

    def facts(self, context: str) -> list[str]:
        """Return the lines of a context that tell what happened."""
        kept = []
        for page in context.split(PAGE_BREAK):
            lines = page.split("\n")[1:]
            kept += [line for line in lines if line not in self._lines and not line.startswith(_STATEMENTS)]
        return kept
