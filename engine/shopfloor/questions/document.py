"""What does a family file say, and where?

The file is read as plain data by the core rules of YAML 1.2: ``06:00``, ``2026-01-05`` and ``no`` are texts.
Every value keeps its line and column, so that whatever is wrong with it can be said with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from shopfloor.errors import FamilyError, Problem

__all__ = ["Document", "DocumentPath", "path_text", "read_document", "shown"]

MAX_BYTES = 1_000_000
MAX_VALUES = 20_000
"""Values of a file, each alias counted as all that it stands for."""

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
        FamilyError: the file cannot be read as YAML at all; all duplicate keys are told at once.
    """
    file = str(path)
    text = _text(path, file)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise FamilyError([_broken(text, file, error)]) from None
    except RecursionError:
        raise FamilyError(
            [Problem(file, None, None, "", "nested too deeply; is a bracket not closed?")]
        ) from None
    except (YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "unreadable"
        raise FamilyError([Problem(file, None, None, "", f"broken YAML: {reason}")]) from None
    if root is None:
        raise FamilyError([Problem(file, 1, 1, "", "the file is empty; expected a question family")])
    builder = _Builder(file)
    data = builder.value(root, ())
    if builder.problems:
        raise FamilyError(builder.problems)
    return Document(file, text, data, builder.values, builder.keys)


def path_text(path: DocumentPath) -> str:
    """Return ``$.steps[1].sql``."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)


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


def _text(path: Path, file: str) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FamilyError([Problem(file, None, None, "", f"cannot be read: {reason}")]) from None
    if len(data) > MAX_BYTES:
        message = f"larger than {MAX_BYTES} bytes; expected one question family"
        raise FamilyError([Problem(file, None, None, "", message)])
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"got the byte 0x{data[error.start]:02x}, which is not UTF-8; save the file as UTF-8"
        raise FamilyError([Problem(file, line, column, "", message)]) from None


_REMEDIES = (
    ("mapping values are not allowed", 'a ":" where no key can stand; quote a text that holds a colon'),
    ("could not find expected ':'", "a line without a key; indent or quote the text"),
    ("unexpected end of stream", "a quote that is never closed"),
    ("expected <block end>", "the indentation fits no line above"),
    ("expected ',' or", "a bracket that is not closed, or a comma that is missing"),
    ("undefined alias", "an alias without its anchor"),
)


def _broken(text: str, file: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    reason = error.problem or error.context or ""
    if mark is None:
        return Problem(file, None, None, "", f"broken YAML: {reason}")
    lines = text.split("\n")
    before = lines[mark.line][: mark.column + 1] if mark.line < len(lines) else ""
    remedy = next((remedy for start, remedy in _REMEDIES if start in reason), reason)
    if "\t" in before:
        remedy = "a tab; YAML is indented with spaces"
    return Problem(file, mark.line + 1, mark.column + 1, "", f"broken YAML: {remedy}")


# The core schema of YAML 1.2.2, section 10.3.2; infinities and longer numbers are nothing that a family says.
_INT = re.compile(r"^[-+]?[0-9]{1,18}$")
_FLOAT = re.compile(r"^[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?$")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str", "timestamp", "map", "seq")
}


class _Builder:
    """Builds the data from the composed nodes, and remembers places."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[DocumentPath, Place] = {}
        self.keys: dict[DocumentPath, Place] = {}
        self.problems: list[Problem] = []

    def value(self, node: Node, path: DocumentPath) -> Any:
        if len(self.values) >= MAX_VALUES or len(path) > 30:
            message = f"the file grows beyond {MAX_VALUES} values or 30 levels here, aliases written out"
            raise FamilyError([self._problem(node, path, message)])
        self.values[path] = _place(node)
        if node.tag is not None and str(node.tag) not in _PLAIN_TAGS:
            self.problems.append(self._problem(node, path, f"got the tag {node.tag}; tags are not read"))
            return None
        if isinstance(node, MappingNode):
            return dict(self._entries(node, path))
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return node.value if node.style else _resolved(node.value)

    def _entries(self, node: MappingNode, path: DocumentPath) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.problems.append(
                    self._problem(key, path, "got a list or mapping as a key; expected a word")
                )
                continue
            name = str(key.value)
            if name in seen:
                message = f'"{name}" stands here a second time (first at line {seen[name]}); keep one'
                self.problems.append(self._problem(key, (*path, name), message))
                continue
            seen[name] = key.start_mark.line + 1
            self.keys[(*path, name)] = _place(key)
            yield name, self.value(value, (*path, name))

    def _problem(self, node: Node, path: DocumentPath, message: str) -> Problem:
        place = _place(node)
        return Problem(self.file, place.line, place.column, path_text(path), message)


def _place(node: Node) -> Place:
    line = node.start_mark.line + 1
    is_block = isinstance(node, ScalarNode) and node.style in ("|", ">")
    return Place(line, node.start_mark.column + 1, line + 1 if is_block else line)


def _resolved(raw: str) -> str | int | float | bool | None:
    if raw in _WORDS:
        return _WORDS[raw]
    if _INT.match(raw):
        return int(raw)
    return float(raw) if _FLOAT.match(raw) else raw
