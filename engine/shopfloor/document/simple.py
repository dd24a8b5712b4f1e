"""What stands where in a YAML text that uses little of YAML? Read line by line, in a tenth of the time.

Block mappings and lists, lists and mappings in brackets, words, quoted texts without escapes, and block texts: what
family and scenario files are made of. Any other text, whether it uses more or is broken, is left to the reader that
knows all of YAML and all that can be wrong with it; on a simple one both give the same.
"""

from __future__ import annotations

import re

from shopfloor.document.nodes import Entry, Map, Mark, Node, Scalar, Seq
from shopfloor.document.values import meaning

__all__ = ["read_simple"]

LONGEST = 100_000
"""Characters; a longer text may hold more values than a document may have."""
DEEPEST = 20

_PRINTABLE = re.compile("[\n -~\xa1-\u2027\u2030-\ud7ff]*\n")
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_.\-]*):(?= |$) *")
_QUOTED = re.compile(r"\"([^\"\\]*)\"|'((?:[^']|'')*)'")
_WORD = r"(?:[A-Za-z0-9_.(/+$~<=^]|-(?=[A-Za-z0-9_.]))"
_PLAIN = re.compile(_WORD + r"(?:[^ :#]|:(?=[^ ])|(?<=[^ ])#| +(?=[^ :#]))*")
_PLAIN_INSIDE = re.compile(_WORD + r"(?:[^ :#,\[\]{}]|:(?=[^ ,\[\]{}])|(?<=[^ ])#| +(?=[^ :#,\[\]{}]))*")
"""A word, or several: in brackets it ends at a bracket or a comma, too."""
_COLON = re.compile(r" *:(?= |$)")
_BLOCK = re.compile(r"([|>])(-?) *(?: #.*)?")
_REST = re.compile(r" *(?: #.*)?")


class _NotSimple(Exception):
    """The text uses more of YAML, or is broken."""


def read_simple(text: str, file: str) -> Node | None:
    """Return the root of a simple text, ``None`` of any other."""
    if len(text) > LONGEST or not _PRINTABLE.fullmatch(text):
        return None
    try:
        return _Lines(text, file).root()
    except _NotSimple:
        return None


class _Lines:
    """The lines of a text, and the place (line and column, from 0) up to which they were read."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._lines = text.split("\n")
        self._number = self._column = self._depth = 0

    def root(self) -> Node:
        """Return the only value of the text, a mapping or a list."""
        if self._indent() != 0:
            raise _NotSimple
        node = self._block(0)
        if self._indent() >= 0:
            raise _NotSimple
        return node

    def _indent(self) -> int:
        """Go on to the next line that is neither blank nor a comment; return its indentation, -1 at the end."""
        while self._number < len(self._lines):
            line = self._lines[self._number]
            body = line.lstrip(" ")
            if body and body[0] != "#":
                return len(line) - len(body)
            self._number += 1
        return -1

    def _mark(self, column: int) -> Mark:
        return Mark(self._file, self._number + 1, column + 1)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _NotSimple

    # mappings and lists, line by line

    def _block(self, indent: int) -> Node:
        self._deeper()
        node = self._list(indent) if self._is_item(indent) else self._mapping(indent)
        self._depth -= 1
        return node

    def _is_item(self, column: int) -> bool:
        return self._lines[self._number].startswith("- ", column)

    def _list(self, indent: int) -> Seq:
        mark, items = self._mark(indent), list[Node]()
        while self._indent() == indent and self._is_item(indent):
            line = self._lines[self._number]
            body = line[indent + 1 :].lstrip(" ")
            at = len(line) - len(body)
            if not body:
                raise _NotSimple
            if body.startswith("- ") or _KEY.match(body):
                # as if the dash were not there: what follows is indented by where it begins
                self._lines[self._number] = " " * at + body
                items.append(self._block(at))
            else:
                items.append(self._value(indent, at))
        return Seq(mark, tuple(items))

    def _mapping(self, indent: int) -> Map:
        mark, entries = self._mark(indent), dict[str, Entry]()
        while self._indent() == indent:
            line = self._lines[self._number]
            found = _KEY.match(line, indent)
            if found is None or found[1] in entries:
                raise _NotSimple
            key = self._mark(indent)
            is_empty = found.end() == len(line) or line[found.end()] == "#"
            node = self._below(indent, key) if is_empty else self._value(indent, found.end())
            entries[found[1]] = Entry(key, node)
        return Map(mark, entries)

    def _below(self, indent: int, key: Mark) -> Node:
        """What stands on the lines below a key; a list need not be indented."""
        self._number += 1
        below = self._indent()
        if below > indent or (below == indent and self._is_item(indent)):
            return self._block(below)
        return Scalar(key, None, "")

    # values

    def _value(self, indent: int, at: int) -> Node:
        """The value that begins in this line, below a key or dash that is indented by ``indent``."""
        line = self._lines[self._number]
        if line[at] in "|>":
            return self._text(indent, at)
        if line[at] in "[{":
            self._column = at
            node = self._inside(indent)
        else:
            node = self._scalar(at, _PLAIN)
        if not _REST.fullmatch(self._lines[self._number], self._column):
            raise _NotSimple
        self._number += 1
        if self._indent() > indent:
            raise _NotSimple
        return node

    def _scalar(self, at: int, words: re.Pattern[str]) -> Scalar:
        line, mark = self._lines[self._number], self._mark(at)
        quoted = _QUOTED.match(line, at)
        if quoted is not None:
            self._column = quoted.end()
            text = quoted[1] if quoted[1] is not None else quoted[2].replace("''", "'")
            return Scalar(mark, text, text)
        found = words.match(line, at)
        if found is None:
            raise _NotSimple
        self._column = found.end()
        return Scalar(mark, meaning(found[0]), found[0])

    def _text(self, indent: int, at: int) -> Scalar:
        """A text of several lines; a folded one is simple as long as all its lines are alike."""
        header = _BLOCK.fullmatch(self._lines[self._number], at)
        if header is None:
            raise _NotSimple
        mark = self._mark(at)
        self._number += 1
        line = self._lines[self._number]
        width = len(line) - len(line.lstrip(" "))
        if width <= indent or width == len(line):
            raise _NotSimple
        lines = list[str]()
        while self._number < len(self._lines):
            line = self._lines[self._number]
            if line[:width].strip(" "):
                break
            lines.append(line[width:])
            self._number += 1
        while not lines[-1]:
            lines.pop()
        if header[1] == ">" and any(not line or line[0] == " " or line[-1] == " " for line in lines):
            raise _NotSimple
        if not all(line.strip(" ") for line in lines if line):
            raise _NotSimple
        text = (" " if header[1] == ">" else "\n").join(lines) + ("" if header[2] else "\n")
        return Scalar(mark, text, text, is_block=True)

    # brackets

    def _inside(self, indent: int) -> Node:
        """What stands at the place: a value in brackets, or the brackets themselves."""
        sign = self._next(indent)
        if sign not in "[{":
            return self._scalar(self._column, _PLAIN_INSIDE)
        self._deeper()
        mark = self._mark(self._column)
        self._column += 1
        node: Node = self._items(indent, mark) if sign == "[" else self._entries(indent, mark)
        self._depth -= 1
        return node

    def _items(self, indent: int, mark: Mark) -> Seq:
        items = list[Node]()
        if self._next(indent) == "]":
            self._column += 1
            return Seq(mark, ())
        while True:
            items.append(self._inside(indent))
            if self._is_over(indent, "]"):
                return Seq(mark, tuple(items))

    def _entries(self, indent: int, mark: Mark) -> Map:
        entries = dict[str, Entry]()
        if self._next(indent) == "}":
            self._column += 1
            return Map(mark, entries)
        while True:
            self._next(indent)
            key = self._scalar(self._column, _PLAIN_INSIDE)
            colon = _COLON.match(self._lines[self._number], self._column)
            if colon is None or key.raw in entries or key.raw == "<<":
                raise _NotSimple
            self._column = colon.end()
            entries[key.raw] = Entry(key.mark, self._inside(indent))
            if self._is_over(indent, "}"):
                return Map(mark, entries)

    def _is_over(self, indent: int, bracket: str) -> bool:
        """Whether the brackets close here; if not, another value follows a comma."""
        sign = self._next(indent)
        if sign not in (bracket, ","):
            raise _NotSimple
        self._column += 1
        return sign == bracket

    def _next(self, indent: int) -> str:
        """Go on to the next sign, which may stand on the next line, and return it."""
        line = self._lines[self._number]
        while self._column < len(line) and line[self._column] == " ":
            self._column += 1
        if self._column == len(line):
            self._number += 1
            line = self._lines[self._number] if self._number < len(self._lines) else ""
            self._column = len(line) - len(line.lstrip(" "))
            if self._column <= indent or self._column == len(line):
                raise _NotSimple
        return line[self._column]
