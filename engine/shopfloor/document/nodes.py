"""What is a text of plain data once it was read? Keys and values, each with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shopfloor.errors import Problem

__all__ = [
    "NOWHERE",
    "Entry",
    "Map",
    "Mark",
    "Node",
    "Scalar",
    "Seq",
    "Spot",
    "from_plain",
    "path_text",
    "plain",
    "shown",
    "shown_text",
]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def problem(self, path: str, message: str) -> Problem:
        """Return a problem at this place."""
        return Problem(self.file, self.line, self.column, path, message)


NOWHERE = Mark("<document>")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; ``raw`` is the text of the file. A block text (``|``, ``>``) begins on the next line."""

    mark: Mark
    value: str | int | float | bool | None
    raw: str
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's place and what stands under it."""

    key: Mark
    node: Node


@dataclass(frozen=True, slots=True)
class Map:
    """Keys and values, in the order of the file."""

    mark: Mark
    entries: dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Seq:
    """A list."""

    mark: Mark
    items: tuple[Node, ...]


Node = Scalar | Map | Seq


def plain(node: Node) -> Any:
    """Return the bare data of a node: dict, list, text, number, bool or None."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def from_plain(value: Any, mark: Mark = NOWHERE) -> Node:
    """Return the node of bare data; everything stands at ``mark``."""
    if isinstance(value, dict):
        return Map(mark, {str(key): Entry(mark, from_plain(below, mark)) for key, below in value.items()})
    if isinstance(value, list | tuple):
        return Seq(mark, tuple(from_plain(item, mark) for item in value))
    return Scalar(mark, value, str(value))


# --- how things are written in messages ---------------------------------------------------------------------

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_\-]+")


def path_text(path: tuple[str | int, ...]) -> str:
    """Return ``$.products.pump.route[1]``."""
    text = "$"
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if _PLAIN_KEY.fullmatch(part) else f"[{shown_text(part)}]"
    return text


def shown_text(text: str) -> str:
    """Return a quoted text, one line, without control characters, of bounded length."""
    if len(text) > 60:
        text = text[:57] + "..."
    return '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text) + '"'


def shown(node: Node) -> str:
    """Return what was given, as a message shows it: ``-1``, ``"4 minutes"``, ``nothing``, ``a list``."""
    if isinstance(node, Map):
        return "a mapping" if node.entries else "an empty mapping"
    if isinstance(node, Seq):
        return "a list" if node.items else "an empty list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, str):
        return shown_text(node.value)
    return shown_text(node.raw)[1:-1]


@dataclass(frozen=True, slots=True)
class Spot:
    """A node and the way that led to it. A key that is not there, or a value of another kind, has nothing
    below."""

    node: Node
    path: tuple[str | int, ...] = ()
    key: Mark | None = None
    """Where the key stands; ``None`` for the root and for items of a list."""

    def at(self, *keys: str) -> Spot | None:
        """Return what stands under these keys, if anything does."""
        spot: Spot | None = self
        for key in keys:
            spot = spot._under(key) if spot is not None else None
        return spot

    def _under(self, key: str) -> Spot | None:
        entry = self.node.entries.get(key) if isinstance(self.node, Map) else None
        return None if entry is None else Spot(entry.node, (*self.path, key), entry.key)

    def entries(self, *keys: str) -> Iterator[tuple[str, Spot]]:
        """Yield the entries of the mapping under these keys."""
        spot = self.at(*keys)
        if spot is not None and isinstance(spot.node, Map):
            for name, entry in spot.node.entries.items():
                yield name, Spot(entry.node, (*spot.path, name), entry.key)

    def items(self, *keys: str) -> Iterator[Spot]:
        """Yield the items of the list under these keys."""
        spot = self.at(*keys)
        if spot is not None and isinstance(spot.node, Seq):
            for number, item in enumerate(spot.node.items):
                yield Spot(item, (*spot.path, number))

    @property
    def text(self) -> str | None:
        """The value, if it is a text."""
        return self.node.value if isinstance(self.node, Scalar) and isinstance(self.node.value, str) else None

    def problem(self, message: str) -> Problem:
        """Return a problem of the value."""
        return self.node.mark.problem(path_text(self.path), message)

    def key_problem(self, message: str) -> Problem:
        """Return a problem of the entry, shown at its key."""
        return (self.key or self.node.mark).problem(path_text(self.path), message)
