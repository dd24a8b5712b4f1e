"""What if there is no compiler? The same functions run in Python, slowly, and every row of every table is checked.

That is how tests find a row that does not exist, which compiled code would read or write all the same.
"""

from __future__ import annotations

from operator import index
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from shopfloor.simulation.kernel.records import Plant, Table
from shopfloor.simulation.kernel.tables import Directory

__all__ = ["advertise", "checked_plant_at"]

_DIRECTORIES: WeakValueDictionary[int, Directory] = WeakValueDictionary()


def advertise(directory: Directory) -> None:
    """Let a directory be found by its address, as long as somebody keeps it."""
    _DIRECTORIES[directory.address] = directory


def checked_plant_at(address: int) -> Plant:
    """Return the plant whose directory lies at an address."""
    return _CheckedPlant(_DIRECTORIES[address])  # type: ignore[return-value]


class _CheckedPlant:
    """Finds its tables anew whenever they lie elsewhere."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._known: dict[str, tuple[Table, _CheckedTable]] = {}

    def __getattr__(self, name: str) -> _CheckedTable:
        table = getattr(self._directory.plant, name)
        known = self._known.get(name)
        if known is None or known[0] is not table:
            known = self._known[name] = table, _CheckedTable(name, table)
        return known[1]


class _CheckedTable:
    """A table whose records have attributes."""

    def __init__(self, name: str, table: Table) -> None:
        self._name = name
        self._table = table.view(np.recarray) if table.dtype.names else table

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, place: Any) -> Any:
        return self._table[self._checked(place)]

    def __setitem__(self, place: Any, value: Any) -> None:
        self._table[self._checked(place)] = value

    def _checked(self, place: Any) -> tuple[int, ...]:
        numbers = tuple(map(index, place if isinstance(place, tuple) else (place,)))
        if len(numbers) != self._table.ndim or not all(
            0 <= number < length for number, length in zip(numbers, self._table.shape, strict=True)
        ):
            raise IndexError(f"{self._name}: got the row {numbers}; expected one below {self._table.shape}")
        return numbers
