"""Do the worked cases of a family come out as they were worked by hand?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from shopfloor.contracts.family import Case, ColumnSpec, Family
from shopfloor.errors import FamilyError, Problem
from shopfloor.questions.document import DocumentPath, shown
from shopfloor.questions.doubts import TIE
from shopfloor.questions.evidence import not_enough
from shopfloor.questions.laid import columns_schema, records_schema, written_order
from shopfloor.questions.patterns import line_pattern
from shopfloor.questions.source import family_problem
from shopfloor.questions.steps import EMPTY, Bench, Outcome
from shopfloor.questions.text import DAY_MS, NAME, texts_of

__all__ = ["case_problems", "case_tables"]

_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?")
_DAY = dt.datetime(1970, 1, 1)


def case_problems(family: Family, bench: Bench) -> list[Problem]:
    """Return what is wrong with the cases: values that are not as shown, and answers that do not come out."""
    try:
        records, rows = case_tables(family)
        outcome = bench.run(family, records, rows)
        problems = list(_disagreeing(family, outcome))
        poor = {} if problems else not_enough(bench, family, records, rows, outcome.answers)
    except FamilyError as error:
        return list(error.problems)
    for number, given in poor.items():
        message = (
            f'case "{family.cases[number].name}": the evidence alone gives "{given}"; expected '
            f'"{outcome.answers[number].text}"; name more rows, or leave the relation out (all its rows, then)'
        )
        problems.append(family_problem(family, ("evidence",), message))
    return problems


def case_tables(family: Family) -> tuple[pa.Table, dict[str, pa.Table]]:
    """Return the cases as the steps see them: a record and a world each, numbered in their order, and the shown rows.

    Raises:
        FamilyError: values that are not as they are shown.
    """
    reader = _Cases(family)
    for number, case in enumerate(family.cases):
        reader.take(number, case)
    if reader.problems:
        raise FamilyError(reader.problems)
    return reader.records(), reader.shown()


def _disagreeing(family: Family, outcome: Outcome) -> Iterator[Problem]:
    for number, case in enumerate(family.cases):
        answered = outcome.answers.get(number)
        got = answered.text if answered is not None else {"rejected": outcome.rejected[number]}
        if got == case.answer:
            continue
        if number in outcome.queries:
            message = f'case "{case.name}": the query {outcome.queries[number]}'
            yield family_problem(family, ("gold",), message)
            continue
        message = f'case "{case.name}": the steps give {_said(got)}; the case says {_said(case.answer)}'
        if got == {"rejected": TIE} and TIE not in family.reject:
            message += " (with other names the answer would be another; let the steps decide, or reject it)"
        yield family_problem(family, ("cases", number, "answer"), message)


def _said(answer: str | Mapping[Any, str]) -> str:
    return f'"{answer}"' if isinstance(answer, str) else f"rejected: {answer['rejected']}"


class _Cases:
    """Reads the texts of all cases into the tables that the steps see; a case is a world and a record."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.problems: list[Problem] = []
        self._records: list[dict[str, Any]] = []
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in family.shown}

    def take(self, number: int, case: Case) -> None:
        path: DocumentPath = ("cases", number)
        minute = ColumnSpec(kind="clock")
        since = self._value((*path, "since"), minute, case.since, 0)
        until = DAY_MS if case.until == "24:00" else self._value((*path, "until"), minute, case.until, 0)
        try:
            dt.date.fromisoformat(case.day)
        except ValueError:
            self._problem((*path, "day"), f"got {shown(case.day)}; expected a day such as 2026-01-05")
        if since is None or until is None:
            return
        window = {"world": number, "since": since, "until": until if until > since else until + DAY_MS}
        self._known((*path, "shown"), case.shown, self.family.shown)
        self._known((*path, "subject"), case.subject, self.family.subject.columns)
        self._reason((*path, "answer"), case)
        subject = self._row((*path, "subject"), case.subject, self.family.subject.columns, since)
        self._records.append({"record": number, **window, **subject})
        for name, relation in self.family.shown.items():
            for i, given in enumerate(case.shown.get(name, ())):
                place = (*path, "shown", name, i)
                row = self._row(place, given, relation.columns, since)
                self._rows[name].append({"world": number, **row})
                self._written(place, name, row)

    def records(self) -> pa.Table:
        return pa.Table.from_pylist(self._records, schema=records_schema(self.family))

    def shown(self) -> dict[str, pa.Table]:
        return {name: self._table(name, rows) for name, rows in self._rows.items()}

    def _table(self, name: str, rows: list[dict[str, Any]]) -> pa.Table:
        """The rows in the order in which the report shows them, whatever theirs is in the file."""
        relation = self.family.shown[name]
        keys = ("world", *written_order(relation))
        rows = sorted(rows, key=lambda row: [(row[key] is None, row[key] or 0) for key in keys])
        return pa.Table.from_pylist(rows, schema=columns_schema(relation.columns))

    def _problem(self, path: DocumentPath, message: str) -> None:
        self.problems.append(family_problem(self.family, path, message))

    def _known(self, path: DocumentPath, given: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        for key in given:
            if key not in known:
                self._problem(
                    (*path, key),
                    f'nothing is called "{key}" here; expected of {", ".join(known) or "nothing"}',
                )
        missing = [key for key in known if key not in given]
        if missing:
            self._problem(path, f"{', '.join(missing)} is missing (an empty relation is [])")

    def _reason(self, path: DocumentPath, case: Case) -> None:
        if not isinstance(case.answer, str):
            known = tuple(dict.fromkeys((EMPTY, TIE, *self.family.reject)))
            if case.answer.get("rejected") not in known:
                self._problem(
                    path, f"got {shown(case.answer.get('rejected'))}; expected a reason of {', '.join(known)}"
                )

    def _row(
        self, path: DocumentPath, given: Mapping[str, Any], columns: Mapping[str, ColumnSpec], since: int
    ) -> dict[str, Any]:
        for key in given:
            if key not in columns:
                self._problem((*path, key), f'no column is called "{key}"; expected of {", ".join(columns)}')
        row = {}
        for column, spec in columns.items():
            value = given.get(column)
            if value is None and not spec.optional:
                self._problem((*path, column), f"{column} is missing, and the column is not optional")
            row[column] = None if value is None else self._value((*path, column), spec, value, since)
        return row

    def _written(self, path: DocumentPath, name: str, row: Mapping[str, Any]) -> None:
        present = {column for column, value in row.items() if value is not None}
        for form, texts in self.family.shown[name].lines:
            if texts and not any(set(line_pattern(text).fields) == present for text in texts):
                self._problem(
                    path, f"no pattern of lines.{form} writes a row of {', '.join(sorted(present))}"
                )

    def _value(self, path: DocumentPath, spec: ColumnSpec, given: Any, since: int) -> Any:
        """The number or name that a text stands for; it must be the very text that the number is shown as."""
        number = _number(spec, given, since)
        if number is None or (spec.kind != "name" and texts_of(spec)[number] != str(given)):
            texts = {"clock": 43_200_000, "timestamp": 1_767_614_400_000, "duration": 750_000, "count": 12}
            example = f'"{texts_of(spec)[texts[spec.kind]]}"' if spec.kind in texts else '"cutting.1"'
            self._problem(
                path, f"got {shown(given)}; expected a {spec.kind} as it is shown, such as {example}"
            )
            return None
        return number


def _number(spec: ColumnSpec, given: Any, since: int) -> Any:
    text = str(given)
    if spec.kind == "name":
        return text if NAME.fullmatch(text) else None
    if spec.kind == "count":
        return int(text) if re.fullmatch(r"-?\d{1,18}", text) else None
    if spec.kind == "duration":
        match = re.fullmatch(r"(-?)(\d{1,12})(?:\.(\d{1,3}))? (s|min|h)", text)
        if match is None:
            return None
        decimals = match[3] or ""
        quantum = {"s": 1_000, "min": 60_000, "h": 3_600_000}[match[4]] // 10 ** len(decimals)
        return int(match[2] + decimals) * quantum * (-1 if match[1] else 1)
    if spec.kind == "timestamp":
        try:
            return round((dt.datetime.fromisoformat(text) - _DAY).total_seconds()) * 1000
        except (ValueError, TypeError):
            return None
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    ms = (int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)) * 1000
    return ms if ms >= since else ms + DAY_MS
