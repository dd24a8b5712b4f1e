"""Do the statements of a family fit together, each returning what the next one and the answer need?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from shopfloor.contracts.family import ColumnSpec, Family
from shopfloor.errors import Problem
from shopfloor.questions.answers import answer_columns
from shopfloor.questions.derivation import told_columns
from shopfloor.questions.document import DocumentPath
from shopfloor.questions.source import family_problem
from shopfloor.questions.sqlcheck import LOG_TABLES, Dialect, SqlCheck, SqlFault

__all__ = ["statement_problems"]

_WHOLE = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
    "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
}  # fmt: skip

Found = Iterator[Problem]
Tables = Mapping[str, Mapping[str, str]]


class _Refused(Exception):
    """A statement did not pass; what builds on it is not looked at."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def statement_problems(family: Family, sql: SqlCheck) -> Found:
    """Yield what is wrong with the statements, up to the first that does not pass."""
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
        name: {"record": "BIGINT", "row_no": "BIGINT", **_types(relation.columns)}
        for name, relation in family.shown.items()
    }
    for i, step in enumerate(family.steps):
        path = ("steps", i, "sql")
        tables[step.name] = _columns(family, sql, path, step.sql, tables, "portable")
        yield from _keeps_record(family, path, tables[step.name])
        yield from _tells(family, i, tables[step.name])
    last = len(family.steps) - 1
    yield from _fits_answer(family, ("steps", last, "sql"), tables[family.steps[last].name])
    for reason, text in family.reject.items():
        path = ("reject", reason)
        yield from _keeps_record(family, path, _columns(family, sql, path, text, tables, "portable"))
    for name, text in family.evidence.items():
        path = ("evidence", name)
        given = _columns(family, sql, path, text, tables, "portable")
        yield from _keeps_record(family, path, given)
        if given.get("row_no") not in _WHOLE:
            message = f"expected the column row_no of {name}; it returns {', '.join(given)}"
            yield family_problem(family, path, message)


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


def _tells(family: Family, number: int, given: Mapping[str, str]) -> Found:
    """What the derivation tells of a step is there, and of its kind."""
    step = family.steps[number]
    for column in step.shows or {}:
        if column not in given:
            near = get_close_matches(column, given, 1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            message = f'the step does not return "{column}"; it returns {", ".join(given)}{hint}'
            yield family_problem(family, ("steps", number, "shows", column), message, at_key=True)
    for column, spec in told_columns(family, step, list(given)).items():
        if step.shows is not None:
            yield from _fits_kind(
                family, ("steps", number, "shows", column), column, given[column], spec.kind
            )
            continue
        for problem in _fits_kind(family, ("steps", number, "sql"), column, given[column], spec.kind):
            more = "; it is told with the step because of its name: call it otherwise, or say what the step shows"
            yield replace(problem, message=problem.message + more)


def _keeps_record(family: Family, path: DocumentPath, given: Mapping[str, str]) -> Found:
    if given.get("record") not in _WHOLE:
        yield family_problem(
            family, path, f"expected the column record to be kept; it returns {', '.join(given)}"
        )


def _fits_answer(family: Family, path: DocumentPath, given: Mapping[str, str]) -> Found:
    answer = family.answer
    needed = answer_columns(answer, given)
    missing = [column for column in needed if column not in given]
    if missing:
        message = f"the last step does not return {', '.join(missing)}, which a {answer.kind} needs"
        yield family_problem(family, path, f"{message}; it returns {', '.join(given)}")
    for column, kind in needed.items():
        if column in given:
            yield from _fits_kind(family, path, column, given[column], kind)
