"""Does a test record show what a training record showed (see ``likeness.seen``)?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.likeness import DIRTY, Paper, shares_seen

__all__ = ["overlap"]


def overlap(records: Sequence[Record], paper: Paper) -> dict[str, Any]:
    """Return, for 8 and 13 words, how much of the test and validation records stands in the training split."""
    trained = {record.context for record in records if record.split == "train"}
    held = [record for record in records if record.split != "train"]
    told: dict[str, Any] = {"train": len(records) - len(held), "held_out": len(held)}
    for n in (8, 13):
        shares = shares_seen(records, paper, n).values()
        told[f"{n}_grams"] = {
            "mean_share_seen": round(sum(shares) / len(shares), 4) if shares else 0.0,
            "not_clean": sum(share >= DIRTY for share in shares),
        }
    told["same_context"] = sum(record.context in trained for record in held)
    return told
