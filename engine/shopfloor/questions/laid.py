"""What do the steps see? Records and the rows of their worlds, laid out as the tables that a family's SQL reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shopfloor.contracts.family import ColumnSpec, Family, Relation

__all__ = ["Laid", "columns_schema", "laid", "records_schema", "renumbered", "together", "written_order"]


def records_schema(family: Family) -> pa.Schema:
    """Return the schema of the records: their world, its window, and the subject."""
    head = [pa.field(name, pa.int64()) for name in ("record", "world", "since", "until")]
    return pa.schema([*head, *_fields(family.subject.columns)])


def columns_schema(columns: Mapping[str, ColumnSpec]) -> pa.Schema:
    """Return the schema of a shown relation: its world and its columns."""
    return pa.schema([pa.field("world", pa.int64()), *_fields(columns)])


def written_order(relation: Relation) -> list[str]:
    """Return the columns that sort the rows of a relation: the family's order, and after it all other columns, so that
    no order is left to chance. Nulls come last."""
    return [*relation.order, *(column for column in relation.columns if column not in relation.order)]


def _fields(columns: Mapping[str, ColumnSpec]) -> list[pa.Field]:
    return [
        pa.field(name, pa.string() if spec.kind == "name" else pa.int64()) for name, spec in columns.items()
    ]


@dataclass(frozen=True, slots=True)
class Laid:
    """Records (see :func:`records_schema`) and the rows of their worlds (see :func:`columns_schema`), which have their
    number ``row_no`` on the page, too. Worlds are numbered from 0, and ``worlds`` says how many there are."""

    records: pa.Table
    shown: dict[str, pa.Table]
    worlds: int

    def moved(self, worlds: int, records: int) -> Laid:
        """Return the same with greater numbers, to stand beside others."""
        return Laid(
            _more(_more(self.records, "world", worlds), "record", records),
            {name: _more(rows, "world", worlds) for name, rows in self.shown.items()},
            self.worlds,
        )


def laid(records: pa.Table, shown: Mapping[str, pa.Table]) -> Laid:
    """Lay out records and the rows of their worlds. Rows come sorted by ``world``, those of a world in the order in
    which they are written."""
    ids = np.unique(records["world"].to_numpy())
    return Laid(
        _with_column(records, "world", ids.searchsorted(records["world"].to_numpy())),
        {name: _numbered(rows, ids) for name, rows in shown.items()},
        len(ids),
    )


def renumbered(records: pa.Table, numbers: Sequence[int]) -> pa.Table:
    """Return the records with these numbers, in the order of the table, as records 0, 1, 2 …"""
    kept = records.filter(pc.is_in(records["record"], pa.array(numbers, pa.int64())))
    return _with_column(kept, "record", np.arange(kept.num_rows))


def together(parts: Sequence[Laid]) -> Laid:
    """Return several in one; their numbers do not meet."""
    return Laid(
        pa.concat_tables([part.records for part in parts]),
        {name: pa.concat_tables([part.shown[name] for part in parts]) for name in parts[0].shown},
        sum(part.worlds for part in parts),
    )


def _numbered(rows: pa.Table, ids: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    world = rows["world"].to_numpy()
    number = np.arange(1, len(world) + 1) - world.searchsorted(world)
    place = ids.searchsorted(world)
    known = place < len(ids)
    known[known] = ids[place[known]] == world[known]
    rows = _with_column(rows, "world", place).append_column("row_no", pa.array(number, pa.int64()))
    return rows if known.all() else rows.filter(pa.array(known))


def _with_column(table: pa.Table, name: str, values: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, pa.array(values, pa.int64()))


def _more(table: pa.Table, name: str, by: int) -> pa.Table:
    return _with_column(table, name, table[name].to_numpy() + by)
