"""Would a rule that understands nothing find the answer? The last value of the page, the first, the most frequent.

The values are those of the answer's own kind, over all columns and relations of the page, in the order of reading:
relation by relation, row by row, column by column. Names are taken column by column, for who guesses a machine knows that
it is no person: three rules of each column then. Of values that are equally frequent the first counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from shopfloor.contracts.family import Family
from shopfloor.questions.render import Rows
from shopfloor.questions.text import texts_of

__all__ = ["NaiveRules", "naive_bound"]

_KINDS = ("name", "clock", "timestamp", "duration", "count")


def naive_bound(records: int, answers: int) -> int:
    """Return how many of a family's records a naive rule may solve: a third, or as many as the most frequent of so
    many different answers may have."""
    return int(records * max(Fraction(1, 3), Fraction(3, 2 * max(answers, 1))))


class NaiveRules:
    """What the rules say of the pages of some worlds of one family, worked out once for each."""

    def __init__(self, family: Family, rows: Mapping[str, Rows]) -> None:
        self._rows = rows
        self._said: dict[int, list[str | None]] = {}
        kind = family.answer.kind
        self._columns = [
            (
                name,
                [(column, texts_of(spec)) for column, spec in relation.columns.items() if spec.kind == kind],
            )
            for name, relation in family.shown.items()
            if kind in _KINDS
        ]
        self._columns = [(name, columns) for name, columns in self._columns if columns]
        self._apart = kind == "name"
        self._bare = kind == "count"

    def solved(self, world: int, text: str, value: object) -> int:
        """Return the rules that give this answer of a world: the last value, the first and the most frequent are a bit
        each, of each column of its own where columns are taken apart."""
        if not self._columns:
            return 0
        if world not in self._said:
            self._said[world] = self._say(world)
        answer = str(value) if self._bare else text
        said = self._said[world]
        return sum(1 << bit for bit, guess in enumerate(said) if guess == answer)

    def _say(self, world: int) -> list[str | None]:
        """What each rule says: of all values together, or of those of each column."""
        together: list[str] = []
        apart: list[list[str]] = []
        for name, columns in self._columns:
            rows = self._rows[name]
            a, b = rows.starts[world], rows.starts[world + 1]
            cells = [
                [texts[value] if value is not None else None for value in rows.columns[column][a:b]]
                for column, texts in columns
            ]
            apart += [[text for text in column if text is not None] for column in cells]
            together += [text for row in zip(*cells, strict=True) for text in row if text is not None]
        lists = apart if self._apart else [together]
        said: list[str | None] = []
        for values in lists:
            said += [values[-1], values[0], Counter(values).most_common(1)[0][0]] if values else [None] * 3
        return said
