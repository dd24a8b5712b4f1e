"""How do rows become an input, a context and an output? Column by column, for many records at once.

Everything that can be worked out once is: the text of each distinct value, the format of each pattern and
wording, the page of each world and form. What is left for a record is to put finished texts together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from shopfloor.contracts.family import Family, Form, Relation
from shopfloor.questions.pages import Page, tokens_of
from shopfloor.questions.patterns import Pattern, line_pattern, wording
from shopfloor.questions.source import family_error
from shopfloor.questions.statements import COMMENT, gold_fields, table_statement, values_texts
from shopfloor.questions.text import clock_text, day_text, texts_of, until_text
from shopfloor.questions.worlds import World

__all__ = ["Prepared", "Rows", "Sheets", "values_of", "wordings"]

_SENTENCES = 6
"""Sentences of a paragraph, at most."""

Values = list[Any]
Row = tuple[int, int]
"""The number of a relation, and of a row of it, from 1."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a relation, column by column; those of world ``w`` are ``starts[w]`` to ``starts[w +
    1]``."""

    columns: dict[str, Values]
    starts: list[int]

    @classmethod
    def of_table(cls, table: pa.Table, worlds: Sequence[int]) -> Rows:
        """Return the rows of a table that is sorted by its column ``world``, for these worlds (ascending: all that
        the table has, and those without rows)."""
        starts = table["world"].to_numpy().searchsorted(np.asarray(worlds, np.int64)).tolist()
        columns = {name: values_of(table[name]) for name in table.column_names if name != "world"}
        return cls(columns, [*starts, table.num_rows])


def values_of(column: pa.ChunkedArray) -> Values:
    """Return the values as Python has them; by way of the distinct ones, for texts and nulls are slow to convert."""
    if not column.null_count and pa.types.is_integer(column.type):
        return list(column.to_numpy().tolist())
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    distinct = encoded.dictionary.to_pylist()
    return list(map(distinct.__getitem__, encoded.indices.to_numpy().tolist()))


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that records of one family are written from. Lists of one length belong together:
    ``world`` to ``also`` have an element for each record, and ``world`` says which of ``worlds`` it is
    about."""

    worlds: Sequence[World]
    world: Sequence[int]
    form: Sequence[Form]
    input: Sequence[int]
    output: Sequence[int]
    subject: Mapping[str, Values]
    answer: Sequence[str]
    also: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Sections:
    """A relation on some pages: the row numbers where each page's rows begin; ``bounds``, the sum of the lengths
    (with what stands between two rows) of all rows before one; ``offsets``, where on its page the first row begins."""

    starts: list[int]
    bounds: list[int]
    offsets: list[int]
    between: int


class Sheets:
    """The pages of some worlds of one family, written when they are asked for, and the places of their rows."""

    def __init__(self, family: Family, worlds: Sequence[World], shown: Mapping[str, Rows]) -> None:
        self._family = family
        self._worlds = worlds
        self._shown = shown
        self._texts: dict[str, dict[str, Values]] = {}
        self._pages: dict[tuple[Form, int], Page] = {}
        self._sections: dict[tuple[Form, int], tuple[int, Sequence[_Sections]]] = {}

    def pages(self, form: Form, worlds: Iterable[int]) -> list[Page]:
        """Return the pages of these worlds (places in the list of worlds), each written once.

        Raises:
            FamilyError: a row that no pattern writes.
        """
        wanted = list(worlds)
        new = sorted({world for world in wanted if (form, world) not in self._pages})
        if new:
            self._write(form, new)
        return [self._pages[form, world] for world in wanted]

    def middle(self, form: Form, world: int, ends: tuple[Row, Row] | None) -> float:
        """Return the place in the middle between two rows of a written page, in characters: from the beginning of the
        first to the end of the last; without rows the middle of the page."""
        if ends is None:
            return len(self._pages[form, world].text) / 2
        place, sections = self._sections[form, world]
        (first_relation, first), (last_relation, last) = ends
        of = sections[first_relation]
        start = of.starts[place]
        begin = of.offsets[place] + of.bounds[start + first - 1] - of.bounds[start]
        of = sections[last_relation]
        start = of.starts[place]
        end = of.offsets[place] + of.bounds[start + last] - of.bounds[start] - of.between
        return (begin + end) / 2

    def bodies(self, form: Form, worlds: Sequence[int]) -> list[str]:
        """Return the pages of these worlds without their first lines, anew each time."""
        return self._written(form, [""] * len(worlds), worlds)[0]

    def _write(self, form: Form, worlds: Sequence[int]) -> None:
        title = self._family.title
        headers = [
            f"{title}, {day_text(w.day_ms)}, {clock_text(w.since, '1 min')} to {until_text(w.until)}"
            for w in map(self._worlds.__getitem__, worlds)
        ]
        heads = [COMMENT + header for header in headers] if form == "sql" else headers
        texts, sections = self._written(form, heads, worlds)
        for place, (world, header, text) in enumerate(zip(worlds, headers, texts, strict=True)):
            self._pages[form, world] = Page(header, text, tokens_of(text))
            self._sections[form, world] = place, sections

    def _written(
        self, form: Form, heads: Sequence[str], worlds: Sequence[int]
    ) -> tuple[list[str], list[_Sections]]:
        pages, sections = list(heads), list[_Sections]()
        for name, relation in self._family.shown.items():
            starts, lines = self._lines(name, relation, worlds, form)
            layout = _layout(name, relation, form)
            texts = [
                layout.opening + layout.joined(lines[a:b]) + layout.closing if a < b else layout.empty
                for a, b in pairwise(starts)
            ]
            begin = 2 + len(layout.opening)
            step = layout.between
            sections.append(
                _Sections(
                    starts,
                    [0, *accumulate([len(line) + step for line in lines])],
                    [len(page) + begin for page in pages],
                    step,
                )
            )
            pages = [f"{page}\n\n{text}" for page, text in zip(pages, texts, strict=True)]
        return pages, sections

    def _lines(
        self, name: str, relation: Relation, worlds: Sequence[int], form: Form
    ) -> tuple[list[int], list[str]]:
        """The lines of these worlds in a row, and where those of each begin."""
        rows = self._shown[name]
        spans = [(rows.starts[world], rows.starts[world + 1]) for world in worlds]
        starts = [0, *accumulate(b - a for a, b in spans)]
        texts = self._texts_of(name, relation, sql=form == "sql")
        absent = {column: rows.columns[column] for column, spec in relation.columns.items() if spec.optional}
        if len(worlds) < len(rows.starts) - 1:
            spans = _joined(spans)
            texts = {column: _parts(values, spans) for column, values in texts.items()}
            absent = {column: _parts(values, spans) for column, values in absent.items()}
        if form == "table":
            return starts, list(map(_table_row(relation).__mod__, zip(*texts.values(), strict=True)))
        if form == "sql":
            row = f"({', '.join(['%s'] * len(texts))})"
            return starts, list(map(row.__mod__, zip(*texts.values(), strict=True)))
        return starts, _by_patterns(self._family, name, texts, absent, form)

    def _texts_of(self, name: str, relation: Relation, *, sql: bool) -> dict[str, Values]:
        key = f"{name} sql" if sql else name
        if key not in self._texts:
            columns = self._shown[name].columns
            self._texts[key] = {
                column: columns[column]
                if spec.kind == "name" and not spec.optional and not sql
                else list(map((values_texts(spec) if sql else texts_of(spec)).__getitem__, columns[column]))
                for column, spec in relation.columns.items()
            }
        return self._texts[key]


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same rows in as few spans as possible."""
    joined: list[tuple[int, int]] = []
    for a, b in spans:
        if joined and joined[-1][1] == a:
            joined[-1] = joined[-1][0], b
        else:
            joined.append((a, b))
    return joined


def _parts(values: Values, spans: Sequence[tuple[int, int]]) -> Values:
    return list(chain.from_iterable([values[a:b] for a, b in spans]))


# --- sections of a page ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Layout:
    """What stands around the rows of a relation: before the first, between two (so many characters), after the last;
    and the whole section when there are none."""

    opening: str
    joined: Callable[[Sequence[str]], str]
    between: int
    closing: str
    empty: str


def _layout(name: str, relation: Relation, form: Form) -> _Layout:
    if form == "sql":
        opening = f"{COMMENT}{relation.heading}\n{table_statement(name, relation)}\n"
        values = f"INSERT INTO {name} VALUES\n  "
        return _Layout(opening + values, ",\n  ".join, 4, ";", f"{opening}{COMMENT}{relation.none}")
    empty = f"{relation.heading}\n{relation.none}"
    if form == "table":
        return _Layout(f"{relation.heading}\n{_table_head(relation)}", "\n".join, 1, "", empty)
    return _Layout(f"{relation.heading}\n", _paragraphs if form == "prose" else "\n".join, 1, "", empty)


def _table_head(relation: Relation) -> str:
    columns = relation.columns
    titles = " | ".join(spec.title or name.replace("_", " ") for name, spec in columns.items())
    return f"| {titles} |\n|{' --- |' * len(columns)}\n"


def _table_row(relation: Relation) -> str:
    return f"| {' | '.join(['%s'] * len(relation.columns))} |"


def _paragraphs(sentences: Sequence[str]) -> str:
    if len(sentences) <= _SENTENCES:
        return " ".join(sentences)
    return "\n".join([" ".join(sentences[i : i + _SENTENCES]) for i in range(0, len(sentences), _SENTENCES)])


def _by_patterns(
    family: Family, name: str, texts: Mapping[str, Values], absent: Mapping[str, Values], form: Form
) -> list[str]:
    """Write each row by the pattern that has exactly its columns."""
    patterns = [line_pattern(text) for text in getattr(family.shown[name].lines, form)]
    if not absent:
        return _written(patterns[0], texts)
    kinds = np.zeros(len(next(iter(texts.values()))), np.int64)
    for bit, values in enumerate(absent.values()):
        kinds += np.array([value is None for value in values], np.int64) << bit
    lines: list[str] = []
    for kind in np.unique(kinds).tolist():
        missing = {column for bit, column in enumerate(absent) if kind >> bit & 1}
        pattern = _pattern(family, name, form, patterns, missing)
        places = np.flatnonzero(kinds == kind).tolist()
        if len(places) == len(kinds):
            return _written(pattern, texts)
        lines = lines or [""] * len(kinds)
        pick = itemgetter(*places, places[0])
        some = {field: pick(texts[field])[:-1] for field in pattern.fields}
        for i, line in zip(places, _written(pattern, some), strict=True):
            lines[i] = line
    return lines


def _written(pattern: Pattern, texts: Mapping[str, Sequence[str]]) -> list[str]:
    return list(map(pattern.format.__mod__, zip(*(texts[field] for field in pattern.fields), strict=True)))


def _pattern(
    family: Family,
    name: str,
    form: Form,
    patterns: Sequence[Pattern],
    absent: set[str],
) -> Pattern:
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


def wordings(family: Family, prepared: Prepared) -> tuple[list[str], list[str]]:
    """Return the input and the output of every record."""
    fields = _fields(family, prepared)
    inputs = _worded(family.input, prepared.input, fields)
    if family.gold is not None:
        query = wording(family.gold.strip(), lines=True)
        known = gold_fields(family, fields)
        fields["sql"] = list(map(query.writer(list(known)), zip(*known.values(), strict=True)))
    return inputs, _worded(family.output, prepared.output, fields)


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


def _worded(texts: Sequence[str], chosen: Sequence[int], fields: Mapping[str, Sequence[str]]) -> list[str]:
    columns = list(fields)
    writers = [wording(text, lines=True).writer(columns) for text in texts]
    rows = zip(*fields.values(), strict=True)
    return [writers[number](row) for number, row in zip(chosen, rows, strict=True)]
