"""Which records are nearly copies of another?

At least 0.85 of the sequences of five words of the question and the page that it asks about are the same (Jaccard).
MinHash finds the pairs that may be so, and the sequences themselves decide. The other pages of a long context do not count:
32,000 tokens are most of what a replication can tell, so long contexts of one replication share pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.likeness.texts import words

__all__ = ["JACCARD", "near_copies"]

JACCARD = 0.85
_SHINGLE = 5
PERMUTATIONS = 128
BANDS = 9, 13
"""Bands of the index and permutations of each: what datasketch finds best for 0.05 below :data:`JACCARD` and as many
permutations, by thousands of integrals each time."""


def near_copies(records: Sequence[Record]) -> dict[int, list[int]]:
    """Return, for the place of each record that nearly has a copy before it, the places of these."""
    from datasketch import MinHash, MinHashLSH

    index: Any = MinHashLSH(num_perm=PERMUTATIONS, params=BANDS)
    shingles: list[frozenset[bytes]] = []
    copies: dict[int, list[int]] = {}
    for number, record in enumerate(records):
        of_record = _shingles(f"{record.question}\n{record.asked_page}")
        sketch: Any = MinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update_batch(sorted(of_record))
        twins = [
            other for other in sorted(index.query(sketch)) if _jaccard(of_record, shingles[other]) >= JACCARD
        ]
        if twins:
            copies[number] = twins
        shingles.append(of_record)
        index.insert(number, sketch)
    return copies


def _shingles(text: str) -> frozenset[bytes]:
    split = words(text)
    grams = zip(*(split[i:] for i in range(_SHINGLE)), strict=False)
    return frozenset(" ".join(gram).encode() for gram in grams) or frozenset({text.encode()})


def _jaccard(a: frozenset[bytes], b: frozenset[bytes]) -> float:
    return len(a & b) / len(a | b)
