"""Which machines have a name that the log does not know? Those that stand for overlaps, and for rows that name none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from shopfloor.intake.fitting import facts_of
from shopfloor.intake.visits import Basket

__all__ = ["MADE_UP", "made_up_in", "made_up_of"]

MADE_UP = "made_up_machines"
"""Where they stand among the facts of a log."""


def made_up_of(basket: Basket, machines: pd.Series) -> dict[str, str]:
    """Return machine -> what the log calls it, of those that share that name at a station because work on it overlaps, and
    "" of those that the log does not name; ``machines``: the machine of each row."""
    rows = basket.rows
    text = rows["machine"].astype(object) if "machine" in rows else pd.Series(None, rows.index, dtype=object)
    of = pd.DataFrame(
        {
            "machine": machines.astype(str).to_numpy(),
            "text": text.where(text.notna(), "").to_numpy(),
            "station": rows["activity"].astype(str).to_numpy(),
        }
    ).drop_duplicates()
    several = of.duplicated(["text", "station"], keep=False) | (of["text"] == "")
    kept = of[several].sort_values("machine")
    return dict(zip(kept["machine"], kept["text"].astype(str), strict=True))


def made_up_in(folder: Path) -> Mapping[str, str]:
    """Return what :func:`made_up_of` found in the log in a folder."""
    found: dict[str, str] = (facts_of(folder) or {}).get(MADE_UP, {})
    return found
