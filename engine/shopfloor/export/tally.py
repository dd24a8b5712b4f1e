"""What is in a corpus, counted while its records go by?"""

from collections import Counter
from collections.abc import Iterable, Iterator

from shopfloor.contracts.record import Record
from shopfloor.export.wishes import Wishes

__all__ = ["Tally"]

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


class Tally:
    """Counts of every class of records, and what follows from them."""

    def __init__(self) -> None:
        self.records = self.refusals = self.tokens = 0
        self.shares: dict[str, Counter[str]] = {
            title: Counter()
            for title in (
                "split", "role", "skill", "family", "kind of answer", "form of context", "size of context",
                "level of difficulty", "origin", "scenario", "seed",
            )
        }  # fmt: skip

    def counting(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records and count them."""
        for record in records:
            self._count(record)
            yield record

    def _count(self, record: Record) -> None:
        self.records += 1
        self.refusals += not record.answerable
        self.tokens += record.size.tokens
        papers = record.provenance
        values = (
            record.split, record.role, record.skill, record.family, record.answer.kind, papers.form,
            record.size.size, str(record.difficulty.level), papers.origin or "not told", papers.scenario, str(papers.seed),
        )  # fmt: skip
        for counts, value in zip(self.shares.values(), values, strict=True):
            counts[value] += 1

    @property
    def splits(self) -> list[str]:
        """Return the splits that have records, the largest task first: train, validation, test."""
        return [split for split in ("train", "validation", "test") if self.shares["split"][split]]

    @property
    def size_category(self) -> str:
        """Return the class of the number of records, as the Hugging Face hub calls it."""
        return next((name for most, name in _SIZES if self.records < most), "1M<n<10M")

    def name(self, wishes: Wishes) -> str:
        """Return what the data set is called."""
        scenarios = sorted(self.shares["scenario"])
        return wishes.name or f"shopfloor-{scenarios[0] if len(scenarios) == 1 else 'corpus'}"
