"""What must hold in a family beyond the shape of its file? Fields, patterns, wordings and SQL that fit
together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from shopfloor.contracts.family import ColumnSpec, Family, Relation
from shopfloor.errors import Problem
from shopfloor.questions.document import DocumentPath, shown
from shopfloor.questions.patterns import Pattern, PatternError, line_pattern, wording
from shopfloor.questions.reading import confusions, reads
from shopfloor.questions.source import family_problem
from shopfloor.questions.sqlcheck import LOG_TABLES, Dialect, SqlCheck, SqlFault

__all__ = ["family_problems"]

WORLD_FIELDS = ("day", "since", "until")
_RESERVED_TABLES = ("world", "worlds", "subject")
_RESERVED_COLUMNS = ("world", "record")
_STEP_COLUMNS = ("value", "position", "numerator", "denominator")

_WHOLE = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
    "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
}  # fmt: skip

Found = Iterator[Problem]


def family_problems(family: Family, sql: SqlCheck) -> list[Problem]:
    """Return everything that is wrong with a family, but for its worked cases."""
    problems = [*_window(family), *_title(family), *_names(family), *_answer(family), *_wordings(family)]
    for name, relation in family.shown.items():
        problems += _relation(family, name, relation)
    return problems or list(_statements(family, sql))


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
    yield from _reserved(family, ("subject", "columns"), family.subject.columns, (*WORLD_FIELDS, "answer"))
    others = (*WORLD_FIELDS, "answer", *_STEP_COLUMNS, *family.subject.columns)
    yield from _reserved(family, ("answer", "also"), family.answer.also, others)
    for name, relation in family.shown.items():
        yield from _reserved(family, ("shown", name, "columns"), relation.columns, ())


def _reserved(
    family: Family, path: DocumentPath, columns: Mapping[str, ColumnSpec], more: tuple[str, ...]
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
    allowed, reason = _UNITS.get(answer.kind, ((None,), f"a {answer.kind} has no unit; leave it out"))
    if (answer.kind == "rate" and not answer.unit) or (allowed is not None and answer.unit not in allowed):
        yield family_problem(family, ("answer", "unit"), f"got {shown(answer.unit)}; {reason}")
    if answer.kind == "names" and answer.also:
        yield family_problem(
            family, ("answer", "also"), "an answer of kind names has no further columns; leave also out"
        )
    if family.skill == "unanswerable" and family.answerable:
        message = f"got {answer.kind}; a family of the skill unanswerable answers with a refusal"
        yield family_problem(family, ("answer", "kind"), message)


# --- wordings -------------------------------------------------------------------------------------


def _wordings(family: Family) -> Found:
    subject = set(family.subject.columns)
    in_input = {*WORLD_FIELDS, *subject}
    in_output = {*in_input, "answer", *family.answer.also}
    for key, texts, needed, known in (
        ("input", family.input, subject, in_input),
        ("output", family.output, {"answer"}, in_output),
    ):
        bare: dict[str, int] = {}
        for i, text in enumerate(texts):
            try:
                pattern = wording(text)
            except PatternError as error:
                yield family_problem(family, (key, i), f"got {shown(text)}; {error}")
                continue
            yield from _fields(family, (key, i), pattern, needed, known, "{{{{ {} }}}}")
            words = " ".join("".join(pattern.literals).lower().split())
            if words in bare:
                message = f"says the same as wording {bare[words] + 1} but for the fields; word it otherwise"
                yield family_problem(family, (key, i), message)
            bare.setdefault(words, i)


def _fields(
    family: Family, path: DocumentPath, pattern: Pattern, needed: set[str], known: set[str], written: str
) -> Found:
    for field in sorted(set(pattern.fields) - known):
        near = get_close_matches(field, known, 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        expected = ", ".join(sorted(known))
        yield family_problem(
            family, path, f"unknown field {written.format(field)}; expected one of {expected}{hint}"
        )
    for field in sorted(needed - set(pattern.fields)):
        yield family_problem(
            family, path, f"{written.format(field)} is missing; it must occur in each of them"
        )


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
    for form, texts in (("log", relation.lines.log), ("prose", relation.lines.prose)):
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
        problems += _fields(family, (*path, i), pattern, required, set(relation.columns), "{{{}}}")
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


# --- SQL ------------------------------------------------------------------------------------------


Tables = Mapping[str, Mapping[str, str]]


class _Refused(Exception):
    """A statement did not pass; what builds on it is not looked at."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _statements(family: Family, sql: SqlCheck) -> Found:
    try:
        yield from _all_statements(family, sql)
    except _Refused as refused:
        yield refused.problem


def _all_statements(family: Family, sql: SqlCheck) -> Found:
    by_world: dict[str, dict[str, str]] = {}
    for name, relation in family.shown.items():
        path: DocumentPath = ("shown", name, "sql")
        given = _columns(family, sql, path, relation.sql, {}, "log")
        yield from _fits(family, path, given, relation.columns, "world")
        by_world[name] = {"world": "BIGINT", **_types(relation.columns)}
    given = _columns(family, sql, ("subject", "sql"), family.subject.sql, by_world, "log")
    yield from _fits(family, ("subject", "sql"), given, family.subject.columns, "world")
    tables: dict[str, dict[str, str]] = {
        "world": {"record": "BIGINT", "since": "BIGINT", "until": "BIGINT"},
        "subject": {"record": "BIGINT", **_types(family.subject.columns)},
    }
    tables |= {
        name: {"record": "BIGINT", **_types(relation.columns)} for name, relation in family.shown.items()
    }
    for i, step in enumerate(family.steps):
        path = ("steps", i, "sql")
        tables[step.name] = _columns(family, sql, path, step.sql, tables, "portable")
        yield from _keeps_record(family, path, tables[step.name])
    last = len(family.steps) - 1
    yield from _fits_answer(family, ("steps", last, "sql"), tables[family.steps[last].name])
    for reason, text in family.reject.items():
        path = ("reject", reason)
        yield from _keeps_record(family, path, _columns(family, sql, path, text, tables, "portable"))


def _columns(
    family: Family, sql: SqlCheck, path: DocumentPath, text: str, tables: Tables, dialect: Dialect
) -> dict[str, str]:
    known = {*tables, *(LOG_TABLES if dialect == "log" else ())}
    try:
        sql.tables(text, dialect, known)
        return sql.columns(text, tables, dialect)
    except SqlFault as fault:
        step = f"step {family.steps[int(path[1])].name}: " if path[0] == "steps" else ""
        problem = family_problem(family, path, step + fault.reason, text_line=fault.line)
        raise _Refused(problem) from None


def _types(columns: Mapping[str, ColumnSpec]) -> dict[str, str]:
    return {column: "VARCHAR" if spec.kind == "name" else "BIGINT" for column, spec in columns.items()}


def _fits(
    family: Family, path: DocumentPath, given: Mapping[str, str], declared: Mapping[str, ColumnSpec], key: str
) -> Found:
    missing = [column for column in (key, *declared) if column not in given]
    if missing:
        yield family_problem(
            family, path, f"does not return {', '.join(missing)}; it returns {', '.join(given)}"
        )
    extra = [column for column in given if column != key and column not in declared]
    if extra:
        message = (
            f"returns {', '.join(extra)}, not among the columns; declare it or leave it out of the SELECT"
        )
        yield family_problem(family, path, message)
    for column, spec in declared.items():
        if column in given:
            yield from _fits_kind(family, path, column, given[column], spec.kind)


def _fits_kind(family: Family, path: DocumentPath, column: str, type_: str, kind: str) -> Found:
    if kind in ("name", "names", "refusal"):
        fits, expected = type_ == "VARCHAR" or type_.startswith("ENUM"), "a text"
    elif kind == "yes_no":
        fits, expected = type_ in _WHOLE or type_ == "BOOLEAN", "1 or 0"
    else:
        fits, expected = type_ in _WHOLE, "a whole number, such as CAST(round(…) AS BIGINT)"
    if not fits:
        yield family_problem(family, path, f"{column} is {type_}; a {kind.replace('_', '/')} is {expected}")


def _keeps_record(family: Family, path: DocumentPath, given: Mapping[str, str]) -> Found:
    if given.get("record") not in _WHOLE:
        yield family_problem(
            family, path, f"expected the column record to be kept; it returns {', '.join(given)}"
        )


def _fits_answer(family: Family, path: DocumentPath, given: Mapping[str, str]) -> Found:
    answer = family.answer
    ratio = answer.kind in ("share", "rate") or (answer.kind == "duration" and "value" not in given)
    needed = {"numerator": "count", "denominator": "count"} if ratio else {"value": answer.kind}
    if answer.kind == "names":
        needed["position"] = "count"
    needed |= {column: spec.kind for column, spec in answer.also.items()}
    missing = [column for column in needed if column not in given]
    if missing:
        message = f"the last step does not return {', '.join(missing)}, which a {answer.kind} needs"
        yield family_problem(family, path, f"{message}; it returns {', '.join(given)}")
    for column, kind in needed.items():
        if column in given:
            yield from _fits_kind(family, path, column, given[column], kind)
