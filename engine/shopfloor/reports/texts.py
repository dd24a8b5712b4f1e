"""What in a context are facts, and what is the paper that they stand on?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record

__all__ = ["PAGE_BREAK", "Paper", "asked_page", "question", "words"]

PAGE_BREAK = "\n\n---\n\n"
_REPORT = "Report: "
_WORD = re.compile(r"[\w.:%-]+")
_STATEMENTS = ("CREATE TABLE ", "INSERT INTO ", "| --- ")


def words(text: str) -> list[str]:
    """Split a text into words; ``saw.1``, ``07:10`` and ``12.5`` are one each."""
    return [word for found in _WORD.findall(text) if (word := found.rstrip(".:"))]


def question(record: Record) -> str:
    """Return the input without the line that names a report."""
    first, newline, rest = record.input.partition("\n")
    return rest if newline and first.startswith(_REPORT) else record.input


def asked_page(record: Record) -> str:
    """Return the page of the context that the question is about."""
    pages = record.context.split(PAGE_BREAK)
    first = record.input.partition("\n")[0]
    if len(pages) == 1 or not first.startswith(_REPORT):
        return pages[0]
    header = first.removeprefix(_REPORT)
    found = (page for page in pages if page.partition("\n")[0].removeprefix("-- ") == header)
    return next(found, pages[0])


class Paper:
    """What the families write whatever happened: headings, heads of tables, lines for no rows."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._lines = {"", "---"}
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
