"""How does the last step's row become an answer? The only place where an answer is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shopfloor.contracts.family import REFUSALS, ColumnSpec, Family
from shopfloor.questions.text import DAY_MS, MS_PER_UNIT, NAME, decimal_text, half_up, texts_of

__all__ = ["AnswerError", "Answered", "Answerer"]


class AnswerError(ValueError):
    """A last step that gives no answer of its kind; the message says what it gave and what was expected."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: its text, its value as in the record, the texts of the further columns, and its place on a
    number line (``None``: it has none)."""

    text: str
    value: float | int | str | list[str]
    also: tuple[str, ...]
    number: int | None


class Answerer:
    """Makes answers of one family from the rows of its last step."""

    def __init__(self, family: Family) -> None:
        answer = family.answer
        self.kind = answer.kind
        self.unit = "%" if answer.kind == "share" else answer.unit
        self.decimals = 0 if answer.kind == "count" else answer.decimals
        self.tolerance = self._tolerance()
        self._also = [(column, spec, texts_of(spec)) for column, spec in answer.also.items()]
        if answer.kind in ("clock", "timestamp"):
            self._moments = texts_of(ColumnSpec(kind=answer.kind, precision=answer.precision))

    def answer(self, rows: Sequence[Mapping[str, Any]], since: int) -> Answered | None:
        """Return the answer of one record, or ``None`` when there is none: no row, or a null.

        Raises:
            AnswerError: several rows where one is due, or a value that the kind does not have.
        """
        if self.kind == "names":
            return self._names(rows)
        if not rows:
            return None
        if len(rows) > 1:
            raise AnswerError(f"gives {len(rows)} rows for one record; expected one: group by record")
        row = rows[0]
        made = self._number(row) if self.tolerance is not None else self._word(row, since)
        also = self._further(row, since)
        if made is None or also is None:
            return None
        text, value, number = made
        return Answered(text, value, also, number)

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
        if "value" in row and self.kind in ("count", "duration"):
            numerator, denominator = row["value"], 1
        else:
            numerator, denominator = row["numerator"], row["denominator"]
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
        value = row["value"]
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

    def _names(self, rows: Sequence[Mapping[str, Any]]) -> Answered | None:
        if not rows or any(row["value"] is None or row["position"] is None for row in rows):
            return None
        ordered = sorted(rows, key=lambda row: int(row["position"]))
        if len({row["position"] for row in rows}) < len(rows):
            raise AnswerError("gives the same position twice for one record; expected one row for each place")
        names = [_name(row["value"]) for row in ordered]
        return Answered(", ".join(names), names, (), None)

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
