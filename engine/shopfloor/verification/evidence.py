"""Which rows of a page does an answer need, and where do they stand?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from shopfloor.contracts.family import Family
from shopfloor.verification.context import ContextReader, Page

__all__ = ["Evidence", "EvidenceReader", "RowError", "depth", "is_depth", "ranges"]

_TOLERANCE = 0.0005 + 1e-9
"""A depth is written with three decimals."""

Rows = Sequence[int]


class RowError(ValueError):
    """A row that a page does not have."""


class Evidence(NamedTuple):
    """The rows of each relation, by its place in the family; ``papers`` as a record holds them."""

    rows: tuple[tuple[int, Rows], ...]
    papers: Mapping[str, str]
    needed: int


class EvidenceReader:
    """The evidence of one family's records: ``whole`` are the relations that steps read and that do not tell of their
    own."""

    def __init__(self, family: Family, read_by_steps: Collection[str]) -> None:
        self._relations = [
            (place, name, name in family.evidence)
            for place, name in enumerate(family.shown)
            if name in family.evidence or name in read_by_steps
        ]
        self.told = [name for _, name, told in self._relations if told]

    def by_record(self, pairs: Mapping[str, Iterable[tuple[int, int]]]) -> dict[str, dict[int, list[int]]]:
        """Return the rows of each relation that tells of its own, by record."""
        found: dict[str, dict[int, list[int]]] = {}
        for relation in self.told:
            rows: dict[int, list[int]] = {}
            for record, row in pairs[relation]:
                of_record = rows.get(record)
                if of_record is None:
                    rows[record] = [row]
                elif of_record[-1] != row:
                    of_record.append(row)
            found[relation] = rows
        return found

    def of(self, found: Mapping[str, Mapping[int, list[int]]], number: int, page: Page) -> Evidence:
        """Return the evidence of one record.

        Raises:
            RowError: for a row that the page does not have.
        """
        rows: list[tuple[int, Rows]] = []
        papers: dict[str, str] = {}
        needed = 0
        for place, name, told in self._relations:
            there = page.rows[place]
            of_relation: Rows
            if told:
                of_relation = found[name].get(number, ())
                if of_relation and not _are_rows(of_relation, there):
                    raise RowError(f"rows from 1 to {there} of {name}", f"{of_relation}")
            else:
                of_relation = range(1, there + 1)
            if of_relation:
                rows.append((place, of_relation))
                papers[name] = ranges(tuple(of_relation)) if told else _range(1, there)
                needed += len(of_relation)
        return Evidence(tuple(rows), papers, needed)


def depth(
    reader: ContextReader, page: Page, page_length: int, evidence: Evidence, begin: int, length: int
) -> float:
    """Return where the middle of the evidence stands in a context of this length, in which the page has this begin."""
    if not evidence.rows:
        return (begin + page_length / 2) / length
    first, last = page_length, 0
    for place, rows in evidence.rows:
        from_, to = reader.span(page, place, rows[0], rows[-1])
        first, last = min(first, from_), max(last, to)
    return (begin + (first + last) / 2) / length


def is_depth(right: float, got: float) -> bool:
    """Is a depth that was written down the right one?"""
    return abs(right - got) <= _TOLERANCE


def _are_rows(rows: Rows, there: int) -> bool:
    first, last = rows[0], rows[-1]
    return isinstance(first, int) and isinstance(last, int) and first >= 1 and last <= there


@lru_cache(16_384)
def ranges(rows: tuple[int, ...]) -> str:
    """Write rows that stand in order: ``(1, 2, 3, 7)`` is ``1-3, 7``."""
    if rows[-1] - rows[0] == len(rows) - 1:
        return _range(rows[0], rows[-1])
    written = []
    first = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            written.append(_range(first, last))
            first = row
        last = row
    return ", ".join([*written, _range(first, last)])


def _range(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"
