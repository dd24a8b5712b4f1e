"""Which rows of a report does an answer need? Those that the family names, or all of what its steps read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shopfloor.contracts.family import Family
from shopfloor.errors import FamilyError
from shopfloor.questions.answers import Answered
from shopfloor.questions.document import DocumentPath
from shopfloor.questions.laid import Laid, laid, renumbered
from shopfloor.questions.render import Row
from shopfloor.questions.source import family_error
from shopfloor.questions.steps import Bench

__all__ = ["Evidence", "evidence_of", "not_enough"]

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of records, one after the other: relation -> ranges of rows (``1-3, 7``), how many rows these are,
    how many others the report has, and the first and the last of them (``None``: there are none)."""

    texts: list[dict[str, str]]
    rows: list[int]
    others: list[int]
    ends: list[tuple[Row, Row] | None]


def evidence_of(bench: Bench, family: Family, table: Laid) -> Evidence:
    """Return the evidence of all records, numbered 0, 1, 2 …, in ``bench.tables``.

    Raises:
        FamilyError: a statement fails, or names a row that the report does not have.
    """
    world = table.records["world"].to_numpy()
    n = len(world)
    texts: list[dict[str, str]] = [{} for _ in range(n)]
    ends: list[tuple[Row, Row] | None] = [None] * n
    rows, on_page = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for k, name in enumerate(family.shown):
        counts = np.bincount(table.shown[name]["world"].to_numpy(), minlength=table.worlds)[world]
        on_page += counts
        record, first, last = _runs(bench, family, name, counts)
        np.add.at(rows, record, last - first + 1)
        _tell(name, k, record, first, last, texts, ends)
    return Evidence(texts, rows.tolist(), (on_page - rows).tolist(), ends)


def not_enough(
    bench: Bench,
    family: Family,
    records: pa.Table,
    shown: Mapping[str, pa.Table],
    answers: Mapping[int, Answered],
) -> dict[int, str]:
    """Return the records whose answer does not follow from their evidence alone, with what follows from it.

    Raises:
        FamilyError: as :func:`evidence_of`.
    """
    numbers = sorted(answers)
    table = laid(renumbered(records, numbers), shown)
    with bench.tables(family, table):
        evidence_of(bench, family, table)
        alone = _only_evidence(bench, family, table)
    try:
        found = bench.answers(family, alone)
    except FamilyError as error:
        return dict.fromkeys(numbers[:1], "; ".join(problem.message for problem in error.problems))
    given = [found[i].text if i in found else "no answer" for i in range(len(numbers))]
    return {number: text for number, text in zip(numbers, given, strict=True) if text != answers[number].text}


def _only_evidence(bench: Bench, family: Family, table: Laid) -> Laid:
    """Return the same records, each in a world of its own that shows nothing but its evidence; rows keep their
    numbers."""
    world = table.records["world"].to_numpy()
    shown = {}
    for name in family.shown:
        rows = table.shown[name]
        of_row = rows["world"].to_numpy()
        record, first, last = _runs(bench, family, name, np.bincount(of_row, minlength=table.worlds)[world])
        lengths = last - first + 1
        place = np.repeat(of_row.searchsorted(world[record]) + first - 1, lengths)
        place += np.arange(len(place)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        kept = rows.take(pa.array(place))
        at = kept.schema.get_field_index("world")
        shown[name] = kept.set_column(at, "world", pa.array(np.repeat(record, lengths), pa.int64()))
    at = table.records.schema.get_field_index("world")
    own = table.records.set_column(at, "world", pa.array(np.arange(len(world)), pa.int64()))
    return Laid(own, shown, len(world))


def _runs(bench: Bench, family: Family, name: str, counts: Whole) -> tuple[Whole, Whole, Whole]:
    """Runs of neighbouring evidence rows: record, first row, last row; in order."""
    if name in family.evidence:
        return _neighbours(*_named_rows(bench, family, name, counts))
    record = np.flatnonzero(counts) if name in bench.program(family).reads else np.zeros(0, np.int64)
    return record, np.ones(len(record), np.int64), counts[record]


def _named_rows(bench: Bench, family: Family, name: str, counts: Whole) -> tuple[Whole, Whole]:
    path: DocumentPath = ("evidence", name)
    chosen = f"SELECT record, CAST(row_no AS BIGINT) AS row_no FROM (\n{family.evidence[name]}\n)"
    found = bench.fetch(family, path, f"{chosen} WHERE record IS NOT NULL")
    record, row = _each_once(found["record"].to_numpy(), found["row_no"].fill_null(0).to_numpy())
    wrong = np.flatnonzero((row < 1) | (row > counts[record]))
    if wrong.size:
        number = row[wrong[0]] or "null"
        message = f"names row {number} of {name}, which has {counts[record[wrong[0]]]}; return its own row_no"
        raise family_error(family, path, message)
    return record, row


def _each_once(record: Whole, row: Whole) -> tuple[Whole, Whole]:
    """The pairs in order, each once; the database would take half as long again if it did so."""
    order = np.lexsort((row, record))
    record, row = record[order], row[order]
    new = np.ones(len(record), bool)
    new[1:] = (record[1:] != record[:-1]) | (row[1:] != row[:-1])
    return record[new], row[new]


def _neighbours(record: Whole, row: Whole) -> tuple[Whole, Whole, Whole]:
    if not len(record):
        return record, row, row
    new = np.ones(len(record), bool)
    new[1:] = (record[1:] != record[:-1]) | (row[1:] != row[:-1] + 1)
    starts = np.flatnonzero(new)
    stops = np.append(starts[1:], len(record)) - 1
    return record[starts], row[starts], row[stops]


def _tell(
    name: str,
    relation: int,
    records: Whole,
    first: Whole,
    last: Whole,
    texts: Sequence[dict[str, str]],
    ends: list[tuple[Row, Row] | None],
) -> None:
    for record, a, b in zip(records.tolist(), first.tolist(), last.tolist(), strict=True):
        of = texts[record]
        text = f"{a}-{b}" if a < b else str(a)
        of[name] = f"{of[name]}, {text}" if name in of else text
        before = ends[record]
        ends[record] = (before[0] if before else (relation, a), (relation, b))
