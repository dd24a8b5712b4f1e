"""What does an output have to say, given the result of the last step?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isclose

from shopfloor.contracts.family import AnswerSpec, ColumnSpec
from shopfloor.contracts.record import Answer
from shopfloor.verification.relations import Problems
from shopfloor.verification.shown import (
    FRACTIONS,
    NoAnswer,
    Plain,
    Spec,
    plain,
    quotient,
    tolerance_of,
    unit_of,
    whole,
)
from shopfloor.verification.values import Value, text
from shopfloor.verification.verdict import Difference

__all__ = ["AnswerWriter", "NoAnswer", "Shown"]

REMEMBERED = 8_192
"""Results that need not be written again."""


@dataclass(frozen=True)
class Shown:
    """An answer: its value as the record holds it, and the texts of ``answer`` and the columns beside it."""

    value: Plain | list[str] | dict[str, Plain]
    texts: Mapping[str, str]


class AnswerWriter:
    """Turns results of one family's last step into answers.

    ``columns`` are what must be asked of the last step, in this order, before those of ``also``.
    """

    def __init__(self, spec: AnswerSpec, given: Sequence[str], problems: Problems) -> None:
        self.spec = spec
        self._parts = _parts(spec, given, problems)
        """For each value of the answer its name, how it is shown, how it is called, and how many columns give it."""
        if spec.kind == "parts":
            self.unit: str | dict[str, str | None] | None = {
                name: unit_of(part, f"$.answer.parts.{name}", problems) for name, part in spec.parts.items()
            }
            self.tolerance: float | dict[str, float | None] | None = {
                name: tolerance_of(part) for name, part in spec.parts.items()
            }
        else:
            self.unit = unit_of(spec, "$.answer", problems)
            self.tolerance = tolerance_of(spec)
        self.columns = _columns(spec, given)
        for name in (*self.columns, *spec.also):
            if given and name not in given:
                problems.append(
                    (
                        "$.steps",
                        f'expected the column "{name}" of the last step, which gives {", ".join(given)}',
                    )
                )
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
        texts, values, begin = [], {}, 0
        for name, spec, title, count in self._parts:
            if count == 2:
                written, value = quotient(spec, whole(result[begin]), whole(result[begin + 1]))
            else:
                written, value = plain(spec, result[begin])
            begin += count
            texts.append(f"{title}{written}")
            values[name] = value
        return Shown(
            values if self.spec.kind == "parts" else values[""],
            {**_also(self.spec.also, also), "answer": ", ".join(texts)},
        )

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


def _parts(
    spec: AnswerSpec, given: Sequence[str], problems: Problems
) -> tuple[tuple[str, Spec, str, int], ...]:
    if spec.kind != "parts":
        return (("", spec, "", len(_columns(spec, given))),)
    if len(spec.parts) < 2:
        problems.append(("$.answer.parts", f"got {len(spec.parts)}; expected two parts or more"))
    return tuple(
        (name, part, f"{part.title or name.replace('_', ' ')} ", len(_columns_of_part(name, part, given)))
        for name, part in spec.parts.items()
    )


def _columns(spec: AnswerSpec, given: Sequence[str]) -> tuple[str, ...]:
    match spec.kind:
        case "names":
            return ("value", "position")
        case "parts":
            return tuple(
                column for name, part in spec.parts.items() for column in _columns_of_part(name, part, given)
            )
        case kind if kind in FRACTIONS or (kind == "duration" and "value" not in given):
            return ("numerator", "denominator")
        case _:
            return ("value",)


def _columns_of_part(name: str, part: Spec, given: Sequence[str]) -> tuple[str, ...]:
    if part.kind in FRACTIONS or (part.kind == "duration" and name not in given):
        return (f"{name}_numerator", f"{name}_denominator")
    return (name,)


def _also(columns: Mapping[str, ColumnSpec], values: Sequence[Value]) -> dict[str, str]:
    texts = {}
    for (name, column), value in zip(columns.items(), values, strict=True):
        try:
            texts[name] = text(column, value)
        except ValueError as error:
            raise NoAnswer("derivation", f"{error} as {name}", repr(value)) from None
    return texts


def _close(expected: object, got: object) -> bool:
    """Half of 0.1 may be written as 0.05 or computed."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(_close(of, got[name]) for name, of in expected.items())
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return isclose(expected, got, rel_tol=1e-9)
    return expected is got
