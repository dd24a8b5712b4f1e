"""What must hold in a family beyond the shape of its file? Names, units, patterns, wordings and SQL that fit
together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shopfloor.contracts.family import AnswerSpec, Family, PartSpec, Relation
from shopfloor.errors import Problem
from shopfloor.questions.document import DocumentPath, shown
from shopfloor.questions.gold import tables_fault
from shopfloor.questions.patterns import Pattern, PatternError, line_pattern
from shopfloor.questions.reading import confusions, reads
from shopfloor.questions.source import family_problem
from shopfloor.questions.sqlcheck import SqlCheck
from shopfloor.questions.statementcheck import statement_problems
from shopfloor.questions.wordcheck import WORLD_FIELDS, field_problems, wording_problems

__all__ = ["family_problems"]

_RESERVED_TABLES = ("world", "worlds", "subject")
_RESERVED_COLUMNS = ("world", "record", "row_no")
_STEP_COLUMNS = ("value", "position", "numerator", "denominator")

Found = Iterator[Problem]


def family_problems(family: Family, sql: SqlCheck) -> list[Problem]:
    """Return everything that is wrong with a family, but for its worked cases."""
    problems = [*_window(family), *_title(family), *_names(family), *_answer(family), *_skill(family)]
    problems += wording_problems(family)
    for name, relation in family.shown.items():
        problems += _relation(family, name, relation)
    problems += [*_forms(family), *_evidence(family)]
    return problems or list(statement_problems(family, sql))


def _window(family: Family) -> Found:
    every_s = family.window.every
    if not 60 <= every_s <= 86_400 or every_s % 60:
        yield family_problem(
            family, ("window", "every"), f"got {every_s:g} s; expected whole minutes, from 1 min to 24 h"
        )


def _title(family: Family) -> Found:
    if not _is_line(family.title):
        yield family_problem(family, ("title",), f"got {shown(family.title)}; expected one line of text")


def _is_line(text: str) -> bool:
    return bool(text) and text == text.strip() and text.isprintable()


def _names(family: Family) -> Found:
    taken = set[str](_RESERVED_TABLES)
    for path, name in [
        *((("shown", name), name) for name in family.shown),
        *((("steps", i, "name"), step.name) for i, step in enumerate(family.steps)),
    ]:
        if name in taken:
            why = "is what every family has" if name in _RESERVED_TABLES else "is taken above"
            yield family_problem(family, path, f'the name "{name}" {why}; choose another')
        taken.add(name)
    yield from _reserved(
        family, ("subject", "columns"), family.subject.columns, (*WORLD_FIELDS, "answer", "sql")
    )
    others = (*WORLD_FIELDS, "answer", "sql", *_STEP_COLUMNS, *family.subject.columns)
    yield from _reserved(family, ("answer", "also"), family.answer.also, others)
    yield from _reserved(
        family, ("answer", "parts"), family.answer.parts, (*_STEP_COLUMNS, *family.answer.also)
    )
    for name, relation in family.shown.items():
        yield from _reserved(family, ("shown", name, "columns"), relation.columns, ())


def _reserved(
    family: Family, path: DocumentPath, columns: Mapping[str, object], more: tuple[str, ...]
) -> Found:
    for column in columns:
        if column in (*_RESERVED_COLUMNS, *more):
            message = (
                f'a column cannot be called "{column}", which means something else here; choose another name'
            )
            yield family_problem(family, (*path, column), message, at_key=True)


# --- answer ---------------------------------------------------------------------------------------

_UNITS: dict[str, tuple[tuple[str | None, ...] | None, str]] = {
    "duration": (("s", "min", "h"), "expected s, min or h"),
    "count": (None, ""),
    "share": ((None, "%"), 'expected "%" or no unit'),
    "rate": (None, 'expected a unit such as "pumps/h"'),
}
"""Kind of answer -> the units that it may have (``None``: any text), and how that is said."""


def _answer(family: Family) -> Found:
    answer = family.answer
    yield from _unit(family, ("answer",), answer)
    if answer.kind == "names" and answer.also:
        yield family_problem(
            family, ("answer", "also"), "an answer of kind names has no further columns; leave also out"
        )
    if answer.kind != "parts" and answer.parts:
        yield family_problem(
            family, ("answer", "parts"), f"got parts of a {answer.kind}; expected the kind parts, or no parts"
        )
    if answer.kind == "parts" and len(answer.parts) < 2:
        message = f"got {len(answer.parts)}; expected two parts at least, each with its kind"
        yield family_problem(family, ("answer", "parts"), message)
    for name, part in answer.parts.items():
        yield from _unit(family, ("answer", "parts", name), part)
        if part.title is not None and not _is_line(part.title):
            message = f"got {shown(part.title)}; expected one line of text"
            yield family_problem(family, ("answer", "parts", name, "title"), message)


def _unit(family: Family, path: DocumentPath, of: AnswerSpec | PartSpec) -> Found:
    allowed, reason = _UNITS.get(of.kind, ((None,), f"a {of.kind} has no unit; leave it out"))
    if (of.kind == "rate" and not of.unit) or (allowed is not None and of.unit not in allowed):
        yield family_problem(family, (*path, "unit"), f"got {shown(of.unit)}; {reason}")


def _skill(family: Family) -> Found:
    if family.skill == "unanswerable" and family.answerable:
        message = f"got {family.answer.kind}; a family of the skill unanswerable answers with a refusal"
        yield family_problem(family, ("answer", "kind"), message)
    if family.skill in ("tool_use", "multi_turn") and not family.answerable:
        message = f"got refusal; a family of the skill {family.skill} has an answer"
        yield family_problem(family, ("answer", "kind"), message)
    if family.skill == "tool_use" and family.gold is None:
        message = 'the key "gold" is missing: the query that gives the answer from the tables of the report'
        yield family_problem(family, ("skill",), message)
    if family.skill != "tool_use" and family.gold is not None:
        message = (
            f"a family of the skill {family.skill} has no query; leave gold out, or make the skill tool_use"
        )
        yield family_problem(family, ("gold",), message)
    if family.skill == "tool_use":
        fault = tables_fault(family)
        if fault is not None:
            message = f"SQLite cannot make the tables of the report: {fault}; give the relation or column another name"
            yield family_problem(family, ("shown",), message)


def _evidence(family: Family) -> Found:
    for name in family.evidence:
        if name not in family.shown:
            known = ", ".join(family.shown)
            message = f'no relation is called "{name}"; expected one of {known}'
            yield family_problem(family, ("evidence", name), message, at_key=True)


def _forms(family: Family) -> Found:
    """A form beyond the first three is written for all relations or for none."""
    for form in ("alarms", "board"):
        without = [name for name, relation in family.shown.items() if not getattr(relation.lines, form)]
        for name, relation in family.shown.items():
            if getattr(relation.lines, form) and without:
                message = f"never used: {', '.join(without)} has no lines of this form; write them, or leave these out"
                yield family_problem(family, ("shown", name, "lines", form), message)


# --- what is shown --------------------------------------------------------------------------------


def _relation(family: Family, name: str, relation: Relation) -> Found:
    path = ("shown", name)
    for key in ("heading", "none"):
        text = getattr(relation, key)
        if not _is_line(text):
            yield family_problem(family, (*path, key), f"got {shown(text)}; expected one line of text")
    for i, column in enumerate(relation.order):
        if column not in relation.columns:
            known = ", ".join(relation.columns)
            yield family_problem(
                family, (*path, "order", i), f'no column is called "{column}"; expected of {known}'
            )
    for column, spec in relation.columns.items():
        title = spec.title
        if title is not None and ("|" in title or not _is_line(title)):
            message = f"got {shown(title)}; expected one line of text without |"
            yield family_problem(family, (*path, "columns", column, "title"), message)
    for form, texts in relation.lines:
        if texts:
            yield from _lines(family, (*path, "lines", form), texts, relation)


def _lines(family: Family, path: DocumentPath, texts: tuple[str, ...], relation: Relation) -> Found:
    required = {column for column, spec in relation.columns.items() if not spec.optional}
    patterns: list[Pattern] = []
    problems: list[Problem] = []
    for i, text in enumerate(texts):
        try:
            pattern = line_pattern(text)
        except PatternError as error:
            problems.append(family_problem(family, (*path, i), f"got {shown(text)}; {error}"))
            continue
        problems += field_problems(family, (*path, i), pattern, required, set(relation.columns), "{{{}}}")
        same = next((j for j, other in enumerate(patterns) if set(other.fields) == set(pattern.fields)), None)
        if same is not None:
            message = f"never used: pattern {same + 1} writes the rows with the same columns"
            problems.append(family_problem(family, (*path, i), message))
        patterns.append(pattern)
    if not problems and all(set(pattern.fields) != set(relation.columns) for pattern in patterns):
        problems.append(
            family_problem(family, path, "no pattern holds all columns; write one for the row without nulls")
        )
    if not problems:
        found = confusions(patterns, relation.columns, running_text=path[-1] == "prose")
        problems += [family_problem(family, path, message) for message in found]
        problems += _mistaken(family, path, patterns, relation)
    yield from problems


def _mistaken(family: Family, path: DocumentPath, patterns: list[Pattern], relation: Relation) -> Found:
    if reads(relation.none, patterns, relation.columns):
        message = f"the line for no rows at all, {shown(relation.none)}, reads like a row; word it otherwise"
        yield family_problem(family, (*path[:2], "none"), message)
