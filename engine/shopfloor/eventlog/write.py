"""How do events get onto the disk? As Parquet, by row groups, under a temporary name until all is well.

Memory does not grow with the run: rows wait in columns until a row group is full. Turning rows into columns
is the costly part; it is done a few hundred rows at a time, because a transposition that stays in the
processor's cache was measured three times faster than one of a whole row group.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from shopfloor.contracts.events import EVENT_SCHEMA
from shopfloor.errors import OutputError, UsageError
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["ROWS_PER_GROUP", "EventWriter", "Row", "remove_partial"]

Row = tuple[
    int,  # time in µs from the start
    str,  # kind
    str | None,  # job
    str | None,  # product
    str | None,  # station
    str | None,  # machine
    str | None,  # person
    str | None,  # detail
    float | None,  # value
    int | None,  # cause
]
"""What happened: the columns of ``EVENT_SCHEMA`` but for replication and event, which the writer adds."""

ROWS_PER_GROUP = 65_536
_STRIDE = 512  # rows transposed at once
_TIME_US = pa.field("time_us", pa.int64(), nullable=False)
_GIVEN = [_TIME_US, *list(EVENT_SCHEMA)[3:]]

# Numbers that hardly repeat are stored by their differences or byte by byte: smaller, and faster to write. Times repeat,
# and as they are they compress to a third of what is left when their bytes are split.
_ENCODINGS = {
    "event": "DELTA_BINARY_PACKED",
    "time_s": "PLAIN",
    "value": "BYTE_STREAM_SPLIT",
    "cause": "BYTE_STREAM_SPLIT",
}
_BOUNDED = ["replication", "event", "time_s"]
"""Columns with their least and greatest value in each row group; to find those of names took a third of the writing."""


def remove_partial(path: Path) -> None:
    """Remove what a writer of this file has left that was killed; nobody else may be writing it."""
    for partial in path.parent.glob(f".{path.name}.*.partial"):
        partial.unlink(missing_ok=True)


class EventWriter:
    """Writes the events of one replication: ``with EventWriter(path, 0) as writer: writer.write(rows)``.

    Events are numbered from 0 in the order of writing. The file appears under ``path`` when the block is left
    without an exception, and not at all otherwise. The same rows give the same bytes, however they are cut
    into calls.

    Raises:
        OutputError: the file cannot be written (read-only folder, full disk).
        UsageError: a row of another shape, or a call outside of the ``with`` block.
    """

    def __init__(self, path: Path, replication: int) -> None:
        self.path = Path(path)
        self.replication = replication
        self._partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.partial")
        self._columns: list[list[Any]] = [[] for _ in _GIVEN]
        self._count = 0
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(
                self._partial,
                EVENT_SCHEMA,
                compression="zstd",
                use_dictionary=[name for name in EVENT_SCHEMA.names if name not in _ENCODINGS],
                column_encoding=_ENCODINGS,
                write_statistics=_BOUNDED,
                write_batch_size=ROWS_PER_GROUP,
            )
        except OSError as error:
            self._discard()
            raise self._failure(error) from error
        return self

    def write(self, rows: Sequence[Row]) -> None:
        """Append ``rows``, in the order of happening."""
        if self._writer is None:
            raise UsageError(
                f"{self.path}: write() outside of its block; "
                "expected: with EventWriter(path, replication) as writer: ..."
            )
        for first in range(0, len(rows), _STRIDE):
            self._take(rows[first : first + _STRIDE])
            if len(self._columns[0]) >= ROWS_PER_GROUP:
                self._write_rows()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None or self._writer is None:
            self._discard()
            return
        try:
            if self._columns[0]:
                self._write_rows()
            self._writer.close()
            os.replace(self._partial, self.path)
        except OSError as failure:
            raise self._failure(failure) from failure
        finally:
            self._discard()

    def _take(self, rows: Sequence[Row]) -> None:
        try:
            for column, values in zip(self._columns, zip(*rows, strict=True), strict=True):
                column.extend(values)
        except (TypeError, ValueError) as error:
            self._discard()
            raise UsageError(
                f"{self.path}: a row of another shape: {error}; "
                f"expected tuples of {len(_GIVEN)}: {', '.join(field.name for field in _GIVEN)}"
            ) from error

    def write_group(self, columns: Sequence[pa.Array]) -> None:
        """Append a row group at once: the columns of a row as arrays, names as dictionaries in the order in which they
        first appear. Every group but the last has ``ROWS_PER_GROUP`` rows; the bytes are those of :meth:`write`."""
        if self._writer is None:
            raise UsageError(f"{self.path}: write_group() outside of its block")
        time_us, *others = columns
        rows = len(time_us)
        # its own to_numpy() would import pandas
        us: NDArray[Any] = np.from_dlpack(time_us)
        group = pa.RecordBatch.from_arrays(
            [
                _column(pa.int32(), np.full(rows, self.replication, dtype=np.int32)),
                _column(pa.int64(), np.arange(self._count, self._count + rows, dtype=np.int64)),
                _column(pa.float64(), us / TICKS_PER_SECOND),
                *others,
            ],
            schema=EVENT_SCHEMA,
        )
        self._count += rows
        try:
            self._writer.write_batch(group)
        except OSError as failure:
            self._discard()
            raise self._failure(failure) from failure

    def _write_rows(self) -> None:
        """Write the first rows that wait, up to a full row group."""
        arrays = []
        for field, column in zip(_GIVEN, self._columns, strict=True):
            arrays.append(self._array(field, column[:ROWS_PER_GROUP]))
            del column[:ROWS_PER_GROUP]
        self.write_group(arrays)

    def _array(self, field: pa.Field, values: list[Any]) -> pa.Array:
        encoded = pa.types.is_dictionary(field.type)
        try:
            if pa.types.is_integer(field.type):  # given a type, Arrow would cut fractions off without a word
                array = pa.array(values).cast(field.type)
            else:
                array = pa.array(values, field.type.value_type if encoded else field.type)
        except (pa.ArrowException, TypeError, OverflowError) as error:
            self._discard()
            raise UsageError(
                f"{self.path}: column {field.name} of the rows: {error}; expected {field.type}"
            ) from error
        if array.null_count and not field.nullable:
            self._discard()
            raise UsageError(f"{self.path}: column {field.name} of the rows: got None; expected {field.type}")
        return array.dictionary_encode() if encoded else array

    def _discard(self) -> None:
        """Forget what was written; harmless when the file has its final name already."""
        writer, self._writer = self._writer, None
        with suppress(OSError):  # the disk is full, say: whoever called has that error already
            if writer is not None:
                writer.close()
        with suppress(OSError):  # it never came to be, or it cannot be removed either
            self._partial.unlink()

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self.path}: cannot write the event log: {error.strerror or error}; "
            "free some space, make the folder writable, or choose another folder to write to (--out)"
        )


def _column(kind: pa.DataType, numbers: NDArray[Any]) -> pa.Array:
    """Return a column without gaps; ``pa.array`` would import pandas first, which takes longer than to write a short log."""
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(numbers)])
