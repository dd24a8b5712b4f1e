"""Which of the records that were written must not go out together? Those that are near copies of another, and those for
test or validation of which too much stands in the training split.

They are known only when they are written. So they are replaced: by other questions of their family if there are any, else
by those of other families.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.likeness import DIRTY, Paper, near_copies, shares_seen

__all__ = ["too_much_alike"]

NEAR_COPY, SEEN = "near_copy", "seen_in_training"
_SEQUENCES = (8, 13)


def too_much_alike(records: Sequence[Record], families: Iterable[Family]) -> dict[int, str]:
    """Return the places of the records that are to be replaced, and why."""
    found = dict.fromkeys(near_copies(records), NEAR_COPY)
    paper = Paper(families)
    for n in _SEQUENCES:
        for place, share in shares_seen(records, paper, n).items():
            if share >= DIRTY:
                found.setdefault(place, SEEN)
    return found
