"""How does the answer follow? What each step of a family gave, in words, for many records at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shopfloor.contracts.family import ColumnSpec, Family, Step
from shopfloor.questions.document import DocumentPath
from shopfloor.questions.render import values_of
from shopfloor.questions.steps import Bench
from shopfloor.questions.text import texts_of

__all__ = ["results", "told_columns", "worked_out"]

_ROWS = 12
"""So many rows of a step are told at most."""
_NEVER = ("record", "row_no", "value", "position", "numerator", "denominator")
"""Columns that are told only when ``shows`` says so."""


def told_columns(family: Family, step: Step, given: Sequence[str]) -> dict[str, ColumnSpec]:
    """Return the columns of a step's result (``given``) that the derivation tells, in their order there."""
    known = step.shows if step.shows is not None else _by_name(family)
    return {column: known[column] for column in given if column in known}


def _by_name(family: Family) -> dict[str, ColumnSpec]:
    """The columns that a reader knows: every name with its one shape, but for those that have several."""
    found: dict[str, list[ColumnSpec]] = {}
    relations = [relation.columns for relation in family.shown.values()]
    for columns in (*relations, family.subject.columns, family.answer.also):
        for column, spec in columns.items():
            found.setdefault(column, []).append(spec)
    return {
        column: specs[0]
        for column, specs in found.items()
        if column not in _NEVER and len({_shape(spec) for spec in specs}) == 1
    }


def _shape(spec: ColumnSpec) -> tuple[object, ...]:
    return spec.kind, spec.precision, spec.unit, spec.decimals


def results(bench: Bench, family: Family, answers: Sequence[str]) -> list[list[str]]:
    """Return what each step gave, for each record (numbered 0, 1, 2 …, with their ``answers``), in ``bench.tables``.

    Raises:
        FamilyError: a column that is told is not of its kind.
    """
    texts = []
    for i, step in enumerate(family.steps):
        given = bench.columns(step.name)
        told = told_columns(family, step, given)
        if i < len(family.steps) - 1:
            texts.append(_of_step(bench, family, i, told, "row_no" in given, len(answers)))
        elif not told:
            texts.append(list(answers))
        else:
            rows, lines, starts = _rows(bench, family, i, told, "row_no" in given, len(answers))
            texts.append(
                [
                    f"{lines[start]}; {answer}" if count == 1 else answer
                    for count, start, answer in zip(rows, starts, answers, strict=False)
                ]
            )
    return texts


def worked_out(family: Family) -> str:
    """Return the format of a derivation in an output: a line for each step, to be filled with what they gave."""
    lines = [
        f"{number}. {step.says.removesuffix('.').replace('%', '%%')}: %s."
        for number, step in enumerate(family.steps, 1)
    ]
    return "\n".join(lines) + "\n"


def _of_step(
    bench: Bench, family: Family, i: int, told: Mapping[str, ColumnSpec], numbered: bool, records: int
) -> list[str]:
    if not told:
        name = family.steps[i].name
        query = f'SELECT record, count(*) AS rows FROM "{name}" GROUP BY record'
        found = bench.fetch(family, ("steps", i, "sql"), query)
        counts = dict(zip(found["record"].to_pylist(), found["rows"].to_pylist(), strict=True))
        return [_counted(counts.get(record, 0)) for record in range(records)]
    rows, lines, starts = _rows(bench, family, i, told, numbered, records)
    if min(rows, default=0) == max(rows, default=0) == 1:
        return lines
    texts = ["; ".join(lines[a:b]) if a < b else "none" for a, b in pairwise(starts)]
    for record in np.flatnonzero(np.asarray(rows) > _ROWS).tolist():
        texts[record] += f"; … {rows[record]} rows"
    return texts


def _counted(rows: int) -> str:
    return "none" if rows == 0 else "1 row" if rows == 1 else f"{rows} rows"


def _rows(
    bench: Bench, family: Family, i: int, told: Mapping[str, ColumnSpec], numbered: bool, records: int
) -> tuple[list[int], list[str], list[int]]:
    """How many rows each record has, the texts of those that are told, and where those of each begin."""
    path: DocumentPath = ("steps", i, "sql")
    columns = ", ".join(
        f'"{column}"' if spec.kind == "name" else f'CAST("{column}" AS BIGINT) AS "{column}"'
        for column, spec in told.items()
    )
    order = ", ".join(f'"{column}" NULLS LAST' for column in (*(["row_no"] if numbered else []), *told))
    query = f'SELECT record, {columns} FROM "{family.steps[i].name}" ORDER BY record, {order}'
    found = bench.fetch(family, path, query)
    record = found["record"].to_numpy()
    starts = record.searchsorted(np.arange(records + 1))
    counts = np.diff(starts)
    if counts.size and counts.max() > _ROWS:
        found = found.filter(pa.array(_first(record, starts)))
        starts = np.append(0, np.cumsum(np.minimum(counts, _ROWS)))
    texts = [list(map(texts_of(spec).__getitem__, values_of(found[column]))) for column, spec in told.items()]
    row = ", ".join(f"{column.replace('_', ' ')} %s" for column in told)
    return counts.tolist(), list(map(row.__mod__, zip(*texts, strict=True))), starts.tolist()


def _first(record: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.arange(len(record)) - starts[record] < _ROWS
