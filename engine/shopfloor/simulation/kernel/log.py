"""How do the kernel's rows become columns? Numbers become names, never through tuples.

The columns of a row group are those that the writer would make of the same rows: dictionaries hold the names in the
order in which they first appear in the group.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from shopfloor.eventlog.write import ROWS_PER_GROUP
from shopfloor.simulation.kernel.compiled import entrance
from shopfloor.simulation.kernel.lower import Lowered
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, ROW, Table
from shopfloor.simulation.kernel.words import COUNTED, KINDS
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["RowGroups"]

_IS_COUNTED = np.array([kind in COUNTED for kind in KINDS])
_KIND_NAMES = [kind.value for kind in KINDS]
_EXACT = 2**53
"""Up to here, whole numbers are exact as floats."""
_DIGITS = 19


class RowGroups:
    """Cuts the rows of a run into row groups, and hands each on as columns."""

    def __init__(self, write_group: Callable[[Sequence[pa.Array]], None]) -> None:
        self._write_group = write_group
        self._rows: Table = np.empty(ROWS_PER_GROUP, ROW)
        self._count = 0
        self._lowered: Lowered | None = None

    def take(self, lowered: Lowered, rows: Table) -> None:
        """Take in rows, and hand on the groups that are full."""
        self._lowered = lowered
        while len(rows):
            taken = rows[: ROWS_PER_GROUP - self._count]
            self._rows[self._count : self._count + len(taken)] = taken
            self._count += len(taken)
            rows = rows[len(taken) :]
            if self._count == ROWS_PER_GROUP:
                self.finish()

    def finish(self) -> None:
        """Hand on what is left."""
        if self._count:
            assert self._lowered is not None
            self._write_group(columns(self._lowered, self._rows[: self._count]))
            self._count = 0


def columns(lowered: Lowered, rows: Table) -> list[pa.Array]:
    """Return the columns of some rows, from the time on (see ``contracts.events``)."""
    cause = np.ascontiguousarray(rows["cause"])
    return [
        pa.array(np.ascontiguousarray(rows["time_us"])),
        _names(rows["kind"], _KIND_NAMES),
        _jobs(rows, lowered.products),
        _names(rows["product"], lowered.products),
        _names(rows["station"], lowered.stations),
        _names(rows["machine"], lowered.machines),
        _names(rows["person"], lowered.people),
        _names(rows["detail"], [*lowered.details, *lowered.cycles()]),
        _values(rows),
        pa.array(cause, mask=cause == NONE),
    ]


def _names(numbers: Table, names: Sequence[str]) -> pa.DictionaryArray:
    renumbered = np.empty(len(numbers), np.int32)
    order = np.empty(len(names), np.int32)
    count = _by_appearance(
        np.ascontiguousarray(numbers), renumbered, order, np.full(len(names), NONE, np.int32)
    )
    return pa.DictionaryArray.from_arrays(
        pa.array(renumbered, mask=renumbered == NONE),
        pa.array([names[number] for number in order[:count].tolist()], pa.string()),
    )


@entrance
def _by_appearance(numbers: Table, renumbered: Table, order: Table, known: Table) -> int:
    """Number the names anew, in the order in which they first appear; return how many there are."""
    count = 0
    for place in range(len(numbers)):
        number = numbers[place]
        if number < 0:
            renumbered[place] = NONE
            continue
        if known[number] == NONE:
            known[number] = count
            order[count] = number
            count += 1
        renumbered[place] = known[number]
    return count


def _values(rows: Table) -> pa.Array:
    values = np.ascontiguousarray(rows["value"])
    is_count = _IS_COUNTED[rows["kind"]]
    shown = np.where(is_count, values, values / TICKS_PER_SECOND)
    for place in np.flatnonzero((values > _EXACT) & ~is_count).tolist():
        # of so many years, the nearest float is that of the whole quotient
        shown[place] = int(values[place]) / TICKS_PER_SECOND
    return pa.array(shown, mask=values == NO_VALUE)


def _jobs(rows: Table, products: Sequence[str]) -> pa.Array:
    """The names of jobs, ``pump-17``, written digit by digit."""
    heads = [f"{product}-".encode() for product in products]
    text = np.frombuffer(b"".join(heads), np.uint8)
    ends = np.cumsum([len(head) for head in heads])
    longest = max(map(len, heads)) + _DIGITS
    offsets = np.zeros(len(rows) + 1, np.int32)
    letters = np.empty(len(rows) * longest, np.uint8)
    product = np.ascontiguousarray(rows["product"])
    length = _write_names(product, np.ascontiguousarray(rows["number"]), text, ends, offsets, letters)
    is_there = np.packbits(product != NONE, bitorder="little")
    missing = int(np.count_nonzero(product == NONE))
    return pa.StringArray.from_buffers(
        len(rows), pa.py_buffer(offsets), pa.py_buffer(letters[:length]), pa.py_buffer(is_there), missing
    )


@entrance
def _write_names(
    products: Table, numbers: Table, text: Table, ends: Table, offsets: Table, letters: Table
) -> int:
    """Write the name of each job behind the one before; return how many letters there are."""
    length = 0
    for place in range(len(products)):
        product = products[place]
        if product >= 0:
            for letter in range(ends[product - 1] if product else 0, ends[product]):
                letters[length] = text[letter]
                length += 1
            number, digits = numbers[place], 1
            while number >= 10**digits:
                digits += 1
            for digit in range(digits):
                letters[length + digits - 1 - digit] = 48 + number % 10
                number //= 10
            length += digits
        offsets[place + 1] = length
    return length
