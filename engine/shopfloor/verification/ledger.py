"""Do the records of a corpus agree with one another?

Seen once each, in the order of the corpus, and remembered in a few bytes: there may be millions.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shopfloor.contracts.record import Record
from shopfloor.verification.verdict import Difference

_Log = tuple[str | None, str, int]
"""Origin, scenario, seed: a log and a simulation of the same plant may have the same name."""

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
    window: str
    hops: int
    operations: int
    origin: str | None = None


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
        paper.window,
        difficulty.hops,
        difficulty.operations,
        paper.origin,
    )


class Ledger:
    """Remembers the ids, when each replication stands in which split, and the measures of each family."""

    def __init__(self) -> None:
        self._ids: dict[int | str, int] = {}
        self._splits: dict[_Log, dict[int, dict[str, tuple[str, str]]]] = {}
        self._by_time: dict[_Log, Entry] = {}
        self._measures: dict[str, tuple[int, int]] = {}

    def differences(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Difference]]:
        """Return what is wrong with the next records of the corpus beside those that were seen."""
        for entry in entries:
            first = self._ids.setdefault(_key(entry.record), entry.place)
            if first != entry.place:
                yield entry, ("duplicate_id", "an id of its own", f"that of record {first}")
            yield from self._split_differences(entry)
            measures = self._measures.setdefault(entry.family, (entry.hops, entry.operations))
            if measures != (entry.hops, entry.operations):
                right = f"{measures[0]} hops and {measures[1]} operations, as the records before it"
                got = f"{entry.hops} hops and {entry.operations} operations"
                yield entry, ("difficulty_family", right, got)

    def _split_differences(self, entry: Entry) -> Iterator[tuple[Entry, Difference]]:
        """A replication stands in one split. Where a log has one only, each split has a time of its own."""
        log = entry.origin, entry.scenario, entry.seed
        replications = self._splits.setdefault(log, {})
        if entry.replication not in replications and len(replications) == 1 and log in self._by_time:
            divided = self._by_time.pop(log)
            yield divided, _in_two_splits(divided, next(iter(replications.values())))
        times = replications.setdefault(entry.replication, {})
        since, _, until = entry.window.partition("/")
        begin, end = times.get(entry.split, (since, until))
        begin, end = min(begin, since), max(end, until)
        others = [time for split, time in times.items() if split != entry.split]
        meets = any(begin < other_end and other_begin < end for other_begin, other_end in others)
        if others and (meets or len(replications) > 1):
            yield entry, _in_two_splits(entry, times)
            return
        if others:
            self._by_time.setdefault(log, entry)
        times[entry.split] = begin, end


def _in_two_splits(entry: Entry, times: Mapping[str, tuple[str, str]]) -> Difference:
    where = f"{entry.scenario}, seed {entry.seed}, replication {entry.replication}"
    split = next(split for split in times if split != entry.split)
    return "split", f"{split!r}, as the records before it of {where}", repr(entry.split)


def _key(fingerprint: str) -> int | str:
    """An id is a number of 20 hex digits, which takes less room than its text; what is no id stays as it is."""
    if len(fingerprint) == 20 and not fingerprint.strip("0123456789abcdef"):
        return int(fingerprint, 16)
    return fingerprint
