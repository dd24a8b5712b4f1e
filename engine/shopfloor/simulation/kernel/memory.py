"""Where do the tables of a large plant lie? Side by side, in pages as large as the system has.

Whoever goes from table to table in pages of 4 kB looks up a page for nearly every record; that took as long as to bring the
record itself.
"""

from __future__ import annotations

import mmap
from contextlib import suppress

import numpy as np

from shopfloor.simulation.kernel.records import LINE, Plant, Table

__all__ = ["side_by_side"]

_LARGE_PAGE = 1 << 21
_SMALL = 1 << 20
"""Tables of so many bytes in all stay near the processor wherever they lie."""


def side_by_side(plant: Plant) -> Plant:
    """Return the plant with its tables in one piece of memory, each at the beginning of a line of the cache. The columns of
    the log, which are filled from end to end, stay where they are."""
    tables = {name: table for name, table in plant._asdict().items() if not name.startswith("log_")}
    ends = np.cumsum([0, *(-(-table.nbytes // LINE) * LINE for table in tables.values())])
    if ends[-1] < _SMALL:
        return plant
    memory = _zeros(int(ends[-1]))
    for end, (name, table) in zip(ends[:-1], tables.items(), strict=True):
        there = memory[end : end + table.nbytes].view(table.dtype).reshape(table.shape)
        # of the draws there are none yet, and what is not touched takes no memory
        if name != "draws":
            there[...] = table
        tables[name] = there
    return plant._replace(**tables)


def _zeros(size: int) -> Table:
    """Return so many bytes, at the beginning of a large page."""
    memory = mmap.mmap(-1, size + _LARGE_PAGE)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        # a system may have been built without them
        with suppress(OSError):
            memory.madvise(mmap.MADV_HUGEPAGE)
    whole = np.frombuffer(memory, np.uint8)
    begin = -whole.ctypes.data % _LARGE_PAGE
    return whole[begin : begin + size]
