"""What does a reader of a world see? Runs ``shown`` and ``subject`` over the log, and rounds at once.

Rounding happens in DuckDB, in whole numbers (``sql/rounding.sql``), before anything else looks at the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from shopfloor.contracts.family import ColumnSpec, Family, Relation
from shopfloor.errors import LogError
from shopfloor.eventlog import VIEWS, EventLog
from shopfloor.questions.document import DocumentPath
from shopfloor.questions.doubts import may_be_rounded_away
from shopfloor.questions.laid import columns_schema, written_order
from shopfloor.questions.source import family_error
from shopfloor.questions.sqlcheck import short_reason, sql_text
from shopfloor.questions.text import DAY_MS, NAME, clock_text, quantum_ms, until_text
from shopfloor.questions.worlds import World

__all__ = ["Facts", "views_read"]


def views_read(families: Sequence[Family]) -> list[str]:
    """Return the views of the log that these families may read: those whose names stand in their SQL. One too many costs
    time and changes nothing, so nothing is parsed."""
    named = set[str]()
    for family in families:
        for text in (*(relation.sql for relation in family.shown.values()), family.subject.sql):
            named.update(_WORD.findall(_COMMENT.sub("", text).lower()))
    return [view for view in VIEWS if view in named]


_WORD, _COMMENT = re.compile(r"[a-z_]+"), re.compile(r"--[^\n]*")


class Facts:
    """Some replications of a log, open for the SQL of families."""

    def __init__(
        self, log: EventLog, replications: Sequence[int], views: Sequence[str], kept: Path | None = None
    ) -> None:
        """``kept``: the file where the views wait, see :meth:`EventLog.connect`."""
        self._connection = log.connect(replications, stored=views, kept=kept, only=views)
        self._connection.execute(sql_text("rounding"))
        self._event_times: dict[int, NDArray[np.int64]] = {}

    def close(self) -> None:
        """Let go of the log."""
        self._connection.close()

    def look_at(self, worlds: Sequence[World]) -> None:
        """Choose the worlds that all further answers are about."""
        self._connection.register("worlds", _worlds_table(worlds))
        self._connection.register("world_days", _days_table(worlds))
        ordered = sorted((world.id, world.since, world.until) for world in worlds)
        numbers = np.array(ordered, np.int64).reshape(-1, 3)
        self._windows = numbers[:, 0], numbers[:, 1:]

    def shown(self, family: Family) -> dict[str, pa.Table]:
        """Return the rounded rows of each relation (see :func:`columns_schema`), by world and in the order of
        writing.

        Raises:
            FamilyError: the SQL fails on this log, or gives what cannot be written and read back.
        """
        rows, exactly = {}, may_be_rounded_away(family)
        for i, (name, relation) in enumerate(family.shown.items()):
            path: DocumentPath = ("shown", name, "sql")
            columns = ", ".join(_rounded(column, spec) for column, spec in relation.columns.items())
            exact = "".join(
                f", {_rounded(column, spec, exactly=True)}"
                for column, spec in _timed(relation.columns).items()
                if exactly
            )
            rounded = (
                f"CREATE OR REPLACE TEMP TABLE told_{i} AS SELECT w.world, {columns}{exact} "
                f"FROM (\n{relation.sql}\n) AS r JOIN world_days AS w ON w.world = r.world"
            )
            with self._blaming(family, path):
                self._connection.execute(rounded)
            query = f"SELECT {_told(relation)} FROM told_{i} ORDER BY {_order(relation)}"
            table = self._table(query, relation.columns)
            self._check(family, path, name, table, relation.columns)
            rows[name] = table
        return rows

    def exact(self, family: Family) -> dict[str, pa.Table] | None:
        """Return the same rows in the same order with their times in ms, not rounded further; ``None`` for a family
        whose answers cannot hang on that. Call :meth:`shown` before."""
        if not may_be_rounded_away(family):
            return None
        rows = {}
        for i, (name, relation) in enumerate(family.shown.items()):
            timed = _timed(relation.columns)
            named = ", ".join(
                f'"{_EXACT}{column}" AS "{column}"' if column in timed else f'"{column}"'
                for column in ("world", *relation.columns)
            )
            order = ", ".join([_order(relation), *(f'"{_EXACT}{column}"' for column in timed)])
            rows[name] = self._table(f"SELECT {named} FROM told_{i} ORDER BY {order}", relation.columns)
        return rows

    def subjects(self, family: Family) -> pa.Table:
        """Return what can be asked: worlds and subjects, each once, in order. Call :meth:`shown` before.

        Raises:
            FamilyError: as :meth:`shown`.
        """
        path: DocumentPath = ("subject", "sql")
        columns = family.subject.columns
        shown = ", ".join(
            f'"{name}" AS (SELECT {_told(relation)} FROM told_{i})'
            for i, (name, relation) in enumerate(family.shown.items())
        )
        chosen = "".join(f", {_as_inside(column, spec)}" for column, spec in columns.items())
        asked = (
            f"WITH {shown} SELECT DISTINCT w.world{chosen} FROM (\n"
            f"{family.subject.sql}\n) AS r JOIN world_days AS w ON w.world = r.world ORDER BY ALL"
        )
        with self._blaming(family, path):
            table = self._table(asked, columns)
        self._check(family, path, "subject", table, columns)
        return table

    def events(self, worlds: Sequence[World]) -> list[tuple[int, int]]:
        """Return the numbers of the first and the last event in each world; of a world without any, those
        that would stand around it (the last one before the first). Events are numbered from 0 in the order of
        time."""
        spans = []
        for world in worlds:
            times = self._times(world.replication)
            first, after = times.searchsorted([world.since_us, world.until_us])
            spans.append((int(first), int(after) - 1))
        return spans

    def _times(self, replication: int) -> NDArray[np.int64]:
        if not self._event_times:
            # of all at once: to open the log's files takes longer than to read them
            time_us = "CAST(round(time_s * 1e6) AS BIGINT) AS time_us"
            query = f"SELECT replication, {time_us} FROM events ORDER BY replication, event"
            with _readable():
                found = self._connection.execute(query).fetchnumpy()
            numbers, starts = np.unique(found["replication"], return_index=True)
            times = np.split(found["time_us"], starts[1:])
            self._event_times = dict(zip(numbers.tolist(), times, strict=False))
        return self._event_times.get(replication, np.zeros(0, np.int64))

    @contextmanager
    def _blaming(self, family: Family, path: DocumentPath) -> Iterator[None]:
        try:
            with _readable():
                yield
        except duckdb.Error as error:
            raise family_error(family, path, f"fails on this log: {short_reason(error)}") from None

    def _table(self, query: str, columns: Mapping[str, ColumnSpec]) -> pa.Table:
        return self._connection.sql(query).to_arrow_table().cast(columns_schema(columns))

    def _check(
        self, family: Family, path: DocumentPath, name: str, rows: pa.Table, columns: Mapping[str, ColumnSpec]
    ) -> None:
        for column, spec in columns.items():
            message = _null_message(rows, column, spec) or _name_message(rows, column, spec)
            if message is None and spec.kind == "clock":
                message = self._clock_message(rows, column, may_be_later=name == "subject")
            if message is not None:
                raise family_error(family, path, f"{name}: {column} {message}")

    def _clock_message(self, rows: pa.Table, column: str, *, may_be_later: bool) -> str | None:
        """A clock lies in its window, from its start to its end; a question may be about another time of the
        24 hours."""
        ids, windows = self._windows
        place = ids.searchsorted(rows["world"].to_numpy())
        since, until = windows[place].T
        moment = rows[column].fill_null(-1).to_numpy()
        outside = (moment < since) | (moment >= since + DAY_MS) | ((moment > until) & (not may_be_later))
        wrong = np.flatnonzero(outside & rows[column].is_valid().to_numpy())
        if not wrong.size:
            return None
        at = int(wrong[0])
        clock, first, last = int(moment[at]), int(since[at]), int(until[at])
        after = (clock - first) / 60_000
        return (
            f"lies outside of its window: {clock_text(clock, '1 s')} is {after:g} min from "
            f"{clock_text(first, '1 min')}, and the window ends at {until_text(last)} ({_row(rows, at)}); "
            "cut it at the window, make it null, or show a timestamp"
        )


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except duckdb.IOException as error:
        raise LogError(f"the event log cannot be read: {short_reason(error)}; simulate again") from None


def _null_message(rows: pa.Table, column: str, spec: ColumnSpec) -> str | None:
    if spec.optional or not rows[column].null_count:
        return None
    example = _row(rows, pc.index(pc.is_null(rows[column]), True).as_py())
    return f"is null in {example}; declare it optional, or leave such rows out in the SQL"


def _name_message(rows: pa.Table, column: str, spec: ColumnSpec) -> str | None:
    if spec.kind != "name":
        return None
    for text in pc.unique(rows[column]).to_pylist():
        if text is not None and not NAME.fullmatch(text):
            return (
                f'is "{text}", which is no name: a letter, then letters, digits, "_", "-" and single dots '
                "between them; take it apart in the SQL"
            )
    return None


def _row(rows: pa.Table, index: int) -> str:
    row = rows.slice(index, 1).to_pylist()[0]
    return "the row " + ", ".join(f"{column} {value}" for column, value in row.items() if column != "world")


_EXACT = "exact "
"""Begins the names of columns that were not rounded; no declared column has a space in its name."""


def _timed(columns: Mapping[str, ColumnSpec]) -> dict[str, ColumnSpec]:
    return {column: spec for column, spec in columns.items() if spec.kind not in ("name", "count")}


def _rounded(column: str, spec: ColumnSpec, *, exactly: bool = False) -> str:
    """The column as the reader will see it; or ``exactly``, to the ms."""
    value = f'r."{column}"'
    if spec.kind == "name":
        return f'CAST({value} AS VARCHAR) AS "{column}"'
    value = f"CAST({value} AS BIGINT)"
    if spec.kind == "count":
        return f'{value} AS "{column}"'
    quantum_us = 1000 if exactly else quantum_ms(spec) * 1000
    name = f"{_EXACT}{column}" if exactly else column
    if spec.kind == "duration":
        return f'shown_duration({value}, {quantum_us}) AS "{name}"'
    zero = "w.midnight_us" if spec.kind == "clock" else "w.epoch_us"
    return f'shown_time({value}, {zero}, {quantum_us}) AS "{name}"'


def _as_inside(column: str, spec: ColumnSpec) -> str:
    """A subject is chosen among rounded rows, so its times are ms already; they are rounded to what it
    shows."""
    value = f'r."{column}"'
    if spec.kind == "name":
        return f'CAST({value} AS VARCHAR) AS "{column}"'
    value = f"CAST({value} AS BIGINT)"
    if spec.kind == "count":
        return f'{value} AS "{column}"'
    quantum = quantum_ms(spec)
    if spec.kind == "duration":
        return f'floor_to(2 * {value} + {quantum}, {2 * quantum}) // 2 AS "{column}"'
    return f'floor_to({value}, {quantum}) AS "{column}"'


def _told(relation: Relation) -> str:
    return ", ".join(f'"{column}"' for column in ("world", *relation.columns))


def _order(relation: Relation) -> str:
    return ", ".join(["world", *(f'"{column}" NULLS LAST' for column in written_order(relation))])


def _worlds_table(worlds: Sequence[World]) -> pa.Table:
    return pa.table(
        {
            "world": pa.array([world.id for world in worlds], pa.int64()),
            "replication": pa.array([world.replication for world in worlds], pa.int32()),
            "since_us": pa.array([world.since_us for world in worlds], pa.int64()),
            "until_us": pa.array([world.until_us for world in worlds], pa.int64()),
        }
    )


def _days_table(worlds: Sequence[World]) -> pa.Table:
    columns = {
        "world": [world.id for world in worlds],
        "midnight_us": [world.midnight_us for world in worlds],
        "epoch_us": [world.midnight_us - world.day_ms * 1000 for world in worlds],
        "since": [world.since for world in worlds],
        "until": [world.until for world in worlds],
    }
    return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})
