"""How would one write rows to Parquet by hand? Columns from tuples, one table for each chunk."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["SCHEMA", "write_bare"]

_NAME = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        pa.field("replication", pa.int32(), nullable=False),
        pa.field("event", pa.int64(), nullable=False),
        pa.field("time_s", pa.float64(), nullable=False),
        pa.field("kind", _NAME, nullable=False),
        pa.field("job", pa.string()),
        *(pa.field(name, _NAME) for name in ("product", "station", "machine", "person", "detail")),
        pa.field("value", pa.float64()),
        pa.field("cause", pa.int64()),
    ]
)
"""The columns that shopfloor writes; a test compares them."""

_CHUNK = 65_536


def write_bare(path: Path, rows: list[tuple[Any, ...]], *, ticks_per_s: float = 1.0) -> None:
    """Write rows of (time, kind, job, product, station, machine, person, detail, value, cause)."""
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for first in range(0, len(rows), _CHUNK):
            chunk = rows[first : first + _CHUNK]
            times, *others = zip(*chunk, strict=True)
            columns = [
                pa.array([0] * len(chunk), pa.int32()),
                pa.array(range(first, first + len(chunk)), pa.int64()),
                pa.array([time / ticks_per_s for time in times], pa.float64()),
            ]
            for field, values in zip(list(SCHEMA)[3:], others, strict=True):
                if pa.types.is_dictionary(field.type):
                    columns.append(pa.array(values, pa.string()).dictionary_encode())
                else:
                    columns.append(pa.array(values, field.type))
            writer.write_table(pa.table(columns, schema=SCHEMA))
