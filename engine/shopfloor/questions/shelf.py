"""Where do tables wait until they are needed again? In memory, or in a folder when there are too many of them, or
when several processes work with them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

__all__ = ["Shelf"]


class Shelf:
    """Tables by name. With a folder each is a file of its own (Arrow's, so it is read without being copied)."""

    def __init__(self, home: Path, *, in_memory: bool = False) -> None:
        """``home``: a folder for whatever waits there."""
        self.home = home
        self.folder = None if in_memory else home
        self._tables: dict[str, pa.Table] = {}

    def put(self, name: str, table: pa.Table) -> None:
        """Keep a table, in place of one that had its name."""
        if self.folder is None:
            self._tables[name] = table
            return
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        # beside it first: the table may hold parts of the one that it replaces, which are not in memory
        beside = path.with_suffix(".new")
        with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        beside.replace(path)

    def has(self, name: str) -> bool:
        """Whether a table of this name was put there."""
        return name in self._tables if self.folder is None else self._path(name).exists()

    def get(self, name: str) -> pa.Table:
        """Return a table that was put there."""
        if self.folder is None:
            return self._tables[name]
        with pa.memory_map(str(self._path(name)), "rb") as source:
            return pa.ipc.open_file(source).read_all()

    def _path(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{name}.arrow"
