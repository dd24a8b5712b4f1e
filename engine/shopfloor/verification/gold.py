"""Does the query that a record is taught give its answer, run on the tables of its page?

The tables are built from the rows that were read, and the query may do nothing but read them: it runs in memory,
behind an authorizer, for a bounded time.
"""

import sqlite3
from collections.abc import Sequence

from shopfloor.contracts.family import AnswerSpec, Family
from shopfloor.verification.context import ContextReader, Page
from shopfloor.verification.patterns import PatternError, wording
from shopfloor.verification.question import WORLD_FIELDS, Reading
from shopfloor.verification.relations import Problems
from shopfloor.verification.rows import sql_columns
from shopfloor.verification.verdict import Difference
from shopfloor.verification.world import World

__all__ = ["GoldRunner", "is_answer"]

INSTRUCTIONS = 5_000_000
"""What one query may take, on a page of some dozen rows."""

MOST_ROWS = 1_000
TEXT_BYTES = 100_000
_CHECKED_EVERY = 10_000
_SLACK = 1e-9

_REFUSED_FUNCTIONS = frozenset(
    {"load_extension", "random", "randomblob", "zeroblob", "readfile", "writefile", "edit", "fts3_tokenizer"}
    | {"current_date", "current_time", "current_timestamp"}
    | {"changes", "total_changes", "last_insert_rowid", "sqlite_version", "sqlite_source_id", "sqlite_log"}
    | {"sqlite_compileoption_used", "sqlite_compileoption_get"}
)
"""What reaches out of the tables, or gives another result at another time. (A date of ``'now'`` does, too, and cannot
be told from another text; it gives no right answer for long.)"""

Row = Sequence[object]


class GoldRunner:
    """Runs the gold queries of one family. ``problems`` takes what is wrong with its ``gold``."""

    def __init__(self, family: Family, reader: ContextReader, problems: Problems) -> None:
        self._answer = family.answer
        self._reader = reader
        self._durations = {
            name: column for name, column in family.subject.columns.items() if column.kind == "duration"
        }
        self._template = ""
        try:
            pattern = wording(family.gold or "")
            pattern.check((*WORLD_FIELDS, *family.subject.columns), lines=True)
            self._template = pattern.template()
        except PatternError as error:
            problems.append(("$.gold", str(error)))
        self._page: Page | None = None
        self._results: dict[str, Difference | list[Row]] = {}
        self._instructions = 0
        self._tables = {name: len(relation.columns) for name, relation in family.shown.items()}
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        self._database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, TEXT_BYTES)
        for name, relation in family.shown.items():
            try:
                self._database.execute(f"CREATE TABLE {name} ({sql_columns(relation.columns)})")
            except sqlite3.Error as error:
                problems.append(
                    (f"$.shown.{name}", f"SQLite says: {error}; expected names that SQL has no use for")
                )
        self._database.set_progress_handler(self._spend, _CHECKED_EVERY)

    def close(self) -> None:
        """Give the memory back."""
        self._database.close()

    def query(self, world: World, reading: Reading) -> str:
        """Return the query of a question: a duration in it is a bare number, anything else its text."""
        texts = {**world.texts, **reading.texts}
        for name, column in self._durations.items():
            texts[name] = texts[name].removesuffix(f" {column.unit}")
        return self._template % texts

    def differences(self, page: Page, query: str, value: object, tolerance: object) -> list[Difference]:
        """Return where the result of a query leaves the answer; ``value`` and ``tolerance`` as a record holds them."""
        if page is not self._page:
            self._fill(page)
        found = self._results.get(query)
        if found is None:
            found = self._results[query] = self._run(query)
        if isinstance(found, tuple):
            return [found]
        if is_answer(self._answer, found, value, tolerance):
            return []
        return [("gold", f"{value!r} as the result of {query!r}", f"{found[: MOST_ROWS // 100]}")]

    def _fill(self, page: Page) -> None:
        self._database.set_authorizer(None)
        self._results.clear()
        self._database.execute("BEGIN")
        for relation, found in zip(self._reader.relations, page.found, strict=True):
            marks = ", ".join("?" * len(relation.columns))
            self._database.execute(f"DELETE FROM {relation.name}")
            rows = relation.typed(found, page.forms[0])
            self._database.executemany(f"INSERT INTO {relation.name} VALUES ({marks})", rows)
        self._database.execute("COMMIT")
        self._database.set_authorizer(self._authorize)
        self._page = page

    def _run(self, query: str) -> Difference | list[Row]:
        self._instructions = 0
        try:
            # one statement, and the authorizer lets nothing but a query be one
            found: list[Row] = self._database.execute(query).fetchmany(MOST_ROWS + 1)
        except (sqlite3.Error, sqlite3.Warning) as error:
            return "gold", "a query in SQLite's SQL over the tables of the page", f"{query!r}: {error}"
        if len(found) > MOST_ROWS:
            return "gold", f"at most {MOST_ROWS} rows", f"more of {query!r}"
        return found

    def _authorize(
        self, action: int, first: str | None, second: str | None, _database: str | None, _inner: str | None
    ) -> int:
        allowed = False
        match action:
            case sqlite3.SQLITE_SELECT:
                allowed = True
            case sqlite3.SQLITE_READ:
                # a named subquery whose rows are only counted is announced as a read of no column
                allowed = first in self._tables or (
                    second == "" and not (first or "").startswith(("sqlite_", "pragma_", "json_"))
                )
            case sqlite3.SQLITE_FUNCTION:
                allowed = (second or "").lower() not in _REFUSED_FUNCTIONS
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _spend(self) -> bool:
        self._instructions += _CHECKED_EVERY
        return self._instructions > INSTRUCTIONS


def is_answer(spec: AnswerSpec, rows: Sequence[Row], value: object, tolerance: object) -> bool:
    """Is the result of a query the answer that a record holds, by the rule of its kind?"""
    if spec.kind == "names":
        return isinstance(value, list) and [row[0] for row in rows] == value
    if len(rows) != 1:
        return False
    if isinstance(value, dict) and isinstance(tolerance, dict):
        return len(rows[0]) == len(value) and all(
            _is_value(got, of, tolerance[name])
            for got, (name, of) in zip(rows[0], value.items(), strict=True)
        )
    if spec.kind == "yes_no":
        return rows[0][0] in (value, {"yes": 1, "no": 0}.get(str(value)))
    return _is_value(rows[0][0], value, tolerance)


def _is_value(got: object, value: object, tolerance: object) -> bool:
    if isinstance(value, int | float) and isinstance(tolerance, int | float):
        return isinstance(got, int | float) and abs(got - value) <= tolerance + _SLACK
    return got == value
