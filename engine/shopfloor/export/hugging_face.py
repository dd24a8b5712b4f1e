"""How does a corpus become a folder that ``datasets.load_dataset`` loads, with its splits?

``data/<split>-00000-of-00001.parquet`` and so on, and the card, whose head says which files belong to which split.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.export.card import card
from shopfloor.export.columns import chunks, schema, table
from shopfloor.export.tally import Tally
from shopfloor.export.wishes import Wishes

__all__ = ["write"]

SHARD = 256 * 2**20
"""Characters of context in one file."""


def write(records: Iterable[Record], out: Path, wishes: Wishes) -> Counter[str]:
    """Write the folder ``out``, which is there and empty."""
    tally = Tally()
    shards: dict[str, _Shards] = {}
    (out / "data").mkdir()
    try:
        for chunk in chunks(tally.counting(records)):
            for split in sorted({record.split for record in chunk}):
                shard = shards.setdefault(split, _Shards(out / "data", split))
                shard.add([record for record in chunk if record.split == split])
    finally:
        for shard in shards.values():
            shard.close()
    for shard in shards.values():
        shard.rename()
    files = {split: f"data/{split}-*" for split in tally.splits}
    (out / "README.md").write_text(card(tally, wishes, files), encoding="utf-8", newline="\n")
    return Counter()


class _Shards:
    """The files of one split, one after the other; how many there are is known at the end."""

    def __init__(self, folder: Path, split: str) -> None:
        self._folder, self._split = folder, split
        self._writer: Any = None
        self._number, self._characters = 0, 0

    def add(self, records: list[Record]) -> None:
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path(self._number), schema(), compression="zstd")
            self._number += 1
        self._writer.write_table(table(records))
        self._characters += sum(len(record.context) for record in records)
        if self._characters >= SHARD:
            self.close()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer, self._characters = None, 0

    def rename(self) -> None:
        for number in range(self._number):
            whole = f"{self._split}-{number:05d}-of-{self._number:05d}.parquet"
            self._path(number).replace(self._folder / whole)

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._split}-{number:05d}.parquet"
