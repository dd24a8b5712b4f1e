"""What is a thing called from now on? Texts of a table are replaced by others; several may become one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["renamed", "renaming"]


def renamed(column: pd.Series, name_of: Callable[[str], str]) -> Any:
    """Return a column of categories with other texts; what was missing stays so. The categories are sorted anew."""
    old = column.cat
    wanted = [name_of(str(text)) for text in old.categories]
    kept = {name: number for number, name in enumerate(sorted(set(wanted)))}
    numbers = np.array([*(kept[name] for name in wanted), -1], np.int64)
    return pd.Categorical.from_codes(
        numbers[old.codes.to_numpy()], categories=pd.Index(list(kept), dtype=str)
    )


def renaming(table: pd.DataFrame, names: Mapping[str, Callable[[str], str]]) -> pd.DataFrame:
    """Return a table with the texts of some columns (those that it has) replaced."""
    changed = {
        name: renamed(table[name], name_of)
        for name, name_of in names.items()
        if name in table and isinstance(table[name].dtype, pd.CategoricalDtype)
    }
    return table.assign(**changed) if changed else table
