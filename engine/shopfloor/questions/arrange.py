"""In which form, and in which words, is each question put? All of them take turns."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa

from shopfloor.contracts.family import Family, Form
from shopfloor.questions.balance import cycled
from shopfloor.questions.garbage import uncollected
from shopfloor.questions.laid import records_schema
from shopfloor.questions.pages import Page
from shopfloor.questions.pool import Batch, Candidate
from shopfloor.questions.render import Prepared, Rows, Sheets
from shopfloor.questions.worlds import World

__all__ = ["Arranged", "Turn", "arranged", "forms_of", "page_kind", "turns"]

T = TypeVar("T")

_AT_ONCE = 4_000
"""Questions that are written together, so that the database is asked seldom, and memory stays bounded."""
_ROWS_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Turn:
    """The form of a question's page, and the places of its wordings among those of the family."""

    form: Form
    input: int
    output: int


@dataclass(frozen=True, slots=True)
class Arranged:
    """Questions of one family, ready to be written: about ``worlds``, whose rows are in ``shown`` with the world's place
    as its number, whose first and last events are in ``events``. ``sheets`` writes the pages."""

    family: Family
    questions: Sequence[Candidate]
    worlds: Sequence[World]
    events: Sequence[tuple[int, int]]
    shown: dict[str, pa.Table]
    prepared: Prepared
    sheets: Sheets

    @uncollected()
    def pages(self) -> list[Page]:
        """Return the page that each question is about.

        Raises:
            FamilyError: a row that no pattern writes.
        """
        keys = list(zip(self.prepared.form, self.prepared.world, strict=True))
        made: dict[tuple[Form, int], Page] = {}
        for form in self.family.forms:
            worlds = sorted({world for of, world in keys if of == form})
            made.update(
                ((form, w), page) for w, page in zip(worlds, self.sheets.pages(form, worlds), strict=True)
            )
        return [made[key] for key in keys]

    def records(self) -> pa.Table:
        """Return the questions as the steps see them, numbered in their order."""
        prepared = self.prepared
        worlds = [self.worlds[world] for world in prepared.world]
        columns: list[Sequence[object]] = [
            range(len(worlds)),
            prepared.world,
            [world.since for world in worlds],
            [world.until for world in worlds],
            *prepared.subject.values(),
        ]
        schema = records_schema(self.family)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)


def page_kind(family: Family) -> tuple[object, ...]:
    """Return what families have in common that show the same pages: such as one whose questions have answers, and its
    twin whose questions have none."""
    return family.window.every, family.title, family.forms


def forms_of(
    families: Sequence[Family],
    keys: Sequence[Sequence[Hashable]],
    worlds: Sequence[Sequence[Hashable]],
    seed: int,
) -> list[list[Form]]:
    """Give each question of some families of one :func:`page_kind` the form of its page. All come equally often, in an order
    that depends on nothing else; a key stands for a question. Questions about one of the worlds get different forms
    of its page as long as there are any, so that they are no near copies."""
    flat = [(family.family, key) for family, of in zip(families, keys, strict=True) for key in of]
    forms = families[0].forms
    places = cycled(
        flat, len(forms), "form", seed, families[0].family, of=[world for of in worlds for world in of]
    )
    turn = iter(places)
    return [[forms[next(turn)] for _ in of] for of in keys]


def turns(family: Family, forms: Sequence[Form], keys: Sequence[Hashable], seed: int) -> list[Turn]:
    """Give each question its turn. Inputs and outputs each come equally often, in two orders that have nothing to do
    with each other or with the forms."""
    asked = cycled(keys, len(family.input), "input", seed, family.family)
    said = cycled(keys, len(family.output), "output", seed, family.family)
    return [Turn(*of) for of in zip(forms, asked, said, strict=True)]


def arranged(
    family: Family, batches: Sequence[Batch], questions: Sequence[Candidate], of: Sequence[Turn]
) -> Iterator[Arranged]:
    """Yield the questions with their turns, some thousand at a time; ``batches`` are those that the candidates name.
    They come batch by batch, those of a batch in their order."""
    order = sorted(range(len(questions)), key=lambda i: questions[i].batch)
    group: list[int] = []
    known, rows = set[int](), 0
    for i in order:
        number = questions[i].batch
        if number not in known:
            more = sum(table.num_rows for table in batches[number].shown.values())
            if group and (len(group) >= _AT_ONCE or rows + more > _ROWS_AT_ONCE):
                yield _arranged(family, batches, [questions[j] for j in group], [of[j] for j in group])
                group, known, rows = [], set(), 0
            known.add(number)
            rows += more
        group.append(i)
    if group:
        yield _arranged(family, batches, [questions[j] for j in group], [of[j] for j in group])


@uncollected()
def _arranged(
    family: Family, batches: Sequence[Batch], questions: Sequence[Candidate], of: Sequence[Turn]
) -> Arranged:
    forms: dict[tuple[int, int], Form] = {}
    for question, turn in zip(questions, of, strict=True):
        forms.setdefault((question.batch, question.world), turn.form)
    # worlds whose pages are written together stand together
    order = sorted(forms, key=lambda key: (family.forms.index(forms[key]), key))
    places = {key: place for place, key in enumerate(order)}
    worlds = [batches[batch].worlds[world] for batch, world in places]
    shown = {name: _shown(batches, name, places) for name in family.shown}
    rows = {name: Rows.of_table(table, range(len(worlds))) for name, table in shown.items()}
    prepared = Prepared(
        worlds=worlds,
        world=[places[question.batch, question.world] for question in questions],
        form=[turn.form for turn in of],
        input=[turn.input for turn in of],
        output=[turn.output for turn in of],
        subject=_columns(family.subject.columns, [question.subject for question in questions]),
        answer=[question.answered.text for question in questions],
        also=_columns(family.answer.also, [question.answered.also for question in questions]),
    )
    events = [batches[batch].events[world] for batch, world in places]
    return Arranged(family, questions, worlds, events, shown, prepared, Sheets(family, worlds, rows))


def _shown(batches: Sequence[Batch], name: str, places: dict[tuple[int, int], int]) -> pa.Table:
    """The rows of these worlds, one batch after the other, with the place of their world as its number."""
    by_batch: dict[int, list[tuple[int, int]]] = {}
    for (batch, world), place in places.items():
        by_batch.setdefault(batch, []).append((world, place))
    tables = []
    for batch, used in by_batch.items():
        rows = batches[batch].shown[name]
        ids = np.array([world.id for world in batches[batch].worlds], np.int64)
        new = np.full(len(ids), -1, np.int64)
        new[[world for world, _ in used]] = [place for _, place in used]
        number = new[ids.searchsorted(rows["world"].to_numpy())]
        at = rows.schema.get_field_index("world")
        rows = rows.set_column(at, "world", pa.array(number))
        tables.append(rows if number.min(initial=0) >= 0 else rows.filter(pa.array(number >= 0)))
    table = pa.concat_tables(tables)
    number = table["world"].to_numpy()
    if (number[1:] >= number[:-1]).all():
        return table
    # stable: the rows of a world keep their order
    return table.take(pa.array(number.argsort(kind="stable")))


def _columns(names: Iterable[str], rows: Sequence[tuple[T, ...]]) -> dict[str, list[T]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}
