"""How is a corpus read from a file that may hold anything?

A record that has not the shape of a record is a fault of the corpus; a file that is no corpus at all is an
error.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from shopfloor.contracts.record import Record
from shopfloor.errors import UsageError, VerificationError
from shopfloor.verification.collector import collector_paused
from shopfloor.verification.verdict import Fault

__all__ = ["SUFFIXES", "Contents", "Part", "parts_of", "read_contents", "read_corpus", "read_part"]

SUFFIXES = (".json", ".jsonl", ".parquet")

AT_ONCE = 3_000
BYTES_AT_ONCE = 25_000_000
"""Rows of a Parquet file that are in memory at the same time: enough that each family has some dozens, whose queries run
together; of long ones there are fewer."""

_ROWS_OF_BATCH = 250

_SHOWN_PROBLEMS = 10


class Contents(NamedTuple):
    """The records of a file, the place of each, and a fault for what was no record."""

    records: Sequence[Record]
    indexes: Sequence[int]
    faults: Sequence[Fault]


class Part(NamedTuple):
    """Some row groups of a Parquet file, and the place of their first record in the corpus."""

    path: Path
    groups: Sequence[int]
    first: int
    rows: int


def parts_of(paths: Sequence[Path]) -> list[Part]:
    """Return the parts of a corpus that stands in several Parquet files.

    Raises:
        UsageError: for a file that cannot be read.
        VerificationError: for a file that is no Parquet.
    """
    import pyarrow.parquet as pq

    parts: list[Part] = []
    first = 0
    for path in paths:
        with _told(path), pq.ParquetFile(path) as file:
            lengths = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        for groups in _together(lengths):
            rows = sum(lengths[groups.start : groups.stop])
            parts.append(Part(path, groups, first, rows))
            first += rows
    return parts


def _together(lengths: Sequence[int]) -> Iterator[range]:
    """Yield neighbouring row groups that are read at once."""
    begin = rows = 0
    for group, more in enumerate(lengths):
        if rows and rows + more > AT_ONCE:
            yield range(begin, group)
            begin, rows = group, 0
        rows += more
    if lengths:
        yield range(begin, len(lengths))


def read_part(part: Part) -> Iterator[Contents]:
    """Read a part, some thousand records at a time.

    Raises:
        UsageError: for a file that cannot be read.
        VerificationError: for contents that are no corpus.
    """
    import pyarrow.parquet as pq

    index, room = part.first, BYTES_AT_ONCE
    rows: list[dict[str, Any]] = []
    with _told(part.path), pq.ParquetFile(part.path) as file:
        for batch in file.iter_batches(_ROWS_OF_BATCH, row_groups=list(part.groups)):
            rows += batch.to_pylist()
            room -= batch.nbytes
            if room < 0 or len(rows) >= AT_ONCE:
                yield _contents(map(_unpacked, rows), index)
                index, room = index + len(rows), BYTES_AT_ONCE
                rows = []
        if rows:
            yield _contents(map(_unpacked, rows), index)


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
    return list(contents.records)


def read_contents(path: Path) -> Contents:
    """Read a corpus; records without the shape of one come back as faults.

    Raises:
        UsageError: for a path that names no readable file of these kinds.
        VerificationError: for contents that are no corpus.
    """
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{path}\n  got the suffix {path.suffix!r}; expected one of {', '.join(SUFFIXES)}")
    try:
        return _contents(_parquet_rows(path) if path.suffix == ".parquet" else _json_rows(path), 0)
    except OSError as error:
        raise _unread(path, error) from None


@collector_paused()
def _contents(rows: Iterable[Any], first: int) -> Contents:
    records: list[Record] = []
    indexes: list[int] = []
    faults: list[Fault] = []
    for index, row in enumerate(rows, first):
        record = _record(row)
        if isinstance(record, Record):
            records.append(record)
            indexes.append(index)
        else:
            faults.append(_shapeless(index, row, record))
    return Contents(records, indexes, faults)


def _unread(path: Path, error: OSError) -> UsageError:
    return UsageError(f"{path}\n  {error.strerror or str(error)}; expected a corpus that can be read")


class _Doubled(dict[str, Any]):
    """An object with a key that it holds twice."""

    key: str


class _NoJson:
    """What stands for NaN and the infinities, and for a text that should be JSON and is none."""

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


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_NoJson)


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


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell what is wrong with a Parquet file in the words of this library."""
    import pyarrow as pa

    try:
        yield
    except pa.ArrowException as error:
        reason = str(error).partition("\n")[0]
        raise VerificationError(f"{path}\n  {reason}; expected Parquet with a row for each record") from None
    except OSError as error:
        raise _unread(path, error) from None


def _parquet_rows(path: Path) -> Iterator[Any]:
    import pyarrow.parquet as pq

    with _told(path), pq.ParquetFile(path) as file:
        for batch in file.iter_batches(AT_ONCE):
            yield from map(_unpacked, batch.to_pylist())


def _unpacked(row: dict[str, Any]) -> Any:
    """A column of Parquet has one type; what has several, such as a value, stands there as JSON."""
    for column in ("answer", "provenance", "derivation"):
        _decode(row, column)
    answer, provenance = row.get("answer"), row.get("provenance")
    if isinstance(answer, dict) and isinstance(answer.get("value"), str):
        for part in ("value", "unit", "tolerance"):
            _decode(answer, part)
    if isinstance(provenance, dict):
        _decode(provenance, "evidence")
    return row


def _decode(holder: dict[str, Any], key: str) -> None:
    written = holder.get(key)
    if isinstance(written, str):
        try:
            holder[key] = _decoded(written, key)
        except VerificationError:
            holder[key] = _NoJson(written)


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
        got = given.text if isinstance(given, _NoJson) else _kind(given)
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
