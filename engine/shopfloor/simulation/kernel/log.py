"""How do the kernel's rows become columns? Numbers become names, never through tuples.

The columns of a row group are those that the writer would make of the same rows: dictionaries hold the names in the
order in which they first appear in the group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.kernel.compiled import entrance
from shopfloor.simulation.kernel.records import LOG, NO_VALUE, NONE, Table
from shopfloor.simulation.kernel.words import COUNTED, KINDS, MEASURED
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["Chunk", "Names", "columns", "log_columns"]

_IS_COUNTED = np.array([kind in COUNTED for kind in KINDS])
_IS_ABOUT_A_JOB = np.array([kind in (EventKind.JOB_RELEASED, EventKind.ASSEMBLED) for kind in KINDS])
"""Kinds whose detail may be the name of a job."""
_KIND_NAMES = [kind.value for kind in KINDS]
_EXACT = 2**53
"""Up to here, whole numbers are exact as floats."""
_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers of a log stand for."""

    products: Sequence[str]
    stations: Sequence[str]
    machines: Sequence[str]
    people: Sequence[str]
    details: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of a log, by column (see ``records.LOG``), and the names in them."""

    rows: Mapping[str, Table]
    names: Names

    def __len__(self) -> int:
        return len(self.rows["kind"])


def log_columns(rows: int) -> dict[str, Table]:
    """Return empty columns of a log, under their names in ``Plant``."""
    named: dict[str, Table] = {f"log_{name}": np.zeros(rows, kind) for name, kind in LOG.items()}
    return named | {"log_measure": named["log_value"].view(np.float64)}


def columns(chunk: Chunk) -> list[pa.Array]:
    """Return the columns of some rows as Arrow's arrays, from the time on (see ``contracts.events``)."""
    rows, names = chunk.rows, chunk.names
    return [
        pa.array(rows["time_us"]),
        _names(rows["kind"], _KIND_NAMES),
        _jobs(rows, names.products),
        _names(rows["product"], names.products),
        _names(rows["station"], names.stations),
        _names(rows["machine"], names.machines),
        _names(rows["person"], names.people),
        _details(rows, names),
        _values(rows),
        pa.array(rows["cause"], mask=rows["cause"] == NONE),
    ]


def _details(rows: Mapping[str, Table], names: Names) -> pa.DictionaryArray:
    """The details; that of some rows is the name of a job, which stands behind all others."""
    others = np.flatnonzero(_IS_ABOUT_A_JOB[rows["kind"]] & (rows["detail_product"] != NONE))
    if not len(others):
        return _names(rows["detail"], names.details)
    jobs = np.stack((rows["detail_product"][others], rows["detail_number"][others]))
    known, numbers = np.unique(jobs, axis=1, return_inverse=True)
    details = rows["detail"].astype(np.int32)
    details[others] = len(names.details) + numbers.reshape(-1)
    texts = [f"{names.products[product]}-{number}" for product, number in known.T.tolist()]
    return _names(details, [*names.details, *texts])


def _names(numbers: Table, names: Sequence[str]) -> pa.DictionaryArray:
    renumbered = np.empty(len(numbers), np.int32)
    order = np.empty(len(names), np.int32)
    count = _by_appearance(numbers, renumbered, order, np.full(len(names), NONE, np.int32))
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


def _values(rows: Mapping[str, Table]) -> pa.Array:
    values = rows["value"]
    is_count = _IS_COUNTED[rows["kind"]]
    shown = np.where(is_count, values, values / TICKS_PER_SECOND)
    for place in np.flatnonzero((values > _EXACT) & ~is_count).tolist():
        # of so many years, the nearest float is that of the whole quotient
        shown[place] = int(values[place]) / TICKS_PER_SECOND
    shown = np.where(rows["kind"] == MEASURED, rows["measure"], shown)
    return pa.array(shown, mask=values == NO_VALUE)


def _jobs(rows: Mapping[str, Table], products: Sequence[str]) -> pa.Array:
    """The names of jobs, ``pump-17``, written digit by digit."""
    heads = [f"{product}-".encode() for product in products]
    text = np.frombuffer(b"".join(heads), np.uint8)
    ends = np.cumsum([len(head) for head in heads])
    longest = max(map(len, heads)) + _DIGITS
    product = rows["product"]
    offsets = np.zeros(len(product) + 1, np.int32)
    letters = np.empty(len(product) * longest, np.uint8)
    length = _write_names(product, rows["number"], text, ends, offsets, letters)
    is_there = np.packbits(product != NONE, bitorder="little")
    missing = int(np.count_nonzero(product == NONE))
    return pa.StringArray.from_buffers(
        len(product), pa.py_buffer(offsets), pa.py_buffer(letters[:length]), pa.py_buffer(is_there), missing
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
