"""What can be asked of one family? Looks at worlds, a few at a time, and keeps the questions that pass the
gates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Split
from shopfloor.questions.answers import Answered
from shopfloor.questions.balance import most
from shopfloor.questions.difficulty import Difficulties
from shopfloor.questions.facts import Facts
from shopfloor.questions.gates import (
    BARE,
    FEWEST_BITS,
    LEAK,
    LEVEL,
    bits_shown,
    computes,
    mark_of,
    stands_in,
    telltales,
)
from shopfloor.questions.naive import NaiveRules
from shopfloor.questions.render import Rows, Sheets
from shopfloor.questions.steps import Bench, records_schema
from shopfloor.questions.worlds import Windows, World, draw

__all__ = ["Batch", "Candidate", "Kind", "Mark", "Pool"]

FIRST_LOOK = 6
"""Subjects of a world that are tried at first; the others only when questions are short."""
OVERSAMPLE = 4
"""Candidates for each question that is wanted, so that there is something to balance."""
TRY_HARDER = 16
"""Candidates for each question after which uneven answers are taken as they are."""
FEW = 8
"""So few questions are looked for as if they were this many: a handful of candidates says little."""
WORLDS_AT_ONCE = 1_000
"""A look costs the same, however many worlds it is at; of a thousand the rows still fit into little memory."""

Kind = tuple[Split, str | None]
"""A kind of window: its split, and the rare thing that it holds, if one was looked for."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Worlds that were looked at together, in order: their rows by relation, their events."""

    worlds: tuple[World, ...]
    shown: dict[str, pa.Table]
    events: tuple[tuple[int, int], ...]

    def only(self, worlds: Sequence[int]) -> Batch:
        """Return the batch of some of its worlds."""
        kept = tuple(self.worlds[world] for world in worlds)
        ids = pa.array([world.id for world in kept], pa.int64())
        shown = {name: rows.filter(pc.is_in(rows["world"], ids)) for name, rows in self.shown.items()}
        return Batch(kept, shown, tuple(self.events[world] for world in worlds))

    def rows(self) -> dict[str, Rows]:
        """Return the rows in the form that texts are written from."""
        ids = [world.id for world in self.worlds]
        return {name: Rows.of_table(table, ids) for name, table in self.shown.items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked: of world ``world`` of batch ``batch``, about ``subject``."""

    batch: int
    world: int
    subject: tuple[object, ...]
    answered: Answered
    turn: tuple[int, int]
    kind: Kind = ("train", None)
    naive: int = 0
    mark: bytes = b""

    @property
    def answer(self) -> str:
        """The answer's text."""
        return self.answered.text


@dataclass(frozen=True)
class Mark:
    """Where a search stopped: of each group of replications and kind of window, how many worlds were taken, and which of
    them (replication, number) have subjects that were left out; how many were looked at, and why questions were rejected."""

    taken: list[dict[Kind, int]]
    more: list[dict[Kind, list[tuple[int, int]]]]
    looked_at: int
    rejected: Counter[str]


class Pool:
    """All that was found for one family so far.

    ``groups`` are the replications that are open at the same time; the worlds of each kind are looked at in the
    order of a hash, in each group. ``stands``: whether a world may be asked about."""

    def __init__(
        self,
        family: Family,
        windows: Windows,
        groups: Sequence[Sequence[int]],
        kind_of: Callable[[World], Kind],
        stands: Callable[[World], bool],
        levels: range,
        seed: int,
    ) -> None:
        self.family = family
        self.batches: list[Batch] = []
        self.candidates: list[Candidate] = []
        self.rejected = Counter[str]()
        self.looked_at = 0
        self.looked = False
        self.windows = Counter[Kind]()
        self.found = Counter[Kind]()
        self._answers = Counter[str]()
        self._windows = windows
        self._kind_of, self._stands = kind_of, stands
        self._levels = levels
        self._seed = seed
        self._untouched = [self._in_turn(group, windows) for group in groups]
        self._taken = [Counter[Kind]() for _ in groups]
        self._has_more: list[dict[Kind, list[World]]] = [{} for _ in groups]
        self._marks: set[bytes] = set()

    def go_on(self, mark: Mark, candidates: pa.Table) -> None:
        """Go on where an earlier search stopped, which found these candidates; they count, and are not in
        ``candidates``."""
        self.looked_at, self.rejected = mark.looked_at, Counter(mark.rejected)
        for source, taken, counted in zip(self._untouched, mark.taken, self._taken, strict=True):
            for kind, count in taken.items():
                del source[kind][:count]
                counted[kind] = count
        self._has_more = [
            {kind: [self._windows.world(*world) for world in of] for kind, of in group.items()}
            for group in mark.more
        ]
        self.found.update(zip(candidates["split"].to_pylist(), candidates["focus"].to_pylist(), strict=True))
        self._answers.update(candidates["answer"].to_pylist())
        self._marks.update(candidates["mark"].to_pylist())

    def mark(self) -> Mark:
        """Return where the search has stopped."""
        return Mark(
            [dict(of) for of in self._taken],
            [
                {kind: [(world.replication, world.number) for world in of] for kind, of in group.items()}
                for group in self._has_more
            ],
            self.looked_at,
            self.rejected,
        )

    # how much is there?

    def has_enough(self, wanted: Mapping[Kind, int], part: float = 1) -> bool:
        """Whether so many can be chosen, and chosen well; or whether there are as many candidates as there
        should be when this ``part`` of the log was looked at."""
        return not self._short(wanted, part)

    def _short(self, wanted: Mapping[Kind, int], part: float) -> dict[Kind, int]:
        """How many candidates are missing, of which kinds."""
        aims = {kind: int(part * OVERSAMPLE * count + 0.999) for kind, count in wanted.items() if count}
        short = {kind: aim - self.found[kind] for kind, aim in aims.items() if self.found[kind] < aim}
        if short or part < 1:
            return short
        total = sum(wanted.values())
        if self.found.total() >= TRY_HARDER * max(total, FEW) or self.most(total) == total:
            return {}
        return {kind: TRY_HARDER * max(count, 1) for kind, count in wanted.items() if count}

    def most(self, wanted: int) -> int:
        """How many of ``wanted`` can be asked without giving an answer away by its frequency."""
        if self.family.answerable and self.found.total() > 1 and len(self._answers) == 1:
            return 0
        return most(list(self._answers.values()), wanted)

    # looking for more

    def look(
        self,
        group: int,
        facts: Callable[[], Facts],
        bench: Bench,
        wanted: Mapping[Kind, int],
        part: float,
        *,
        again: bool,
    ) -> None:
        """Look at worlds of a group until there is enough (see :meth:`has_enough`) or there are no more;
        ``again``: at the subjects that were left out before."""
        while short := self._short(wanted, part):
            worlds = self._next(group, short, again=again)
            if not worlds:
                break
            self._look(facts(), bench, tuple(sorted(worlds, key=lambda world: world.id)), group, again=again)
            self.looked = True
            self.looked_at += 0 if again else len(worlds)

    def has_nothing_more(self, kind: Kind) -> bool:
        """Whether every world of the kind was looked at, and every subject."""
        return all(not more.get(kind) for more in self._has_more) and all(
            not untouched.get(kind) for untouched in self._untouched
        )

    def _next(self, group: int, short: Mapping[Kind, int], *, again: bool) -> list[World]:
        """The worlds to look at next: as many of each kind as are likely to be enough."""
        worlds: list[World] = []
        source = self._has_more[group] if again else self._untouched[group]
        for kind, missing in short.items():
            number = max(missing, FEW)
            if self.looked_at:
                number = min(number * self.looked_at // max(self.found.total(), 1), 3 * self.looked_at)
            number = min(max(number, FEW), WORLDS_AT_ONCE)
            here = source.get(kind, [])
            worlds += here[:number]
            if here and not again:
                self._taken[group][kind] += min(number, len(here))
            del here[:number]
        return worlds

    def _look(
        self, facts: Facts, bench: Bench, worlds: tuple[World, ...], group: int, *, again: bool
    ) -> None:
        facts.look_at(worlds)
        batch = Batch(worlds, facts.shown(self.family), tuple(facts.events(worlds)))
        asked = self._asked(facts.subjects(self.family), worlds, group, again=again)
        records = [(number, worlds[w], subject) for number, (w, subject, _) in enumerate(asked)]
        table = self._table(records)
        outcome = bench.run(self.family, table, batch.shown, facts.exact(self.family))
        self.rejected.update(outcome.rejected.values())
        levels = self._levels_of(bench, table, batch, sorted(outcome.answers))
        gates = _Gates(self.family, batch)
        found = []
        for number, answered in sorted(outcome.answers.items()):
            w, subject, turn = asked[number]
            reason = LEVEL if levels and levels[number] not in self._levels else gates.reason(w, answered)
            if reason is not None:
                self.rejected[reason] += 1
                continue
            mark = mark_of(gates.report(w), subject)
            if mark in self._marks:
                self.rejected["duplicate"] += 1
                continue
            self._marks.add(mark)
            kind, naive = self._kind_of(worlds[w]), gates.naive.solved(w, answered.text, answered.value)
            found.append(Candidate(len(self.batches), w, subject, answered, turn, kind, naive, mark))
        if found:
            self._keep(batch, found)

    def _levels_of(
        self, bench: Bench, table: pa.Table, batch: Batch, records: Sequence[int]
    ) -> dict[int, int]:
        """The level of each record, if some levels are not wanted."""
        if len(self._levels) == 5 or not records:
            return {}
        return Difficulties(self.family).levels(bench, table, batch.shown, records)

    def _keep(self, batch: Batch, found: Sequence[Candidate]) -> None:
        """Keep the candidates, and of the batch the worlds that they are about."""
        used = sorted({candidate.world for candidate in found})
        place = {world: i for i, world in enumerate(used)}
        self.batches.append(batch.only(used))
        self.candidates += [replace(candidate, world=place[candidate.world]) for candidate in found]
        self.found.update(candidate.kind for candidate in found)
        self._answers.update(candidate.answer for candidate in found)

    def _in_turn(self, replications: Sequence[int], windows: Windows) -> dict[Kind, list[World]]:
        keys = sorted(
            (draw("world", self._seed, self.family.family, replication, number), replication, number)
            for replication in replications
            for number in windows.numbers
        )
        worlds: dict[Kind, list[World]] = {}
        for _, replication, number in keys:
            world = windows.world(replication, number)
            if self._stands(world):
                worlds.setdefault(self._kind_of(world), []).append(world)
        self.windows.update({kind: len(of) for kind, of in worlds.items()})
        return worlds

    def _asked(
        self, table: pa.Table, worlds: Sequence[World], group: int, *, again: bool
    ) -> list[tuple[int, tuple[object, ...], tuple[int, int]]]:
        """The subjects to be tried now, as (world, subject, turn), in order."""
        place = {world.id: w for w, world in enumerate(worlds)}
        of_world: dict[int, list[tuple[int, tuple[object, ...]]]] = {}
        for world, *subject in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
            key = draw("subject", self._seed, self.family.family, world, *subject) >> 1
            of_world.setdefault(place[world], []).append((key, tuple(subject)))
        asked = []
        for w, subjects in sorted(of_world.items()):
            subjects.sort(key=lambda entry: entry[0])
            chosen = range(FIRST_LOOK, len(subjects)) if again else range(min(FIRST_LOOK, len(subjects)))
            asked += [(w, subjects[nth][1], (nth, subjects[nth][0])) for nth in chosen]
            if not again and len(subjects) > FIRST_LOOK:
                self._has_more[group].setdefault(self._kind_of(worlds[w]), []).append(worlds[w])
        return asked

    def _table(self, records: Sequence[tuple[int, World, tuple[object, ...]]]) -> pa.Table:
        names = list(self.family.subject.columns)
        rows = [
            {"record": number, "world": world.id, "since": world.since, "until": world.until}
            | dict(zip(names, subject, strict=True))
            for number, world, subject in records
        ]
        return pa.Table.from_pylist(rows, schema=records_schema(self.family))


class _Gates:
    """What a report says against a question, found out when it is asked for."""

    def __init__(self, family: Family, batch: Batch) -> None:
        self._family = family
        self._batch = batch
        self._computes = computes(family)
        self._bits: dict[int, int] = {}

    def reason(self, w: int, answered: Answered) -> str | None:
        """Return why the question must not be asked, or ``None``."""
        if w not in self._bits:
            self._bits[w] = bits_shown(self._family, self._rows, w)
        if self._bits[w] < FEWEST_BITS:
            return BARE
        if self._computes:
            pages = [forms[w] for forms in self._all_forms]
            if all(stands_in(text, pages) for text in telltales(self._family, answered.text, answered.value)):
                return LEAK
        return None

    def report(self, w: int) -> str:
        """Return the text that stands for the report, whatever its form."""
        return self._all_forms[0][w]

    @cached_property
    def naive(self) -> NaiveRules:
        return NaiveRules(self._family, self._rows)

    @cached_property
    def _rows(self) -> dict[str, Rows]:
        return self._batch.rows()

    @cached_property
    def _all_forms(self) -> list[list[str]]:
        everywhere = range(len(self._batch.worlds))
        sheets = Sheets(self._family, self._batch.worlds, self._rows)
        return [[page.text for page in sheets.pages(form, everywhere)] for form in self._family.forms]
