"""How is a XES log read? Traces are cases, events are rows, and attributes are columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa

from shopfloor.errors import UsageError
from shopfloor.intake.markup import is_packed, parse
from shopfloor.intake.source import Choose, Source

__all__ = ["read"]

_VALUES = frozenset(("string", "date", "int", "float", "boolean", "id"))
_DEFAULTS = {
    "case": "case:concept:name",
    "activity": "concept:name",
    "machine": "org:resource",
    "time": "time:timestamp",
    "lifecycle": "lifecycle:transition",
    "instance": "concept:instance",
}


def read(path: Path, file: str, choose: Choose) -> Source:
    """Read a XES file, packed or not; rows are events, counted from 1 through all traces.

    A column is called as the key of its attribute; attributes of a trace have ``case:`` in front. Nested attributes
    and lists are of no concern here.

    Raises:
        UsageError: no XES, no events, or without the attributes asked for.
    """
    reader = _Reader()
    parse(path, file, reader.start, reader.end)
    if not reader.is_log:
        raise UsageError(f"{file}: is XML, but no XES: expected <log> with <trace> and <event> in it")
    if not reader.count:
        raise UsageError(f"{file}: has no events; expected a log with at least one")
    columns = choose(list(reader.columns), _DEFAULTS, "")
    return Source(
        file=file,
        columns={role: reader.column(name) for role, name in columns.items()},
        numbers=np.arange(1, reader.count + 1, dtype=np.int64),
        rows=reader.count,
        noun="event",
        read_as={"format": "XES, packed" if is_packed(path) else "XES"},
    )


class _Reader:
    """Collects the attributes that stand directly in an event or in a trace.

    Trace attributes may follow the events, so they are given to all events of the trace at its end.
    """

    def __init__(self) -> None:
        self.is_log = False
        self.count = 0
        self.columns: dict[str, list[str | None]] = {}
        self._path: list[str] = []
        self._case: dict[str, str] = {}
        self._first = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        place = self._path[-1] if self._path else ""
        if not self._path:
            self.is_log = name == "log"
        self._path.append(name)
        if name == "trace" and place == "log":
            self._case, self._first = {}, self.count
        elif name == "event" and place in ("trace", "log"):
            self.count += 1
        elif name in _VALUES and place in ("event", "trace"):
            key, value = attributes.get("key"), attributes.get("value")
            if key is not None and value is not None:
                if place == "trace":
                    self._case[f"case:{key}"] = value
                elif "trace" in self._path or len(self._path) == 3:
                    self._put(key, self.count - 1, value)

    def end(self, name: str) -> None:
        self._path.pop()
        if name == "trace":
            for key, value in self._case.items():
                for row in range(self._first, self.count):
                    self._put(key, row, value)

    def column(self, name: str) -> pa.ChunkedArray:
        values = self.columns[name]
        return pa.chunked_array([pa.array([*values, *[None] * (self.count - len(values))], pa.string())])

    def _put(self, key: str, row: int, value: str) -> None:
        column = self.columns.get(key)
        if column is None:
            column = self.columns[key] = []
        if len(column) < row:
            column.extend([None] * (row - len(column)))
        if len(column) == row:
            column.append(value)
        else:
            column[row] = value
