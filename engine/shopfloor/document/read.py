"""How is a YAML text read, and what is wrong with it?

The text is read as plain data, by the core rules of YAML 1.2: ``NO``, ``1:30`` and ``2026-01-05`` are texts,
``0o17`` is 15, ``010`` is 10. Every key and every value keeps its line and column. Tags are refused, aliases
are counted as what they stand for, and duplicate keys are reported; so nothing in a file can run, explode or
get lost.
"""

from __future__ import annotations

import re
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

from shopfloor.document.nodes import (
    NOWHERE,
    Entry,
    Map,
    Mark,
    Node,
    Scalar,
    Seq,
    path_text,
    shown,
    shown_text,
)
from shopfloor.document.simple import read_simple
from shopfloor.document.values import meaning
from shopfloor.errors import FamilyError, Problem, ScenarioError

__all__ = ["MAX_DEPTH", "MAX_VALUES", "decoded", "read_all", "read_document"]

MAX_DEPTH = 30
"""Levels of nesting; the deepest thing that a scenario says needs about ten."""
MAX_VALUES = 200_000
"""Values of a document, each alias counted as all that it stands for."""

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
    simple = read_simple(text, file)
    return read_all(text, file, error) if simple is None else (simple, [])


def read_all(text: str, file: str, error: FileError) -> tuple[Node, list[Problem]]:
    """The same, by the reader that knows all of YAML, whatever the text is.

    Raises:
        error: as :func:`read_document`.
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
        value = meaning(raw) if event.implicit[0] else raw
        try:
            raw.encode()
        except UnicodeEncodeError:
            self.problems.append(
                self._problem(mark, "a half of a surrogate pair is no character; write the character")
            )
            raw = value = "?"
        return Scalar(mark, value, raw, is_block=event.style in ("|", ">"))


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
