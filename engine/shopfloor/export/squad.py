"""Which records are questions of SQuAD 2.0, and where does the answer stand in the context?

SQuAD knows spans of the context and "impossible" alone. So a name, a clock or a timestamp fits, and a number that was
looked up (one that was computed stands there by chance only). Everything else is left out, and counted.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.export.answer_text import answer_text
from shopfloor.export.columns import json_text
from shopfloor.export.wishes import Wishes

__all__ = ["span", "write"]

_SPANS = ("name", "clock", "timestamp")
_NUMBERS = ("duration", "count", "share", "rate")


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write the JSON of SQuAD 2.0: one paragraph for each record."""
    left_out: Counter[str] = Counter()
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"version": "v2.0", "data": [')
        for number, entry in enumerate(_entries(records, left_out)):
            file.write((",\n" if number else "\n") + json_text(entry))
        file.write("\n]}\n")
    return left_out


def _entries(records: Iterable[Record], left_out: Counter[str]) -> Iterator[dict[str, Any]]:
    for record in records:
        asked: dict[str, Any] = {"id": record.id, "question": record.input}
        if not record.answerable:
            asked |= {"is_impossible": True, "answers": []}
        elif (found := span(record)) is None:
            left_out[_why(record)] += 1
            continue
        else:
            text, start = found
            asked |= {"is_impossible": False, "answers": [{"text": text, "answer_start": start}]}
        title = f"{record.provenance.scenario}, replication {record.provenance.replication}"
        yield {"title": title, "paragraphs": [{"context": record.context, "qas": [asked]}]}


def _why(record: Record) -> str:
    kind = record.answer.kind
    if kind in _SPANS or (kind in _NUMBERS and record.skill == "lookup"):
        return f"the {kind} does not stand in the context as it is written in the answer"
    if kind in _NUMBERS:
        return f"the {kind} is computed"
    called = {"names": "a list of names", "yes_no": "yes or no", "parts": "an answer of several parts"}
    return f"{called.get(kind, kind)} is no span of the context"


def span(record: Record) -> tuple[str, int] | None:
    """Return the answer's text and where it stands: of several places the one nearest to the evidence."""
    kind = record.answer.kind
    if kind not in _SPANS and not (kind in _NUMBERS and record.skill == "lookup"):
        return None
    text = answer_text(record)
    places = [it.start() for it in re.finditer(_alone(text), record.context)]
    middle = record.size.depth * len(record.context)
    return (text, min(places, key=lambda place: abs(place - middle))) if places else None


def _alone(text: str) -> str:
    """A text that is no part of a longer name, number or clock."""
    return rf"(?<![\w.:-]){re.escape(text)}(?![\w:-]|\.\w)"
