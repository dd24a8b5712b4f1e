"""How do the chosen questions of a unit become records? Read from the shelf, arranged, and written into contexts.

The work of one process: it takes a :class:`Writing` and returns a :class:`Part`.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Hashable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa

from shopfloor.contracts.family import Family, Form
from shopfloor.contracts.plant import PlantFacts
from shopfloor.contracts.record import SIZES, Record, SizeClass
from shopfloor.questions.answers import Answered
from shopfloor.questions.arrange import Arranged, arranged, forms_of, page_kind, turns
from shopfloor.questions.corpus import Tally, read_shard, tally, write_shard
from shopfloor.questions.earlier import shelved
from shopfloor.questions.garbage import uncollected
from shopfloor.questions.gates import computes
from shopfloor.questions.pages import Page, alone
from shopfloor.questions.papers import Setting, Writer
from shopfloor.questions.pool import Batch, Candidate
from shopfloor.questions.shelf import Shelf
from shopfloor.questions.sizes import TOO_MUCH, Bank, place_of
from shopfloor.questions.steps import Bench
from shopfloor.questions.survey import Unit
from shopfloor.questions.wanted import Reasoning
from shopfloor.questions.worlds import Windows, draw

__all__ = ["Part", "Source", "Writing", "write"]

Source = tuple[str, int]
"""A family, and the row of one of its candidates."""


@dataclass(frozen=True)
class Writing:
    """What is to be written: rows of the candidates of each family, how much a record of each family and rare thing
    counts, and the sizes of the contexts, in the order of a hash. ``folder`` is where the shard goes; without one the
    records come back."""

    unit: Unit
    plant: PlantFacts
    families: Sequence[Family]
    rows: Mapping[str, Sequence[int]]
    weights: Mapping[str, Mapping[str | None, float]]
    sizes: Sequence[SizeClass]
    held_out: frozenset[str]
    reasoning: Reasoning
    seed: int
    shelf: Shelf
    folder: Path | None


@dataclass(frozen=True)
class Part:
    """What was written: the records, and of which family's which candidate each is; or their shard. How many of each kind
    they are, the fingerprints of their inputs and contexts, 16 bytes each, and how many contexts of each size were
    wanted and not reached."""

    records: list[Record]
    sources: list[Source]
    shard: Path | None
    count: int
    tally: Tally
    marks: bytes
    missed: Mapping[SizeClass, int]

    def only(self, places: Sequence[int]) -> Part:
        """Return the part with some of its records; the shard is written again."""
        whole = self.records if self.shard is None else read_shard(self.shard)
        records = [whole[i] for i in places]
        if self.shard is not None:
            write_shard(self.shard, records)
        marks = b"".join(self.marks[16 * i : 16 * i + 16] for i in places)
        kept = records if self.shard is None else []
        sources = [self.sources[i] for i in places] if self.sources else []
        return Part(kept, sources, self.shard, len(records), tally(records), marks, self.missed)


@dataclass(frozen=True)
class _Asked:
    """Questions of one family, and the pages that they are about."""

    part: Arranged
    pages: list[Page]
    keys: list[int]


@uncollected()
def write(task: Writing) -> Part:
    """Write the records of a unit.

    Raises:
        FamilyError: a row that no pattern writes.
    """
    forms = _forms(task)
    asked = [
        _Asked(part, part.pages(), [_key(task, part, i) for i in range(len(part.questions))])
        for family in task.families
        if task.rows.get(family.family)
        for part in _arranged(task, family, forms[family.family])
    ]
    sizes = _sizes(task, asked)
    bank = _bank(task, asked, sizes)
    missed, records, sources = Counter[SizeClass](), list[Record](), list[Source]()
    left = {name: iter(of) for name, of in task.rows.items()}
    with closing(Bench()) as bench:
        # each is let go of when its records are there: both together would be twice the memory
        waiting = deque(asked)
        asked.clear()
        for p in range(len(waiting)):
            one = waiting.popleft()
            settings, short = _settings(task, p, one, sizes, bank)
            missed.update(short)
            writer = Writer(one.part.family, bench, task.reasoning)
            records += writer.records(one.part, task.plant, settings)
            name = one.part.family.family
            sources += [(name, next(left[name])) for _ in one.part.questions]
    order = sorted(
        range(len(records)), key=lambda i: (draw("order", task.seed, records[i].id), records[i].id)
    )
    records = [records[i] for i in order]
    marks = b"".join(_mark(record) for record in records)
    counts = tally(records)
    if task.folder is None:
        return Part(records, [sources[i] for i in order], None, len(records), counts, marks, missed)
    shard = task.folder / f"unit-{task.unit.number:05d}.parquet"
    write_shard(shard, records)
    return Part([], [], shard, len(records), counts, marks, missed)


def _mark(record: Record) -> bytes:
    return blake2b(f"{record.input}\x00{record.context}".encode(), digest_size=16).digest()


def _arranged(task: Writing, family: Family, forms: Sequence[Form]) -> list[Arranged]:
    batch = _batch(task, family)
    table = _chosen(task, family)
    return list(
        arranged(family, [batch], _questions(table, batch), turns(family, forms, _keys(table), task.seed))
    )


def _forms(task: Writing) -> dict[str, list[Form]]:
    """The form of each question's page, family by family."""
    groups: dict[tuple[object, ...], list[Family]] = {}
    for family in task.families:
        if task.rows.get(family.family):
            groups.setdefault(page_kind(family), []).append(family)
    forms: dict[str, list[Form]] = {}
    for families in groups.values():
        tables = [_chosen(task, family) for family in families]
        worlds = [table["world"].to_pylist() for table in tables]
        given = forms_of(families, [_keys(table) for table in tables], worlds, task.seed)
        forms |= {family.family: of for family, of in zip(families, given, strict=True)}
    return forms


def _chosen(task: Writing, family: Family) -> pa.Table:
    """The candidates of a family that are asked."""
    table = task.shelf.get(shelved(task.unit.number, family.family, "candidates"))
    return table.take(pa.array(task.rows[family.family], pa.int64()))


def _keys(table: pa.Table) -> list[Hashable]:
    return list(zip(*(table[name].to_pylist() for name in ("nth", "lot", "mark")), strict=True))


def _batch(task: Writing, family: Family) -> Batch:
    """The worlds of all candidates of a family, and their rows."""
    windows = Windows(task.plant, family.window.every)
    worlds = task.shelf.get(shelved(task.unit.number, family.family, "worlds"))
    columns = [worlds[name].to_pylist() for name in ("replication", "number", "first_event", "last_event")]
    rows = list(zip(*columns, strict=True))
    return Batch(
        tuple(windows.world(replication, number) for replication, number, *_ in rows),
        {
            name: task.shelf.get(shelved(task.unit.number, family.family, f"rows.{name}"))
            for name in (family.shown if rows else ())
        },
        tuple((first, last) for *_, first, last in rows),
    )


def _questions(table: pa.Table, batch: Batch) -> list[Candidate]:
    place = np.array([world.id for world in batch.worlds], np.int64).searchsorted(table["world"].to_numpy())
    columns = [
        table[name].to_pylist()
        for name in ("split", "focus", "nth", "lot", "mark", "answer", "subject", "value", "also")
    ]
    return [
        Candidate(
            batch=0,
            world=world,
            subject=tuple(json.loads(subject)),
            answered=Answered(answer, json.loads(value), tuple(json.loads(also)), None),
            turn=(nth, lot),
            kind=(split, focus),
            mark=mark,
        )
        for world, (split, focus, nth, lot, mark, answer, subject, value, also) in zip(
            place.tolist(), zip(*columns, strict=True), strict=True
        )
    ]


def _key(task: Writing, part: Arranged, i: int) -> int:
    return draw("size", task.seed, part.family.family, part.questions[i].mark.hex())


# --- sizes ----------------------------------------------------------------------------------------


def _sizes(task: Writing, asked: Sequence[_Asked]) -> dict[tuple[int, int], SizeClass]:
    """The class of size of each question (part, place), in the order of a hash; a class goes to a page that fits into
    it, if there is one."""
    places = sorted(
        (one.keys[i], p, i)
        for p, one in enumerate(asked)
        if one.part.family.forms != ("sql",)
        for i in range(len(one.keys))
    )
    tokens = [asked[p].pages[i].tokens for _, p, i in places]
    given = list(task.sizes)
    rest = [i for i, size in enumerate(given) if size == "page" or _fits(tokens[i], size)]
    for i, size in enumerate(given):
        if size != "page" and not _fits(tokens[i], size):
            other = next(
                (
                    j
                    for j in rest
                    if _fits(tokens[j], size) and _fits(tokens[i], given[j]) and given[j] != size
                ),
                None,
            )
            if other is not None:
                given[i], given[other] = given[other], size
    return {(p, i): size for (_, p, i), size in zip(places, given, strict=True)}


def _fits(tokens: int, size: SizeClass) -> bool:
    return size == "page" or tokens <= SIZES[size] * TOO_MUCH


def _bank(task: Writing, asked: Sequence[_Asked], sizes: Mapping[tuple[int, int], SizeClass]) -> Bank | None:
    """Pages of the places whose contexts are to be longer than a page."""
    splits = task.unit.splits
    places = {
        place_of(asked[p].part.worlds[asked[p].part.prepared.world[i]], splits)
        for (p, i), size in sizes.items()
        if size != "page"
    }
    if not places:
        return None
    parts = []
    for family in task.families:
        # the page of a family that is held out must not be seen before the test
        allowed = {place for place in places if family.family not in task.held_out or place.split == "test"}
        if family.forms != ("sql",) and family.family in task.rows and allowed:
            parts.append((family, _batch(task, family), allowed))
    return Bank(parts, splits, task.seed)


def _settings(
    task: Writing, p: int, one: _Asked, sizes: Mapping[tuple[int, int], SizeClass], bank: Bank | None
) -> tuple[list[Setting], Counter[SizeClass]]:
    """What each question stands in, and how many contexts did not come out as long as was wanted."""
    family = one.part.family
    hides, weights = computes(family), task.weights.get(family.family, {})
    settings, missed = list[Setting](), Counter[SizeClass]()
    for i, (question, page) in enumerate(zip(one.part.questions, one.pages, strict=True)):
        size = sizes.get((p, i), "page")
        stratum = question.kind[1]
        weight = round(weights.get(stratum, 1.0), 6)
        if size == "page" or bank is None:
            settings.append(Setting(alone(page), "page", stratum, weight))
            continue
        world = one.part.worlds[one.part.prepared.world[i]]
        hidden = question.answered.text if hides else None
        sized = bank.context(page, world, size, hidden, one.keys[i])
        missed[size] += not sized.reached
        settings.append(Setting(sized.together, sized.size, stratum, weight))
    return settings, missed
