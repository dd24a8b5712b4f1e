"""Would the answer be another if things were called otherwise, or if nothing had been rounded?

Who is named by a tie-break is named by chance: with the names in the reverse alphabetical order, and the rows in
reverse, too, another would be named. Who is named because a digit was cut off is not the one of the log. Both are
found by asking every question again, as further records of the same run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from shopfloor.contracts.family import ColumnSpec, Family
from shopfloor.questions.answers import Answered
from shopfloor.questions.laid import Laid, together

__all__ = ["ROUNDING", "TIE", "Doubts", "may_be_rounded_away"]

TIE, ROUNDING = "tie", "rounding"

_CHOSEN = ("name", "names", "yes_no")
"""Kinds of answers that do not follow gently when a number changes a little."""
_MOMENTS = ("clock", "timestamp")
_TIMES = ("clock", "timestamp", "duration")


def may_be_rounded_away(family: Family) -> bool:
    """Whether an answer of this family can be decided by what was cut off when its rows were rounded. Two sources that
    disagree do so in what they say, and that is rounded."""
    if family.skill == "conflict":
        return False
    timed = any(spec.kind in _TIMES for of in family.shown.values() for spec in of.columns.values())
    return timed and (family.answer.kind in _CHOSEN or "name" in _part_kinds(family))


def _may_tie(family: Family) -> bool:
    kinds = {
        family.answer.kind, *_part_kinds(family), *(spec.kind for spec in family.answer.also.values())
    }  # fmt: skip
    return family.answerable and not kinds.isdisjoint((*_CHOSEN, *_MOMENTS))


def _part_kinds(family: Family) -> set[str]:
    return {part.kind for part in family.answer.parts.values()}


class Doubts:
    """Records and their doubles. ``laid`` is what the steps are to see: the records themselves, below ``bound``, and
    behind them those that are asked for the sake of a doubt."""

    def __init__(self, family: Family, base: Laid, exact: Laid | None) -> None:
        self._family = family
        self._renamed: dict[str, str] = {}
        self._since = dict(
            zip(base.records["record"].to_pylist(), base.records["since"].to_pylist(), strict=True)
        )
        self.bound = max(self._since, default=-1) + 1
        parts = [base]
        self._tie = self._rounding = 0
        if _may_tie(family):
            self._renamed = _reverse(_names(family, base))
        if len(self._renamed) > 1:
            self._tie = len(parts) * self.bound
            parts.append(_relabelled(family, base, self._renamed).moved(base.worlds, self._tie))
        if exact is not None and may_be_rounded_away(family):
            self._rounding = len(parts) * self.bound
            exact = _as_it_was(family, base, exact)
            parts.append(exact.moved(len(parts) * base.worlds, self._rounding))
        self.laid = together(parts) if len(parts) > 1 else base

    def since(self, record: int) -> int:
        """Return when the window of a record or of its double begins."""
        return int(self._since[record % self.bound])

    def found(self, answers: Mapping[int, Answered]) -> dict[int, str]:
        """Return which records have an answer, and their doubles another, and for what reason."""
        reasons = {}
        for record, answered in answers.items():
            if record >= self.bound:
                continue
            if self._tie and not self._same(answered, answers.get(record + self._tie)):
                reasons[record] = TIE
            elif self._rounding and not _as_good(answered, answers.get(record + self._rounding)):
                reasons[record] = ROUNDING
        return reasons

    def _same(self, answered: Answered, double: Answered | None) -> bool:
        if double is None:
            return False
        answer = self._family.answer
        also = tuple(
            self._renamed.get(text, text) if spec.kind == "name" else text
            for text, spec in zip(answered.also, answer.also.values(), strict=True)
        )
        return double.also == also and double.value == self._value(answered.value)

    def _value(self, value: Any) -> Any:
        """What the answer would be in the other names."""
        kind, renamed = self._family.answer.kind, self._renamed
        if kind == "names":
            return [renamed.get(name, name) for name in value]
        if kind == "parts":
            parts = self._family.answer.parts
            return {
                name: renamed.get(part, part) if parts[name].kind == "name" else part
                for name, part in value.items()
            }
        return renamed.get(value, value) if kind == "name" else value


def _as_good(answered: Answered, double: Answered | None) -> bool:
    """Of parts only the names must agree: a number that follows from rounded rows is a rounded number."""
    if double is None:
        return False
    if isinstance(answered.value, dict) and isinstance(double.value, dict):
        return all(
            double.value[name] == part for name, part in answered.value.items() if isinstance(part, str)
        )
    return double.value == answered.value


# --- other names ----------------------------------------------------------------------------------

_LITERAL = re.compile(r"--[^\n]*|'((?:[^']|'')*)'")


def _names(family: Family, base: Laid) -> list[str]:
    """All names that the rows hold, in alphabetical order, but for those that the family's SQL knows."""
    tables = [(base.records, family.subject.columns)]
    tables += [(base.shown[name], relation.columns) for name, relation in family.shown.items()]
    found = {
        name
        for table, columns in tables
        for column in _of_kind(columns, ("name",))
        for name in table[column].unique().to_pylist()
    }
    return sorted(found - _known(family) - {None})


def _known(family: Family) -> set[str]:
    texts = [relation.sql for relation in family.shown.values()]
    texts += [family.subject.sql, *(step.sql for step in family.steps)]
    texts += [*family.reject.values(), *family.evidence.values()]
    return {match[1] for text in texts for match in _LITERAL.finditer(text) if match[1] is not None}


def _reverse(names: Sequence[str]) -> dict[str, str]:
    return dict(zip(names, reversed(names), strict=True))


def _relabelled(family: Family, base: Laid, renamed: Mapping[str, str]) -> Laid:
    return Laid(
        _with_names(base.records, family.subject.columns, renamed),
        {
            name: _reversed(_with_names(base.shown[name], relation.columns, renamed))
            for name, relation in family.shown.items()
        },
        base.worlds,
    )


def _reversed(table: pa.Table) -> pa.Table:
    return table.take(pa.array(np.arange(table.num_rows)[::-1]))


def _with_names(table: pa.Table, columns: Mapping[str, ColumnSpec], renamed: Mapping[str, str]) -> pa.Table:
    for column in _of_kind(columns, ("name",)):
        encoded = table[column].combine_chunks().dictionary_encode()
        names = pa.array([renamed.get(name, name) for name in encoded.dictionary.to_pylist()], pa.string())
        other = pa.DictionaryArray.from_arrays(encoded.indices, names).cast(pa.string())
        table = table.set_column(table.schema.get_field_index(column), column, other)
    return table


# --- what it was before it was rounded -------------------------------------------------------------


def _as_it_was(family: Family, base: Laid, exact: Laid) -> Laid:
    """The rows before they were rounded, and subjects that mean the same rows as before: a time that is that of one row
    only is that row's."""
    subject = family.subject.columns
    times = _of_kind(subject, _TIMES)
    if not times:
        return exact
    meant: dict[str, list[Any]] = {column: base.records[column].to_pylist() for column in times}
    open_still = {column: [True] * len(values) for column, values in meant.items()}
    for same_name in (True, False):
        for name, relation in family.shown.items():
            keys = [
                c for c in relation.columns if c in subject and relation.columns[c].kind == subject[c].kind
            ]
            for column in times:
                for other in _alike(column, subject[column], relation.columns, same_name=same_name):
                    found = _single(base.shown[name], exact.shown[name], {*keys} - {column, other}, other)
                    _replace(base.records, meant[column], open_still[column], found, column)
    records = exact.records
    for column, values in meant.items():
        place = records.schema.get_field_index(column)
        records = records.set_column(place, column, pa.array(values, pa.int64()))
    return Laid(records, exact.shown, exact.worlds)


def _alike(column: str, spec: ColumnSpec, columns: Mapping[str, ColumnSpec], *, same_name: bool) -> list[str]:
    if same_name:
        return [column] if column in columns and columns[column].kind == spec.kind else []
    shape = spec.kind, spec.precision, spec.unit, spec.decimals
    return [
        other
        for other, of in columns.items()
        if other != column and (of.kind, of.precision, of.unit, of.decimals) == shape
    ]


Single = tuple[tuple[str, ...], dict[tuple[Any, ...], int | None]]


def _single(rounded: pa.Table, exact: pa.Table, keys: set[str], column: str) -> Single:
    """World, keys and rounded value -> the value before, if all rows of that kind agree on it."""
    names = ("world", *sorted(keys))
    found: dict[tuple[Any, ...], int | None] = {}
    rows = zip(*(rounded[name].to_pylist() for name in (*names, column)), strict=True)
    for key, value in zip(rows, exact[column].to_pylist(), strict=True):
        if found.setdefault(key, value) != value:
            found[key] = None
    return names, found


def _replace(
    records: pa.Table, values: list[Any], open_still: list[bool], single: Single, column: str
) -> None:
    names, found = single
    rows = zip(*(records[name].to_pylist() for name in (*names, column)), strict=True)
    for i, key in enumerate(rows):
        value = found.get(key)
        if open_still[i] and value is not None:
            values[i], open_still[i] = value, False


def _of_kind(columns: Mapping[str, ColumnSpec], kinds: Sequence[str]) -> list[str]:
    return [column for column, spec in columns.items() if spec.kind in kinds]
