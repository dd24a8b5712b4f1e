"""Is every record of a corpus right, and do they agree with one another?"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Record
from shopfloor.errors import FamilyError, Problem, UsageError
from shopfloor.verification.collector import collector_paused
from shopfloor.verification.corpora import Contents
from shopfloor.verification.ledger import Entry, Ledger, entry_of
from shopfloor.verification.pages import Library
from shopfloor.verification.processes import shared
from shopfloor.verification.verdict import LONGEST, Difference, Fault, Tally, Verdict
from shopfloor.verification.witness import Finding, Witness, place_of

__all__ = [
    "Checked",
    "Corpus",
    "Court",
    "Progress",
    "check_workers",
    "verdict_of",
    "verify",
    "verify_contents",
    "verify_records",
]

BATCH = 400
"""Records whose rows are in the database at the same time: enough that a query is not mostly its beginning."""

BATCH_CHARACTERS = 600_000
"""Of their pages: of long ones there are fewer."""

PER_PROCESS = 5_000
"""Records that a process takes at once."""

Progress = Callable[[int, int], None]
"""Is told how many records are done, and of how many."""


class Corpus(Protocol):
    """What can be verified: records, and the families that they were asked by."""

    @property
    def records(self) -> Sequence[Record]: ...

    @property
    def families(self) -> Sequence[Family]: ...


class Checked(NamedTuple):
    """What was found in some records of a corpus, and what they must have in common with the others."""

    faults: list[Fault]
    entries: list[Entry]
    """One for each record that has the shape of one; of the others there is a fault."""


def verify(
    corpus: Corpus, *, workers: int = 1, deep: bool = False, progress: Progress | None = None
) -> Verdict:
    """Re-derive every answer of a corpus from the record's own text.

    Args:
        workers: processes to spread the records over; the verdict is the same for any number.
        deep: derive every answer once more, from the rows of its evidence alone.

    Raises:
        FamilyError: for families that cannot be used.
    """
    return verify_records(corpus.records, corpus.families, workers=workers, deep=deep, progress=progress)


def verify_records(
    records: Sequence[Record],
    families: Iterable[Family],
    *,
    workers: int = 1,
    deep: bool = False,
    progress: Progress | None = None,
) -> Verdict:
    """Re-derive every answer of some records from their own text; ``workers`` and ``deep`` as for :func:`verify`.

    Raises:
        FamilyError: for families that cannot be used.
    """
    contents = Contents(records, range(len(records)), [])
    return verify_contents(contents, families, workers=workers, deep=deep, progress=progress)


def verify_contents(
    contents: Contents,
    families: Iterable[Family],
    *,
    workers: int = 1,
    deep: bool = False,
    progress: Progress | None = None,
) -> Verdict:
    """Verify records as they were read, beside what was found while they were; the rest as for :func:`verify`.

    Raises:
        FamilyError: for families that cannot be used.
    """
    check_workers(workers)
    records, indexes, unreadable = contents
    begun = Checked(list(unreadable), [])
    with Court(families, deep=deep) as court:
        court.summon({record.family for record in records})
        if workers > 1 and len(records) > PER_PROCESS:
            begins = range(0, len(records), PER_PROCESS)
            tasks = ((records[at : at + PER_PROCESS], indexes[at : at + PER_PROCESS]) for at in begins)
            checked = shared(_examine_slice, tasks, min(workers, len(begins)), (court.families, deep))
            return verdict_of(chain([begun], checked), len(records), progress)
        return verdict_of([begun, court.examine(records, indexes, progress)], len(records), None)


def check_workers(workers: int) -> None:
    """Raise UsageError for a number of processes that cannot be."""
    if workers < 1:
        raise UsageError(f"workers: got {workers}; expected 1 or more processes")


def _examine_slice(court: "Court", task: tuple[Sequence[Record], Sequence[int]]) -> Checked:
    return court.examine(*task)


class Court:
    """The witnesses of some families, each called when the first record of its family comes.

    Raises:
        FamilyError: when two families have one name.
    """

    def __init__(self, families: Iterable[Family], *, deep: bool = False) -> None:
        self.families: dict[str, Family] = {}
        self.deep = deep
        problems: list[Problem] = []
        for family in families:
            if family.family in self.families:
                message = f'"{family.family}" is the name of another family; choose a new one'
                problems.append(Problem(place_of(family), None, None, "$.family", message))
            self.families[family.family] = family
        if problems:
            raise FamilyError(problems)
        self._library = Library(self.families.values())
        self._witnesses: dict[str, Witness] = {}

    def __enter__(self) -> "Court":
        return self

    def __exit__(self, *_: object) -> None:
        for witness in self._witnesses.values():
            witness.close()

    def summon(self, names: Iterable[str]) -> None:
        """Make ready the witnesses of these families.

        Raises:
            FamilyError: with all that is wrong with them.
        """
        wanted = set(names) - set(self._witnesses)
        problems: list[Problem] = []
        for name in self.families:
            if name in wanted:
                try:
                    self._witnesses[name] = Witness(self.families[name], self._library, deep=self.deep)
                except FamilyError as error:
                    problems += error.problems
        if problems:
            raise FamilyError(problems)

    @collector_paused()
    def examine(
        self, records: Sequence[Record], indexes: Sequence[int], progress: Progress | None = None
    ) -> Checked:
        """Verify records that have these places in their corpus.

        Raises:
            FamilyError: for families that cannot be used.
        """
        faults = [
            _fault(indexes[place], records[place], difference)
            for place, difference in self._findings(records, progress)
        ]
        return Checked(faults, list(map(entry_of, indexes, records)))

    def _findings(self, records: Sequence[Record], progress: Progress | None) -> Iterator[Finding]:
        # records with the same context stand together, for it is read once; otherwise the order of the corpus is kept
        of_family: dict[str, dict[str, list[int]]] = {}
        for place, record in enumerate(records):
            of_family.setdefault(record.family, {}).setdefault(record.context, []).append(place)
        self.summon(of_family)
        done = 0
        for name, of_context in of_family.items():
            for batch in _batches(chain.from_iterable(of_context.values()), records):
                yield from self._of_batch(name, batch, records)
                done += len(batch)
                if progress is not None:
                    progress(done, len(records))

    def _of_batch(self, name: str, batch: Sequence[int], records: Sequence[Record]) -> Iterator[Finding]:
        witness = self._witnesses.get(name)
        if witness is None:
            names = ", ".join(sorted(self.families)) or "none"
            yield from ((place, ("family", f"one of {names}", repr(name))) for place in batch)
        else:
            for place, difference in witness.findings([records[place] for place in batch]):
                yield batch[place], difference


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


def verdict_of(parts: Iterable[Checked], records: int, progress: Progress | None) -> Verdict:
    """Return the verdict on a corpus of so many records that were examined part by part, in their order."""
    ledger = Ledger()
    faults: list[Fault] = []
    checked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for part in parts:
        found = [
            Fault(entry.record, entry.place, entry.family, *difference)
            for entry, difference in ledger.differences(part.entries)
        ]
        found += part.faults
        shapes = {fault.index: fault.family for fault in part.faults if fault.what == "record"}
        checked.update(entry.family for entry in part.entries)
        checked.update(shapes.values())
        wrong.update({fault.index: fault.family for fault in found}.values())
        faults += found
        if progress is not None:
            progress(checked.total(), records)
    faults.sort(key=lambda fault: fault.index)
    tallies = {name: Tally(checked[name], checked[name] - wrong[name]) for name in sorted(checked)}
    return Verdict(checked.total(), checked.total() - wrong.total(), tuple(faults), tallies)


def _fault(index: int, record: Record, difference: Difference) -> Fault:
    what, expected, got = difference
    # a fault outlives its record, which may be long
    return Fault(record.id, index, record.family, what, expected[: LONGEST + 1], got[: LONGEST + 1])
