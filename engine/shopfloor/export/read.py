"""How are the records of a corpus read one after the other, however many there are?

From an array or lines of JSON, from Parquet, or from the shards of a folder; a part of a file at a time. What is read
may come from anywhere: it is data, and every record must have the shape of one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from shopfloor.contracts.record import Record, Split
from shopfloor.errors import UsageError

__all__ = ["corpus_files", "read_records"]

SUFFIXES = (".json", ".jsonl", ".parquet")

_PART = 1 << 20
"""Characters of a JSON array that are read at once."""
_ROWS = 1_000
"""Rows of Parquet that are read at once: contexts may be long."""
_LARGEST = 1 << 26
"""Characters of the largest value; beyond them a file is no array of records."""
_SHOWN = 5


def corpus_files(corpus: Path) -> list[Path]:
    """Return the files that hold a corpus, in order: the file itself, or ``corpus.*`` or all ``corpus-*.parquet`` of a
    folder.

    Raises:
        UsageError: there is none, or the folder holds several corpora.
    """
    if corpus.is_dir():
        shards = sorted(corpus.glob("corpus-*.parquet"))
        single = [path for suffix in SUFFIXES if (path := corpus / f"corpus{suffix}").is_file()]
        if len(single) + bool(shards) == 1:
            return single or shards
        found = ", ".join(path.name for path in (*single, *shards[:1])) or "none of them"
        raise UsageError(
            f"{corpus}\n  got {found}; expected one corpus: corpus.json, corpus.jsonl, corpus.parquet, or shards "
            "corpus-*.parquet; name the file that is meant"
        )
    if not corpus.exists():
        raise UsageError(f"{corpus}\n  no such file; expected a corpus, or a folder that holds one")
    if corpus.suffix not in SUFFIXES:
        raise UsageError(
            f"{corpus}\n  got the ending {corpus.suffix or 'none'}; expected one of {', '.join(SUFFIXES)}"
        )
    return [corpus]


def read_records(corpus: Path | str, *, split: str | None = None) -> Iterator[Record]:
    """Yield the records of a file or a folder, or those of a split alone.

    Raises:
        UsageError: a path that names no corpus, or contents that are none: file, place, what was given and expected.
    """
    if split is not None and split not in get_args(Split):
        raise UsageError(f"--split: got {split!r}; expected one of {', '.join(get_args(Split))}")
    for path in corpus_files(Path(corpus)):
        rows = {".json": _array, ".jsonl": _lines, ".parquet": _parquet}[path.suffix](path)
        try:
            for place, row in rows:
                record = _record(place, row)
                if split is None or record.split == split:
                    yield record
        except OSError as error:
            raise UsageError(
                f"{path}\n  {error.strerror or error}; expected a corpus that can be read"
            ) from None
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{path}\n  got the byte {error.object[error.start]:#04x}; expected UTF-8"
            ) from None


def _array(path: Path) -> Iterator[tuple[str, Any]]:
    """Decode an array value by value: of the text, one part more than the longest value is held."""
    decoder = json.JSONDecoder(parse_constant=_refused)
    with path.open(encoding="utf-8") as file:
        text, at, number, opened = file.read(_PART).lstrip(), 1, 0, False
        if not text.startswith("["):
            raise UsageError(f"{path}\n  got {text[:20]!r}; expected an array of records, [{{…}}, …]")
        while True:
            while at < len(text) and text[at] in " \t\r\n":
                at += 1
            if text[at : at + 1] == "]":
                return
            if opened and text[at : at + 1] == ",":
                at, opened = at + 1, False
                continue
            place = f"{path}: record {number + 1}"
            try:
                if opened and at < len(text):
                    raise json.JSONDecodeError("expected , or ]", text, at)
                if at >= len(text):
                    raise json.JSONDecodeError("the array does not end", text, at)
                row, at = _decoded(decoder, text, at, place)
            except json.JSONDecodeError as error:
                more = file.read(_PART)
                if not more or len(text) - at > _LARGEST:
                    raise UsageError(f"{place}\n  {error.msg}; expected JSON") from None
                text, at = text[at:] + more, 0
                continue
            number, opened = number + 1, True
            yield place, row


def _decoded(decoder: json.JSONDecoder, text: str, at: int, place: str) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except RecursionError:
        raise UsageError(f"{place}\n  got JSON nested too deeply; expected a record") from None


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    decoder = json.JSONDecoder(parse_constant=_refused)
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            place = f"{path}:{number}"
            if line := line.strip():
                try:
                    row, end = _decoded(decoder, line, 0, place)
                    if end < len(line):
                        raise json.JSONDecodeError("something follows the record", line, end)
                except json.JSONDecodeError as error:
                    raise UsageError(f"{place}:{error.colno}\n  {error.msg}; expected JSON") from None
                yield place, row


def _refused(constant: str) -> Any:
    raise json.JSONDecodeError(f"{constant} is no number of JSON", constant, 0)


def _parquet(path: Path) -> Iterator[tuple[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path}: row {number}", _unpacked(row)
    except pa.ArrowException as error:
        reason = str(error).partition("\n")[0]
        raise UsageError(f"{path}\n  {reason}; expected Parquet with a row for each record") from None


def _unpacked(row: dict[str, Any]) -> Any:
    """A column of Parquet has one type; what has several, such as a value, stands there as JSON."""
    for column, parts in (("answer", ("value", "unit", "tolerance")), ("provenance", ("evidence",))):
        if isinstance(whole := row.get(column), dict):
            row[column] = {name: _json(part) if name in parts else part for name, part in whole.items()}
    row["derivation"] = _json(row.get("derivation"))
    return {name: value for name, value in row.items() if name != "derivation" or value is not None}


def _json(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _record(place: str, row: Any) -> Record:
    if not isinstance(row, dict):
        raise UsageError(f"{place}\n  got {_kind(row)}; expected a record, an object with input, context, …")
    try:
        return Record.model_validate(row)
    except ValidationError as error:
        raise UsageError("\n  ".join([place, *_problems(error)])) from None


def _problems(error: ValidationError) -> Iterable[str]:
    problems = error.errors(include_url=False)
    for problem in problems[:_SHOWN]:
        where = ".".join(["$", *map(str, problem["loc"])])
        yield f"{where}: {problem['msg'][:1].lower()}{problem['msg'][1:]}, got {_kind(problem['input'])}"
    if len(problems) > _SHOWN:
        yield f"and {len(problems) - _SHOWN} more"
    if any(problem["type"] == "missing" and problem["loc"] == ("answer",) for problem in problems):
        yield "a corpus that was exported has lost its papers; give the one that `shopfloor run` or `ask` made"


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "an array", str: "a text", bool: "a truth value", int: "a number"}
    kinds |= {float: "a number", type(None): "null"}
    text = repr(value)
    return f"{kinds.get(type(value), 'something else')}{f' ({text})' if len(text) <= 60 else ''}"
