"""Which jobs lost a row on the way in? What is left of them is not the way that they took."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from shopfloor.intake.fitting import facts_of
from shopfloor.intake.visits import Basket

__all__ = ["TORN", "torn_in", "torn_of"]

TORN = "torn_jobs"
"""Where they stand among the facts of a log."""


def torn_of(basket: Basket, jobs: pd.Series) -> list[str]:
    """Return the jobs of cases that lost work, sorted; ``jobs``: the job of each row."""
    if not basket.torn:
        return []
    return sorted(jobs[basket.rows["case"].isin(basket.torn)].astype(str).unique().tolist())


def torn_in(folder: Path) -> frozenset[str]:
    """Return the jobs of the log in a folder that lost work when it was taken in."""
    return frozenset((facts_of(folder) or {}).get(TORN, ()))
