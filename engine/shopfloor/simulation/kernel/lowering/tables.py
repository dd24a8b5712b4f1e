"""How does a table begin? With nothing in it, and room for what will come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shopfloor.simulation.kernel.records import Table

__all__ = ["filled", "power_of_two", "set_zero"]


def filled(count: int, record: np.dtype[np.void], value: int) -> Table:
    """Return a table of so many records, each of whose fields has this value."""
    table: Table = np.zeros(count, record)
    for name in record.names or ():
        table[name] = value
    return table


def set_zero(table: Table, fields: Sequence[str]) -> None:
    """Let these fields of all records begin at 0."""
    for name in fields:
        table[name] = 0


def power_of_two(least: int) -> int:
    """Return the first power of two that is not less."""
    return 1 << (least - 1).bit_length()
