"""What answer do the steps of a family give, on the rows that were read?

The steps run in SQLite, in memory, for many records at once. A family is somebody's file: its queries may
read the tables of the family and nothing else, call the functions of portable SQL, and take a bounded time.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from shopfloor.contracts.family import Family
from shopfloor.verification.relations import Problems
from shopfloor.verification.values import Value

__all__ = ["Derivation", "DerivationError", "UnboundedError"]

FUNCTIONS = {
    "count", "sum", "min", "max", "abs", "coalesce", "row_number", "rank", "dense_rank", "lag", "lead",
}  # fmt: skip
INSTRUCTIONS = 500_000_000
"""What one query may take; one that joins on ``record`` needs a hundredth of it."""
PAGES = 65_536
"""Of 4 KiB each: the room for the rows and results of a batch."""
TEXT_BYTES = 1_000_000

_BOUNDS = (sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM)
_CHECKED_EVERY = 1_000_000
_ROWS_PER_INSERT = 32
_IN_MEMORY = ("journal_mode = off", "synchronous = off", "temp_store = memory")
_KEYED = ("world", "subject")
_TWINS = "records with the page of another"
"""A table that no query can mean by chance: names in families hold no spaces."""

_KEPT = "rows that are kept"

_TEXT_OR_COMMENT = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_NOT_PORTABLE = re.compile(r"/|(?<![\w.])\d*\.\d+|(?<!\w)\d+e[+-]?\d+|\blimit\b", re.IGNORECASE)
"""What gives fractions, which each database rounds in its own way, or counts over all records at once."""

_NOT_OURS = re.compile(r"sqlite_|pragma_|json_", re.IGNORECASE)


class DerivationError(Exception):
    """A query that failed on these rows: its path in the family file, and the reason."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class UnboundedError(DerivationError):
    """A query that takes more time or room than one of its kind can need."""


class Derivation:
    """The tables and queries of one family. ``problems`` takes what is wrong with its SQL."""

    def __init__(self, family: Family, problems: Problems) -> None:
        self._tables: dict[str, tuple[str, ...]] = {}
        self._read: set[tuple[str, str]] = set()
        self._instructions = 0
        self._filled: set[str] = set()
        self._database = sqlite3.connect(":memory:", isolation_level=None, cached_statements=64)
        self._database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, TEXT_BYTES)
        self._database.set_progress_handler(self._spend, _CHECKED_EVERY)
        for pragma in (*_IN_MEMORY, f"max_page_count = {PAGES}"):
            self._database.execute(f"PRAGMA {pragma}")
        self._create(_TWINS, ("other",), "", problems)
        self._create(_KEPT, ("row_no",), "", problems)
        self._create("world", ("since", "until"), "$.shown", problems)
        self._create("subject", tuple(family.subject.columns), "$.subject.columns", problems)
        for name, relation in family.shown.items():
            self._create(name, ("row_no", *relation.columns), f"$.shown.{name}", problems)
        self.results: dict[str, tuple[str, ...]] = {}
        """The columns that each step gives, ``record`` among them."""
        self._steps: list[tuple[str, str, str]] = []
        self._read.clear()
        for number, step in enumerate(family.steps):
            self._add_step(step.name, step.sql, f"$.steps[{number}]", problems)
        self.read_by_steps = frozenset(table for table, _ in self._read) & set(family.shown)
        """The relations that a step reads itself."""
        self._relations = tuple(family.shown)
        self._rejects = [(reason, _bare(sql), f"$.reject.{reason}") for reason, sql in family.reject.items()]
        for _, sql, path in self._rejects:
            self._columns_of(sql, path, problems)
        self._evidence = self._evidence_of(family, problems)
        self._last = family.steps[-1].name
        self._reads = {
            table: frozenset(column for name, column in self._read if name == table) for table in self._tables
        }

    def close(self) -> None:
        """Give the memory back."""
        self._database.close()

    def _create(self, table: str, columns: Sequence[str], path: str, problems: Problems) -> None:
        if table in self._tables:
            problems.append((path, f'"{table}" is the name of another table; choose a new one'))
            return
        key = "record INTEGER PRIMARY KEY" if table in _KEYED else "record INTEGER"
        self._database.set_authorizer(None)
        try:
            self._database.execute(
                f"CREATE TABLE {_quoted(table)} ({', '.join((key, *map(_quoted, columns)))})"
            )
            if table not in _KEYED:
                self._database.execute(
                    f"CREATE INDEX {_quoted(f'{table} by record')} ON {_quoted(table)} (record)"
                )
            self._tables[table] = ("record", *columns)
        except sqlite3.Error as error:
            problems.append((path, f'SQLite says: {error}; expected names other than "record", each once'))
        finally:
            self._database.set_authorizer(self._authorize)

    def _add_step(self, name: str, written: str, path: str, problems: Problems) -> None:
        sql = _bare(written)
        results = self.results[name] = self._columns_of(sql, f"{path}.sql", problems)
        if results:
            self._create(name, [column for column in results if column != "record"], f"{path}.name", problems)
            columns = ", ".join(map(_quoted, results))
            self._steps.append((f"INSERT INTO {_quoted(name)} ({columns})", sql, f"{path}.sql"))

    def _evidence_of(self, family: Family, problems: Problems) -> dict[str, tuple[str, str]]:
        evidence = {}
        for relation, written in family.evidence.items():
            path, sql = f"$.evidence.{relation}", _bare(written)
            if relation not in family.shown:
                known = ", ".join(family.shown)
                problems.append((path, f'got the relation "{relation}"; expected one of {known}'))
                continue
            columns = self._columns_of(sql, path, problems)
            if columns and "row_no" not in columns:
                problems.append(
                    (path, f'got the columns {", ".join(columns)}; expected "record" and "row_no"')
                )
            evidence[relation] = (sql, path)
        return evidence

    def _columns_of(self, sql: str, path: str, problems: Problems) -> tuple[str, ...]:
        """Try a query on the empty tables; return its columns, none when it cannot be used."""
        if found := _NOT_PORTABLE.search(_TEXT_OR_COMMENT.sub(" ", sql)):
            problems.append((path, f'got "{found[0]}"; expected whole numbers, no division and no LIMIT'))
            return ()
        try:
            columns = tuple(name for name, *_ in self._database.execute(_enclosed(sql)).description)
        except (sqlite3.Error, sqlite3.Warning) as error:
            known = ", ".join(sorted(self._tables))
            problems.append((path, f"SQLite says: {error}; expected one query of portable SQL over {known}"))
            return ()
        if "record" not in columns:
            problems.append((path, f'got the columns {", ".join(columns)}; expected "record" among them'))
            return ()
        return columns

    def _authorize(
        self, action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
    ) -> int:
        allowed = False
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_TRANSACTION:
                allowed = True
            case sqlite3.SQLITE_READ:
                # SQLite announces a named subquery whose rows are only counted as a read of no column
                allowed = first in self._tables or (second == "" and not _NOT_OURS.match(first or ""))
                self._read.add((first or "", second or ""))
            case sqlite3.SQLITE_FUNCTION:
                allowed = second in FUNCTIONS
            case sqlite3.SQLITE_INSERT | sqlite3.SQLITE_DELETE:
                # a family's queries are enclosed in "SELECT * FROM (…)": only the statements below can write
                allowed = first in self._tables
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _spend(self) -> bool:
        self._instructions += _CHECKED_EVERY
        return self._instructions > INSTRUCTIONS

    def clear(self) -> None:
        """Forget the rows of the batch before."""
        # All is one transaction that never ends: nothing is kept, and to end one after each statement takes time.
        if not self._database.in_transaction:
            self._database.execute("BEGIN")
        for table in sorted(self._filled):
            self._database.execute(f"DELETE FROM {_quoted(table)}")
        self._filled.clear()

    def reads(self, table: str) -> frozenset[str]:
        """Return the columns of a table that some query reads."""
        return self._reads[table]

    def fill(self, table: str, rows: int, columns: Mapping[str, Iterable[Value]]) -> None:
        """Add rows to ``world``, ``subject`` or a relation, given by column; those that no query reads stay empty.

        Raises:
            DerivationError: for rows that the database does not take.
        """
        reads = self._reads[table]
        if not reads or not rows:
            return
        self._filled.add(table)
        used = {name: values for name, values in columns.items() if name in reads or name == "record"}
        values = chain.from_iterable(zip(*used.values(), strict=True))
        # Several rows by one statement take half of the time; what does not fill a statement follows singly.
        for at_once, times in ((_ROWS_PER_INSERT, rows // _ROWS_PER_INSERT), (1, rows % _ROWS_PER_INSERT)):
            parameters = zip(*[values] * (len(used) * at_once), strict=False)
            self._insert(_insertion(table, tuple(used), at_once), islice(parameters, times))

    def copy(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Give records the rows of other ones, whose page they share: (record, the other one).

        Raises:
            DerivationError: for rows that the database does not take.
        """
        if not pairs:
            return
        self._filled.add(_TWINS)
        self._insert(f"INSERT INTO {_quoted(_TWINS)} VALUES (?, ?)", pairs)
        for table in self._relations:
            reads = self._reads[table] - {"record"}
            columns = [_quoted(column) for column in self._tables[table] if column in reads]
            self._execute(
                f"INSERT INTO {_quoted(table)} ({', '.join(('record', *columns))}) "
                f"SELECT {', '.join(('w.record', *columns))} "
                f"FROM {_quoted(_TWINS)} AS w JOIN {_quoted(table)} AS t ON t.record = w.other",
                "$.shown",
            )

    def _insert(self, statement: str, rows: Iterable[Sequence[Value]]) -> None:
        try:
            self._database.executemany(statement, rows)
        except sqlite3.Error as error:
            raise DerivationError("$.shown", str(error)) from None

    def run(self) -> None:
        """Take the steps, one after the other.

        Raises:
            DerivationError: for a query that fails on these rows.
        """
        self._filled.update(self.results)
        for insert, sql, path in self._steps:
            self._execute(f"{insert} {_enclosed(sql)}", path)

    def answers(self, columns: Sequence[str]) -> dict[int, list[tuple[Value, ...]]]:
        """Return what the last step gives of these columns, for each record."""
        answers: dict[int, list[tuple[Value, ...]]] = {}
        for row in self.rows(self._last, columns):
            answers.setdefault(row[0], []).append(row[1:])  # type: ignore[arg-type]
        return answers

    def rows(self, step: str, columns: Sequence[str], order: Sequence[str] = ()) -> list[tuple[Value, ...]]:
        """Return ``record`` and these columns of the rows of a step, by record and this order, nulls last.

        Without an order they come as they come.
        """
        return self._execute(_selection(step, tuple(columns), tuple(order)), "$.steps")

    def evidence(self) -> dict[str, list[tuple[int, int]]]:
        """Return for each relation that tells of its own: record and row, in order; a pair may come twice.

        Raises:
            DerivationError: for a query that fails on these rows.
        """
        return {
            relation: self._execute(f"SELECT record, row_no FROM (\n{sql}\n) ORDER BY 1, 2", path)
            for relation, (sql, path) in self._evidence.items()
        }

    def keep(self, rows: Mapping[str, Iterable[tuple[int, int]]]) -> None:
        """Take every other row out of these relations, and all results of the steps.

        Raises:
            DerivationError: for rows that cannot be told apart.
        """
        self._filled.add(_KEPT)
        for relation, kept in rows.items():
            self._execute(f"DELETE FROM {_quoted(_KEPT)}", "$.evidence")
            self._insert(f"INSERT INTO {_quoted(_KEPT)} VALUES (?, ?)", kept)
            self._execute(
                f"DELETE FROM {_quoted(relation)} WHERE NOT EXISTS (SELECT 1 FROM {_quoted(_KEPT)} AS k "
                f"WHERE k.record = {_quoted(relation)}.record AND k.row_no = {_quoted(relation)}.row_no)",
                f"$.evidence.{relation}",
            )
        for name in self.results:
            self._execute(f"DELETE FROM {_quoted(name)}", "$.steps")

    def rejected(self) -> dict[int, str]:
        """Return the records that must not be asked, with the first reason.

        Raises:
            DerivationError: for a query that fails on these rows.
        """
        reasons: dict[int, str] = {}
        for reason, sql, path in self._rejects:
            for (record,) in self._execute(f"SELECT record FROM (\n{sql}\n)", path):
                reasons.setdefault(record, reason)
        return reasons

    def _execute(self, statement: str, path: str) -> list[Any]:
        try:
            return self._database.execute(statement).fetchall()
        except sqlite3.Error as error:
            if error.sqlite_errorcode in _BOUNDS:
                reason = "got a query without bounds; expected one that joins its tables on record"
                raise UnboundedError(path, reason) from None
            raise DerivationError(path, str(error)) from None
        finally:
            self._instructions = 0


def _bare(sql: str) -> str:
    return sql.strip().removesuffix(";")


def _enclosed(sql: str) -> str:
    """Whatever the text is, as a part of this it can only be a query. The line break ends a comment."""
    return f"SELECT * FROM (\n{sql}\n)"


@lru_cache(1_024)
def _selection(table: str, columns: tuple[str, ...], order: tuple[str, ...]) -> str:
    ordered = ", ".join(["record", *(f"{_quoted(column)} NULLS LAST" for column in order)])
    names = ", ".join(["record", *map(_quoted, columns)])
    return f"SELECT {names} FROM {_quoted(table)}{f' ORDER BY {ordered}' if order else ''}"


@lru_cache(1_024)
def _insertion(table: str, columns: tuple[str, ...], rows: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return (
        f"INSERT INTO {_quoted(table)} ({', '.join(map(_quoted, columns))}) VALUES {', '.join([row] * rows)}"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
