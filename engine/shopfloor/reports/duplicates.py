"""Which records are copies of another, exactly or nearly?

Nearly: at least 0.85 of the sequences of five words of the question and the page that it asks about are the same (Jaccard).
MinHash finds the pairs that may be so, and the sequences themselves decide. The other pages of a long context do not count:
32,000 tokens are most of what a replication can tell, so long contexts of one replication share pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.reports.texts import asked_page, question, words

__all__ = ["JACCARD", "duplicates"]

JACCARD = 0.85
_SHINGLE = 5
_PERMUTATIONS = 128


def duplicates(records: Sequence[Record]) -> dict[str, Any]:
    """Return how many records have a copy before them, and how many pairs of near copies stand in two splits."""
    texts: dict[tuple[str, str], Record] = {}
    exact = across = 0
    for record in records:
        first = texts.setdefault((record.input, record.context), record)
        exact += first is not record
        across += first.split != record.split
    near, near_across = _near(records)
    n = max(len(records), 1)
    return {
        "records": len(records),
        "exact": exact,
        "exact_across_splits": across,
        "near": near,
        "near_share": round(near / n, 5),
        "near_across_splits": near_across,
    }


def _near(records: Sequence[Record]) -> tuple[int, int]:
    from datasketch import MinHash, MinHashLSH

    index: Any = MinHashLSH(threshold=JACCARD - 0.05, num_perm=_PERMUTATIONS)
    shingles: list[frozenset[bytes]] = []
    near = across = 0
    for number, record in enumerate(records):
        of_record = _shingles(f"{question(record)}\n{asked_page(record)}")
        sketch: Any = MinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update_batch(sorted(of_record))
        twins = [
            other for other in sorted(index.query(sketch)) if _jaccard(of_record, shingles[other]) >= JACCARD
        ]
        near += bool(twins)
        across += any(records[other].split != record.split for other in twins)
        shingles.append(of_record)
        index.insert(number, sketch)
    return near, across


def _shingles(text: str) -> frozenset[bytes]:
    split = words(text)
    grams = zip(*(split[i:] for i in range(_SHINGLE)), strict=False)
    return frozenset(" ".join(gram).encode() for gram in grams) or frozenset({text.encode()})


def _jaccard(a: frozenset[bytes], b: frozenset[bytes]) -> float:
    return len(a & b) / len(a | b)
