"""How is an OCEL 2.0 log read? One object type is the case; others, and the attributes, are columns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from shopfloor.errors import UsageError
from shopfloor.intake.findings import Finding
from shopfloor.intake.markup import blocks, parse
from shopfloor.intake.source import Choose, Source

__all__ = ["read_json", "read_sqlite", "read_xml"]

_LINES = (
    "is JSON Lines, an object on each line; expected a log as CSV, Parquet, XES or OCEL 2.0: write the objects as rows "
    "of a CSV, or export OCEL 2.0 as one JSON document"
)

_ACTIVITY, _TIME = "ocel:activity", "ocel:time"
_DEFAULTS = {"activity": _ACTIVITY, "time": _TIME}


@dataclass(slots=True)
class _Event:
    kind: str
    time: str | None
    values: dict[str, str] = field(default_factory=dict)
    objects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Log:
    """Events in the order of the file; objects: id -> type, and id -> last value of each attribute."""

    events: list[_Event] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def read_json(path: Path, file: str, choose: Choose) -> Source:
    """Read the JSON form; packed or not.

    Raises:
        UsageError: no OCEL 2.0, no events, or without the types and attributes asked for.
    """
    try:
        data = json.loads(b"".join(blocks(path, file)))
        log = _Log()
        for item in data["objects"]:
            log.types[str(item["id"])] = str(item["type"])
            for attribute in sorted(item.get("attributes") or (), key=lambda one: str(one.get("time", ""))):
                log.values.setdefault(str(item["id"]), {})[str(attribute["name"])] = _text(attribute["value"])
        for item in data["events"]:
            values = {str(of["name"]): _text(of["value"]) for of in item.get("attributes") or ()}
            objects = [str(of["objectId"]) for of in item.get("relationships") or ()]
            log.events.append(_Event(str(item["type"]), _text(item["time"]), values, objects))
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
            raise UsageError(f"{file}: {_LINES}") from None
        raise UsageError(f"{file}: is no JSON: {error}; try to export the log again") from None
    except (KeyError, TypeError, AttributeError) as error:
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            raise UsageError(f"{file}: {_LINES}") from None
        raise UsageError(
            f"{file}: is JSON, but no OCEL 2.0 ({type(error).__name__}: {error}); expected objects and events, each "
            "with id and type"
        ) from None
    return _source(log, file, "OCEL 2.0, JSON", choose)


def read_xml(path: Path, file: str, choose: Choose) -> Source:
    """Read the XML form; see :func:`read_json`."""
    reader = _XmlReader()
    parse(path, file, reader.start, reader.end, reader.text)
    return _source(reader.log, file, "OCEL 2.0, XML", choose)


def read_sqlite(path: Path, file: str, choose: Choose) -> Source:
    """Read the SQLite form, without writing; see :func:`read_json`."""
    log = _Log()
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.set_authorizer(_reading_only)
            _read_tables(database, log)
    except sqlite3.Error as error:
        raise UsageError(
            f"{file}: is no OCEL 2.0 in SQLite: {error}; expected the tables event, object, event_object, "
            "event_map_type and object_map_type"
        ) from None
    return _source(log, file, "OCEL 2.0, SQLite", choose)


def _reading_only(action: int, *_: object) -> int:
    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)
    return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY


def _read_tables(database: sqlite3.Connection, log: _Log) -> None:
    for identity, kind in database.execute("SELECT ocel_id, ocel_type FROM object"):
        log.types[str(identity)] = str(kind)
    for (mapped,) in database.execute("SELECT ocel_type_map FROM object_map_type").fetchall():
        for row in sorted(
            _rows(database, f"object_{mapped}"), key=lambda one: str(one.get("ocel_time") or "")
        ):
            values = {name: _text(value) for name, value in row.items() if value is not None}
            log.values.setdefault(str(row["ocel_id"]), {}).update(_attributes(values))
    kinds = dict(database.execute("SELECT ocel_id, ocel_type FROM event").fetchall())
    events: dict[str, _Event] = {str(identity): _Event(str(kind), None) for identity, kind in kinds.items()}
    for (mapped,) in database.execute("SELECT ocel_type_map FROM event_map_type").fetchall():
        for row in _rows(database, f"event_{mapped}"):
            event = events.get(str(row["ocel_id"]))
            if event is not None:
                values = {name: _text(value) for name, value in row.items() if value is not None}
                event.time = values.get("ocel_time")
                event.values = _attributes(values)
    for event_id, object_id in database.execute("SELECT ocel_event_id, ocel_object_id FROM event_object"):
        if str(event_id) in events:
            events[str(event_id)].objects.append(str(object_id))
    log.events = list(events.values())


def _rows(database: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    quoted = '"' + table.replace('"', '""') + '"'
    cursor = database.execute(f"SELECT * FROM {quoted}")
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _attributes(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if not name.startswith("ocel_")}


class _XmlReader:
    """Tells by the elements around it what an attribute or a relationship belongs to."""

    def __init__(self) -> None:
        self.log = _Log()
        self._path: list[str] = []
        self._object = ""
        self._attribute = ""
        self._text: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        place = self._path[-1] if self._path else ""
        self._path.append(name)
        in_events = "events" in self._path
        if name == "object" and place == "objects" and not in_events and attributes.get("id") is not None:
            self._object = attributes["id"]
            self.log.types[self._object] = attributes.get("type", "")
        elif name == "event" and place == "events":
            self.log.events.append(_Event(attributes.get("type", ""), attributes.get("time")))
        elif name in ("relationship", "relobj", "object") and in_events and self.log.events:
            self.log.events[-1].objects.append(attributes.get("object-id", ""))
        elif name == "attribute" and place == "attributes":
            self._attribute, self._text = attributes.get("name", ""), []

    def end(self, name: str) -> None:
        self._path.pop()
        if name != "attribute" or self._text is None:
            return
        value, self._text = "".join(self._text).strip(), None
        if "events" in self._path and self.log.events:
            self.log.events[-1].values[self._attribute] = value
        elif "objects" in self._path:
            self.log.values.setdefault(self._object, {})[self._attribute] = value

    def text(self, piece: str) -> None:
        if self._text is not None:
            self._text.append(piece)


def _source(log: _Log, file: str, form: str, choose: Choose) -> Source:
    """Lay the log flat: one row for each event and each object of the case's type in it."""
    if not log.events:
        raise UsageError(f"{file}: has no events; expected an OCEL 2.0 log with at least one")
    types = list(dict.fromkeys(log.types.values()))
    attributes = dict.fromkeys(name for event in log.events for name in event.values)
    of_objects = {
        f"{log.types[identity]}.{name}": (log.types[identity], name)
        for identity, values in log.values.items()
        if identity in log.types
        for name in values
    }
    hint = f"\n  case and machine are object types; those of this log: {', '.join(types)}"
    columns = choose([_ACTIVITY, _TIME, *types, *attributes, *of_objects], _DEFAULTS, hint)
    laid, numbers, without, shared = _laid_flat(log, columns, set(types), of_objects)
    findings = []
    if without:
        sentence = f"no {columns['case']} takes part"
        findings.append(Finding("no_case", sentence, file, "event", tuple(without)))
    if shared:
        sentence = f"several objects of type {columns['case']} take part, and each of them gets the event"
        findings.append(Finding("shared_event", sentence, file, "event", tuple(shared), aside=False))
    return Source(
        file=file,
        columns={role: pa.chunked_array([pa.array(values, pa.string())]) for role, values in laid.items()},
        numbers=np.array(numbers, dtype=np.int64),
        rows=len(log.events),
        noun="event",
        read_as={"format": form},
        findings=tuple(findings),
    )


def _laid_flat(
    log: _Log, columns: Mapping[str, str], types: set[str], of_objects: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, list[str | None]], list[int], list[int], list[int]]:
    laid: dict[str, list[str | None]] = {role: [] for role in columns}
    numbers, without, shared = list[int](), list[int](), list[int]()
    case_type = columns["case"]
    for number, event in enumerate(log.events, 1):
        by_type: dict[str, list[str]] = {}
        for identity in dict.fromkeys(event.objects):
            by_type.setdefault(log.types.get(identity, ""), []).append(identity)
        cases = by_type.get(case_type, []) if case_type in types else [event.values.get(case_type, "")]
        cases = [case for case in cases if case]
        if not cases:
            without.append(number)
        elif len(cases) > 1:
            shared.append(number)
        for case in cases:
            numbers.append(number)
            here = by_type | {case_type: [case]}
            for role, name in columns.items():
                laid[role].append(
                    case if role == "case" else _value(log, event, here, name, types, of_objects)
                )
    return laid, numbers, without, shared


def _value(
    log: _Log, event: _Event, by_type: Mapping[str, list[str]], name: str, types: set[str],
    of_objects: Mapping[str, tuple[str, str]],
) -> str | None:  # fmt: skip
    """Return what a column says of an event: of several objects of one type, the first counts."""
    if name == _ACTIVITY:
        return event.kind
    if name == _TIME:
        return event.time
    if name in types:
        return next(iter(by_type.get(name, ())), None)
    if name in of_objects and name not in event.values:
        kind, attribute = of_objects[name]
        return log.values.get(next(iter(by_type.get(kind, ())), ""), {}).get(attribute)
    return event.values.get(name)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
