"""Does the query of a family for tool use give the answer, when SQLite runs it over the tables of the report?"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from shopfloor.contracts.family import AnswerSpec, Family, PartSpec
from shopfloor.questions.answers import Answered, Answerer
from shopfloor.questions.laid import Laid
from shopfloor.questions.patterns import wording
from shopfloor.questions.render import Rows, Sheets
from shopfloor.questions.statements import gold_fields
from shopfloor.questions.text import clock_text, texts_of, until_text

__all__ = ["gold_faults", "gold_text", "tables_fault"]

_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_STEPS = 1_000
_MOST_STEPS = 20_000
"""Together 20 million instructions of SQLite's machine, some seconds, and then it is too long."""


def gold_text(family: Family) -> str:
    """Return the query as it is rendered: without the line ends around it."""
    return (family.gold or "").strip()


def gold_faults(family: Family, table: Laid, answers: Mapping[int, Answered]) -> dict[int, str]:
    """Return the records whose answer the query does not give, with what it gives instead."""
    if family.gold is None or not answers:
        return {}
    asked = [row for row in table.records.to_pylist() if row["record"] in answers]
    queries = _queries(family, asked)
    pages = _pages(family, table)
    answerer = Answerer(family)
    faults = {}
    of_world: dict[int, list[int]] = {}
    for i, row in enumerate(asked):
        of_world.setdefault(row["world"], []).append(i)
    for world, places in of_world.items():
        with closing(_database(pages[world])) as connection:
            for i in places:
                record = asked[i]["record"]
                fault = _fault(family, answerer, connection, queries[i], answers[record])
                if fault is not None:
                    faults[record] = fault
    return faults


def tables_fault(family: Family) -> str | None:
    """Return why the tables of this family cannot be made in SQLite: a column may be called like one of its words."""
    empty = {name: Rows({column: [] for column in of.columns}, [0, 0]) for name, of in family.shown.items()}
    try:
        _database(Sheets(family, (), empty).bodies("sql", [0])[0]).close()
    except sqlite3.Error as error:
        return str(error)
    return None


def _pages(family: Family, table: Laid) -> list[str]:
    worlds = range(table.worlds)
    rows = {name: Rows.of_table(table.shown[name], worlds) for name in family.shown}
    return Sheets(family, (), rows).bodies("sql", worlds)


def _queries(family: Family, asked: Sequence[Mapping[str, Any]]) -> list[str]:
    fields: dict[str, Sequence[str]] = {
        "since": [clock_text(row["since"], "1 min") for row in asked],
        "until": [until_text(row["until"]) for row in asked],
    }
    for column, spec in family.subject.columns.items():
        fields[column] = [texts_of(spec)[row[column]] for row in asked]
    known = gold_fields(family, fields)
    write = wording(gold_text(family), lines=True).writer(list(known))
    return [write(row) for row in zip(*known.values(), strict=True)]


def _database(statements: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(statements)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000)
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY
    )
    return connection


def _fault(
    family: Family, answerer: Answerer, connection: sqlite3.Connection, query: str, answered: Answered
) -> str | None:
    turns = iter(range(_MOST_STEPS))
    connection.set_progress_handler(lambda: next(turns, None) is None, _STEPS)
    try:
        rows = connection.execute(query).fetchmany(10_000)
    except (sqlite3.Error, sqlite3.Warning) as error:
        return f"fails: {error}"
    if _agree(family.answer, answerer, rows, answered):
        return None
    given = "; ".join(", ".join(map(_shown, row)) for row in rows[:3]) or "no row"
    return f'gives {given}; the steps give "{answered.text}"'


def _shown(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _agree(
    answer: AnswerSpec, answerer: Answerer, rows: Sequence[tuple[Any, ...]], answered: Answered
) -> bool:
    value = answered.value
    if isinstance(value, list):
        return [row[0] for row in rows if len(row) == 1] == value and len(rows) == len(value)
    if len(rows) != 1:
        return False
    if isinstance(value, dict):
        kinds = answer.parts
        tolerance = answerer.tolerance
        assert isinstance(tolerance, dict)
        return len(rows[0]) == len(value) and all(
            _same(kinds[name], given, value[name], tolerance[name])
            for name, given in zip(value, rows[0], strict=True)
        )
    assert not isinstance(answerer.tolerance, dict)
    return len(rows[0]) == 1 and _same(answer, rows[0][0], value, answerer.tolerance)


def _same(spec: AnswerSpec | PartSpec, given: Any, value: float | int | str, tolerance: float | None) -> bool:
    if tolerance is not None:
        is_number = isinstance(given, int | float) and isinstance(value, int | float)
        return is_number and abs(given - value) <= tolerance + 1e-9
    if spec.kind == "yes_no" and given in (0, 1):
        return value == ("yes" if given else "no")
    return bool(given == value)
