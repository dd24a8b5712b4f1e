"""How is a corpus written as one Parquet file? Its three texts, or all its columns, a group of rows at a time."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from shopfloor.contracts.record import Record
from shopfloor.export.columns import chunks, schema, table
from shopfloor.export.wishes import Wishes

__all__ = ["write"]


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write ``out``."""
    import pyarrow.parquet as pq

    with pq.ParquetWriter(out, schema(papers=wishes.papers), compression="zstd") as writer:
        for chunk in chunks(records):
            writer.write_table(table(chunk, papers=wishes.papers))
    return Counter()
