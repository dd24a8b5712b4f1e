"""How many pieces has a job? One number per case, beside the events of the log."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from shopfloor.intake.fitting import FACTS
from shopfloor.intake.visits import Basket

__all__ = ["QUANTITIES", "pieces_of", "quantities_in", "quantities_of"]

QUANTITIES = "quantities"
"""Where they stand among the facts of a log."""

_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,"}
_SPACES = re.compile(r"[\s'’]+")


def quantities_of(basket: Basket, jobs: pd.Series) -> dict[str, float]:
    """Return job -> pieces (above 0) where the log says it; what cannot be used is told, and the job kept without.

    Args:
        basket: rows in the order of time, with the texts in ``quantity``; the first of a case that can be read counts.
        jobs: the job of each row.
    """
    if "quantity" not in basket.rows:
        return {}
    rows = basket.rows
    column = rows["quantity"]
    readable = pieces_of([str(word) for word in column.cat.categories])
    codes = column.cat.codes.to_numpy()
    pieces = np.array([*readable, math.nan])[codes]
    basket.tell(codes < 0, "missing_quantity", "no quantity")
    unread = (codes >= 0) & np.isnan(pieces)
    basket.tell(unread, "unreadable_quantity", "the quantity is no number; it is left out")
    wrong = pieces <= 0
    basket.tell(wrong, "quantity_not_positive", "the quantity is not above 0; it is left out")
    known = pd.Series(np.where(wrong, math.nan, pieces), index=rows.index)
    first = known.groupby(rows["case"], observed=True).transform("first")
    other = (known.notna() & (known != first)).to_numpy()
    basket.tell(
        other, "other_quantity", "another quantity than an earlier row of the case has; the first counts"
    )
    of = pd.DataFrame({"job": jobs.astype(str).to_numpy(), "pieces": first.to_numpy()}).dropna()
    return {
        str(job): float(number) for job, number in of.drop_duplicates("job").sort_values("job").to_numpy()
    }


def pieces_of(texts: Sequence[str]) -> list[float]:
    """Return the numbers that texts of one column say; what is none is NaN.

    Of a point and a comma in one text, the last is the decimal one. A mark that parts groups of three digits wherever it
    stands parts thousands; any other is decimal.
    """
    plain = [_SPACES.sub("", text) for text in texts]
    parting = {
        mark
        for mark, grouped in _GROUPED.items()
        if (having := [text for text in plain if mark in text])
        and all(
            text.rfind(mark) < text.rfind("," if mark == "." else ".") or grouped.fullmatch(text)
            for text in having
        )
    }
    return [_number(text, parting) for text in plain]


def _number(text: str, parting: set[str]) -> float:
    for mark in parting:
        text = text.replace(mark, "")
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def quantities_in(folder: Path) -> Mapping[str, float]:
    """Return job -> pieces of the log in a folder; nothing where nobody said it."""
    path = folder / FACTS
    if not path.is_file():
        return {}
    found: dict[str, float] = json.loads(path.read_text(encoding="utf-8")).get(QUANTITIES, {})
    return found
