"""What is a corpus? Records, the families they were asked by, and what could not be asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.errors import UsageError
from shopfloor.questions.lack import Shortfall
from shopfloor.staging import staged_file

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Asked", "Corpus", "Tally", "Told", "read_shard", "tally", "together", "write_shard"]

ROWS_AT_ONCE = 1_000
"""Records of a row group: a reader holds one group at a time, and contexts may be long."""

Tally = Mapping[str, Mapping[str, int]]
"""What is counted (``role``, ``skill``, …) -> its values -> how many records have each."""

_COUNTED = ("role", "skill", "family", "split")


@dataclass(frozen=True)
class Told:
    """What is to be known about the making of a corpus.

    rejections    family -> reason -> how many questions were not asked for it
    shortfalls    family (or another promise) -> what is missing of it, and why
    family_texts  ``role/family.yaml`` -> the text of the family's file
    """

    families: list[Family]
    rejections: dict[str, dict[str, int]]
    shortfalls: dict[str, Shortfall]
    family_texts: dict[str, str]


@dataclass(frozen=True)
class Asked:
    """A corpus that was written in shards as it was made: how many records were wanted, how many there are, their files in
    order, and how many of each kind they are."""

    told: Told
    questions: int
    records: int
    shards: Sequence[Path]
    tally: Tally


@dataclass(frozen=True)
class Corpus:
    """Records in the order of a hash, so that any beginning is a fair sample.

    questions     how many were wanted
    rejections    family -> reason -> how many questions were not asked for it
    shortfalls    family (or another promise) -> what is missing of it, and why
    family_texts  ``role/family.yaml`` -> the text of the family's file
    """

    records: list[Record]
    families: list[Family]
    rejections: dict[str, dict[str, int]]
    shortfalls: dict[str, Shortfall]
    family_texts: dict[str, str]
    questions: int = 0

    def __repr__(self) -> str:
        return f"<Corpus of {len(self.records)} records by {len(self.families)} families>"

    def to_pandas(self) -> pd.DataFrame:
        """Return a table with one row per record; the parts of ``answer``, ``provenance``, ``difficulty`` and ``size``
        are columns of their own (``answer_value``, ``provenance_replication``, ...)."""
        import pandas as pd

        return pd.DataFrame([_flat(record.model_dump()) for record in self.records])

    def save(self, path: Path | str) -> None:
        """Write the records to a file: ``.json`` (an array), ``.jsonl`` (a record a line) or ``.parquet``.

        A column of Parquet has one type, so the parts of ``answer``, ``provenance.evidence`` and ``derivation`` are JSON
        text there. The file appears when it is complete.

        Raises:
            UsageError: another ending.
            OutputError: the file could not be written; nothing is left under its name.
        """
        path = Path(path)
        writers = {".json": _write_json, ".jsonl": _write_jsonl, ".parquet": write_shard}
        if path.suffix not in writers:
            raise UsageError(
                f"{path}: got the ending {path.suffix or 'none'}; expected one of {', '.join(writers)}"
            )
        with staged_file(path, replace=True) as file:
            writers[path.suffix](file, self.records)


def tally(records: Iterable[Record]) -> dict[str, dict[str, int]]:
    """Count records by what they are."""
    found: dict[str, dict[str, int]] = {
        name: {} for name in (*_COUNTED, "form", "size", "level", "origin", "scenario", "answerable")
    }
    for record in records:
        values = {name: getattr(record, name) for name in _COUNTED} | {
            "form": record.provenance.form,
            "size": record.size.size,
            "level": str(record.difficulty.level),
            "origin": record.provenance.origin or "not told",
            "scenario": record.provenance.scenario,
            "answerable": "yes" if record.answerable else "no",
        }
        for name, value in values.items():
            found[name][value] = found[name].get(value, 0) + 1
    return found


def together(tallies: Iterable[Tally]) -> dict[str, dict[str, int]]:
    """Add up what was counted in several places."""
    found: dict[str, dict[str, int]] = {}
    for one in tallies:
        for name, counts in one.items():
            of = found.setdefault(name, {})
            for value, count in counts.items():
                of[value] = of.get(value, 0) + count
    return found


def write_shard(path: Path, records: Sequence[Record]) -> None:
    """Write records as Parquet, some thousand at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _parquet_schema()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for chunk in _chunks(records, ROWS_AT_ONCE):
            rows = [_packed(record) for record in chunk]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def read_shard(path: Path) -> list[Record]:
    """Read back what :func:`write_shard` wrote."""
    import pyarrow.parquet as pq

    return [Record.model_validate(_unpacked(row)) for row in pq.read_table(path).to_pylist()]


def _unpacked(row: dict[str, Any]) -> dict[str, Any]:
    answer, provenance = row["answer"], row["provenance"]
    for name in ("value", "unit", "tolerance"):
        answer[name] = None if answer[name] is None else json.loads(answer[name])
    provenance["evidence"] = json.loads(provenance["evidence"])
    row["derivation"] = json.loads(row["derivation"])
    return row


def _packed(record: Record) -> dict[str, Any]:
    """The record as a row: what has no single type stands there as JSON."""
    answer, provenance = {**vars(record.answer)}, {**vars(record.provenance)}
    for name in ("value", "unit", "tolerance"):
        answer[name] = None if answer[name] is None else _json(answer[name])
    provenance["evidence"] = _json(provenance["evidence"])
    return {
        **vars(record),
        "answer": answer,
        "provenance": provenance,
        "difficulty": vars(record.difficulty),
        "size": vars(record.size),
        "derivation": _json([vars(step) for step in record.derivation]),
    }


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{key}_{name}": part for name, part in value.items()}
        else:
            flat[key] = value
    return flat


def _write_json(path: Path, records: Sequence[Record]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        _array(stream, records)


def _array(stream: TextIO, records: Sequence[Record]) -> None:
    stream.write("[")
    for i, record in enumerate(records):
        text = json.dumps(record.model_dump(), ensure_ascii=False, allow_nan=False, indent=1)
        stream.write((",\n " if i else "\n ") + text.replace("\n", "\n "))
    stream.write("\n]\n")


def _write_jsonl(path: Path, records: Sequence[Record]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for record in records:
            stream.write(_json(record.model_dump()) + "\n")


def _chunks(records: Sequence[Record], size: int) -> Iterator[Sequence[Record]]:
    return (records[i : i + size] for i in range(0, len(records), size))


def _parquet_schema() -> pa.Schema:
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    answer = pa.struct([("value", text), ("unit", text), ("tolerance", text), ("kind", text)])
    provenance = pa.struct(
        [
            ("scenario", text), ("seed", whole), ("replication", pa.int32()), ("window", text),
            ("events", pa.list_(whole, 2)), ("form", text), ("evidence", text), ("focus", text),
            ("weight", pa.float64()), ("origin", text),
        ]
    )  # fmt: skip
    difficulty = pa.struct([(name, whole) for name in ("rows", "distractors", "hops", "operations", "level")])
    size = pa.struct(
        [("size", text), ("tokens", whole), ("pages", whole), ("page", whole), ("depth", pa.float64())]
    )
    types: dict[str, pa.DataType] = {
        "answerable": pa.bool_(), "answer": answer, "provenance": provenance, "difficulty": difficulty, "size": size,
    }  # fmt: skip
    return pa.schema([(name, types.get(name, text)) for name in Record.model_fields])
