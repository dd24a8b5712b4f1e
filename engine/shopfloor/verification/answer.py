"""What does an output have to say, given the result of the last step?

The one place where numbers are rounded: exactly, halves up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isclose

from shopfloor.contracts.family import REFUSALS, AnswerSpec, ColumnSpec
from shopfloor.contracts.record import Answer
from shopfloor.verification.context import Problems
from shopfloor.verification.values import (
    UNIT_MS,
    Value,
    clock_text,
    decimal_text,
    rounded,
    text,
    timestamp_text,
)
from shopfloor.verification.verdict import Difference

__all__ = ["AnswerWriter", "NoAnswer", "Shown"]

REMEMBERED = 8_192
"""Results that need not be written again."""

_MS_PER_H = 3_600_000
_YES_NO = {0: "no", 1: "yes"}


class NoAnswer(Exception):
    """No answer, several, or one of another kind: a code of ``FAULTS``, what was expected, what was given."""

    def __init__(self, what: str, expected: str, got: str) -> None:
        super().__init__(what, expected, got)
        self.difference: Difference = (what, expected, got)


@dataclass(frozen=True)
class Shown:
    """An answer: its value as the record holds it, and the texts of ``answer`` and the columns beside it."""

    value: float | int | str | list[str]
    texts: Mapping[str, str]


class AnswerWriter:
    """Turns results of one family's last step into answers.

    ``columns`` are what must be asked of the last step, in this order, before those of ``also``.
    """

    def __init__(self, spec: AnswerSpec, given: Sequence[str], problems: Problems) -> None:
        self.spec = spec
        self.unit = _unit(spec, problems)
        self.columns = _columns(spec, given)
        for name in (*self.columns, *spec.also):
            if given and name not in given:
                problems.append(
                    (
                        "$.steps",
                        f'expected the column "{name}" of the last step, which gives {", ".join(given)}',
                    )
                )
        self.tolerance = _tolerance(spec)
        self._of_row = lru_cache(REMEMBERED)(self._one)

    def shown(self, rows: Sequence[tuple[Value, ...]]) -> Shown:
        """Return the answer that the rows of one record give.

        Raises:
            NoAnswer: when there is not exactly one.
        """
        if not rows:
            raise NoAnswer("no_answer", "a row of the last step", "none")
        if self.spec.kind == "names":
            return self._names(rows)
        if len(rows) > 1:
            raise NoAnswer("many_answers", "one row of the last step", f"{len(rows)}")
        return self._of_row(rows[0])

    def _names(self, rows: Sequence[tuple[Value, ...]]) -> Shown:
        places = [(row[1], row[0]) for row in rows if isinstance(row[0], str) and isinstance(row[1], int)]
        if len(places) < len(rows):
            raise NoAnswer("no_answer", "a name and a whole number for its position in each row", f"{rows}")
        if len(dict(places)) < len(places):
            raise NoAnswer("many_answers", "one name for each position", f"{places}")
        names = [name for _, name in sorted(places)]
        # the columns beside it are those of the first place
        first = min(rows, key=lambda row: isinstance(row[1], int) and row[1])
        return Shown(names, {**_also(self.spec.also, first[2:]), "answer": ", ".join(names)})

    def _one(self, row: tuple[Value, ...]) -> Shown:
        result, also = row[: len(self.columns)], row[len(self.columns) :]
        if any(value is None for value in result):
            raise NoAnswer("no_answer", "a value", "null")
        if self.columns == ("numerator", "denominator"):
            text, value = self._number(*map(_whole, result))
        else:
            text, value = self._plain(result[0])
        return Shown(value, {**_also(self.spec.also, also), "answer": text})

    def _number(self, numerator: int, denominator: int) -> tuple[str, float | int | str]:
        spec = self.spec
        if denominator == 0:
            raise NoAnswer("no_answer", "a denominator other than 0", "0")
        match spec.kind:
            case "share":
                numerator *= 100
            case "rate":
                numerator *= _MS_PER_H
            case _:
                denominator *= UNIT_MS[spec.unit or ""]
        number = decimal_text(rounded(numerator, denominator, spec.decimals), spec.decimals)
        return f"{number} {self.unit}", float(number)

    def _plain(self, value: Value) -> tuple[str, float | int | str]:
        spec = self.spec
        match spec.kind:
            case "name":
                return _text(value), _text(value)
            case "refusal":
                code = _text(value)
                if code not in REFUSALS:
                    raise NoAnswer("derivation", f"one of {', '.join(REFUSALS)}", repr(code))
                return REFUSALS[code], code
            case "yes_no":
                if _whole(value) not in _YES_NO:
                    raise NoAnswer("derivation", "1 for yes or 0 for no", repr(value))
                return (_YES_NO[_whole(value)],) * 2
            case "clock":
                return (clock_text(_whole(value), spec.precision),) * 2
            case "timestamp":
                try:
                    return (timestamp_text(_whole(value), spec.precision),) * 2
                except ValueError as error:
                    raise NoAnswer("derivation", str(error), repr(value)) from None
            case "duration":
                return self._number(_whole(value), 1)
            case _:
                return f"{value} {self.unit}" if self.unit else str(value), _whole(value)

    def differences(self, answer: Answer, shown: Shown) -> list[Difference]:
        """Return where the answer in a record's papers leaves the one that was derived."""
        expected = (shown.value, self.unit, self.tolerance, self.spec.kind)
        if expected == (answer.value, answer.unit, answer.tolerance, answer.kind):
            return []
        checks = (
            ("answer_value", shown.value, answer.value, shown.value == answer.value),
            ("answer_unit", self.unit, answer.unit, self.unit == answer.unit),
            ("answer_tolerance", self.tolerance, answer.tolerance, _close(self.tolerance, answer.tolerance)),
            ("answer_kind", self.spec.kind, answer.kind, self.spec.kind == answer.kind),
        )
        return [(what, repr(expected), repr(got)) for what, expected, got, same in checks if not same]


def _tolerance(spec: AnswerSpec) -> float | None:
    """Half of the last digit shown; ``None`` for what is no number."""
    if spec.kind in ("duration", "share", "rate"):
        return float(f"5e-{spec.decimals + 1}")
    return 0.0 if spec.kind == "count" else None


def _unit(spec: AnswerSpec, problems: Problems) -> str | None:
    match spec.kind:
        case "duration" if spec.unit not in UNIT_MS:
            problems.append(("$.answer.unit", f"got {spec.unit!r}; expected s, min or h"))
        case "rate" if not spec.unit:
            problems.append(("$.answer.unit", 'expected what is counted per hour, such as "pumps/h"'))
        case "share":
            if spec.unit not in (None, "%"):
                problems.append(("$.answer.unit", f'got {spec.unit!r}; a share is always shown in "%"'))
            return "%"
        case "duration" | "rate" | "count":
            return spec.unit
        case _ if spec.unit is not None:
            problems.append(("$.answer.unit", f"got {spec.unit!r}; a {spec.kind} has no unit"))
    return spec.unit


def _columns(spec: AnswerSpec, given: Sequence[str]) -> tuple[str, ...]:
    match spec.kind:
        case "names":
            return ("value", "position")
        case "share" | "rate":
            return ("numerator", "denominator")
        case "duration" if "value" not in given:
            return ("numerator", "denominator")
        case _:
            return ("value",)


def _also(columns: Mapping[str, ColumnSpec], values: Sequence[Value]) -> dict[str, str]:
    texts = {}
    for (name, column), value in zip(columns.items(), values, strict=True):
        try:
            texts[name] = text(column, value)
        except ValueError as error:
            raise NoAnswer("derivation", f"{error} as {name}", repr(value)) from None
    return texts


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise NoAnswer("derivation", "a whole number as the answer", repr(value))
    return value


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise NoAnswer("derivation", "a text as the answer", repr(value))
    return value


def _close(expected: float | None, got: float | None) -> bool:
    """Half of 0.1 may be written as 0.05 or computed."""
    if expected is None or got is None:
        return expected is got
    return isclose(expected, got, rel_tol=1e-9)
