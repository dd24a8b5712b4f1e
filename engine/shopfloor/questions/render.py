"""How do rows become an input, a context and an output? Column by column, for many records at once.

Everything that can be worked out once is: the text of each distinct value, the format of each pattern and
wording, the context of each world and form. What is left for a record is to put finished texts together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from typing import Any

from shopfloor.contracts.family import Family, Form, Relation
from shopfloor.questions.patterns import Pattern, line_pattern, wording
from shopfloor.questions.source import family_error
from shopfloor.questions.text import clock_text, day_text, texts_of, until_text
from shopfloor.questions.worlds import World

__all__ = ["FORMS", "Prepared", "Rows", "contexts", "render_all"]

FORMS: tuple[Form, ...] = ("log", "table", "prose")
_SENTENCES = 6
"""Sentences of a paragraph, at most."""

Values = list[Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a relation, column by column; those of world ``w`` are ``starts[w]`` to ``starts[w +
    1]``."""

    columns: dict[str, Values]
    starts: list[int]

    def of(self, worlds: Sequence[int]) -> Rows:
        """Return the rows of these worlds, in their order."""
        spans = [(self.starts[world], self.starts[world + 1]) for world in worlds]
        starts = [0]
        for a, b in spans:
            starts.append(starts[-1] + b - a)
        columns = {
            name: list(chain.from_iterable(values[a:b] for a, b in spans))
            for name, values in self.columns.items()
        }
        return Rows(columns, starts)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that records of one family are written from. Lists of one length belong together:
    ``subject`` to ``also`` have an element for each record, and ``world`` says which of ``worlds`` it is
    about."""

    worlds: Sequence[World]
    shown: dict[str, Rows]
    world: Sequence[int]
    form: Sequence[Form]
    input: Sequence[int]
    output: Sequence[int]
    subject: Mapping[str, Values]
    answer: Sequence[str]
    also: Mapping[str, Sequence[str]]


def render_all(family: Family, prepared: Prepared) -> list[tuple[str, str, str]]:
    """Return (input, context, output) of every record.

    Raises:
        FamilyError: a row that no pattern writes.
    """
    context = _contexts_of_records(family, prepared)
    fields = _fields(family, prepared)
    inputs = _worded(family.input, prepared.input, fields)
    outputs = _worded(family.output, prepared.output, fields)
    return list(zip(inputs, context, outputs, strict=True))


def contexts(family: Family, worlds: Sequence[World], shown: Mapping[str, Rows], form: Form) -> list[str]:
    """Return the context of every world in one form.

    Raises:
        FamilyError: a row that no pattern writes.
    """
    parts = [
        [
            f"{family.title}, {day_text(w.day_ms)}, {clock_text(w.since, '1 min')} to {until_text(w.until)}"
            for w in worlds
        ]
    ]
    for name, relation in family.shown.items():
        parts.append(_sections(family, name, relation, shown[name], form))
    return ["\n\n".join(sections) for sections in zip(*parts, strict=True)]


def _contexts_of_records(family: Family, prepared: Prepared) -> list[str]:
    made: dict[tuple[int, Form], str] = {}
    for form in FORMS:
        chosen = sorted(
            {world for world, of in zip(prepared.world, prepared.form, strict=True) if of == form}
        )
        rows = {name: rows.of(chosen) for name, rows in prepared.shown.items()}
        texts = contexts(family, [prepared.worlds[world] for world in chosen], rows, form)
        made.update(zip(zip(chosen, repeat(form)), texts, strict=False))
    return list(map(made.__getitem__, zip(prepared.world, prepared.form, strict=True)))


# --- sections of a context ------------------------------------------------------------------------


def _sections(family: Family, name: str, relation: Relation, rows: Rows, form: Form) -> list[str]:
    texts = {
        column: values
        if spec.kind == "name" and not spec.optional
        else list(map(texts_of(spec).__getitem__, values))
        for column, (spec, values) in ((c, (relation.columns[c], rows.columns[c])) for c in relation.columns)
    }
    if form == "table":
        lines, head = _table(relation, texts)
        join: Callable[[Sequence[str]], str] = "\n".join
    else:
        lines, head = _lines(family, name, relation, rows, texts, form), ""
        join = "\n".join if form == "log" else _paragraphs
    opening, empty = f"{relation.heading}\n{head}", f"{relation.heading}\n{relation.none}"
    starts = rows.starts
    return [opening + join(lines[a:b]) if a < b else empty for a, b in pairwise(starts)]


def _table(relation: Relation, texts: Mapping[str, Values]) -> tuple[list[str], str]:
    columns = relation.columns
    titles = " | ".join(spec.title or name.replace("_", " ") for name, spec in columns.items())
    head = f"| {titles} |\n|{' --- |' * len(columns)}\n"
    row = f"| {' | '.join(['%s'] * len(columns))} |"
    return list(map(row.__mod__, zip(*(texts[column] for column in columns), strict=True))), head


def _paragraphs(sentences: Sequence[str]) -> str:
    if len(sentences) <= _SENTENCES:
        return " ".join(sentences)
    return "\n".join(" ".join(sentences[i : i + _SENTENCES]) for i in range(0, len(sentences), _SENTENCES))


def _lines(
    family: Family, name: str, relation: Relation, rows: Rows, texts: Mapping[str, Values], form: Form
) -> list[str]:
    """Write each row by the pattern that has exactly its columns."""
    patterns = [
        line_pattern(text) for text in (relation.lines.log if form == "log" else relation.lines.prose)
    ]
    optional = [column for column, spec in relation.columns.items() if spec.optional]
    if not optional:
        return _written(patterns[0], texts)
    missing = list(
        zip(*([value is None for value in rows.columns[column]] for column in optional), strict=True)
    )
    kinds = set(missing)
    if len(kinds) <= 1:
        return [
            line
            for kind in kinds
            for line in _written(_pattern(family, name, form, patterns, optional, kind), texts)
        ]
    lines = [""] * len(missing)
    for kind in sorted(kinds):
        pattern = _pattern(family, name, form, patterns, optional, kind)
        places = [i for i, of in enumerate(missing) if of == kind]
        some = {field: [texts[field][i] for i in places] for field in pattern.fields}
        for i, line in zip(places, _written(pattern, some), strict=True):
            lines[i] = line
    return lines


def _written(pattern: Pattern, texts: Mapping[str, Values]) -> list[str]:
    return list(map(pattern.format.__mod__, zip(*(texts[field] for field in pattern.fields), strict=True)))


def _pattern(
    family: Family,
    name: str,
    form: Form,
    patterns: Sequence[Pattern],
    optional: Sequence[str],
    missing: Sequence[bool],
) -> Pattern:
    absent = {column for column, is_missing in zip(optional, missing, strict=True) if is_missing}
    present = set(family.shown[name].columns) - absent
    for pattern in patterns:
        if set(pattern.fields) == present:
            return pattern
    fields = ", ".join(f"{{{column}}}" for column in family.shown[name].columns if column in present)
    message = (
        f"{name}: a row has no {', '.join(sorted(absent)) or 'null at all'}, and no pattern here leaves out "
        f"just that; add a pattern with {fields}"
    )
    raise family_error(family, ("shown", name, "lines", form), message)


# --- wordings -------------------------------------------------------------------------------------


def _fields(family: Family, prepared: Prepared) -> dict[str, Sequence[str]]:
    """Every field that a wording may name -> its text in each record."""
    windows = {
        "day": [day_text(world.day_ms) for world in prepared.worlds],
        "since": [clock_text(world.since, "1 min") for world in prepared.worlds],
        "until": [until_text(world.until) for world in prepared.worlds],
    }
    of_world = {name: list(map(texts.__getitem__, prepared.world)) for name, texts in windows.items()}
    subject = {
        column: list(map(texts_of(spec).__getitem__, prepared.subject[column]))
        if spec.kind != "name"
        else values
        for (column, spec), values in zip(
            family.subject.columns.items(), prepared.subject.values(), strict=True
        )
    }
    return {**of_world, **subject, **prepared.also, "answer": prepared.answer}


def _worded(
    texts: Sequence[str], chosen: Sequence[int], fields: Mapping[str, Sequence[str]]
) -> Iterable[str]:
    columns = list(fields)
    writers = [wording(text).writer(columns) for text in texts]
    rows = zip(*fields.values(), strict=True)
    return [writers[number](row) for number, row in zip(chosen, rows, strict=True)]
