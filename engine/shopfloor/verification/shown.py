"""How is one value of an answer shown? The one place where numbers are rounded: exactly, halves up."""

from collections.abc import Mapping
from typing import Protocol

from shopfloor.contracts.family import REFUSALS
from shopfloor.verification.relations import Problems
from shopfloor.verification.values import (
    UNIT_MS,
    Value,
    clock_text,
    decimal_text,
    rounded,
    timestamp_text,
)
from shopfloor.verification.verdict import Difference

__all__ = ["FRACTIONS", "NoAnswer", "Plain", "Spec", "plain", "quotient", "tolerance_of", "unit_of", "whole"]

Plain = float | int | str

FRACTIONS = ("share", "rate")
"""The kinds that are always given as a numerator and a denominator."""

_MS_PER_H = 3_600_000
_YES_NO: Mapping[int, str] = {0: "no", 1: "yes"}


class Spec(Protocol):
    """What an answer and a part of one have in common."""

    @property
    def kind(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def decimals(self) -> int: ...
    @property
    def precision(self) -> str: ...


class NoAnswer(Exception):
    """No answer, several, or one of another kind: a code of ``FAULTS``, what was expected, what was given."""

    def __init__(self, what: str, expected: str, got: str) -> None:
        super().__init__(what, expected, got)
        self.difference: Difference = (what, expected, got)


def quotient(spec: Spec, numerator: int, denominator: int) -> tuple[str, Plain]:
    """Return the text and the value of a duration, share or rate.

    Raises:
        NoAnswer: for a division by zero.
    """
    if denominator == 0:
        raise NoAnswer("no_answer", "a denominator other than 0", "0")
    unit = spec.unit
    match spec.kind:
        case "share":
            numerator *= 100
            unit = "%"
        case "rate":
            numerator *= _MS_PER_H
        case _:
            denominator *= UNIT_MS[spec.unit or ""]
    number = decimal_text(rounded(numerator, denominator, spec.decimals), spec.decimals)
    return f"{number} {unit}", float(number)


def plain(spec: Spec, value: Value) -> tuple[str, Plain]:
    """Return the text and the value of an answer that is given as one value.

    Raises:
        NoAnswer: for a value of another kind.
    """
    match spec.kind:
        case "name":
            return _text(value), _text(value)
        case "refusal":
            code = _text(value)
            if code not in REFUSALS:
                raise NoAnswer("derivation", f"one of {', '.join(REFUSALS)}", repr(code))
            return REFUSALS[code], code
        case "yes_no":
            if whole(value) not in _YES_NO:
                raise NoAnswer("derivation", "1 for yes or 0 for no", repr(value))
            return (_YES_NO[whole(value)],) * 2
        case "clock":
            return (clock_text(whole(value), spec.precision),) * 2
        case "timestamp":
            try:
                return (timestamp_text(whole(value), spec.precision),) * 2
            except ValueError as error:
                raise NoAnswer("derivation", str(error), repr(value)) from None
        case "duration":
            return quotient(spec, whole(value), 1)
        case _:
            number = whole(value)
            return f"{number} {spec.unit}" if spec.unit else str(number), number


def tolerance_of(spec: Spec) -> float | None:
    """Half of the last digit shown; ``None`` for what is no number."""
    if spec.kind in ("duration", *FRACTIONS):
        return float(f"5e-{spec.decimals + 1}")
    return 0.0 if spec.kind == "count" else None


def unit_of(spec: Spec, path: str, problems: Problems) -> str | None:
    """Return the unit that a record names; ``problems`` takes what is wrong with that of the family."""
    match spec.kind:
        case "duration" if spec.unit not in UNIT_MS:
            problems.append((f"{path}.unit", f"got {spec.unit!r}; expected s, min or h"))
        case "rate" if not spec.unit:
            problems.append((f"{path}.unit", 'expected what is counted per hour, such as "pumps/h"'))
        case "share":
            if spec.unit not in (None, "%"):
                problems.append((f"{path}.unit", f'got {spec.unit!r}; a share is always shown in "%"'))
            return "%"
        case "duration" | "rate" | "count":
            return spec.unit
        case _ if spec.unit is not None:
            problems.append((f"{path}.unit", f"got {spec.unit!r}; a {spec.kind} has no unit"))
    return spec.unit


def whole(value: Value) -> int:
    """Return a value that is a whole number.

    Raises:
        NoAnswer: when it is none.
    """
    if not isinstance(value, int):
        raise NoAnswer("derivation", "a whole number as the answer", repr(value))
    return value


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise NoAnswer("derivation", "a text as the answer", repr(value))
    return value
