"""How do the kernel's rows become columns? Numbers become names, never through tuples.

The columns of a row group are those that the writer would make of the same rows: dictionaries hold the names in the
order in which they first appear in the group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shopfloor.simulation.kernel.compiled import entrance
from shopfloor.simulation.kernel.records import LOG, NAMED, NO_VALUE, NONE, Table
from shopfloor.simulation.kernel.words import COUNTED, KINDS, MEASURED
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["Chunk", "Names", "columns", "log_columns"]

_IS_COUNTED = np.array([kind in COUNTED for kind in KINDS])
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
    """Rows of a log, by column (see ``records.LOG``), those whose detail is a job (``records.NAMED``), and the names in
    them."""

    rows: Mapping[str, Table]
    named: Table
    names: Names

    def __len__(self) -> int:
        return len(self.rows["kind"])


def log_columns(rows: int) -> dict[str, Table]:
    """Return empty columns of a log, under their names in ``Plant``."""
    named: dict[str, Table] = {f"log_{name}": np.zeros(rows, kind) for name, kind in LOG.items()}
    return named | {
        "log_measure": named["log_value"].view(np.float64),
        "log_named": np.zeros(rows, NAMED),
    }


def columns(chunk: Chunk) -> list[pa.Array]:
    """Return the columns of some rows as Arrow's arrays, from the time on (see ``contracts.events``)."""
    rows, names = chunk.rows, chunk.names
    return [
        _array(pa.int64(), len(chunk), rows["time_us"]),
        _names(rows["kind"], _KIND_NAMES),
        _jobs(rows, names.products),
        _names(rows["product"], names.products),
        _names(rows["station"], names.stations),
        _names(rows["machine"], names.machines),
        _names(rows["person"], names.people),
        _details(chunk),
        _values(rows),
        _causes(rows["cause"]),
    ]


def _details(chunk: Chunk) -> pa.DictionaryArray:
    """The details; that of some rows is the name of a job, which stands behind all others."""
    names, named = chunk.names, chunk.named
    if not len(named):
        return _names(chunk.rows["detail"], names.details)
    jobs = np.stack((named["product"], named["number"]))
    known, numbers = np.unique(jobs, axis=1, return_inverse=True)
    details = chunk.rows["detail"].copy()
    details[named["row"]] = len(names.details) + numbers.reshape(-1)
    texts = [f"{names.products[product]}-{number}" for product, number in known.T.tolist()]
    return _names(details, [*names.details, *texts])


def _names(numbers: Table, names: Sequence[str]) -> pa.DictionaryArray:
    rows = len(numbers)
    renumbered = np.empty(rows, np.int32)
    is_there = np.zeros(_bytes_of_bits(rows), np.uint8)
    order = np.empty(len(names), np.int32)
    count, missing = _by_appearance(numbers, renumbered, is_there, order, np.full(len(names), NONE, np.int32))
    return pa.DictionaryArray.from_arrays(
        _array(pa.int32(), rows, renumbered, is_there=is_there, missing=missing),
        _texts([names[number] for number in order[:count].tolist()]),
    )


def _texts(texts: Sequence[str]) -> pa.Array:
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return _array(pa.string(), len(texts), offsets, b"".join(encoded))


@entrance
def _by_appearance(
    numbers: Table, renumbered: Table, is_there: Table, order: Table, known: Table
) -> tuple[int, int]:
    """Number the names anew, in the order in which they first appear; return how many there are, and how many rows have
    none."""
    count = missing = 0
    for place in range(len(numbers)):
        number = numbers[place]
        if number < 0:
            renumbered[place] = 0
            missing += 1
            continue
        if known[number] == NONE:
            known[number] = count
            order[count] = number
            count += 1
        renumbered[place] = known[number]
        is_there[place >> 3] |= 1 << (place & 7)
    return count, missing


def _array(
    kind: pa.DataType, rows: int, *parts: Table | bytes, is_there: Table | None = None, missing: int = 0
) -> pa.Array:
    """Return an array of Arrow's around the memory that it is given; ``pa.array`` would import pandas first, which takes as
    long as Numba."""
    validity = pa.py_buffer(is_there) if missing else None
    return pa.Array.from_buffers(kind, rows, [validity, *map(pa.py_buffer, parts)], missing)


def _bytes_of_bits(bits: int) -> int:
    return (bits + 7) // 8


def _values(rows: Mapping[str, Table]) -> pa.Array:
    count = len(rows["value"])
    shown = np.empty(count, np.float64)
    is_there = np.zeros(_bytes_of_bits(count), np.uint8)
    missing, large = _show(rows["kind"], rows["value"], rows["measure"], _IS_COUNTED, shown, is_there)
    if large:
        for place in np.flatnonzero((rows["value"] > _EXACT) & ~_IS_COUNTED[rows["kind"]]).tolist():
            if rows["kind"][place] != MEASURED:
                # of so many years, the nearest float is that of the whole quotient
                shown[place] = int(rows["value"][place]) / TICKS_PER_SECOND
    return _array(pa.float64(), count, shown, is_there=is_there, missing=missing)


@entrance
def _show(
    kinds: Table, values: Table, measures: Table, is_counted: Table, shown: Table, is_there: Table
) -> tuple[int, int]:
    """Turn microseconds into seconds; return how many rows have no value, and how many may have too large a one."""
    missing = large = 0
    for place in range(len(values)):
        value, kind = values[place], kinds[place]
        if value == NO_VALUE:
            shown[place] = 0.0
            missing += 1
            continue
        is_there[place >> 3] |= 1 << (place & 7)
        if kind == MEASURED:
            shown[place] = measures[place]
        elif is_counted[kind]:
            shown[place] = value
        else:
            shown[place] = value / TICKS_PER_SECOND
            large += value > _EXACT
    return missing, large


def _causes(causes: Table) -> pa.Array:
    is_there = np.zeros(_bytes_of_bits(len(causes)), np.uint8)
    missing = _find(causes, is_there)
    return _array(pa.int64(), len(causes), causes, is_there=is_there, missing=missing)


@entrance
def _find(numbers: Table, is_there: Table) -> int:
    """Mark the numbers that are there; return how many are not."""
    missing = 0
    for place in range(len(numbers)):
        if numbers[place] == NONE:
            missing += 1
        else:
            is_there[place >> 3] |= 1 << (place & 7)
    return missing


def _jobs(rows: Mapping[str, Table], products: Sequence[str]) -> pa.Array:
    """The names of jobs, ``pump-17``, written digit by digit."""
    heads = [f"{product}-".encode() for product in products]
    text = np.frombuffer(b"".join(heads), np.uint8)
    ends = np.cumsum([len(head) for head in heads])
    product = rows["product"]
    count = len(product)
    offsets = np.zeros(count + 1, np.int32)
    letters = np.empty(count * (max(map(len, heads)) + _DIGITS), np.uint8)
    is_there = np.zeros(_bytes_of_bits(count), np.uint8)
    length, missing = _write_names(product, rows["number"], text, ends, offsets, letters, is_there)
    return _array(pa.string(), count, offsets, letters[:length], is_there=is_there, missing=missing)


@entrance
def _write_names(
    products: Table, numbers: Table, text: Table, ends: Table, offsets: Table, letters: Table, is_there: Table
) -> tuple[int, int]:
    """Write the name of each job behind the one before; return how many letters there are, and how many rows have no
    job."""
    length = missing = 0
    for place in range(len(products)):
        product, number = products[place], numbers[place]
        if product < 0:
            missing += 1
        elif place and product == products[place - 1] and number == numbers[place - 1]:
            # rows about the same job often follow each other
            for letter in range(offsets[place - 1], offsets[place]):
                letters[length] = letters[letter]
                length += 1
            is_there[place >> 3] |= 1 << (place & 7)
        else:
            for letter in range(ends[product - 1] if product else 0, ends[product]):
                letters[length] = text[letter]
                length += 1
            end, rest = length + 1, number // 10
            while rest:
                end += 1
                rest //= 10
            for letter in range(end - 1, length - 1, -1):
                letters[letter] = 48 + number % 10
                number //= 10
            length = end
            is_there[place >> 3] |= 1 << (place & 7)
        offsets[place + 1] = length
    return length, missing
