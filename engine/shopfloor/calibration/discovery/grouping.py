"""Which rows belong together? Positions by the value of one or several columns, in the order of the values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["codes_of", "groups", "positions"]

Ints = NDArray[np.int64]


def codes_of(*columns: Any) -> Ints:
    """Return a number for each row, the same where all columns are the same, in the order of their values; -1 where one is
    missing."""
    codes = np.zeros(len(columns[0]), np.int64)
    missing = np.zeros(len(codes), np.bool_)
    for column in columns:
        if isinstance(column, pd.Series) and isinstance(column.dtype, pd.CategoricalDtype):
            of, many = column.cat.codes.to_numpy().astype(np.int64), len(column.cat.categories)
        else:
            of, values = pd.factorize(np.asarray(column), sort=True)
            of, many = of.astype(np.int64), len(values)
        missing |= of < 0
        codes = codes * max(many, 1) + of
        codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)  # stays small however many columns
    codes[missing] = -1
    return codes


def groups(codes: Ints) -> Iterator[Ints]:
    """Yield the positions of each code, in the order of the codes; those of -1 are left out."""
    order = np.argsort(codes, kind="stable")
    order = order[int(np.searchsorted(codes[order], 0)) :]
    if len(order):
        yield from np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)


def positions(column: pd.Series) -> dict[str, Ints]:
    """Return where each text of a column stands, texts in order."""
    codes = column.cat.codes.to_numpy().astype(np.int64)
    names = list(column.cat.categories)
    return dict(sorted((str(names[int(codes[rows[0]])]), rows) for rows in groups(codes)))
