"""How is a text read back by the pattern that wrote it?

Line patterns (``{machine} stopped at {failed_at}.``) and wordings (``How long was {{ machine }} down?``) are
the same thing: literals with fields between them. Read backwards they are regular expressions. Every field
has one possible end (see :func:`values.goes_on`), so a pattern reads a text in one way or not at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shopfloor.contracts.family import ColumnSpec
from shopfloor.verification.values import goes_on

__all__ = ["Field", "Pattern", "PatternError", "columns_of_groups", "line_pattern", "one_of", "wording"]

_LINE_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_WORDING_FIELD = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")
_JINJA = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


class PatternError(ValueError):
    """A pattern or wording that cannot be read back."""


@dataclass(frozen=True)
class Field:
    """A place in a pattern where the text of a value stands."""

    name: str


Part = str | Field


@dataclass(frozen=True)
class Pattern:
    """Literals and fields in turn; no two literals stand side by side and none is empty."""

    parts: tuple[Part, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields, in order, each once."""
        return tuple(dict.fromkeys(part.name for part in self.parts if isinstance(part, Field)))

    @property
    def begin(self) -> str:
        """The text before the first field."""
        return self.parts[0] if self.parts and isinstance(self.parts[0], str) else ""

    @property
    def end(self) -> str:
        """The text after the last field."""
        return self.parts[-1] if self.parts and isinstance(self.parts[-1], str) else ""

    def check(self, known: Sequence[str], *, lines: bool = False) -> None:
        """Raise PatternError for an unknown field, and for a text of several lines where those are not meant."""
        signs = "\r" if lines else "\n\r"
        if any(sign in part for part in self.parts if isinstance(part, str) for sign in signs):
            raise PatternError("expected a text of one line")
        for name in self.fields:
            if name not in known:
                raise PatternError(f'got the field "{name}"; expected one of {", ".join(known)}')

    def check_ends(self, columns: Mapping[str, ColumnSpec]) -> None:
        """Raise PatternError for a field that is not told apart from what follows it."""
        for part, following in zip(self.parts, (*self.parts[1:], ""), strict=True):
            if not isinstance(part, Field):
                continue
            if isinstance(following, Field):
                raise PatternError(f'expected a text between "{part.name}" and "{following.name}"')
            column = columns.get(part.name)
            if column is not None and goes_on(column, following):
                message = f'"{following}" after "{part.name}" could be taken for a part of its value'
                raise PatternError(message)

    def regex(self, shapes: Mapping[str, str]) -> str:
        """Return the regular expression of the whole pattern, a named group for each field."""
        seen: set[str] = set()
        pieces = []
        for part in self.parts:
            if isinstance(part, str):
                pieces.append(re.escape(part))
            elif part.name in seen:
                pieces.append(f"(?P={part.name})")
            else:
                seen.add(part.name)
                pieces.append(f"(?P<{part.name}>{shapes[part.name]})")
        return "".join(pieces)

    def template(self) -> str:
        """Return the pattern for ``%`` with a mapping of the texts of its fields."""
        return "".join(
            part.replace("%", "%%") if isinstance(part, str) else f"%({part.name})s" for part in self.parts
        )


def line_pattern(text: str) -> Pattern:
    """Read a line pattern.

    Raises:
        PatternError: for a brace that belongs to no ``{field}``.
    """
    pattern = _split(text, _LINE_FIELD)
    if any("{" in part or "}" in part for part in pattern.parts if isinstance(part, str)):
        raise PatternError("got a brace outside of a {column}")
    if not pattern.fields:
        raise PatternError("expected at least one {column}")
    return pattern


def wording(text: str) -> Pattern:
    """Read a wording; like Jinja, one line break at its end does not count.

    Raises:
        PatternError: for anything of Jinja beyond ``{{ field }}``.
    """
    pattern = _split(text.removesuffix("\n"), _WORDING_FIELD)
    for part in pattern.parts:
        if isinstance(part, str) and (found := _JINJA.search(part)):
            raise PatternError(
                f'got "{found[0]}"; expected text and {{{{ field }}}} only, which can be read back'
            )
    return pattern


def _split(text: str, field: re.Pattern[str]) -> Pattern:
    pieces = field.split(text)
    parts: Iterator[Part] = (Field(piece) if place % 2 else piece for place, piece in enumerate(pieces))
    return Pattern(tuple(part for part in parts if part != ""))


def one_of(
    patterns: Sequence[Pattern], shapes: Mapping[str, str], before: Sequence[str] = ()
) -> tuple[str, tuple[str, ...]]:
    """Return a regular expression for the first pattern that fits, and the field of each of its groups.

    ``before``: what to call the groups that will stand before it in a greater expression.

    What neighbours have in common at their beginning is written once: it is matched once, and its values come
    out of one group instead of one for each pattern.
    """
    groups = list(before)
    regex = _alternatives([pattern.parts for pattern in patterns], shapes, groups, {})
    return regex, tuple(groups)


def _alternatives(
    tails: Sequence[tuple[Part, ...]], shapes: Mapping[str, str], groups: list[str], seen: Mapping[str, int]
) -> str:
    branches = [_branch(run, shapes, groups, seen) for run in _runs(tails)]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _runs(tails: Sequence[tuple[Part, ...]]) -> list[list[tuple[Part, ...]]]:
    """Part the patterns into neighbours that begin alike; the order stays."""
    runs: list[list[tuple[Part, ...]]] = []
    for tail in tails:
        if runs and tail and runs[-1][0] and _alike(runs[-1][0][0], tail[0]):
            runs[-1].append(tail)
        else:
            runs.append([tail])
    return runs


def _alike(one: Part, other: Part) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one[0] == other[0]
    return one == other


def _branch(
    run: list[tuple[Part, ...]], shapes: Mapping[str, str], groups: list[str], seen: Mapping[str, int]
) -> str:
    if not run[0]:
        return ""
    head = run[0][0]
    if isinstance(head, str):
        common = _common_beginning([str(tail[0]) for tail in run])
        return re.escape(common) + _alternatives(
            [_after(tail, len(common)) for tail in run], shapes, groups, seen
        )
    tails = [tail[1:] for tail in run]
    if head.name in seen:
        return rf"(?:\{seen[head.name]})" + _alternatives(tails, shapes, groups, seen)
    groups.append(head.name)
    return f"({shapes[head.name]})" + _alternatives(tails, shapes, groups, {**seen, head.name: len(groups)})


def _common_beginning(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    length = next(
        (n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first)
    )
    return first[:length]


def _after(tail: tuple[Part, ...], length: int) -> tuple[Part, ...]:
    literal = tail[0]
    assert isinstance(literal, str)
    return (literal[length:], *tail[1:]) if len(literal) > length else tail[1:]


def columns_of_groups(groups: Sequence[str], columns: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return for each column the places of its groups among all groups."""
    return tuple(tuple(place for place, name in enumerate(groups) if name == column) for column in columns)
