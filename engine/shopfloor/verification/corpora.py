"""How is a corpus read from a file that may hold anything?

A record that has not the shape of a record is a fault of the corpus; a file that is no corpus at all is an
error.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from shopfloor.contracts.record import Record
from shopfloor.errors import UsageError, VerificationError
from shopfloor.verification.verdict import Fault

__all__ = ["SUFFIXES", "Contents", "read_contents", "read_corpus"]

SUFFIXES = (".json", ".jsonl", ".parquet")

_SHOWN_PROBLEMS = 10


class Contents(NamedTuple):
    """The records of a file, the place of each, and a fault for what was no record."""

    records: list[Record]
    indexes: list[int]
    faults: list[Fault]


def read_corpus(path: Path) -> list[Record]:
    """Read the records of a corpus: a JSON array, JSON lines or Parquet, by the suffix of the file.

    Raises:
        UsageError: for a path that names no readable file of these kinds.
        VerificationError: for contents that are no corpus, with the place of what is wrong.
    """
    contents = read_contents(path)
    if contents.faults:
        shown = "\n".join(str(fault) for fault in contents.faults[:_SHOWN_PROBLEMS])
        more = len(contents.faults) - _SHOWN_PROBLEMS
        raise VerificationError(f"{path}\n{shown}" + (f"\n… and {more} more" if more > 0 else ""))
    return contents.records


def read_contents(path: Path) -> Contents:
    """Read a corpus; records without the shape of one come back as faults.

    Raises:
        UsageError: for a path that names no readable file of these kinds.
        VerificationError: for contents that are no corpus.
    """
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{path}\n  got the suffix {path.suffix!r}; expected one of {', '.join(SUFFIXES)}")
    try:
        rows = _parquet_rows(path) if path.suffix == ".parquet" else _json_rows(path)
        contents = Contents([], [], [])
        for index, row in enumerate(rows):
            record = _record(row)
            if isinstance(record, Record):
                contents.records.append(record)
                contents.indexes.append(index)
            else:
                contents.faults.append(_shapeless(index, row, record))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{path}\n  {reason}; expected a corpus that can be read") from None
    return contents


class _Doubled(dict[str, Any]):
    """An object with a key that it holds twice."""

    key: str


class _NotFinite:
    """What stands for NaN and the infinities, which are no JSON."""

    def __init__(self, text: str) -> None:
        self.text = text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled = _Doubled(plain)
    seen: set[str] = set()
    doubled.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return doubled


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_NotFinite)


def _json_rows(path: Path) -> Iterable[Any]:
    if path.suffix == ".jsonl":
        return _lines(path)
    rows = _decoded(_utf8(path.read_bytes(), str(path)), str(path))
    if not isinstance(rows, list):
        raise VerificationError(f"{path}\n  got {_kind(rows)}; expected an array of records")
    return rows


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _decoded(_utf8(line, f"{path}:{number}"), str(path), number)


def _utf8(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise VerificationError(
            f"{place}\n  got the byte {content[error.start]:#04x}; expected UTF-8 text"
        ) from None


def _decoded(text: str, path: str, line: int | None = None) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"{path}:{line or error.lineno}:{error.colno}"
        raise VerificationError(f"{place}\n  {error.msg}; expected JSON") from None
    except RecursionError:
        raise VerificationError(f"{path}\n  got JSON nested too deeply; expected records") from None
    except ValueError as error:  # a whole number of thousands of digits
        raise VerificationError(f"{path}\n  {error}; expected JSON") from None


def _parquet_rows(path: Path) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from map(_unpacked, batch.to_pylist())
    except pa.ArrowException as error:
        reason = str(error).partition("\n")[0]
        raise VerificationError(f"{path}\n  {reason}; expected Parquet with a row for each record") from None


def _unpacked(row: dict[str, Any]) -> Any:
    """A column of Parquet has one type; what has several, such as a value, stands there as JSON."""
    for column in ("answer", "provenance"):
        part = row.get(column)
        if isinstance(part, str):
            row[column] = _decoded(part, column)
    answer = row.get("answer")
    if isinstance(answer, dict) and isinstance(answer.get("value"), str):
        answer["value"] = _decoded(answer["value"], "answer.value")
    return row


def _record(row: Any) -> Record | tuple[str, str]:
    """Return the record, or what was expected and what was given."""
    if not isinstance(row, dict):
        return "an object", _kind(row)
    provenance, answer = row.get("provenance"), row.get("answer")
    for part in (row, provenance, answer):
        if isinstance(part, _Doubled):
            return "each key once", f"{part.key!r} twice"
    if isinstance(provenance, dict) and isinstance(provenance.get("events"), list):
        provenance["events"] = tuple(provenance["events"])
    try:
        return Record.model_validate(row, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(["$", *map(str, first["loc"])])
        given = first["input"]
        got = given.text if isinstance(given, _NotFinite) else _kind(given)
        return f"{first['msg'][:1].lower()}{first['msg'][1:]} at {where}", got


def _shapeless(index: int, row: Any, fault: tuple[str, str]) -> Fault:
    texts = row if isinstance(row, dict) else {}
    name, family = (value if isinstance(value := texts.get(key), str) else "?" for key in ("id", "family"))
    return Fault(name, index, family, "record", *fault)


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "an array", str: "a text", bool: "a truth value", int: "a number"}
    kinds |= {float: "a number", type(None): "null"}
    text = repr(value)
    return f"{kinds.get(type(value), 'something else')}{f' ({text})' if len(text) <= 60 else ''}"
