"""What does a question ask about?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shopfloor.contracts.family import ColumnSpec, Family
from shopfloor.verification.patterns import Pattern, PatternError, wording
from shopfloor.verification.relations import Problems, Unreadable
from shopfloor.verification.values import Value, meaning, shape
from shopfloor.verification.world import DAY, SINCE, UNTIL, World

__all__ = ["WORLD_FIELDS", "QuestionReader", "Reading"]

REMEMBERED = 8_192
"""Subjects that need not be read again: questions about one world come in numbers."""

WORLD_FIELDS = ("day", "since", "until")
_WORLD_SHAPES = {"day": DAY, "since": SINCE, "until": UNTIL}

_SPEAKERS = ("User: ", "Assistant: ")
_TURNS = (3, 5, 7)
"""Lines of a conversation of two to four turns of the user, the last of which is not yet answered."""


@dataclass(frozen=True)
class Reading:
    """The subject of a question: the texts of its columns by name, and their values inside the steps.

    ``told``: what a conversation says was answered before, by the name of the column.
    """

    texts: Mapping[str, str]
    values: tuple[Value, ...]
    told: Mapping[str, str]


@dataclass(frozen=True)
class _Wording:
    regex: re.Pattern[str]
    begin: str
    end: str
    subject: tuple[int, ...]
    """The group of each column of the subject."""
    world: tuple[tuple[int, str], ...]
    """The groups that name the world, with the field of each."""
    told: tuple[tuple[int, str], ...]
    """The groups of earlier answers, with the column of each."""


class QuestionReader:
    """Reads the inputs of one family. ``problems`` takes what is wrong with its wordings."""

    def __init__(self, family: Family, problems: Problems) -> None:
        self.columns: Mapping[str, ColumnSpec] = family.subject.columns
        self._is_conversation = family.skill == "multi_turn"
        self._told: Mapping[str, ColumnSpec] = family.answer.also if self._is_conversation else {}
        for name in sorted({*WORLD_FIELDS, "answer", "record"} & set(self.columns)):
            problems.append(
                (f"$.subject.columns.{name}", "expected a name that does not mean something else already")
            )
        self._wordings: list[_Wording] = []
        for number, text in enumerate(family.input):
            try:
                self._wordings.append(self._wording(wording(text)))
            except PatternError as error:
                problems.append((f"$.input[{number}]", str(error)))
        self._written = family.input
        self._reading = lru_cache(REMEMBERED)(self._read_subject)

    def _wording(self, pattern: Pattern) -> _Wording:
        columns = {**self.columns, **self._told}
        pattern.check((*WORLD_FIELDS, *columns), lines=self._is_conversation)
        pattern.check_ends(columns)
        if missing := [name for name in self.columns if name not in pattern.fields]:
            raise PatternError(f"expected a field for {', '.join(missing)} too")
        if self._is_conversation:
            _check_turns(pattern)
        shapes = {name: shape(column) for name, column in columns.items()} | _WORLD_SHAPES
        groups = {name: place for place, name in enumerate(pattern.fields)}
        return _Wording(
            re.compile(pattern.regex(shapes)),
            pattern.begin,
            pattern.end,
            tuple(groups[name] for name in self.columns),
            tuple((groups[name], name) for name in WORLD_FIELDS if name in groups),
            tuple((groups[name], name) for name in self._told if name in groups),
        )

    def read(self, text: str, world: World) -> Sequence[Reading]:
        """Return the ways in which a question can be read, as far as they differ: nearly always one.

        Raises:
            Unreadable: when there is none.
        """
        readings: list[Reading] = []
        fault: Unreadable | None = None
        for asked in self._wordings:
            if not (text.startswith(asked.begin) and text.endswith(asked.end)):
                continue
            found = asked.regex.fullmatch(text)
            if found is None:
                continue
            groups = found.groups()
            try:
                for place, name in asked.world:
                    right, got = world.texts[name], groups[place]
                    if got != right:
                        raise Unreadable("input_world", f"{right!r} as {name}", repr(got))
                reading = self._reading(
                    tuple([groups[place] for place in asked.subject]),
                    world.since,
                    tuple([(name, groups[place]) for place, name in asked.told]),
                )
            except Unreadable as error:
                fault = error
            else:
                if reading not in readings:
                    readings.append(reading)
        if not readings:
            raise fault or Unreadable("input_text", f"a question such as {self._written[0]!r}", repr(text))
        return readings

    def _read_subject(self, texts: tuple[str, ...], since: int, told: tuple[tuple[str, str], ...]) -> Reading:
        values = []
        for written, (name, column) in zip(texts, self.columns.items(), strict=True):
            try:
                values.append(meaning(column, since)(written))
            except ValueError as error:
                raise Unreadable("input_value", f"{error} as {name}", repr(written)) from None
        return Reading(dict(zip(self.columns, texts, strict=True)), tuple(values), dict(told))


def _check_turns(pattern: Pattern) -> None:
    """Raise PatternError unless the user and the assistant speak in turns, the user first and last."""
    lines = "".join(part if isinstance(part, str) else "…" for part in pattern.parts).split("\n")
    in_turns = all(line.startswith(_SPEAKERS[number % 2]) for number, line in enumerate(lines))
    if len(lines) not in _TURNS or not in_turns:
        raise PatternError(
            'expected two to four lines "User: …" with a line "Assistant: …" between each two of them'
        )
