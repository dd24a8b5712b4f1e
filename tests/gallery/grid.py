"""Where does each station stand on the picture? Rows of names, read from left to right; a dot is an empty place."""

from dataclasses import dataclass
from typing import Self

__all__ = ["Grid"]


@dataclass(frozen=True)
class Grid:
    """Station -> (column, row), from 0."""

    places: dict[str, tuple[int, int]]

    @classmethod
    def of(cls, words: str) -> Self:
        rows = [line.split() for line in words.splitlines() if line.strip()]
        return cls(
            {
                name: (column, row)
                for row, names in enumerate(rows)
                for column, name in enumerate(names)
                if name != "."
            }
        )

    @property
    def columns(self) -> int:
        return 1 + max(column for column, _ in self.places.values())

    @property
    def rows(self) -> int:
        return 1 + max(row for _, row in self.places.values())
