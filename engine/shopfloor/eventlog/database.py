"""How is a log opened in DuckDB? In memory, within a memory limit, and with no way out.

A connection reads the Parquet files it was opened for, and spills to a folder of its own when memory is
short. No other file, no network, no extension; the configuration is locked. Sums are of whole numbers, so
threads change no result.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from shopfloor.contracts.events import EventKind
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog.catalogue import ORDERED, made_of, sql_file

__all__ = ["connect"]

_MEMORY_LIMIT = "256MB"
_THREADS = 2


def connect(
    plant: PlantFacts,
    files: Sequence[Path],
    replications: Sequence[int],
    stored: Sequence[str] = (),
    kept: Path | None = None,
    only: Collection[str] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Return a connection with ``events``, the views over it, and the plant's tables.

    Args:
        files: the Parquet files of ``replications``, in the same order.
        stored: views to be computed now, once, and kept as tables.
        kept: the file where those tables are; it is written if it is not there yet.
        only: the views that will be read (all if left out); others are there as far as these and the stored ones are
            made of them. DuckDB resolves each view when it is created, which takes longer than to read the small ones
            of a small log. Those in a file are all there.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY_LIMIT,
            "threads": _THREADS,
            "temp_directory": str(Path(tempfile.gettempdir()) / f"shopfloor-{uuid.uuid4().hex}"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        },
    )
    try:
        # it would be drawn on stdout, among the data
        connection.execute("SET enable_progress_bar = false")
        _add_plant(connection, plant, replications)
        paths = ", ".join(_literal(str(file)) for file in files)
        connection.execute(f"CREATE VIEW events AS FROM read_parquet([{paths}])")
        kinds = ", ".join(_literal(kind) for kind in EventKind)
        connection.execute(f"CREATE TYPE event_kind AS ENUM ({kinds})")
        if kept is None:
            read = ORDERED if only is None else (*only, *stored)
            _add_views(connection, stored, frozenset().union(*(made_of(name) for name in read)))
        else:
            _add_kept(connection, stored, kept)
        connection.execute(f"SET allowed_paths = [{paths}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def _add_views(connection: duckdb.DuckDBPyConnection, stored: Sequence[str], wanted: Collection[str]) -> None:
    for name in (name for name in ORDERED if name in wanted):
        what = "TABLE" if name in stored else "VIEW"
        connection.execute(f"CREATE {what} {name} AS {sql_file(f'views/{name}.sql')}")


def _add_kept(connection: duckdb.DuckDBPyConnection, stored: Sequence[str], kept: Path) -> None:
    """The same, with the tables in a file, which whoever comes next only opens: to compute them takes seconds."""
    if not kept.exists():
        # two processes may write it at the same time, each under a name of its own
        partial = kept.with_name(f".{kept.name}.{uuid.uuid4().hex}")
        connection.execute(f"ATTACH {_literal(str(partial))} AS kept")
        for name in ORDERED:
            sql = sql_file(f"views/{name}.sql")
            if name not in stored:
                connection.execute(f"CREATE TEMP VIEW {name} AS {sql}")
                continue
            connection.execute(f"CREATE TABLE kept.{name} AS {sql}")
            connection.execute(f"CREATE TEMP VIEW {name} AS FROM kept.{name}")
        connection.execute("DETACH kept")
        for name in reversed(ORDERED):
            connection.execute(f"DROP VIEW {name}")
        partial.replace(kept)
    connection.execute(f"ATTACH {_literal(str(kept))} AS kept (READ_ONLY)")
    for name in ORDERED:
        sql = f"FROM kept.{name}" if name in stored else sql_file(f"views/{name}.sql")
        connection.execute(f"CREATE VIEW {name} AS {sql}")


def _add_plant(connection: duckdb.DuckDBPyConnection, plant: PlantFacts, replications: Sequence[int]) -> None:
    connection.execute(sql_file("tables.sql"))
    connection.execute(
        "INSERT INTO plant VALUES (?, ?, ?)",
        [plant.horizon_us, plant.warm_up_us, plant.clock_start.replace(tzinfo=None)],
    )
    stations, crews, products = plant.stations, plant.crews, plant.products
    _fill(connection, "replications", [(replication,) for replication in replications])
    _fill(
        connection, "stations", [(s.name, len(s.machines), s.queue_capacity, s.batch_max) for s in stations]
    )
    _fill(connection, "machines", [(s.name, machine) for s in stations for machine in s.machines])
    _fill(
        connection,
        "power",
        [(s.name, state, round(watts * 1000)) for s in stations for state, watts in s.power.items()],
    )
    _fill(connection, "crew_members", [(crew.name, person) for crew in crews for person in crew.people])
    _fill(
        connection,
        "steady_people",
        [(crew.name, person) for crew in crews if crew.constant_pace for person in crew.people],
    )
    _fill(connection, "products", [(p.name, p.priority, p.stock_capacity) for p in products])
    _fill(
        connection,
        "routes",
        [(p.name, position, station) for p in products for position, station in enumerate(p.route, 1)],
    )


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert all rows in one statement: a column is one list."""
    if rows:
        columns = [list(values) for values in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
