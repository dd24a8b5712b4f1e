"""Is every record of a corpus right, and do they agree with one another?"""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Protocol

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.errors import FamilyError, Problem
from shopfloor.verification.verdict import Difference, Fault, Tally, Verdict
from shopfloor.verification.witness import Finding, Witness, place_of

__all__ = ["Corpus", "Progress", "judge", "verify", "verify_records"]

BATCH = 100
"""Records whose rows are in the database at the same time: as many as a processor's cache holds."""

BATCH_CHARACTERS = 300_000
"""Of their contexts: of long ones there are fewer."""

Progress = Callable[[int, int], None]
"""Is told how many records are done, and of how many."""


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


def verify_records(
    records: Sequence[Record], families: Iterable[Family], *, progress: Progress | None = None
) -> Verdict:
    """Re-derive every answer of some records from their own text.

    Raises:
        FamilyError: for families that cannot be used.
    """
    return judge(records, range(len(records)), families, progress=progress)


@_collector_paused()
def judge(
    records: Sequence[Record],
    indexes: Sequence[int],
    families: Iterable[Family],
    *,
    unreadable: Sequence[Fault] = (),
    progress: Progress | None = None,
) -> Verdict:
    """Verify records that have these places in their corpus, beside faults that were found while reading it.

    Raises:
        FamilyError: for families that cannot be used.
    """
    findings = [*_twins(records, indexes), *_worlds_in_two_splits(records)]
    findings += _of_families(records, families, progress)
    faults = [
        *unreadable,
        *(_fault(indexes[place], records[place], difference) for place, difference in findings),
    ]
    faults.sort(key=lambda fault: fault.index)
    checked = Counter(record.family for record in records)
    checked.update({fault.index: fault.family for fault in unreadable}.values())
    wrong = Counter({fault.index: fault.family for fault in faults}.values())
    tallies = {name: Tally(checked[name], checked[name] - wrong[name]) for name in sorted(checked)}
    return Verdict(checked.total(), checked.total() - wrong.total(), tuple(faults), tallies)


def _of_families(
    records: Sequence[Record], families: Iterable[Family], progress: Progress | None
) -> Iterator[Finding]:
    # records with the same context stand together, for it is read once; otherwise the order of the corpus is kept
    of_family: dict[str, dict[str, list[int]]] = {}
    for place, record in enumerate(records):
        of_family.setdefault(record.family, {}).setdefault(record.context, []).append(place)
    witnesses = _witnesses(families, of_family)
    done = 0
    try:
        for name, of_context in of_family.items():
            for batch in _batches(chain.from_iterable(of_context.values()), records):
                yield from _of_batch(batch, records, witnesses.get(name), witnesses)
                done += len(batch)
                if progress is not None:
                    progress(done, len(records))
    finally:
        for witness in witnesses.values():
            witness.close()


def _batches(places: Iterable[int], records: Sequence[Record]) -> Iterator[list[int]]:
    batch: list[int] = []
    characters = 0
    for place in places:
        batch.append(place)
        characters += len(records[place].context)
        if len(batch) == BATCH or characters > BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _of_batch(
    batch: Sequence[int], records: Sequence[Record], witness: Witness | None, known: Iterable[str]
) -> Iterator[Finding]:
    if witness is None:
        names = ", ".join(sorted(known)) or "none"
        yield from ((place, ("family", f"one of {names}", repr(records[place].family))) for place in batch)
    else:
        for place, difference in witness.findings([records[place] for place in batch]):
            yield batch[place], difference


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


def _twins(records: Sequence[Record], indexes: Sequence[int]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for place, record in enumerate(records):
        first = seen.setdefault(record.id, place)
        if first != place:
            yield place, ("duplicate_id", "an id of its own", f"that of record {indexes[first]}")


def _worlds_in_two_splits(records: Sequence[Record]) -> Iterator[Finding]:
    splits: dict[tuple[str, int, int], str] = {}
    for place, record in enumerate(records):
        paper, split = record.provenance, record.split
        first = splits.setdefault((paper.scenario, paper.seed, paper.replication), split)
        if first != split:
            where = f"{paper.scenario}, seed {paper.seed}, replication {paper.replication}"
            yield place, ("split", f"{first!r}, as the records before it of {where}", repr(split))


def _fault(index: int, record: Record, difference: Difference) -> Fault:
    return Fault(record.id, index, record.family, *difference)
