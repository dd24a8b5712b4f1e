"""Is one prediction right, by the record's own kind, unit and tolerance?

Everything that the answer part of a prediction offers must be right: a prediction that holds the right value among others
gets no credit. ``docs/scoring.md`` declares the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from shopfloor.contracts.record import Record
from shopfloor.scoring.hedges import offers_an_answer
from shopfloor.scoring.looking import NUMBERS, Look, clock_look, kind_of, look_for, name_test
from shopfloor.scoring.names import Names, alternatives, identifiers
from shopfloor.scoring.parts import part_looks, right_parts
from shopfloor.scoring.refusals import reasons, refuses
from shopfloor.scoring.saying import Said, said
from shopfloor.scoring.values import Found, asserted, without_echoes
from shopfloor.scoring.wordings import Wordings

__all__ = ["OUTCOMES", "Grade", "Knowledge", "grade"]

Outcome = Literal["right", "wrong", "among others", "hedged", "not read", "refused", "missing", "doubled"]

OUTCOMES: dict[Outcome, str] = {
    "right": "the right answer, and no other",
    "wrong": "another answer",
    "among others": "the right answer among others",
    "hedged": "a refusal that answers all the same",
    "not read": "nothing of the answer's kind was found",
    "refused": "a refusal where there is an answer",
    "missing": "no prediction, or an empty one",
    "doubled": "several predictions that differ",
}


@dataclass(frozen=True)
class Grade:
    """``right``: all of it; ``share``: of its parts (1 or 0 for an answer without parts). ``refused``: it refuses to answer;
    ``reason_right``: and gives the right reason. ``read``: what was taken for the answer."""

    id: str
    outcome: Outcome
    share: float = 0.0
    refused: bool = False
    reason_right: bool = False
    read: str = ""

    @property
    def right(self) -> bool:
        """Full credit."""
        return self.outcome == "right"


@dataclass(frozen=True)
class Knowledge:
    """What a corpus teaches about reading predictions: how its outputs are worded, and which names its families answer."""

    wordings: Wordings = field(default_factory=Wordings)
    answers: dict[str, frozenset[str]] = field(default_factory=dict)

    @staticmethod
    def of(records: Iterable[Record]) -> Knowledge:
        """Learn from the outputs and answers of a corpus."""
        records = list(records)
        answers: dict[str, set[str]] = {}
        for record in records:
            answers.setdefault(record.family, set()).update(_names_of(record))
        known = Knowledge(answers={family: frozenset(names) for family, names in answers.items()})
        for record in records:
            if record.answerable and record.answer.kind != "names":
                names, look = _look(record, known)
                looks = part_looks(record, names) if record.answer.kind == "parts" else {"": look}
                line = said(record.output).last
                for part, look in looks.items():
                    right = [it for it in look.find(line) if look.is_right(it.value)]
                    known.wordings.learn((record.family, part), line, names, right)
        return known


def grade(record: Record, prediction: str | None, known: Knowledge | None = None) -> Grade:
    """Grade one prediction. ``known`` is what the record's corpus teaches; without it the record stands for itself."""
    if prediction is None or not prediction.strip():
        return Grade(record.id, "missing")
    known = Knowledge.of([record]) if known is None else known
    text = said(prediction)
    if not text.lines and not text.marked:
        return Grade(record.id, "not read")
    if not record.answerable:
        return _refusal(record, text)
    names, look = _look(record, known)
    places = known.wordings.read((record.family, ""), text.last, names)
    if record.answer.kind == "parts":
        placed = {
            part: known.wordings.read((record.family, part), text.last, names)
            for part in part_looks(record, names)
        }
        if refuses(text) and None in placed.values():
            return Grade(record.id, "refused", refused=True, read=text.last)
        share, read = right_parts(record, text, names, placed)
        if share is None:
            return Grade(record.id, "not read", read=text.last)
        return Grade(record.id, "right" if share == 1 else "wrong", share=share, read=read)
    if places is None and refuses(text):
        return Grade(record.id, "refused", refused=True, read=text.last)
    if record.answer.kind == "names":
        return _names(record, text, look)
    return _single(record, text, look, places)


def _refusal(record: Record, text: Said) -> Grade:
    if not refuses(text):
        return Grade(record.id, "wrong", read=text.last)
    if offers_an_answer(record, text):
        return Grade(record.id, "hedged", read=text.last)
    right = reasons(text) == {record.answer.value}
    return Grade(record.id, "right", share=1.0, refused=True, reason_right=right, read=text.last)


def _names_of(record: Record) -> list[str]:
    """The names of an answer; those of its parts, too."""
    value = record.answer.value
    if isinstance(value, dict):
        return [it for it in value.values() if isinstance(it, str) and kind_of(it, None) == "name"]
    if record.answer.kind not in ("name", "names"):
        return []
    return value if isinstance(value, list) else [str(value)]


def _look(record: Record, known: Knowledge) -> tuple[Names, Look]:
    right = _names_of(record)
    family = known.answers.get(record.family, frozenset())
    others: frozenset[str] = frozenset()
    for name in right:
        if name.replace("_", "").isalpha():
            others |= alternatives(record.context, name)
    names = Names(identifiers(record.context) | family | others | set(right))
    answer, meant = record.answer, name_test(right, family, others)
    if answer.kind in ("names", "parts", "refusal"):
        return names, look_for("name", "", None, None, names, meant)
    assert isinstance(answer.value, int | float | str)
    assert answer.unit is None or isinstance(answer.unit, str)
    assert answer.tolerance is None or isinstance(answer.tolerance, int | float)
    look = look_for(answer.kind, answer.value, answer.unit, answer.tolerance, names, meant)
    return names, clock_look(look, record.provenance.window) if answer.kind == "clock" else look


def _single(record: Record, text: Said, look: Look, places: Iterable[Found] | None) -> Grade:
    line, found = "", list[Found]()
    if places is not None:
        line, places = text.last, list(places)
        found = [it for it in look.find(line) if any(it.start < p.end and p.start < it.end for p in places)]
    if not found:
        line, found = _offered(record, text, look)
    if not found:
        return Grade(record.id, "not read", read=text.last)
    right = [look.is_right(it.value) for it in found]
    read = "; ".join(dict.fromkeys(line[it.start : it.end] for it in found))
    if all(right):
        return Grade(record.id, "right", share=1.0, read=read)
    return Grade(record.id, "among others" if any(right) else "wrong", read=read)


def _offered(record: Record, text: Said, look: Look) -> tuple[str, list[Found]]:
    for line in (text.marked,) if text.marked is not None else reversed(text.lines):
        # what follows the last = is the result of the sum before it
        result = line.rpartition("=")[2] if look.kind in NUMBERS else line
        line = result if look.find(result) else line
        found = look.find(line)
        if found:
            found = asserted(line, without_echoes(line, found, look.find(record.input)), look.kind)
            return line, found
    return "", []


def _names(record: Record, text: Said, look: Look) -> Grade:
    """The list itself, in its order: on one line, or a name a line."""
    right = record.answer.value
    assert isinstance(right, list)
    if text.marked is not None:
        listed = text.marked
    else:
        lines = list(text.lines)
        while lines and not look.find(lines[-1]):
            lines.pop()
        listed = lines.pop() if lines else ""
        while (
            listed
            and lines
            and len(look.find(lines[-1])) == 1
            and all(len(look.find(it)) == 1 for it in listed.split("\n"))
        ):
            listed = f"{lines.pop()}\n{listed}"
    asked = [it for it in look.find(record.input) if it.value not in right]
    found = asserted(listed, without_echoes(listed, look.find(listed), asked), "names")
    if not found:
        return Grade(record.id, "not read", read=text.last)
    values = [it.value for it in found]
    read = ", ".join(listed[it.start : it.end] for it in found)
    if values == right:
        return Grade(record.id, "right", share=1.0, read=read)
    return Grade(record.id, "among others" if set(right) < set(values) else "wrong", read=read)
