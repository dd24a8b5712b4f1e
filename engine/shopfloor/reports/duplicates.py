"""How many records are copies of another, exactly or nearly (see ``likeness.copies``)?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.likeness import near_copies

__all__ = ["duplicates"]


def duplicates(records: Sequence[Record]) -> dict[str, Any]:
    """Return how many records have a copy before them, and how many pairs of near copies stand in two splits."""
    texts: dict[tuple[str, str], Record] = {}
    exact = across = 0
    for record in records:
        first = texts.setdefault((record.input, record.context), record)
        exact += first is not record
        across += first.split != record.split
    copies = near_copies(records)
    near_across = sum(
        any(records[twin].split != records[place].split for twin in twins) for place, twins in copies.items()
    )
    return {
        "records": len(records),
        "exact": exact,
        "exact_across_splits": across,
        "near": len(copies),
        "near_share": round(len(copies) / max(len(records), 1), 5),
        "near_across_splits": near_across,
    }
