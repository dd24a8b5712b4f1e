"""Which column does a statement name that is not there (or not grouped), and which are there?

DuckDB finds it and says so in its own words, of which nobody needs more than the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches

__all__ = ["unknown_column"]

_OF_ONE = re.compile(
    r'^Binder Error: (?:Table|Values list) "(?P<table>.+?)" does not have a column named "(?P<column>.+?)"'
)
_OF_ALL = re.compile(r'^Binder Error: Referenced column "(?P<column>.+?)" not found in FROM clause')
_UNGROUPED = re.compile(r'^Binder Error: column "(?P<column>.+?)" must appear in the GROUP BY clause')
_TABLE = re.compile(r'^Binder Error: Referenced table "(?P<table>.+?)" not found')

Read = Sequence[tuple[str, str]]
"""What a statement reads: the name that it goes by there, and the table."""


def unknown_column(error: Exception, read: Read, columns: Callable[[str], Sequence[str]]) -> str | None:
    """Return what to say of DuckDB's error; ``None`` if it is about something else.

    Args:
        columns: of a table; none where that is not known.
    """
    text = str(error)
    if found := _OF_ONE.match(text):
        tables = [table for name, table in read if name == found["table"]] or [found["table"]]
        there = list(dict.fromkeys(column for table in tables for column in columns(table)))
        name = tables[0] if tables[0] == found["table"] else f"{tables[0]} ({found['table']})"
        return f'{name} has no column "{found["column"]}"{_there(found["column"], there)}'
    if found := _OF_ALL.match(text):
        there = list(dict.fromkeys(column for _, table in read for column in columns(table)))
        return f'nothing that is read here has a column "{found["column"]}"{_there(found["column"], there)}'
    if found := _TABLE.match(text):
        return f'"{found["table"]}" is not among what is read here{_there(found["table"], [name for name, _ in read])}'
    if found := _UNGROUPED.match(text):
        return (
            f'the column "{found["column"]}" stands neither behind GROUP BY nor inside count, sum, min or max'
        )
    return None


def _there(given: str, names: Sequence[str]) -> str:
    near = get_close_matches(given, names, 1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return f"; there are {', '.join(names)}{hint}" if names else ""
