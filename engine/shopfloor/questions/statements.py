"""How does a report look as SQL? Its tables as statements that SQLite runs, and the query that answers from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from shopfloor.contracts.family import ColumnSpec, Family, Relation
from shopfloor.questions.text import texts_of

__all__ = ["COMMENT", "gold_fields", "table_statement", "values_texts"]

COMMENT = "-- "

_TYPES = {"name": "TEXT", "clock": "TEXT", "timestamp": "TEXT", "duration": "REAL", "count": "INTEGER"}


def table_statement(name: str, relation: Relation) -> str:
    """Return ``CREATE TABLE stops (failed_at TEXT, lasted_min REAL);``: a duration is a bare number, so its unit
    stands in the name of its column."""
    columns = ", ".join(
        f"{column}_{spec.unit} REAL" if spec.kind == "duration" else f"{column} {_TYPES[spec.kind]}"
        for column, spec in relation.columns.items()
    )
    return f"CREATE TABLE {name} ({columns});"


class _Literals(dict[object, str]):
    """The literals of a column's values, each worked out once."""

    def __init__(self, spec: ColumnSpec) -> None:
        super().__init__({None: "NULL"})
        self._spec = spec
        self._texts = texts_of(spec)

    def __missing__(self, value: object) -> str:
        kind = self._spec.kind
        if kind == "name":
            return f"'{value}'"
        text = self._texts[value]
        literal = _bare(text) if kind == "duration" else text if kind == "count" else f"'{text}'"
        self[value] = literal
        return literal


@lru_cache(maxsize=256)
def values_texts(spec: ColumnSpec) -> dict[object, str]:
    """Return the literals of columns that are shown alike: ``'07:10'``, ``20.3``, ``4``, ``NULL``."""
    return _Literals(spec)


def gold_fields(family: Family, fields: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the fields that ``gold`` may name, with their texts: those of an input but for the day, which no clock of
    a table shows; a duration of the subject is its bare number."""
    known = {name: fields[name] for name in ("since", "until", *family.subject.columns)}
    for column, spec in family.subject.columns.items():
        if spec.kind == "duration":
            known[column] = [_bare(text) for text in fields[column]]
    return known


def _bare(text: str) -> str:
    return text.split(" ", 1)[0]
