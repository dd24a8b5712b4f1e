"""What is the answer? Runs a family's steps in DuckDB, for many records at once.

The steps run in a database of their own, which holds nothing but the rounded rows and the subjects: what they
compute, a reader of the context can compute."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb
import pyarrow as pa

from shopfloor.contracts.family import Family
from shopfloor.questions.answers import Answered, Answerer, AnswerError
from shopfloor.questions.document import DocumentPath
from shopfloor.questions.doubts import Doubts
from shopfloor.questions.gold import gold_faults
from shopfloor.questions.laid import Laid, columns_schema, laid, records_schema
from shopfloor.questions.program import Program, program_of
from shopfloor.questions.source import family_error
from shopfloor.questions.sqlcheck import locked_connection, short_reason, syntax_tree

__all__ = ["EMPTY", "GOLD", "Bench", "Outcome", "columns_schema", "records_schema"]

EMPTY, GOLD = "empty", "gold"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Record -> answer, record -> the reason why it must not be asked, and for the reason ``gold`` what is wrong with
    the query."""

    answers: dict[int, Answered]
    rejected: dict[int, str]
    queries: dict[int, str]


_put_away: list[duckdb.DuckDBPyConnection] = []
"""Databases that are empty again: to open one takes as long as the steps of a family."""


class Bench:
    """The database where steps run; one for many families."""

    def __init__(self) -> None:
        self._connection = _put_away.pop() if _put_away else locked_connection()

    def close(self) -> None:
        """Let go of the database; it is used again, unless it broke."""
        connection = self._connection
        del self._connection
        with suppress(duckdb.Error):
            connection.execute("SELECT 1")
            _put_away.append(connection)

    def run(
        self,
        family: Family,
        records: pa.Table,
        shown: Mapping[str, pa.Table],
        exact: Mapping[str, pa.Table] | None = None,
    ) -> Outcome:
        """Work out all ``records`` (see :func:`records_schema`) over the ``shown`` rows of their worlds.

        Beside the family's own reasons of ``reject`` these are found: ``empty``, no row or a null; ``tie``, the answer
        would be another if things were called otherwise; ``rounding``, it would be another over the rows before they
        were rounded, ``exact`` (see ``Facts.exact``; ``None``: not looked at); ``gold``, the query of a family for tool
        use gives something else.

        Raises:
            FamilyError: a statement fails on these rows, or the last step gives no answer of its kind.
        """
        table = laid(records, shown)
        doubts = Doubts(family, table, None if exact is None else laid(records, exact))
        with self.tables(family, doubts.laid):
            rejected = self._rejected(family, doubts.bound)
            answers = self._answers(family, doubts.since, doubts.bound, rejected)
        rejected |= doubts.found(answers)
        found = {record: answer for record, answer in answers.items() if record < doubts.bound}
        for record in table.records["record"].to_pylist():
            if record not in found:
                rejected.setdefault(record, EMPTY)
        found = {record: answer for record, answer in found.items() if record not in rejected}
        queries = gold_faults(family, table, found)
        rejected |= dict.fromkeys(queries, GOLD)
        found = {record: answer for record, answer in found.items() if record not in rejected}
        return Outcome(found, rejected, queries)

    def answers(self, family: Family, table: Laid) -> dict[int, Answered]:
        """Return the answers alone, whether they may be asked for or not.

        Raises:
            FamilyError: as :meth:`run`.
        """
        records = table.records
        since = dict(zip(records["record"].to_pylist(), records["since"].to_pylist(), strict=True))
        with self.tables(family, table):
            return self._answers(family, since.__getitem__, len(since), ())

    @contextmanager
    def tables(self, family: Family, table: Laid) -> Iterator[None]:
        """Have all that a family's SQL may read, by name: the world, the subject, the shown rows, the steps.

        Raises:
            FamilyError: a step fails on these rows.
        """
        # one transaction, which is taken back at the end: quicker than to commit and to drop each table
        self._connection.execute("BEGIN TRANSACTION")
        try:
            for name, path, query in self._given(family, table):
                self._execute(family, path, f'CREATE TEMP TABLE "{name}" AS {query}')
            yield
        finally:
            self._connection.execute("ROLLBACK")
            for name in ("in_records", *(f"in_{relation}" for relation in table.shown)):
                self._connection.unregister(name)

    def program(self, family: Family) -> Program:
        """Return what the steps of a family read and do."""
        key = (*((step.name, step.sql) for step in family.steps), *family.shown)
        if key not in _programs:
            _programs[key] = program_of(family, partial(syntax_tree, self._connection))
        return _programs[key]

    def columns(self, name: str) -> list[str]:
        """Return the columns of one of the tables."""
        return list(self._connection.sql(f'SELECT * FROM "{name}"').columns)

    def fetch(self, family: Family, path: DocumentPath, query: str) -> pa.Table:
        """Return the rows of a query over the tables.

        Raises:
            FamilyError: it fails on these rows; ``path`` says where the family says so.
        """
        with _blaming(family, path):
            return self._connection.sql(query).to_arrow_table()

    def _given(self, family: Family, table: Laid) -> Iterator[tuple[str, DocumentPath, str]]:
        self._connection.register("in_records", table.records)
        if _names_world(family):
            yield "world", (), "SELECT record, since, until FROM in_records"
        subject = "".join(f', "{column}"' for column in family.subject.columns)
        yield "subject", (), f"SELECT record{subject} FROM in_records"
        for name, relation in family.shown.items():
            self._connection.register(f"in_{name}", table.shown[name])
            columns = ", ".join(f's."{column}"' for column in ("row_no", *relation.columns))
            joined = f'in_records AS r JOIN "in_{name}" AS s ON s.world = r.world'
            yield name, ("shown", name), f"SELECT r.record, {columns} FROM {joined}"
        for i, step in enumerate(family.steps):
            yield step.name, ("steps", i, "sql"), f"SELECT * FROM (\n{step.sql}\n)"

    def _execute(self, family: Family, path: DocumentPath, query: str) -> duckdb.DuckDBPyConnection:
        with _blaming(family, path):
            return self._connection.execute(query)

    def _rejected(self, family: Family, records: int) -> dict[int, str]:
        rejected: dict[int, str] = {}
        for reason, sql in family.reject.items():
            query = f"SELECT DISTINCT record FROM (\n{sql}\n) WHERE record < {records} ORDER BY record"
            for (record,) in self._execute(family, ("reject", reason), query).fetchall():
                rejected.setdefault(record, reason)
        return rejected

    def _answers(
        self, family: Family, since: Callable[[int], int], bound: int, rejected: Collection[int]
    ) -> dict[int, Answered]:
        """The answers of all records but the rejected ones; those from ``bound`` on may fail."""
        last: DocumentPath = ("steps", len(family.steps) - 1, "sql")
        query = f'SELECT * FROM "{family.steps[-1].name}" ORDER BY record'
        rows: list[tuple[Any, ...]] = self._execute(family, last, query).fetchall()
        names = [column[0] for column in self._connection.description or ()]
        answerer = Answerer(family)
        answers: dict[int, Answered] = {}
        for record, group in groupby(rows, key=itemgetter(names.index("record"))):
            if record in rejected:
                continue
            given = [dict(zip(names, row, strict=True)) for row in group]
            try:
                made = answerer.answer(given, since(record))
            except AnswerError as error:
                if record >= bound:
                    continue
                raise family_error(family, last, f"the last step {error}") from None
            if made is not None:
                answers[record] = made
        return answers


_programs: dict[tuple[object, ...], Program] = {}
"""What the steps of a family do, worked out once in a process: a bench is gone sooner."""

_WORLD = re.compile(r"\bworld\b", re.IGNORECASE)


def _names_world(family: Family) -> bool:
    """Whether a statement may read the windows: few do, and a table less is a millisecond less."""
    steps = (step.sql for step in family.steps)
    return any(map(_WORLD.search, (*steps, *family.reject.values(), *family.evidence.values())))


@contextmanager
def _blaming(family: Family, path: DocumentPath) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        message = f"fails on the rows of this log: {short_reason(error)}; guard against such rows"
        raise family_error(family, path, message) from None
