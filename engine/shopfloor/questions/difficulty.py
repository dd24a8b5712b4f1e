"""How hard is a question? Rows to read, rows to leave aside, steps that build on one another, and what they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

import pyarrow as pa

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Difficulty
from shopfloor.questions.evidence import Evidence, evidence_of
from shopfloor.questions.laid import laid, renumbered
from shopfloor.questions.program import Program
from shopfloor.questions.steps import Bench

__all__ = ["Difficulties"]

_LEVELS = (6, 8.5, 11, 13.5)


class Difficulties:
    """The difficulties of one family's questions, each worked out once."""

    def __init__(self, family: Family) -> None:
        self._family = family
        self._known: dict[tuple[int, int], Difficulty] = {}

    def of(self, program: Program, rows: int, others: int) -> Difficulty:
        """Return how hard it is to find so many rows among so many others and to do what the program does."""
        key = rows, others
        if key not in self._known:
            height = log2(1 + rows) + log2(1 + others) / 2 + program.hops + program.operations / 2
            self._known[key] = Difficulty(
                rows=rows,
                distractors=others,
                hops=program.hops,
                operations=program.operations,
                level=1 + sum(height >= bound for bound in _LEVELS),
            )
        return self._known[key]

    def all(self, bench: Bench, evidence: Evidence) -> list[Difficulty]:
        """Return the difficulty of each record whose evidence was found."""
        program = bench.program(self._family)
        return [self.of(program, *found) for found in zip(evidence.rows, evidence.others, strict=True)]

    def levels(
        self, bench: Bench, records: pa.Table, shown: Mapping[str, pa.Table], wanted: Sequence[int]
    ) -> dict[int, int]:
        """Return the levels of some of the ``records`` (see :func:`records_schema`, in the order of their numbers).

        Raises:
            FamilyError: as :func:`evidence_of`.
        """
        numbers = sorted(wanted)
        table = laid(renumbered(records, numbers), shown)
        with bench.tables(self._family, table):
            found = self.all(bench, evidence_of(bench, self._family, table))
        return {number: difficulty.level for number, difficulty in zip(numbers, found, strict=True)}
