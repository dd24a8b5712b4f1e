"""What is the answer? Runs a family's steps in DuckDB, for many records at once.

The steps run in a database of their own, which holds nothing but the rounded rows and the subjects: what they
compute, a reader of the context can compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb
import pyarrow as pa

from shopfloor.contracts.family import Family
from shopfloor.questions.answers import Answered, Answerer, AnswerError
from shopfloor.questions.document import DocumentPath
from shopfloor.questions.source import family_error
from shopfloor.questions.sqlcheck import locked_connection, short_reason

__all__ = ["Bench", "Outcome", "columns_schema", "records_schema"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Record -> answer, and record -> the reason why it must not be asked."""

    answers: dict[int, Answered]
    rejected: dict[int, str]


def records_schema(family: Family) -> pa.Schema:
    """Return the schema of the records: their world, its window, and the subject."""
    head = [pa.field(name, pa.int64()) for name in ("record", "world", "since", "until")]
    return pa.schema([*head, *_fields(family.subject.columns)])


def columns_schema(columns: Mapping[str, Any]) -> pa.Schema:
    """Return the schema of a shown relation: its world and its columns."""
    return pa.schema([pa.field("world", pa.int64()), *_fields(columns)])


def _fields(columns: Mapping[str, Any]) -> list[pa.Field]:
    return [
        pa.field(name, pa.string() if spec.kind == "name" else pa.int64()) for name, spec in columns.items()
    ]


class Bench:
    """The database where steps run; one for many families."""

    def __init__(self) -> None:
        self._connection = locked_connection()

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def run(self, family: Family, records: pa.Table, shown: Mapping[str, pa.Table]) -> Outcome:
        """Work out all ``records`` (see :func:`records_schema`) over the ``shown`` rows of their worlds.

        Raises:
            FamilyError: a statement fails on these rows, or the last step gives no answer of its kind.
        """
        tables = {"in_records": records} | {f"in_{name}": rows for name, rows in shown.items()}
        for name, table in tables.items():
            self._connection.register(name, table)
        try:
            return self._run(family, records)
        finally:
            for name in tables:
                self._connection.unregister(name)

    def _run(self, family: Family, records: pa.Table) -> Outcome:
        steps = _with(family)
        rejected: dict[int, str] = {}
        for reason, sql in family.reject.items():
            query = f"{steps} SELECT DISTINCT record FROM (\n{sql}\n) ORDER BY record"
            for (record,) in self._fetch(family, ("reject", reason), query):
                rejected.setdefault(record, reason)
        last = ("steps", len(family.steps) - 1, "sql")
        rows = self._fetch(family, last, f'{steps} SELECT * FROM "{family.steps[-1].name}" ORDER BY record')
        names = [column[0] for column in self._connection.description or ()]
        since = dict(zip(records["record"].to_pylist(), records["since"].to_pylist(), strict=True))
        answerer = Answerer(family)
        answers: dict[int, Answered] = {}
        at = names.index("record")
        for record, group in groupby(rows, key=itemgetter(at)):
            if record in rejected:
                continue
            try:
                made = answerer.answer([dict(zip(names, row, strict=True)) for row in group], since[record])
            except AnswerError as error:
                raise family_error(family, last, f"the last step {error}") from None
            if made is not None:
                answers[record] = made
        for record in since:
            if record not in answers:
                rejected.setdefault(record, "empty")
        return Outcome(answers, rejected)

    def _fetch(self, family: Family, path: DocumentPath, query: str) -> list[tuple[Any, ...]]:
        try:
            rows: list[tuple[Any, ...]] = self._connection.execute(query).fetchall()
        except duckdb.Error as error:
            message = f"fails on the rows of this log: {short_reason(error)}; guard against such rows"
            raise family_error(family, path, message) from None
        return rows


def _with(family: Family) -> str:
    """What a step sees, and the steps, as common table expressions."""
    subject = "".join(f', "{column}"' for column in family.subject.columns)
    parts = [
        "world AS (SELECT record, since, until FROM in_records)",
        f"subject AS (SELECT record{subject} FROM in_records)",
    ]
    for name, relation in family.shown.items():
        columns = ", ".join(f's."{column}"' for column in relation.columns)
        joined = f'in_records AS r JOIN "in_{name}" AS s ON s.world = r.world'
        parts.append(f'"{name}" AS (SELECT r.record, {columns} FROM {joined})')
    parts += [f'"{step.name}" AS (\n{step.sql}\n)' for step in family.steps]
    return "WITH " + ", ".join(parts)
