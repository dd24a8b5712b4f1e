"""Do the records of a corpus agree with one another?

Seen once each, in the order of the corpus, and remembered in a few bytes: there may be millions.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shopfloor.contracts.record import Record
from shopfloor.verification.verdict import Difference

__all__ = ["Entry", "Ledger", "entry_of"]


class Entry(NamedTuple):
    """What of a record has to agree with others."""

    place: int
    record: str
    family: str
    split: str
    scenario: str
    seed: int
    replication: int
    hops: int
    operations: int


def entry_of(index: int, record: Record) -> Entry:
    """Return the entry of a record that has this place in its corpus."""
    paper, difficulty = record.provenance, record.difficulty
    return Entry(
        index,
        record.id,
        record.family,
        record.split,
        paper.scenario,
        paper.seed,
        paper.replication,
        difficulty.hops,
        difficulty.operations,
    )


class Ledger:
    """Remembers the ids, the split of each replication, and the measures of each family."""

    def __init__(self) -> None:
        self._ids: dict[int | str, int] = {}
        self._splits: dict[tuple[str, int, int], str] = {}
        self._measures: dict[str, tuple[int, int]] = {}

    def differences(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Difference]]:
        """Return what is wrong with the next records of the corpus beside those that were seen."""
        for entry in entries:
            first = self._ids.setdefault(_key(entry.record), entry.place)
            if first != entry.place:
                yield entry, ("duplicate_id", "an id of its own", f"that of record {first}")
            split = self._splits.setdefault((entry.scenario, entry.seed, entry.replication), entry.split)
            if split != entry.split:
                where = f"{entry.scenario}, seed {entry.seed}, replication {entry.replication}"
                right = f"{split!r}, as the records before it of {where}"
                yield entry, ("split", right, repr(entry.split))
            measures = self._measures.setdefault(entry.family, (entry.hops, entry.operations))
            if measures != (entry.hops, entry.operations):
                right = f"{measures[0]} hops and {measures[1]} operations, as the records before it"
                got = f"{entry.hops} hops and {entry.operations} operations"
                yield entry, ("difficulty_family", right, got)


def _key(fingerprint: str) -> int | str:
    """An id is a number of 20 hex digits, which takes less room than its text; what is no id stays as it is."""
    if len(fingerprint) == 20 and not fingerprint.strip("0123456789abcdef"):
        return int(fingerprint, 16)
    return fingerprint
