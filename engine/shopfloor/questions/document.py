"""What does a family file say, and where?

Every value keeps its line and column, so that whatever is wrong with it can be said with its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopfloor.document import Map, Mark, Node, Scalar, decoded, path_text, plain
from shopfloor.document import read_document as read_tree
from shopfloor.errors import FamilyError, Problem

__all__ = ["Document", "DocumentPath", "document_of", "path_text", "read_document", "shown", "text_of"]

MAX_BYTES = 1_000_000

DocumentPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column of a value, from 1; ``text_line`` is the line on which a block text begins."""

    line: int
    column: int
    text_line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data and the places of its values and keys."""

    file: str
    text: str
    data: Any
    values: dict[DocumentPath, Place]
    keys: dict[DocumentPath, Place]

    def problem(
        self, path: DocumentPath, message: str, *, at_key: bool = False, text_line: int | None = None
    ) -> Problem:
        """Return a problem at a value, at its key, or at a line (from 0) of the text that the value holds."""
        place = self._place(path, self.keys if at_key else self.values)
        if text_line is not None:
            return Problem(self.file, place.text_line + text_line, 1, path_text(path), message)
        return Problem(self.file, place.line, place.column, path_text(path), message)

    def _place(self, path: DocumentPath, places: dict[DocumentPath, Place]) -> Place:
        """The nearest place that the file has: a missing key's place is that of the mapping around it."""
        if path in places:
            return places[path]
        while path not in self.values:
            path = path[:-1]
        return self.values[path]


def read_document(path: Path) -> Document:
    """Read one file.

    Raises:
        FamilyError: the file cannot be read as YAML at all; all duplicate keys and tags are told at once.
    """
    return document_of(str(path), text_of(path))


def document_of(file: str, text: str) -> Document:
    """Return what the text of a file says; otherwise as :func:`read_document`."""
    root, problems = read_tree(text, file, FamilyError)
    if problems:
        raise FamilyError(problems)
    found = Document(file, text, plain(root), {}, {})
    _note_places(root, (), found)
    return found


def text_of(path: Path) -> str:
    """Return the text of a file, its lines ended by ``\\n`` alone.

    Raises:
        FamilyError: the file cannot be read, is too large, or is no text.
    """
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FamilyError([Problem(file, None, None, "", f"cannot be read: {reason}")]) from None
    if len(content) > MAX_BYTES:
        message = f"larger than {MAX_BYTES} bytes; expected one question family"
        raise FamilyError([Problem(file, None, None, "", message)])
    return decoded(content, file, FamilyError).replace("\r\n", "\n")


def shown(value: object) -> str:
    """Return a value as a message shows it: ``-1``, ``"4 minutes"``, ``nothing``, ``a list``."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        line = " ".join(value.split())
        return f'"{line[:57]}..."' if len(line) > 60 else f'"{line}"'
    return str(value)[:60]


def _note_places(node: Node, path: DocumentPath, found: Document) -> None:
    found.values[path] = _place(node.mark, is_block=isinstance(node, Scalar) and node.is_block)
    if isinstance(node, Map):
        for key, entry in node.entries.items():
            found.keys[(*path, key)] = _place(entry.key)
            _note_places(entry.node, (*path, key), found)
    elif not isinstance(node, Scalar):
        for number, item in enumerate(node.items):
            _note_places(item, (*path, number), found)


def _place(mark: Mark, *, is_block: bool = False) -> Place:
    line, column = mark.line or 1, mark.column or 1
    return Place(line, column, line + 1 if is_block else line)
