"""What stands where in a YAML text?

The text is read as plain data, by the core rules of YAML 1.2: ``NO``, ``1:30`` and ``2026-01-05`` are texts,
``0o17`` is 15, ``010`` is 10. Every key and every value keeps its line and column. Tags are refused, aliases
are counted as what they stand for, and duplicate keys are reported; so nothing in a file can run, explode or
get lost.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from shopfloor.errors import FamilyError, Problem, ScenarioError

__all__ = [
    "MAX_DEPTH",
    "MAX_VALUES",
    "NOWHERE",
    "Entry",
    "Map",
    "Mark",
    "Node",
    "Scalar",
    "Seq",
    "Spot",
    "decoded",
    "from_plain",
    "path_text",
    "plain",
    "read_document",
    "shown",
    "shown_text",
]

MAX_DEPTH = 30
"""Levels of nesting; the deepest thing that a scenario says needs about ten."""
MAX_VALUES = 200_000
"""Values of a document, each alias counted as all that it stands for."""


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


# --- reading ------------------------------------------------------------------------------------------------


FileError = type[ScenarioError] | type[FamilyError]


def decoded(content: bytes, file: str, error: FileError) -> str:
    """Return the text of a file's bytes.

    Raises:
        error: when they are not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        mark = Mark(file, before.count(b"\n") + 1, column)
        message = (
            f"got the byte 0x{content[wrong.start]:02X}, which is not UTF-8; save the file as UTF-8 text"
        )
        raise error([mark.problem("", message)]) from None


def read_document(text: str, file: str, error: FileError = ScenarioError) -> tuple[Node, list[Problem]]:
    """Return the root of a text, and the problems (duplicate keys, tags) beside which it can still be read.

    Raises:
        error: when it cannot: broken YAML, several documents, nothing at all.
    """
    reader = _Reader(file, error)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reader.take(event)
    except ReaderError as wrong:
        raise error([_unreadable_character(text, file, wrong)]) from None
    except MarkedYAMLError as wrong:
        raise error([_broken(text, file, wrong)]) from None
    except (YAMLError, ValueError, OverflowError):  # such as an escape beyond the last Unicode character
        raise error([Mark(file).problem("", "broken YAML; check quotes, brackets and escapes")]) from None
    if reader.root is None:
        raise error([Mark(file, 1, 1).problem("", f"the file is empty; expected a {error.noun}")])
    return reader.root, reader.problems


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    mark: Mark
    is_map: bool
    anchor: str | None
    values_before: int
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: str | None = None
    key_mark: Mark = NOWHERE
    height: int = 0


@dataclass(frozen=True, slots=True)
class _Anchored:
    node: Node
    values: int
    height: int


class _Reader:
    """Builds the tree from the events of the YAML parser, without recursion."""

    def __init__(self, file: str, error: FileError) -> None:
        self.file = file
        self._error = error
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._values = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        if isinstance(event, DocumentStartEvent):
            self._start_document(event)
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, ScalarEvent):
            self._count(event, 1)
            self._refuse_tag(event)
            self._add(self._scalar(event), event.anchor, 1, 0)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._start(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._end()

    def _mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _path(self) -> tuple[str | int, ...]:
        path: list[str | int] = []
        for level in self._open:
            if not level.is_map:
                path.append(len(level.items))
            elif level.key is not None:
                path.append(level.key)
        return tuple(path)

    def _problem(self, mark: Mark, message: str) -> Problem:
        return mark.problem(path_text(self._path()), message)

    def _fail(self, event: Any, message: str) -> ScenarioError | FamilyError:
        return self._error([self._problem(self._mark(event), message)])

    def _start_document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._fail(
                event,
                f"a second document begins here; expected one {self._error.noun} in a file: split the file at ---",
            )
        if event.version is not None and tuple(event.version) != (1, 2):
            raise self._fail(event, "expected YAML 1.2; leave the %YAML line out")

    def _count(self, event: Any, values: int) -> None:
        self._values += values
        if self._values > MAX_VALUES:
            raise self._fail(
                event,
                f"the document grows beyond {MAX_VALUES} values here, aliases counted as what they stand for",
            )

    def _refuse_tag(self, event: Any) -> None:
        tag = event.tag
        if tag is not None:
            self.problems.append(
                self._problem(
                    self._mark(event),
                    f"got the tag {shown_text(str(tag))}; tags are not read: write the bare value",
                )
            )

    def _start(self, event: Any) -> None:
        self._count(event, 1)
        self._refuse_tag(event)
        if len(self._open) >= MAX_DEPTH:
            raise self._fail(event, f"nested deeper than {MAX_DEPTH} levels; is a bracket not closed?")
        self._open.append(
            _Open(self._mark(event), isinstance(event, MappingStartEvent), event.anchor, self._values - 1)
        )

    def _end(self) -> None:
        level = self._open.pop()
        node: Node = Map(level.mark, level.entries) if level.is_map else Seq(level.mark, tuple(level.items))
        self._add(node, level.anchor, self._values - level.values_before, level.height + 1)

    def _alias(self, event: AliasEvent) -> None:
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            known = ", ".join(f"&{name}" for name in self._anchors) or "none"
            raise self._fail(
                event,
                f"got the alias *{event.anchor}, but no value above has that anchor (anchors above: {known})",
            )
        self._count(event, anchored.values)
        if len(self._open) + anchored.height > MAX_DEPTH:
            raise self._fail(event, f"aliases nest deeper than {MAX_DEPTH} levels here")
        self._add(anchored.node, None, anchored.values, anchored.height, self._mark(event))

    def _add(self, node: Node, anchor: str | None, values: int, height: int, at: Mark | None = None) -> None:
        if anchor is not None:
            self._anchors[anchor] = _Anchored(node, values, height)
        if not self._open:
            self.root = node
            return
        level = self._open[-1]
        level.height = max(level.height, height)
        if not level.is_map:
            level.items.append(node)
        elif level.key is None:
            self._key(level, node, at or node.mark)
        else:
            if isinstance(node, Scalar) and not node.raw and node.value is None:
                node = replace(node, mark=level.key_mark)  # nothing stands nowhere
            level.entries.setdefault(level.key, Entry(level.key_mark, node))
            level.key = None

    def _key(self, level: _Open, node: Node, at: Mark) -> None:
        if not isinstance(node, Scalar):
            self.problems.append(self._problem(at, f"got {shown(node)} as a key; expected a word"))
            level.key, level.key_mark = "?", at
            return
        level.key, level.key_mark = node.raw, at
        first = level.entries.get(node.raw)
        if node.raw == "<<":
            self.problems.append(self._problem(at, "merge keys (<<) are not read; write the entries out"))
        elif first is not None:
            message = (
                f"{shown_text(node.raw)} stands here a second time (first at line {first.key.line}); keep one"
            )
            self.problems.append(self._problem(at, message))

    def _scalar(self, event: ScalarEvent) -> Scalar:
        mark, raw = self._mark(event), event.value
        value = _resolved(raw) if event.implicit[0] else raw
        try:
            raw.encode()
        except UnicodeEncodeError:
            self.problems.append(
                self._problem(mark, "a half of a surrogate pair is no character; write the character")
            )
            raw = value = "?"
        return Scalar(mark, value, raw, is_block=event.style in ("|", ">"))


# The core schema of YAML 1.2.2, section 10.3.2. Longer digit strings than any quantity needs stay texts.
_INT = re.compile(r"[-+]?[0-9]{1,100}")
_OCTAL = re.compile(r"0o[0-7]{1,100}")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,100}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,400}|[0-9]{1,400}(\.[0-9]{0,400})?)([eE][-+]?[0-9]{1,9})?")
_INF = re.compile(r"[-+]?\.(inf|Inf|INF)")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def _resolved(raw: str) -> str | int | float | bool | None:
    if raw in _WORDS:
        return _WORDS[raw]
    if _INT.fullmatch(raw):
        return int(raw)
    if _OCTAL.fullmatch(raw):
        return int(raw[2:], 8)
    if _HEX.fullmatch(raw):
        return int(raw[2:], 16)
    if _FLOAT.fullmatch(raw):
        return float(raw)
    if _INF.fullmatch(raw):
        return -math.inf if raw.startswith("-") else math.inf
    return math.nan if raw in (".nan", ".NaN", ".NAN") else raw


# --- broken texts -------------------------------------------------------------------------------------------

_REMEDIES = {
    "mapping values are not allowed": 'a ":" where no key can stand; check the indentation, the space after '
    'each ":" above, and quote a text that holds a colon',
    "could not find expected ':'": 'a line without "key: value"; add the colon, or indent or quote the text',
    "found unexpected end of stream": "a quote that is never closed",
    "expected <block end>, but found '-'": "a list item between keys; check the indentation",
    "expected <block end>, but found '<scalar>'": "a second value after a value; quote the whole text, "
    "or check the indentation",
    "expected <block end>": "the indentation fits no line above",
    "expected ',' or": "a bracket that is not closed, or a comma that is missing",
    "expected the node content": "a value is missing",
    "unknown escape character": "a backslash that means nothing; in double quotes write \\\\, "
    "or use single quotes",
    "cannot start any token": "a character that cannot start a value; quote the text",
}
"""What the YAML parser says -> what is probably wrong; the first that fits."""


def _broken(text: str, file: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    problem = error.problem or ""
    if mark is None:
        return Mark(file).problem("", "broken YAML; check quotes, brackets and indentation")
    if problem == "found unexpected end of stream" and error.context_mark is not None:
        mark = error.context_mark
    place = Mark(file, mark.line + 1, mark.column + 1)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\\t" in problem or re.match(r"[ -]*\t", line):
        return place.problem("", "got a tab; YAML is indented with spaces: replace the tab by spaces")
    remedy = next(
        (remedy for start, remedy in _REMEDIES.items() if start in problem),
        "check quotes, brackets and indentation",
    )
    opened = error.context_mark
    if "expected ',' or" in problem and opened is not None:
        remedy += f" (opened at line {opened.line + 1}, column {opened.column + 1})"
    return place.problem("", f"broken YAML: {remedy}")


def _unreadable_character(text: str, file: str, error: ReaderError) -> Problem:
    before = text[: error.position]
    line = before.count("\n") + 1
    column = error.position - (before.rfind("\n") + 1) + 1
    code = error.character if isinstance(error.character, int) else ord(error.character)
    return Mark(file, line, column).problem("", f"got the control character U+{code:04X}; remove it")
