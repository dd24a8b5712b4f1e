"""How is a corpus made, from the promises to its parts? The conductor of the units, in one process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import gcd
from pathlib import Path

import numpy as np

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import SizeClass
from shopfloor.errors import RunError
from shopfloor.eventlog import EventLog
from shopfloor.questions.alike import too_much_alike
from shopfloor.questions.corpus import Told
from shopfloor.questions.earlier import shelved
from shopfloor.questions.facts import views_read
from shopfloor.questions.lack import Shortfall
from shopfloor.questions.pool import Kind
from shopfloor.questions.processes import Share
from shopfloor.questions.quotas import Quotas, Selection
from shopfloor.questions.shelf import Shelf
from shopfloor.questions.shortfalls import shortfalls, told_rejections
from shopfloor.questions.sizes import labels
from shopfloor.questions.source import family_name, family_text
from shopfloor.questions.survey import Found, Search, forget, search
from shopfloor.questions.units import units_of, weights_of
from shopfloor.questions.wanted import Wanted
from shopfloor.questions.written import Part, Writing, write

__all__ = ["Asking"]

_ROUNDS = 8
"""So often records that are too much alike are replaced; what replaces them may be so again, but seldom is."""
_MANY = 0.01
"""Of the records: where so many are alike, and they do not fall by half, there are no others."""


class Asking:
    """Everything that happens between a log and the records."""

    def __init__(
        self,
        logs: Sequence[EventLog],
        families: Sequence[Family],
        wanted: Wanted,
        share: Share,
        shelf: Shelf,
        workers: int,
    ) -> None:
        # several processes do the work by themselves: to them a log is its folder
        self._logs: list[EventLog | Path] = [log.folder if workers > 1 else log for log in logs]
        self._plants = [log.plant for log in logs]
        # by name, so that the order in which they are given does not matter
        self._families = sorted(families, key=lambda family: family.family)
        self._given, self._wanted = families, wanted
        self._share, self._shelf, self._workers = share, shelf, workers
        self._views = views_read(families)
        self._units = units_of(self._plants, wanted)
        self._quotas = Quotas(wanted, self._families, self._units, len(logs), shelf)
        self._selection = Selection()
        self._kept = Counter[str]()

    def parts(self, folder: Path | None) -> list[Part]:
        """Return the parts of the corpus, each written to ``folder`` if there is one.

        Raises:
            RunError: nothing at all can be asked.
        """
        try:
            self._selection = self._quotas.selection(self._searched)
        finally:
            forget()
        if not any(self._selection.chosen.values()):
            rejections = told_rejections(self._families, self._quotas.found, self._selection)
            raise RunError(_nothing(rejections))
        tasks = self._writings(folder)
        parts = self._share(write, tasks)
        if folder is None:
            parts = self._told_apart(tasks, parts)
        return _without_twins(parts)

    def _told_apart(self, tasks: Sequence[Writing], parts: list[Part]) -> list[Part]:
        """Replace records that are too much alike, as long as others can be had for them."""
        last = 0
        for turn in range(_ROUNDS + 1):
            alike = self._alike(tasks, parts)
            if not alike:
                break
            count = sum(map(len, alike.values()))
            # of a small log what replaces them is alike again, and nothing is won by going on
            is_last = turn == _ROUNDS or (turn and count > max(last / 2, _MANY * self._wanted.questions))
            before, last = self._selection, count
            if not is_last:
                self._selection = self._quotas.without(alike, self._searched)
                forget()
            if is_last or sum(self._selection.chosen.values()) < sum(before.chosen.values()):
                # the logs have no others: as many records as were asked for come first
                self._selection = before
                self._kept = Counter(reason for of in alike.values() for reason in of.values())
                break
            there = {task.unit.number: (task, part) for task, part in zip(tasks, parts, strict=True)}
            tasks = self._writings(None)
            kept = [_kept(task, *there.get(task.unit.number, (None, None))) for task in tasks]
            written = iter(
                self._share(write, [task for task, part in zip(tasks, kept, strict=True) if part is None])
            )
            parts = [next(written) if part is None else part for part in kept]
        return parts

    def _alike(
        self, tasks: Sequence[Writing], parts: Sequence[Part]
    ) -> dict[tuple[int, str], dict[int, str]]:
        """The candidates of each unit and family that must not be asked with the others, and why."""
        records = [record for part in parts for record in part.records]
        sources = [
            (task.unit.number, *source)
            for task, part in zip(tasks, parts, strict=True)
            for source in part.sources
        ]
        alike: dict[tuple[int, str], dict[int, str]] = {}
        for place, reason in too_much_alike(records, self._families).items():
            number, name, row = sources[place]
            alike.setdefault((number, name), {})[row] = reason
        return alike

    def told(self, parts: Sequence[Part]) -> Told:
        """Return what is to be known about these parts."""
        missed = Counter[SizeClass]()
        twins = sum(self._selection.chosen.values()) - sum(part.count for part in parts)
        for part in parts:
            missed.update(part.missed)
        told = shortfalls(
            self._wanted,
            self._families,
            self._quotas.found,
            self._selection,
            missed,
            twins,
            self._answers() if self._wanted.answers else {},
        )
        for reason, count in sorted(self._kept.items()):
            told[f"alike: {reason}"] = Shortfall(
                f"{count} of {sum(part.count for part in parts)} records; these logs have no other questions for them"
            )
        return Told(
            families=list(self._given),
            rejections=told_rejections(self._families, self._quotas.found, self._selection),
            shortfalls=told,
            family_texts={family_name(family): family_text(family) for family in self._given},
        )

    def _answers(self) -> dict[str, set[str]]:
        """The answers that each family's questions have."""
        answers: dict[str, set[str]] = {}
        for number, name in self._quotas.found:
            table = self._shelf.get(shelved(number, name, "candidates"))
            answers.setdefault(name, set()).update(table["answer"].unique().to_pylist())
        return answers

    def _searched(
        self, needs: Mapping[int, Mapping[str, Mapping[Kind, int]]]
    ) -> dict[tuple[int, str], Found]:
        # so many tasks that each process has as much to do
        pieces = self._workers // gcd(len(needs), self._workers)
        tasks = [task for number, of in sorted(needs.items()) for task in self._searches(number, of, pieces)]
        found = self._share(search, tasks)
        return {
            (task.unit.number, name): one
            for task, of in zip(tasks, found, strict=True)
            for name, one in of.items()
        }

    def _searches(
        self, number: int, wanted: Mapping[str, Mapping[Kind, int]], pieces: int
    ) -> Iterator[Search]:
        """The search of a unit, in so many pieces, each for some families."""
        unit = self._units[number]
        families = [family for family in self._families if family.family in wanted]
        for some in [families[i::pieces] for i in range(min(pieces, len(families)))]:
            yield Search(
                unit=unit,
                log=self._logs[unit.log],
                families=some,
                views=self._views,
                every=sorted({family.window.every for family in families}),
                most=max(sum(kinds.values()) for kinds in wanted.values()),
                wanted={family.family: wanted[family.family] for family in some},
                foci=list(self._wanted.focus),
                levels=self._wanted.levels,
                seed=self._wanted.seed,
                shelf=self._shelf,
                alone=len(self._units) == 1,
            )

    def _writings(self, folder: Path | None) -> list[Writing]:
        chosen = {key: self._kinds(key, rows) for key, rows in self._selection.rows.items()}
        weights = weights_of(self._units, self._families, self._quotas.found, chosen)
        one_page = {family.family for family in self._families if family.forms == ("sql",)}
        counts = [
            sum(
                len(rows)
                for (number, name), rows in self._selection.rows.items()
                if number == unit.number and name not in one_page
            )
            for unit in self._units
        ]
        sizes = labels(sum(counts), self._wanted.sizes)
        tasks = []
        for unit, count in zip(self._units, counts, strict=True):
            first = sum(counts[: unit.number])
            rows = {name: of for (number, name), of in self._selection.rows.items() if number == unit.number}
            if rows:
                tasks.append(
                    Writing(
                        unit=unit,
                        plant=self._plants[unit.log],
                        families=self._families,
                        rows=rows,
                        weights=weights[unit.log],
                        sizes=sizes[first : first + count],
                        held_out=self._wanted.held_out_families,
                        reasoning=self._wanted.reasoning,
                        seed=self._wanted.seed,
                        shelf=self._shelf,
                        folder=folder,
                    )
                )
        return tasks

    def _kinds(self, key: tuple[int, str], rows: Sequence[int]) -> Counter[Kind]:
        table = self._shelf.get(shelved(key[0], key[1], "candidates"))
        splits, foci = table["split"].to_pylist(), table["focus"].to_pylist()
        return Counter((splits[row], foci[row]) for row in rows)


def _kept(task: Writing, before: Writing | None, part: Part | None) -> Part | None:
    """What was written before, if nothing of it is to be written otherwise now."""
    if before is None or (task.rows, task.weights, task.sizes) != (before.rows, before.weights, before.sizes):
        return None
    return part


def _without_twins(parts: Sequence[Part]) -> list[Part]:
    """Take out records whose input and context another part (or the same) has already. Families that show the same and
    ask it in the same words may meet; nothing else can."""
    whole = np.frombuffer(b"".join(part.marks for part in parts), np.uint64).reshape(-1, 2)
    order = np.lexsort((whole[:, 1], whole[:, 0]))
    ordered = whole[order]
    first = np.ones(len(whole), bool)
    # stable: of those that are alike the first stands first
    first[order[1:]] = (ordered[1:] != ordered[:-1]).any(axis=1)
    kept: list[Part] = []
    bounds = np.cumsum([0, *(part.count for part in parts)])
    for part, (a, b) in zip(parts, pairwise(bounds.tolist()), strict=True):
        keep = np.flatnonzero(first[a:b]).tolist()
        kept.append(part if len(keep) == part.count else part.only(keep))
    return kept


def _nothing(rejections: Mapping[str, Mapping[str, int]]) -> str:
    reasons = "; ".join(
        f"{family}: {', '.join(f'{n} {reason}' for reason, n in of.items()) or 'no subject in any window'}"
        for family, of in rejections.items()
    )
    return (
        f"no question can be asked about this log ({reasons}); "
        "a longer horizon, more replications or other families may help"
    )
