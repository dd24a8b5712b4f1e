"""How does a derivation read? Each step of a family, told from its own result."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from shopfloor.contracts.family import ColumnSpec, Family
from shopfloor.contracts.record import Derived
from shopfloor.verification.relations import Problems
from shopfloor.verification.values import Value, text
from shopfloor.verification.verdict import Difference

__all__ = ["Teller", "Told"]

MOST_ROWS = 12

REMEMBERED = 50_000
"""Texts of values that need not be written again."""

_UNTOLD = frozenset({"record", "row_no", "value", "position", "numerator", "denominator"})


class Told(NamedTuple):
    """What a step tells: its columns in the order of its result, and what sorts its rows."""

    step: str
    columns: Mapping[str, ColumnSpec]
    order: tuple[str, ...]


class _Texts(dict[Value, str]):
    """The texts of one column's values; nothing is a dash, and what cannot be of the column is told as such."""

    def __init__(self, column: ColumnSpec) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, value: Value) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        written = self[value] = "-" if value is None else text(self._column, value)
        return written


class Teller:
    """Tells the derivations of one family. ``results`` are the columns of each step."""

    def __init__(self, family: Family, results: Mapping[str, Sequence[str]], problems: Problems) -> None:
        known = _known(family)
        self.told: list[Told] = []
        self._says = [(step.name, step.says) for step in family.steps]
        for number, step in enumerate(family.steps):
            given = results.get(step.name, ())
            shows = step.shows if step.shows is not None else known
            if (
                step.shows is not None
                and given
                and (missing := [name for name in shows if name not in given])
            ):
                path = f"$.steps[{number}].shows"
                problems.append((path, f"got {', '.join(missing)}; expected columns of {', '.join(given)}"))
            columns = {name: shows[name] for name in given if name in shows}
            order = (*(["row_no"] if "row_no" in given else []), *columns)
            self.told.append(Told(step.name, columns, tuple(dict.fromkeys(order))))
        self._texts = {
            (told.step, name): _Texts(column) for told in self.told for name, column in told.columns.items()
        }
        self._templates = {
            told.step: ", ".join(f"{name.replace('_', ' ')} %s" for name in told.columns)
            for told in self.told
        }
        self._last: dict[tuple[Value, ...], str] = {}
        self._heads = [
            f"{number}. {says.removesuffix('.')}: " for number, (_, says) in enumerate(self._says, 1)
        ]

    def results(self, told: Told, rows: Sequence[tuple[Value, ...]]) -> dict[int, str]:
        """Return the result of a step for each record that has one; ``rows`` begin with the record, in order.

        Raises:
            ValueError: for a value that is not of its column.
        """
        if not rows:
            return {}
        records, *columns = zip(*rows, strict=True)
        count_of: Mapping[int, int] = Counter(records)
        if not columns:
            return {record: "1 row" if n == 1 else f"{n} rows" for record, n in count_of.items()}
        lines = self.lines(told, columns)
        begins = accumulate(count_of.values(), initial=0)
        return {
            record: lines[begin]
            if n == 1
            else "; ".join(lines[begin : begin + n])
            if n <= MOST_ROWS
            else f"{'; '.join(lines[begin : begin + MOST_ROWS])}; … {n} rows"
            for (record, n), begin in zip(count_of.items(), begins, strict=False)
        }

    def lines(self, told: Told, columns: Iterable[Sequence[Value]]) -> list[str]:
        """Return the text of each row, given by column.

        Raises:
            ValueError: for a value that is not of its column.
        """
        texts = [
            map(self._texts[told.step, name].__getitem__, values)
            for name, values in zip(told.columns, columns, strict=True)
        ]
        return list(map(self._templates[told.step].__mod__, zip(*texts, strict=True)))

    def last(self, values: tuple[Value, ...]) -> str:
        """Return what the last step tells before the answer.

        Raises:
            ValueError: for a value that is not of its column.
        """
        told = self._last.get(values)
        if told is None:
            if len(self._last) >= REMEMBERED:
                self._last.clear()
            (told,) = self.lines(self.told[-1], [(value,) for value in values])
            self._last[values] = told
        return told

    def told_in_output(self, results: Sequence[str]) -> str:
        """Return the derivation as the beginning of an output."""
        return "".join([f"{head}{result}.\n" for head, result in zip(self._heads, results, strict=True)])

    def differences(self, derivation: Sequence[Derived], results: Sequence[str]) -> list[Difference]:
        """Return the first step of a record's derivation that is not what was derived."""
        if len(derivation) == len(results):
            for derived, (step, says), result in zip(derivation, self._says, results, strict=False):
                if derived.result != result or derived.step != step or derived.says != says:
                    break
            else:
                return []
        expected = list(zip(self._says, results, strict=True)) if results else []
        told = [(derived.step, derived.says, derived.result) for derived in derivation]
        if len(told) != len(expected):
            return [("derivation_step", f"{len(expected)} steps", f"{len(told)} steps")]
        (step, says, result), given = next(
            ((*right, result), got)
            for (right, result), got in zip(expected, told, strict=True)
            if (*right, result) != got
        )
        for what, right, got in zip(
            ("called", "said to do", "resulting in"), (step, says, result), given, strict=True
        ):
            if right != got:
                return [("derivation_step", f"the step {step} {what} {right!r}", repr(got))]
        raise AssertionError("two texts that differ are the same")

    def differences_of_output(self, output: str, results: Sequence[str]) -> list[Difference]:
        """Return the first line of an output that is not the step that should stand there."""
        lines = self.told_in_output(results).split("\n")[:-1]
        for line, got in zip(lines, output.split("\n") + [""] * len(lines), strict=False):
            if line != got:
                step = next(
                    (
                        name
                        for (name, _), head in zip(self._says, self._heads, strict=True)
                        if line.startswith(head)
                    ),
                    "?",
                )
                return [("derivation_step", f"the step {step} told as {line!r}", repr(got))]
        return []


def _known(family: Family) -> dict[str, ColumnSpec]:
    """Return the columns that are told wherever a step gives them: those that mean one thing in the family."""
    found: dict[str, list[ColumnSpec]] = {}
    for columns in (
        *(relation.columns for relation in family.shown.values()),
        family.subject.columns,
        family.answer.also,
    ):
        for name, column in columns.items():
            found.setdefault(name, []).append(column)
    return {
        name: columns[0]
        for name, columns in found.items()
        if name not in _UNTOLD and all(_reads_as(column) == _reads_as(columns[0]) for column in columns)
    }


def _reads_as(column: ColumnSpec) -> tuple[object, ...]:
    """What of a column has a say in the texts of its values."""
    return column.kind, column.precision, column.unit, column.decimals
