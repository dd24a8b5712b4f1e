"""How are the rows of one relation written in each form, and how are they found in a text again?"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from shopfloor.contracts.family import ColumnSpec
from shopfloor.verification.patterns import Pattern, columns_of_groups, one_of
from shopfloor.verification.values import shape

__all__ = [
    "Found",
    "Rows",
    "line_rows",
    "prose_rows",
    "sql_columns",
    "sql_head",
    "sql_rows",
    "table_rows",
]

Found = list[tuple[str, ...]]
"""The texts of the groups of a regular expression, one tuple for each row."""


_SQL_TYPES = {"duration": "REAL", "count": "INTEGER"}


class Rows(Protocol):
    """The rows of one relation in one form."""

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """For each column the groups that may hold its text; those of patterns that did not fit are empty."""
        ...

    def begins(self, body: str) -> bool:
        """Does the first row stand in this form?"""
        ...

    def find(self, body: str) -> Found | None:
        """Return the rows, or ``None`` when something is no row."""
        ...

    def stray(self, body: str) -> tuple[str, str]:
        """Return what was expected and what was given where the reading of ``body`` stops."""
        ...

    def span(self, body: str, found: Found, first: int, last: int) -> tuple[int, int]:
        """Return where the first of some rows begins in ``body`` and the last one ends; rows count from 1."""
        ...


def line_rows(patterns: Sequence[Pattern], columns: Mapping[str, ColumnSpec], written: Sequence[str]) -> Rows:
    """Rows of which each is a line, by one of some patterns: log, alarms and board."""
    regex, groups = one_of(patterns, {name: shape(column) for name, column in columns.items()})
    return _Lines(
        re_rows=_compiled(f"^(?:{regex})$", re.MULTILINE),
        groups=columns_of_groups(groups, tuple(columns)),
        head="",
        expected=_one_of_the_patterns("a line", written),
    )


def table_rows(columns: Mapping[str, ColumnSpec]) -> Rows:
    """Rows of a table, below a line of titles and a line of dashes."""
    cells = [f"({'-|' if column.optional else ''}{shape(column)})" for column in columns.values()]
    titles = [column.title or name.replace("_", " ") for name, column in columns.items()]
    return _Lines(
        re_rows=_compiled(r"^\| " + r" \| ".join(cells) + r" \|$", re.MULTILINE),
        groups=_one_group_each(columns),
        head=f"| {' | '.join(titles)} |\n|{' --- |' * len(columns)}\n",
        expected="a row of the table's columns",
    )


def sql_rows(name: str, columns: Mapping[str, ColumnSpec]) -> Rows:
    """Rows of a statement that inserts them; the statement before it stands in :func:`sql_head`."""
    return _Lines(
        re_rows=_compiled(
            rf"^  \({', '.join(map(_sql_cell, columns.values()))}\)(?:,(?=\n)|;\Z)", re.MULTILINE
        ),
        groups=_one_group_each(columns),
        head=f"INSERT INTO {name} VALUES\n",
        expected="a row of the table's columns, between brackets",
        # two blanks before it and the comma or semicolon behind it are no part of a row
        margins=(2, 1),
    )


def prose_rows(
    patterns: Sequence[Pattern], columns: Mapping[str, ColumnSpec], written: Sequence[str]
) -> Rows:
    """Rows of which each is a sentence, by one of some patterns."""
    return _Sentences(patterns, columns, written)


def sql_head(name: str, columns: Mapping[str, ColumnSpec]) -> str:
    """Return the line that creates the table of a relation."""
    return f"CREATE TABLE {name} ({sql_columns(columns)});\n"


def sql_columns(columns: Mapping[str, ColumnSpec]) -> str:
    """Return how the columns of a relation are declared in SQL: a duration is a number, its unit in its name."""
    return ", ".join(
        f"{f'{name}_{column.unit}' if column.kind == 'duration' else name} {_SQL_TYPES.get(column.kind, 'TEXT')}"
        for name, column in columns.items()
    )


def _sql_cell(column: ColumnSpec) -> str:
    if column.kind in _SQL_TYPES:
        value = f"({shape(column).removesuffix(f' {column.unit}') if column.kind == 'duration' else shape(column)})"
    else:
        value = f"'({shape(column)})'"
    return f"(?:{value}|NULL)" if column.optional else value


def _one_group_each(columns: Mapping[str, ColumnSpec]) -> tuple[tuple[int, ...], ...]:
    return tuple((place,) for place in range(len(columns)))


def _compiled(regex: str, flags: int = 0) -> re.Pattern[str]:
    """``findall`` gives tuples only when there are two groups or more: an empty one is added where needed."""
    compiled = re.compile(regex, flags)
    return compiled if compiled.groups > 1 else re.compile(f"{regex}()", flags)


class _Lines:
    """Rows of which each is a line, below a head that may be empty."""

    def __init__(
        self,
        *,
        re_rows: re.Pattern[str],
        groups: tuple[tuple[int, ...], ...],
        head: str,
        expected: str,
        margins: tuple[int, int] = (0, 0),
    ) -> None:
        self.groups = groups
        self._rows = re_rows
        self._head, self._head_lines = head, head.count("\n")
        self._expected = expected
        self._margins = margins

    def begins(self, body: str) -> bool:
        return body.startswith(self._head) if self._head else self._rows.match(body) is not None

    def find(self, body: str) -> Found | None:
        if self._head and not body.startswith(self._head):
            return None
        # a match is exactly one line, so as many matches as lines means that every line was read
        found = self._rows.findall(body, len(self._head))
        return found if len(found) == body.count("\n") + 1 - self._head_lines else None

    def stray(self, body: str) -> tuple[str, str]:
        if not body.startswith(self._head):
            return repr(self._head.removesuffix("\n")), repr("\n".join(body.split("\n")[: self._head_lines]))
        begin = len(self._head)
        while (end := body.find("\n", begin)) >= 0 and self._is_row(body, begin, end):
            begin = end + 1
        return self._expected, repr(body[begin : end if end >= 0 else len(body)])

    def _is_row(self, body: str, begin: int, end: int) -> bool:
        found = self._rows.match(body, begin)
        return found is not None and found.end() == end

    def span(self, body: str, found: Found, first: int, last: int) -> tuple[int, int]:
        before, after = self._margins
        begin, end = len(self._head), len(body)
        if first > 1 or last < len(found):
            lengths = list(map(len, body.split("\n")))
            rows = self._head_lines
            begin += sum(lengths[rows : rows + first - 1]) + first - 1
            end -= sum(lengths[rows + last :]) + len(found) - last
        return begin + before, end - after


class _Sentences:
    def __init__(
        self, patterns: Sequence[Pattern], columns: Mapping[str, ColumnSpec], written: Sequence[str]
    ) -> None:
        # the first group is the whole sentence with what parts it from the next one: it is no column's
        shapes = {name: shape(column) for name, column in columns.items()}
        regex, groups = one_of(patterns, shapes, before=[""])
        self.groups = columns_of_groups(groups, tuple(columns))
        self._expected = _one_of_the_patterns("a sentence", written)
        self._sentence = _compiled(rf"((?:{regex})(?:[ \n](?=.)|\Z))")

    def begins(self, body: str) -> bool:
        return self._sentence.match(body) is not None

    def find(self, body: str) -> Found | None:
        found = self._sentence.findall(body)
        # sentences that are together as long as the text leave no gap between them
        return found if sum([len(row[0]) for row in found]) == len(body) else None

    def stray(self, body: str) -> tuple[str, str]:
        place = 0
        while (found := self._sentence.match(body, place)) is not None:
            place = found.end()
        return self._expected, repr(body[place:].partition("\n")[0])

    def span(self, body: str, found: Found, first: int, last: int) -> tuple[int, int]:
        begin = sum([len(row[0]) for row in found[: first - 1]])
        if last == len(found):
            return begin, len(body)
        # a blank or a line break follows every sentence but the last
        return begin, begin + sum([len(row[0]) for row in found[first - 1 : last]]) - 1


def _one_of_the_patterns(what: str, written: Sequence[str]) -> str:
    return f"{what} such as {' or '.join(repr(pattern) for pattern in written)}"
