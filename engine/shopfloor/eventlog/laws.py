"""What must hold of every event log? A law is a query that returns the rows that break it.

The laws are the files in ``laws/``: the head says the law in one sentence, the rest finds the violations,
with enough columns to find the events. An engine that breaks none of them may be wrong, but not inconsistent.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from shopfloor.eventlog.catalogue import FOLDER, sql_file, views_in

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["MOST_ROWS", "STORED", "Law", "all_laws", "views_audited", "violations"]

STORED = (
    "timeline",
    "job_steps",
    "queues",
    "machine_moments",
    "machine_states",
    "tasks",
    "people_moments",
    "jobs",
)
"""What several laws read, and so is computed once."""

MOST_ROWS = 1000
"""Where a law is broken all over, so many rows are enough to see how."""


@dataclass(frozen=True)
class Law:
    """``sentence`` says the law, ``sql`` returns the rows that break it."""

    name: str
    sentence: str
    sql: str


def all_laws() -> tuple[Law, ...]:
    """Return every law, by name."""
    return tuple(_law(name) for name in sorted(file.stem for file in (FOLDER / "laws").glob("*.sql")))


def violations(connection: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    """Return for each law the rows that break it (:data:`MOST_ROWS` at most), and close the connection."""
    with closing(connection):
        return {
            law.name: connection.sql(f"{law.sql}\nLIMIT {MOST_ROWS}").to_arrow_table() for law in all_laws()
        }


def views_audited() -> frozenset[str]:
    """Return the views of the log that the laws read."""
    return frozenset().union(*(views_in(law.sql) for law in all_laws()))


def _law(name: str) -> Law:
    sql = sql_file(f"laws/{name}.sql")
    header = takewhile(lambda line: line.startswith("-- "), sql.splitlines())
    return Law(name, " ".join(line.removeprefix("-- ") for line in header), sql)
