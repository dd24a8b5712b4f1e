"""What can be asked of one family? Looks at worlds, a few at a time, and keeps the questions that pass the
gates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shopfloor.contracts.family import Family
from shopfloor.questions.answers import Answered
from shopfloor.questions.balance import choose, most
from shopfloor.questions.facts import Facts
from shopfloor.questions.gates import CONSTANT, DUPLICATE, LEAK, Duplicates, computes, stands_in
from shopfloor.questions.render import FORMS, Rows, contexts
from shopfloor.questions.steps import Bench, records_schema
from shopfloor.questions.worlds import Windows, World, draw

__all__ = ["Batch", "Candidate", "Pool"]

FIRST_LOOK = 6
"""Subjects of a world that are tried at first; the others only when questions are short."""
OVERSAMPLE = 4
"""Candidates for each question that is wanted, so that there is something to balance."""
TRY_HARDER = 16
"""Candidates for each question after which uneven answers are taken as they are."""
FEW = 8
"""So few questions are looked for as if they were this many: a handful of candidates says little."""
WORLDS_AT_ONCE = 200


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
        ids = np.array([world.id for world in self.worlds], np.int64)
        return {name: _rows(table, ids) for name, table in self.shown.items()}


def _rows(table: pa.Table, ids: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Rows:
    starts = table["world"].to_numpy().searchsorted(ids).tolist()
    columns = {name: table[name].to_pylist() for name in table.column_names if name != "world"}
    return Rows(columns, [*starts, table.num_rows])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked: of world ``world`` of batch ``batch``, about ``subject``."""

    batch: int
    world: int
    subject: tuple[object, ...]
    answered: Answered
    turn: tuple[int, int]

    @property
    def answer(self) -> str:
        """The answer's text."""
        return self.answered.text

    @property
    def number(self) -> int | None:
        """The answer's place on a number line."""
        return self.answered.number


class Pool:
    """All that was found for one family so far.

    ``groups`` are the replications that are open at the same time; the worlds of each are looked at in the
    order of a hash."""

    def __init__(self, family: Family, windows: Windows, groups: Sequence[Sequence[int]], seed: int) -> None:
        self.family = family
        self.batches: list[Batch] = []
        self.candidates: list[Candidate] = []
        self.rejected = Counter[str]()
        self.looked_at = 0
        self._windows = windows
        self._seed = seed
        self._untouched = [self._in_turn(group) for group in groups]
        self._has_more: list[list[World]] = [[] for _ in groups]
        self._duplicates = Duplicates()

    # how much is there?

    def has_enough(self, wanted: int, part: float = 1) -> bool:
        """Whether so many can be chosen, and chosen well; or whether there are as many candidates as there
        should be when this ``part`` of the log was looked at."""
        if part < 1:
            return len(self.candidates) >= part * OVERSAMPLE * wanted
        if len(self.candidates) >= TRY_HARDER * max(wanted, FEW):
            return True
        return len(self.candidates) >= OVERSAMPLE * wanted and self.most(wanted) == wanted

    def most(self, wanted: int) -> int:
        """How many of ``wanted`` can be asked without giving an answer away by its frequency."""
        return 0 if self.is_constant else most(self.supply(), wanted)

    def any(self, wanted: int) -> int:
        """How many of ``wanted`` can be asked at all."""
        return 0 if self.is_constant else min(wanted, len(self.candidates))

    def supply(self) -> list[int]:
        """How often each answer is there."""
        return list(Counter(candidate.answer for candidate in self.candidates).values())

    @property
    def is_constant(self) -> bool:
        """Whether the family gave one answer whatever was asked so far; a refusal may."""
        return self.family.answerable and len(self.candidates) > 1 and len(self.supply()) == 1

    def rejections(self) -> dict[str, int]:
        """Reason -> how many questions were not asked for it."""
        found = Counter(self.rejected)
        if self.is_constant:
            found[CONSTANT] += len(self.candidates)
        return dict(sorted(found.items()))

    def choose(self, wanted: int) -> list[Candidate]:
        """Return the questions to be asked."""
        return choose(self.candidates, self.any(wanted))

    # looking for more

    def look(
        self, group: int, facts: Callable[[], Facts], bench: Bench, wanted: int, part: float, *, again: bool
    ) -> None:
        """Look at worlds of a group until there is enough (see :meth:`has_enough`) or there are no more;
        ``again``: at the subjects that were left out before."""
        while not self.has_enough(wanted, part):
            worlds = self._next(group, wanted, part, again=again)
            if not worlds:
                break
            self._look(facts(), bench, tuple(sorted(worlds, key=lambda world: world.id)), group, again=again)
            self.looked_at += 0 if again else len(worlds)

    def _next(self, group: int, wanted: int, part: float, *, again: bool) -> list[World]:
        """The worlds to look at next: as many as are likely to be enough."""
        number = missing = max(int(part * OVERSAMPLE * wanted) - len(self.candidates), FEW)
        if self.looked_at:
            number = min(missing * self.looked_at // max(len(self.candidates), 1), 3 * self.looked_at)
        number = min(max(number, FEW), WORLDS_AT_ONCE)
        if again:
            found, self._has_more[group] = self._has_more[group][:number], self._has_more[group][number:]
            return found
        return list(islice(self._untouched[group], number))

    def _look(
        self, facts: Facts, bench: Bench, worlds: tuple[World, ...], group: int, *, again: bool
    ) -> None:
        facts.look_at(worlds)
        batch = Batch(worlds, facts.shown(self.family), tuple(facts.events(worlds)))
        asked = self._asked(facts.subjects(self.family), worlds, group, again=again)
        records = [(number, worlds[w], subject) for number, (w, subject, _) in enumerate(asked)]
        outcome = bench.run(self.family, self._table(records), batch.shown)
        self.rejected.update(outcome.rejected.values())
        reports = _Reports(self.family, batch)
        found = []
        for number, answered in sorted(outcome.answers.items()):
            w, subject, turn = asked[number]
            reason = self._gate(reports, w, subject, answered)
            if reason is None:
                found.append(Candidate(len(self.batches), w, subject, answered, turn))
            else:
                self.rejected[reason] += 1
        if found:
            self._keep(batch, found)

    def _keep(self, batch: Batch, found: Sequence[Candidate]) -> None:
        """Keep the candidates, and of the batch the worlds that they are about."""
        used = sorted({candidate.world for candidate in found})
        place = {world: i for i, world in enumerate(used)}
        self.batches.append(batch.only(used))
        self.candidates += [replace(candidate, world=place[candidate.world]) for candidate in found]

    def _in_turn(self, replications: Sequence[int]) -> Iterator[World]:
        keys = sorted(
            (draw("world", self._seed, self.family.family, replication, number), replication, number)
            for replication in replications
            for number in self._windows.numbers
        )
        yield from (self._windows.world(replication, number) for _, replication, number in keys)

    def _asked(
        self, table: pa.Table, worlds: Sequence[World], group: int, *, again: bool
    ) -> list[tuple[int, tuple[object, ...], tuple[int, int]]]:
        """The subjects to be tried now, as (world, subject, turn), in order."""
        place = {world.id: w for w, world in enumerate(worlds)}
        of_world: dict[int, list[tuple[int, tuple[object, ...]]]] = {}
        for world, *subject in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
            key = draw("subject", self._seed, self.family.family, world, *subject)
            of_world.setdefault(place[world], []).append((key, tuple(subject)))
        asked = []
        for w, subjects in sorted(of_world.items()):
            subjects.sort(key=lambda entry: entry[0])
            chosen = range(FIRST_LOOK, len(subjects)) if again else range(min(FIRST_LOOK, len(subjects)))
            asked += [(w, subjects[nth][1], (nth, subjects[nth][0])) for nth in chosen]
            if not again and len(subjects) > FIRST_LOOK:
                self._has_more[group].append(worlds[w])
        return asked

    def _table(self, records: Sequence[tuple[int, World, tuple[object, ...]]]) -> pa.Table:
        names = list(self.family.subject.columns)
        rows = [
            {"record": number, "world": world.id, "since": world.since, "until": world.until}
            | dict(zip(names, subject, strict=True))
            for number, world, subject in records
        ]
        return pa.Table.from_pylist(rows, schema=records_schema(self.family))

    def _gate(self, reports: _Reports, w: int, subject: tuple[object, ...], answered: Answered) -> str | None:
        if computes(self.family):
            text = str(answered.value) if self.family.answer.kind == "count" else answered.text
            if stands_in(text, (report[w] for report in reports.all_forms)):
                return LEAK
        return None if self._duplicates.is_new(reports.table[w], subject) else DUPLICATE


class _Reports:
    """The texts of a batch's worlds, written when a gate asks for them."""

    def __init__(self, family: Family, batch: Batch) -> None:
        self._family = family
        self._batch = batch

    @cached_property
    def all_forms(self) -> list[list[str]]:
        rows = self._batch.rows()
        return [contexts(self._family, self._batch.worlds, rows, form) for form in FORMS]

    @property
    def table(self) -> list[str]:
        return self.all_forms[FORMS.index("table")]
