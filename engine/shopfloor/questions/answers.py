"""How does the last step's row become an answer? The only place where an answer is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shopfloor.contracts.family import REFUSALS, AnswerSpec, ColumnSpec, Family, PartSpec
from shopfloor.questions.text import DAY_MS, MS_PER_UNIT, NAME, decimal_text, half_up, texts_of

__all__ = ["AnswerError", "Answered", "Answerer", "Value", "answer_columns"]

Scalar = float | int | str
Value = Scalar | list[str] | dict[str, Scalar]


class AnswerError(ValueError):
    """A last step that gives no answer of its kind; the message says what it gave and what was expected."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: its text, its value as in the record, the texts of the further columns, and its place on a
    number line (``None``: it has none)."""

    text: str
    value: Value
    also: tuple[str, ...]
    number: int | None


def answer_columns(answer: AnswerSpec, given: Mapping[str, object]) -> dict[str, str]:
    """Return the columns that the last step must return beside ``record``, with the kinds of their values; ``given``
    are those that it does return, for a duration may come in one of two ways."""
    needed: dict[str, str] = {}
    if answer.kind == "parts":
        for name, part in answer.parts.items():
            needed |= _columns(part, given, name, f"{name}_")
    else:
        needed |= _columns(answer, given, "value", "")
    if answer.kind == "names":
        needed["position"] = "count"
    return needed | {column: spec.kind for column, spec in answer.also.items()}


def _columns(
    spec: AnswerSpec | PartSpec, given: Mapping[str, object], value: str, prefix: str
) -> dict[str, str]:
    if spec.kind in ("share", "rate") or (spec.kind == "duration" and value not in given):
        return {f"{prefix}numerator": "count", f"{prefix}denominator": "count"}
    return {value: spec.kind}


class Answerer:
    """Makes answers of one family from the rows of its last step.

    ``unit`` and ``tolerance`` are those of all its answers; of parts, by name."""

    def __init__(self, family: Family) -> None:
        answer = family.answer
        self.kind = answer.kind
        self._one = _One(answer, "value", "")
        self._parts = [
            (name, part.title or name.replace("_", " "), _One(part, name, f"{name}_"))
            for name, part in answer.parts.items()
        ]
        self.unit: str | dict[str, str | None] | None = self._one.unit
        self.tolerance: float | dict[str, float | None] | None = self._one.tolerance
        if answer.kind == "parts":
            self.unit = {name: one.unit for name, _, one in self._parts}
            self.tolerance = {name: one.tolerance for name, _, one in self._parts}
        self._also = [(column, spec, texts_of(spec)) for column, spec in answer.also.items()]

    def answer(self, rows: Sequence[Mapping[str, Any]], since: int) -> Answered | None:
        """Return the answer of one record, or ``None`` when there is none: no row, or a null.

        Raises:
            AnswerError: several rows where one is due, or a value that the kind does not have.
        """
        if self.kind == "names":
            return _names(rows)
        if not rows:
            return None
        if len(rows) > 1:
            raise AnswerError(f"gives {len(rows)} rows for one record; expected one: group by record")
        row = rows[0]
        made = self._of_parts(row, since) if self.kind == "parts" else self._one.of(row, since)
        also = self._further(row, since)
        if made is None or also is None:
            return None
        text, value, number = made
        return Answered(text, value, also, number)

    def _of_parts(self, row: Mapping[str, Any], since: int) -> tuple[str, dict[str, Scalar], None] | None:
        texts, values = [], {}
        for name, title, one in self._parts:
            made = one.of(row, since)
            if made is None:
                return None
            texts.append(f"{title} {made[0]}")
            values[name] = made[1]
        return ", ".join(texts), values, None

    def _further(self, row: Mapping[str, Any], since: int) -> tuple[str, ...] | None:
        texts = []
        for column, spec, written in self._also:
            value = row[column]
            if value is None:
                return None
            if spec.kind == "name":
                texts.append(_name(value))
                continue
            if spec.kind == "clock":
                _in_the_day(int(value), since)
            texts.append(written[int(value)])
        return tuple(texts)


class _One:
    """Makes one value: of a whole answer, or of a part of it, whose columns begin with its name."""

    def __init__(self, spec: AnswerSpec | PartSpec, value: str, prefix: str) -> None:
        self.kind = spec.kind
        self.unit = "%" if spec.kind == "share" else spec.unit
        self.decimals = 0 if spec.kind == "count" else spec.decimals
        self.tolerance = self._tolerance()
        self._columns = value, f"{prefix}numerator", f"{prefix}denominator"
        if spec.kind in ("clock", "timestamp"):
            self._moments = texts_of(ColumnSpec(kind=spec.kind, precision=spec.precision))

    def of(self, row: Mapping[str, Any], since: int) -> tuple[str, Scalar, int | None] | None:
        """Return its text, its value and its place on a number line."""
        return self._number(row) if self.tolerance is not None else self._word(row, since)

    def _tolerance(self) -> float | None:
        if self.kind == "count":
            return 0.0
        if self.kind in ("duration", "share", "rate"):
            return float(5 / 10 ** (self.decimals + 1))
        return None

    def _number(self, row: Mapping[str, Any]) -> tuple[str, float | int, int] | None:
        quanta = self._quanta(row)
        if quanta is None:
            return None
        text = decimal_text(quanta, self.decimals)
        value = quanta if self.decimals == 0 else quanta / 10**self.decimals
        return (f"{text} {self.unit}" if self.unit else text), value, quanta

    def _quanta(self, row: Mapping[str, Any]) -> int | None:
        """The answer in units of its last digit."""
        value, over, under = self._columns
        if value in row and self.kind in ("count", "duration"):
            numerator, denominator = row[value], 1
        else:
            numerator, denominator = row[over], row[under]
        if numerator is None or not denominator:
            return None
        numerator, denominator = int(numerator), int(denominator)
        if denominator < 0:
            numerator, denominator = -numerator, -denominator
        scale = 10**self.decimals
        if self.kind == "duration":
            assert self.unit is not None
            return half_up(numerator * scale, denominator * MS_PER_UNIT[self.unit])
        if self.kind == "share":
            return half_up(numerator * scale * 100, denominator)
        if self.kind == "rate":
            return half_up(numerator * scale * MS_PER_UNIT["h"], denominator)
        return numerator

    def _word(self, row: Mapping[str, Any], since: int) -> tuple[str, str, int | None] | None:
        value = row[self._columns[0]]
        if value is None:
            return None
        if self.kind == "yes_no":
            text = "yes" if value else "no"
            return text, text, None
        if self.kind == "refusal":
            if value not in REFUSALS:
                raise AnswerError(f'gives the reason "{value}"; expected one of {", ".join(REFUSALS)}')
            return REFUSALS[value], value, None
        if self.kind == "name":
            return _name(value), value, None
        moment = int(value)
        if self.kind == "clock":
            _in_the_day(moment, since)
        text = self._moments[moment]
        return text, text, moment


def _names(rows: Sequence[Mapping[str, Any]]) -> Answered | None:
    if not rows or any(row["value"] is None or row["position"] is None for row in rows):
        return None
    ordered = sorted(rows, key=lambda row: int(row["position"]))
    if len({row["position"] for row in rows}) < len(rows):
        raise AnswerError("gives the same position twice for one record; expected one row for each place")
    names = [_name(row["value"]) for row in ordered]
    return Answered(", ".join(names), names, (), None)


def _name(value: str) -> str:
    if not NAME.fullmatch(value):
        raise AnswerError(
            f'gives "{value}", which is no name: a letter, then letters, digits, "_", "-", dots between'
        )
    return value


def _in_the_day(moment: int, since: int) -> None:
    if not since <= moment < since + DAY_MS:
        raise AnswerError(
            f"gives a clock {(moment - since) / 60_000:g} min from the start of the window; it is 0 to 24 h"
        )
