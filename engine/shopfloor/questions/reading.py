"""Can a line be read back to the row that wrote it? Sample rows are written and read, pattern by pattern.

The corpus is read back by its own reader, elsewhere; here it is only found out, before anything is asked,
whether any reader could."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from shopfloor.contracts.family import ColumnSpec
from shopfloor.questions.patterns import Pattern
from shopfloor.questions.text import NAME, texts_of

__all__ = ["confusions", "reads"]

_NUMBERS: dict[str, tuple[int, ...]] = {
    "clock": (25_200_000, 0, 86_399_000, 45_296_000),
    "timestamp": (1_767_571_200_000, 1_767_625_445_000, 1_798_761_599_000),
    "duration": (0, 750_000, -90_000, 7_200_000, 59_999),
    "count": (0, 1, 12, 340),
}
_NAMES = ("cutting.1", "pump-17", "a", "a-b", "a.b", "x_1.b-2.c")


def confusions(
    patterns: Sequence[Pattern], columns: Mapping[str, ColumnSpec], *, running_text: bool
) -> Iterator[str]:
    """Yield what a reader would take for something else; with ``running_text``, also in a paragraph of two
    sentences."""
    regexes = [_regex(pattern, columns) for pattern in patterns]
    written = [list(_samples(pattern, columns, _words(patterns))) for pattern in patterns]
    for i, lines in enumerate(written):
        wrong = next((line for line, row in lines if _read(line, regexes) != (i, row)), None)
        if wrong is not None:
            yield f'pattern {i + 1} cannot be told apart: "{wrong}" {_reading(wrong, patterns, regexes)}'
    if running_text:
        yield from _run_together(patterns, regexes, written)


def reads(line: str, patterns: Sequence[Pattern], columns: Mapping[str, ColumnSpec]) -> bool:
    """Whether a line that is no row would be taken for one."""
    return _read(line, [_regex(pattern, columns) for pattern in patterns]) is not None


def _run_together(
    patterns: Sequence[Pattern],
    regexes: Sequence[re.Pattern[str]],
    written: Sequence[Sequence[tuple[str, dict[str, str]]]],
) -> Iterator[str]:
    for i, first in enumerate(written):
        for j, second in enumerate(written):
            (one, row), (two, _) = first[0], second[-1]
            start = next((k for k, regex in enumerate(regexes) if _at_start(regex, f"{one} {two}")), None)
            match = None if start is None else _at_start(regexes[start], f"{one} {two}")
            if start != i or match is None or match.groupdict() != row:
                yield (
                    f"pattern {i + 1} followed by pattern {j + 1} cannot be read in running text: "
                    f'"{one} {two}"; let sentences end with a full stop, and put longer patterns first'
                )
                return


def _at_start(regex: re.Pattern[str], text: str) -> re.Match[str] | None:
    match = regex.match(text)
    return match if match is not None and text[match.end() : match.end() + 1] in ("", " ") else None


def _read(line: str, regexes: Sequence[re.Pattern[str]]) -> tuple[int, dict[str, str]] | None:
    for i, regex in enumerate(regexes):
        match = regex.fullmatch(line)
        if match is not None:
            return i, match.groupdict()
    return None


def _reading(line: str, patterns: Sequence[Pattern], regexes: Sequence[re.Pattern[str]]) -> str:
    read = _read(line, regexes)
    if read is None:
        return "is read by no pattern"
    values = ", ".join(f"{field} {read[1][field]}" for field in patterns[read[0]].fields)
    return f"is read by pattern {read[0] + 1} as {values}; put words between the fields"


def _regex(pattern: Pattern, columns: Mapping[str, ColumnSpec]) -> re.Pattern[str]:
    parts = [re.escape(pattern.literals[0])]
    for field, literal in zip(pattern.fields, pattern.literals[1:], strict=True):
        parts.append(f"(?P<{field}>{_value_regex(columns[field])}){re.escape(literal)}")
    return re.compile("".join(parts))


def _value_regex(spec: ColumnSpec) -> str:
    seconds = "" if spec.precision == "1 min" else r":\d{2}"
    if spec.kind == "name":
        return NAME.pattern
    if spec.kind == "clock":
        return r"\d{2}:\d{2}" + seconds
    if spec.kind == "timestamp":
        return r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}" + seconds
    if spec.kind == "duration":
        return r"-?\d+" + (rf"\.\d{{{spec.decimals}}}" if spec.decimals else "") + f" {spec.unit}"
    return r"-?\d+"


def _words(patterns: Sequence[Pattern]) -> list[str]:
    """Names that look like the patterns' own words are the ones that deceive."""
    words = {word for pattern in patterns for literal in pattern.literals for word in NAME.findall(literal)}
    return [*_NAMES, *sorted(words)]


def _samples(
    pattern: Pattern, columns: Mapping[str, ColumnSpec], names: Sequence[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of one value in all fields, then of neighbouring values, with the lines that they write."""
    write = pattern.writer(pattern.fields)
    values = {field: _values(columns[field], names) for field in pattern.fields}
    rounds = max((len(options) for options in values.values()), default=1)
    for shift in (0, 1):
        for i in range(rounds):
            row = [options[(i + shift * j) % len(options)] for j, options in enumerate(values.values())]
            yield write(row), dict(zip(pattern.fields, row, strict=True))


def _values(spec: ColumnSpec, names: Sequence[str]) -> list[str]:
    if spec.kind == "name":
        return list(names)
    texts = texts_of(spec)
    return [texts[number] for number in _NUMBERS[spec.kind]]
