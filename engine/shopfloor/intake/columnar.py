"""How is a Parquet file read? The columns asked for, with the types that they have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from shopfloor.errors import UsageError
from shopfloor.intake.source import Choose, Source

__all__ = ["read"]


def read(path: Path, file: str, choose: Choose) -> Source:
    """Read a Parquet file; rows are counted from 1.

    Raises:
        UsageError: no readable Parquet, no rows, without the columns asked for, or of types that say nothing.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as parquet:
            columns = choose(parquet.schema_arrow.names, {}, "")
            table = parquet.read(columns=list(dict.fromkeys(columns.values())))
    except (OSError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]
        raise UsageError(f"{file}: is no readable Parquet file: {reason}; try to write it again") from None
    if not table.num_rows:
        raise UsageError(f"{file}: has no rows; expected a log with at least one row")
    return Source(
        file=file,
        columns={role: _plain(table.column(name), name, file) for role, name in columns.items()},
        numbers=np.arange(1, table.num_rows + 1, dtype=np.int64),
        rows=table.num_rows,
        noun="row",
        read_as={"format": "Parquet"},
    )


def _plain(column: pa.ChunkedArray, name: str, file: str) -> pa.ChunkedArray:
    """Times stay times (in µs); everything else becomes text, as it would stand in a CSV."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_date(kind):
        return column.cast(pa.timestamp("us"))
    try:
        return column.cast(pa.string())
    except pa.ArrowException:
        raise UsageError(
            f'{file}: column "{name}" is of type {kind}; expected texts, numbers or times'
        ) from None
