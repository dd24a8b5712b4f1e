"""What does every format come down to? Named columns of texts or times, and the number of each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shopfloor.intake.findings import Finding

__all__ = ["LARGEST_BYTES", "Choose", "Source"]

Choose = Callable[[Sequence[str], Mapping[str, str], str], dict[str, str]]
"""``choose(header, defaults, hint)`` gives role -> column, or says which columns are not there."""

LARGEST_BYTES = 8 * 2**30
"""What a log may hold when it is unpacked; a file that holds more in a small archive is not a log."""


@dataclass(frozen=True)
class Source:
    """What was read of a file.

    columns   role -> texts (null: nothing there), or times as Parquet has them
    numbers   the number of each row in the file, ascending
    rows      how many rows the file has, those set aside included
    noun      what a row is called in this format: line, row, event
    read_as   how the file was read, for the report
    """

    file: str
    columns: Mapping[str, pa.ChunkedArray]
    numbers: npt.NDArray[np.int64]
    rows: int
    noun: str
    read_as: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[str, ...] = field(default=())
