"""Is every record of a corpus right, and do they agree with one another?"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.errors import FamilyError, Problem
from shopfloor.verification.verdict import Difference, Fault, Tally, Verdict
from shopfloor.verification.witness import Witness, place_of

__all__ = ["Corpus", "Entry", "Progress", "judge", "verify", "verify_records"]

BATCH = 100
"""Records whose rows are in the database at the same time: as many as a processor's cache holds."""

BATCH_CHARACTERS = 300_000
"""Of their contexts: of long ones there are fewer."""

Progress = Callable[[int, int], None]
"""Is told how many records are done, and of how many."""

Entry = tuple[int, Record]
"""A record and its place in the corpus."""


class Corpus(Protocol):
    """What can be verified: records, and the families that they were asked by."""

    @property
    def records(self) -> Sequence[Record]: ...

    @property
    def families(self) -> Sequence[Family]: ...


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of rows come and go, none in a cycle: looking for cycles would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def verify(corpus: Corpus, *, progress: Progress | None = None) -> Verdict:
    """Re-derive every answer of a corpus from the record's own text.

    Raises:
        FamilyError: for families that cannot be used.
    """
    return verify_records(corpus.records, corpus.families, progress=progress)


@_collector_paused()
def verify_records(
    records: Sequence[Record], families: Iterable[Family], *, progress: Progress | None = None
) -> Verdict:
    """Re-derive every answer of some records from their own text.

    Raises:
        FamilyError: for families that cannot be used.
    """
    return judge(list(enumerate(records)), families, progress=progress)


@_collector_paused()
def judge(
    entries: Sequence[Entry],
    families: Iterable[Family],
    *,
    unreadable: Sequence[Fault] = (),
    progress: Progress | None = None,
) -> Verdict:
    """Verify records, beside faults that were found while reading them.

    Raises:
        FamilyError: for families that cannot be used.
    """
    faults = [*unreadable, *_twins(entries), *_worlds_in_two_splits(entries)]
    faults += _of_families(entries, families, progress)
    faults.sort(key=lambda fault: fault.index)
    wrong = {fault.index for fault in faults}
    family_of = {index: record.family for index, record in entries}
    family_of |= {fault.index: fault.family for fault in unreadable}
    counts: dict[str, list[int]] = {name: [0, 0] for name in sorted(set(family_of.values()))}
    for index, name in family_of.items():
        counts[name][0] += 1
        counts[name][1] += index not in wrong
    tallies = {name: Tally(*count) for name, count in counts.items()}
    return Verdict(len(family_of), len(family_of) - len(wrong), tuple(faults), tallies)


def _of_families(
    entries: Sequence[Entry], families: Iterable[Family], progress: Progress | None
) -> Iterator[Fault]:
    of_family: dict[str, list[Entry]] = {}
    for entry in entries:
        of_family.setdefault(entry[1].family, []).append(entry)
    witnesses = _witnesses(families, of_family)
    done = 0
    try:
        for name, members in of_family.items():
            # records with the same context stand together: it is read once
            members.sort(key=lambda entry: entry[1].context)
            for batch in _batches(members):
                yield from _of_batch(batch, witnesses.get(name), witnesses)
                done += len(batch)
                if progress is not None:
                    progress(done, len(entries))
    finally:
        for witness in witnesses.values():
            witness.close()


def _batches(members: Sequence[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    characters = 0
    for entry in members:
        batch.append(entry)
        characters += len(entry[1].context)
        if len(batch) == BATCH or characters > BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _of_batch(batch: Sequence[Entry], witness: Witness | None, known: Iterable[str]) -> Iterator[Fault]:
    if witness is None:
        names = ", ".join(sorted(known)) or "none"
        yield from (_fault(entry, ("family", f"one of {names}", repr(entry[1].family))) for entry in batch)
    else:
        for place, difference in witness.findings([record for _, record in batch]):
            yield _fault(batch[place], difference)


def _witnesses(families: Iterable[Family], wanted: Mapping[str, object]) -> dict[str, Witness]:
    witnesses: dict[str, Witness] = {}
    problems: list[Problem] = []
    names: set[str] = set()
    for family in families:
        if family.family in names:
            message = f'"{family.family}" is the name of another family; choose a new one'
            problems.append(Problem(place_of(family), None, None, "$.family", message))
        elif family.family in wanted:
            try:
                witnesses[family.family] = Witness(family)
            except FamilyError as error:
                problems += error.problems
        names.add(family.family)
    if problems:
        for witness in witnesses.values():
            witness.close()
        raise FamilyError(problems)
    return witnesses


def _twins(entries: Iterable[Entry]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for entry in entries:
        first = seen.setdefault(entry[1].id, entry[0])
        if first != entry[0]:
            yield _fault(entry, ("duplicate_id", "an id of its own", f"that of record {first}"))


def _worlds_in_two_splits(entries: Iterable[Entry]) -> Iterator[Fault]:
    splits: dict[tuple[str, int, int], str] = {}
    for entry in entries:
        paper, split = entry[1].provenance, entry[1].split
        first = splits.setdefault((paper.scenario, paper.seed, paper.replication), split)
        if first != split:
            where = f"{paper.scenario}, seed {paper.seed}, replication {paper.replication}"
            yield _fault(entry, ("split", f"{first!r}, as the records before it of {where}", repr(split)))


def _fault(entry: Entry, difference: Difference) -> Fault:
    index, record = entry
    return Fault(record.id, index, record.family, *difference)
