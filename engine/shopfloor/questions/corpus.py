"""What is a corpus? Records, the families they were asked by, and what could not be asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.errors import OutputError, UsageError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Corpus"]


@dataclass(frozen=True)
class Corpus:
    """Records in the order of a hash, so that any beginning is a fair sample.

    rejections    family -> reason -> how many questions were not asked for it
    shortfalls    family -> why fewer questions were asked than its share
    family_texts  ``role/family.yaml`` -> the text of the family's file
    """

    records: list[Record]
    families: list[Family]
    rejections: dict[str, dict[str, int]]
    shortfalls: dict[str, str]
    family_texts: dict[str, str]

    def __repr__(self) -> str:
        return f"<Corpus of {len(self.records)} records by {len(self.families)} families>"

    def to_pandas(self) -> pd.DataFrame:
        """Return a table with one row per record; the parts of ``answer`` and ``provenance`` are columns of
        their own (``answer_value``, ``provenance_replication``, ...)."""
        import pandas as pd

        return pd.DataFrame([_flat(record.model_dump()) for record in self.records])

    def save(self, path: Path | str) -> None:
        """Write the records to a file: ``.json`` (an array), ``.jsonl`` (a record a line) or ``.parquet``.

        In Parquet ``answer.value`` is JSON text, for a column has one type. The file appears when it is
        complete.

        Raises:
            UsageError: another ending.
            OutputError: the file could not be written; nothing is left under its name.
        """
        path = Path(path)
        writers = {".json": _write_json, ".jsonl": _write_jsonl, ".parquet": _write_parquet}
        if path.suffix not in writers:
            raise UsageError(
                f"{path}: got the ending {path.suffix or 'none'}; expected one of {', '.join(writers)}"
            )
        partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        try:
            writers[path.suffix](partial, self.records)
            partial.replace(path)
        except OSError as error:
            raise OutputError(
                f"{path}: could not be written: {error.strerror or error}; nothing was left there"
            ) from error
        finally:
            partial.unlink(missing_ok=True)


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
            stream.write(json.dumps(record.model_dump(), ensure_ascii=False, allow_nan=False) + "\n")


def _write_parquet(path: Path, records: Sequence[Record]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _parquet_schema()
    with pq.ParquetWriter(path, schema) as writer:
        for chunk in _chunks(records, 10_000):
            rows = [record.model_dump() for record in chunk]
            for row in rows:
                row["answer"]["value"] = json.dumps(
                    row["answer"]["value"], ensure_ascii=False, allow_nan=False
                )
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def _chunks(records: Sequence[Record], size: int) -> Iterator[Sequence[Record]]:
    return (records[i : i + size] for i in range(0, len(records), size))


def _parquet_schema() -> pa.Schema:
    import pyarrow as pa

    text = pa.string()
    answer = pa.struct([("value", text), ("unit", text), ("tolerance", pa.float64()), ("kind", text)])
    provenance = pa.struct(
        [
            ("scenario", text), ("seed", pa.int64()), ("replication", pa.int32()), ("window", text),
            ("events", pa.list_(pa.int64(), 2)), ("form", text),
        ]
    )  # fmt: skip
    types: dict[str, pa.DataType] = {"answerable": pa.bool_(), "answer": answer, "provenance": provenance}
    return pa.schema([(name, types.get(name, text)) for name in Record.model_fields])
