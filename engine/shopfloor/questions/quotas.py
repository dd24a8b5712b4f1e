"""How are the questions divided until every promise is kept? Plan, search, choose; and again where something is
missing.

A cell is a unit of replications and a kind of window in it. What a family can ask in a cell is known only when it was
searched, and how much of it may be chosen only when all of the family was seen; so the plan is made again with what
was learnt, until it holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Split
from shopfloor.questions.balance import choose
from shopfloor.questions.earlier import shelved
from shopfloor.questions.gates import CONSTANT
from shopfloor.questions.plan import Group, Whole, apportioned, divided, planned
from shopfloor.questions.pool import Kind
from shopfloor.questions.shelf import Shelf
from shopfloor.questions.survey import Found, Unit
from shopfloor.questions.wanted import Wanted, members

__all__ = ["Quotas", "Searched", "Selection"]

_SPLITS: tuple[Split, ...] = ("train", "validation", "test")
_ROUNDS = 40
"""A plan that does not hold by then stays as it is; what is missing is told."""
_ROWS_AT_ONCE = 10_000
_HARDER = 3
"""Where too few of what was found can be chosen, so many times as much is looked for, twice at most."""

Cell = tuple[int, Split, str | None]
Searched = Callable[[Mapping[int, Mapping[str, Mapping[Kind, int]]]], Mapping[tuple[int, str], Found]]
"""Searches units for so many questions of families and kinds; returns what was found of each."""


class _Candidate(NamedTuple):
    cell: Cell
    answer: str
    naive: int
    turn: tuple[int, int]
    mark: bytes
    row: int


@dataclass
class Selection:
    """What is asked: the rows of the candidates of each unit and family; how many each family was due, and why fewer
    were chosen; and how many records hold each rare thing."""

    rows: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    due: dict[str, int] = field(default_factory=dict)
    chosen: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    strata: Counter[str | None] = field(default_factory=Counter)


@dataclass(frozen=True)
class _OfFamily:
    """What was chosen of a family: for these quotas, these rows of each unit, so many of each cell."""

    quotas: dict[Cell, int]
    rows: dict[int, list[int]]
    reached: Counter[Cell]
    reasons: dict[str, int]


class Quotas:
    """The promises over some units, and what is known of their rooms."""

    def __init__(
        self,
        wanted: Wanted,
        families: Sequence[Family],
        units: Sequence[Unit],
        logs: int,
        shelf: Shelf,
    ) -> None:
        self._wanted, self._families, self._units, self._shelf = wanted, families, units, shelf
        self._names = [family.family for family in families]
        shares = {kind: share for kind, share in wanted.focus_shares().items() if share > 0}
        fills_up = None in wanted.focus.values()
        strata = [*wanted.focus, None] if fills_up else list(shares)
        self.kinds: list[Kind] = [(split, stratum) for split in _SPLITS for stratum in strata]
        self._targets = self._targets_of(shares, logs)
        self._fills_up = fills_up
        # family x unit x kind: nothing is known yet, but that held-out families are for test only
        self._rooms = np.full((len(families), len(units), len(self.kinds)), np.inf)
        # where candidates were found
        self._places = np.zeros(self._rooms.shape, np.bool_)
        for f, name in enumerate(self._names):
            for k, (split, _) in enumerate(self.kinds):
                if name in wanted.held_out_families and split != "test":
                    self._rooms[f, :, k] = 0
        for unit in units:
            for k, (split, _) in enumerate(self.kinds):
                if split not in unit.sizes:
                    self._rooms[:, unit.number, k] = 0
        self.found: dict[tuple[int, str], Found] = {}
        self._chosen: dict[str, _OfFamily] = {}
        # where a family could not ask all that was planned, the most that it could ask
        self._best: dict[str, _OfFamily] = {}
        self._tried = Counter[str]()
        self._harder: set[str] = set()
        # why families were short when they were; their quotas are smaller since
        self._why: dict[str, dict[str, int]] = {}
        self._due: dict[str, int] = {}
        self._left_out: dict[tuple[int, str], dict[int, str]] = {}

    def selection(self, search: Searched) -> Selection:
        """Return the questions that are asked."""
        counts = self._planned()
        self._due = {name: int(of.sum()) for name, of in zip(self._names, counts, strict=True)}
        return self._settled(self._divided(counts), search, everywhere=bool(self._wanted.focus))

    def without(self, alike: Mapping[tuple[int, str], Mapping[int, str]], search: Searched) -> Selection:
        """Return the questions that are asked when these rows of candidates are not, each for its reason."""
        for key, rows in alike.items():
            self._left_out.setdefault(key, {}).update(rows)
            self._chosen.pop(key[1], None)
            self._best.pop(key[1], None)
        return self._settled(self._divided(self._planned()), search, everywhere=False)

    def _settled(self, cells: dict[str, dict[Cell, int]], search: Searched, *, everywhere: bool) -> Selection:
        """Search, choose and plan again, until the plan holds."""
        for turn in range(_ROUNDS):
            needs = self._needs(cells, everywhere=turn == 0 and everywhere)
            if needs:
                self._learn(search(needs))
            if not needs and not self._short(cells):
                break
            cells = self._divided(self._planned())
        return self._selected(cells)

    # the plan

    def _targets_of(
        self, shares: Mapping[str | None, float], logs: int
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """How many questions each kind of window of each unit should have: every log the same, each split by its
        size."""
        targets = np.zeros((len(self._units), len(self.kinds)))
        of_log = apportioned(self._wanted.questions, [1.0] * logs)
        for log in range(logs):
            units = [unit for unit in self._units if unit.log == log]
            sizes = [unit.sizes.get(split, 0.0) for unit in units for split in _SPLITS]
            parts = apportioned(of_log[log], sizes)
            for i, unit in enumerate(units):
                for j, split in enumerate(_SPLITS):
                    part = parts[i * len(_SPLITS) + j]
                    for stratum, count in zip(shares, apportioned(part, list(shares.values())), strict=True):
                        targets[unit.number, self.kinds.index((split, stratum))] += count
        return targets

    def _planned(self) -> Whole:
        rooms = self._rooms.sum(axis=1)
        totals = self._totals(rooms)
        if self._wanted.per_family is not None:
            return self._of_each_family(rooms, totals)
        groups = [self._group(name) for name in {**self._wanted.mix, "unanswerable": 0.0}]
        groups = [group for group in groups if group.members.any() and not group.members.all()]
        return planned(self._names, totals, rooms, groups, self._wanted.seed, np.any(self._places, 1))

    def _totals(self, rooms: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[int]:
        """The totals of the kinds; what rare windows cannot give is asked of the others, if all that can be had was
        asked for, and what a split cannot give is asked of the others: nobody may work on the days of it."""
        totals = [int(total) for total in self._targets.sum(axis=0)]
        if self._fills_up:
            for k, (split, stratum) in enumerate(self.kinds):
                missing = totals[k] - rooms[:, k].sum()
                if stratum is not None and missing > 0:
                    totals[k] -= int(missing)
                    totals[self.kinds.index((split, None))] += int(missing)
        spare = [room - total for room, total in zip(rooms.sum(axis=0).tolist(), totals, strict=True)]
        for k, (_, stratum) in enumerate(self.kinds):
            others = [j for j, kind in enumerate(self.kinds) if kind[1] == stratum and spare[j] > 0]
            for j in sorted(others, key=lambda j: -totals[j]):
                moved = int(min(max(-spare[k], 0), spare[j]))
                for place, more in ((k, -moved), (j, moved)):
                    totals[place] += more
                    spare[place] -= more
        return totals

    def _group(self, name: str) -> Group:
        shares = [self._wanted.share_of(name, split) or 0.0 for split, _ in self.kinds]
        return Group(name, np.array(members(name, self._families)), shares, name in self._wanted.mix)

    def _of_each_family(
        self, rooms: np.ndarray[tuple[int, int], np.dtype[np.float64]], totals: Sequence[int]
    ) -> Whole:
        """So many of each family, whatever the others lack. What rounding takes from a kind of window is due to it with
        the next family, so that a few of each are divided as many are."""
        counts = np.zeros(rooms.shape, np.int64)
        wanted = self._wanted.per_family or 0
        aims = np.array(totals, np.float64) / max(sum(totals), 1) * wanted
        due = np.zeros(len(totals))
        for f in range(len(self._names)):
            due += aims
            while (missing := wanted - int(counts[f].sum())) > 0:
                free = rooms[f] - counts[f]
                pull = np.where(free > 0, np.maximum(due - counts[f], 1e-6), 0.0)
                if not pull.any():
                    break
                counts[f] += np.minimum(apportioned(missing, pull.tolist()), free).astype(np.int64)
            due -= counts[f]
        return counts

    def _divided(self, counts: Whole) -> dict[str, dict[Cell, int]]:
        cells: dict[str, dict[Cell, int]] = {name: {} for name in self._names}
        for k, kind in enumerate(self.kinds):
            scale = counts[:, k].sum() / max(self._targets[:, k].sum(), 1)
            targets = (self._targets[:, k] * scale).tolist()
            rooms, places = self._rooms[:, :, k], self._places[:, :, k]
            for f, of in enumerate(divided(counts[:, k], rooms, targets, self._names, places)):
                for unit in np.flatnonzero(of).tolist():
                    cells[self._names[f]][unit, *kind] = int(of[unit])
        return cells

    # what is learnt

    def _needs(
        self, cells: Mapping[str, Mapping[Cell, int]], *, everywhere: bool
    ) -> dict[int, dict[str, dict[Kind, int]]]:
        """What has to be searched: cells of which more is wanted than is there, and may be there."""
        needs: dict[int, dict[str, dict[Kind, int]]] = {}
        for name, of in cells.items():
            for (unit, split, stratum), count in of.items():
                found, kind = self.found.get((unit, name)), (split, stratum)
                lacks = found is not None and found.candidates.get(kind, 0) < count
                if found is None or ((lacks or name in self._harder) and not found.exhausted.get(kind, True)):
                    needs.setdefault(unit, {}).setdefault(name, {})
        if everywhere:
            needs = {unit.number: {name: {} for name in self._names} for unit in self._units}
        for unit, families in needs.items():
            for name in families:
                more = _HARDER ** self._tried[name]
                families[name] = {kind: more * cells[name].get((unit, *kind), 0) for kind in self.kinds}
        self._harder.clear()
        return needs

    def _learn(self, found: Mapping[tuple[int, str], Found]) -> None:
        self.found |= found
        for (unit, name), of in found.items():
            f = self._names.index(name)
            self._chosen.pop(name, None)
            for k, kind in enumerate(self.kinds):
                self._places[f, unit, k] = of.candidates.get(kind, 0) > 0
                if of.exhausted.get(kind, True):
                    self._rooms[f, unit, k] = min(self._rooms[f, unit, k], of.candidates.get(kind, 0))

    def _short(self, cells: Mapping[str, Mapping[Cell, int]]) -> bool:
        """Choose; where fewer can be chosen than planned, look for more, or remember how many there are, and say that
        the plan does not hold."""
        short = False
        for f, name in enumerate(self._names):
            quotas = dict(cells[name])
            if name not in self._chosen or self._chosen[name].quotas != quotas:
                self._chosen[name] = self._choose(f, quotas)
            reached = self._chosen[name].reached
            lacking = [cell for cell, count in quotas.items() if reached[cell] < count]
            if not lacking:
                continue
            short = True
            self._why[name] = self._chosen[name].reasons
            more = any(not self.found[cell[0], name].exhausted.get(cell[1:], True) for cell in lacking)
            if more and self._tried[name] < 2:
                self._tried[name] += 1
                self._harder.add(name)
                continue
            best = self._best.get(name)
            if best is None or reached.total() > best.reached.total():
                # other cells may give what these lack
                self._best[name] = self._chosen[name]
                for cell in lacking:
                    k = self.kinds.index(cell[1:])
                    self._rooms[f, cell[0], k] = min(self._rooms[f, cell[0], k], reached[cell])
                continue
            for unit in self._units:
                for k, kind in enumerate(self.kinds):
                    self._rooms[f, unit.number, k] = best.reached[unit.number, *kind]
        return short

    def _choose(self, f: int, quotas: dict[Cell, int]) -> _OfFamily:
        family, candidates = self._families[f], self._candidates(self._names[f])
        words = {one.answer for one in candidates}
        if family.answerable and len(candidates) > 1 and len(words) == 1:
            return _OfFamily(quotas, {}, Counter(), {CONSTANT: len(candidates)})
        asked = self._wanted.answers
        classes = {"yes", "no"} if family.answer.kind == "yes_no" else words
        weights = asked if asked and classes and classes <= set(asked) else None
        chosen = choose(candidates, quotas, weights)
        rows: dict[int, list[int]] = {}
        for place in chosen.places:
            rows.setdefault(candidates[place].cell[0], []).append(candidates[place].row)
        return _OfFamily(
            quotas, rows, Counter(candidates[i].cell for i in chosen.places), dict(chosen.reasons)
        )

    def _candidates(self, name: str) -> list[_Candidate]:
        candidates: list[_Candidate] = []
        # cells and answers are few: one object of each is enough for all candidates
        answers, cells = dict[str, str](), dict[Cell, Cell]()
        for unit in self._units:
            if (unit.number, name) not in self.found:
                continue
            table: pa.Table = self._shelf.get(shelved(unit.number, name, "candidates"))
            left_out = self._left_out.get((unit.number, name), {})
            for first in range(0, table.num_rows, _ROWS_AT_ONCE):
                part = table.slice(first, _ROWS_AT_ONCE)
                columns = [
                    part[key].to_pylist()
                    for key in ("split", "focus", "answer", "naive", "nth", "lot", "mark")
                ]
                for row, (split, focus, answer, naive, nth, lot, mark) in enumerate(
                    zip(*columns, strict=True), first
                ):
                    if row in left_out:
                        continue
                    cell = (unit.number, split, focus)
                    candidates.append(
                        _Candidate(
                            cells.setdefault(cell, cell),
                            answers.setdefault(answer, answer),
                            naive,
                            (nth, lot),
                            mark,
                            row,
                        )
                    )
        return candidates

    def _selected(self, cells: Mapping[str, Mapping[Cell, int]]) -> Selection:
        # a plan that never held may name places that were not searched
        self._short(
            {
                name: {cell: n for cell, n in of.items() if (cell[0], name) in self.found}
                for name, of in cells.items()
            }
        )
        selection = Selection(due=dict(self._due))
        for name in self._names:
            of = self._chosen[name]
            selection.rows |= {(unit, name): rows for unit, rows in of.rows.items()}
            selection.chosen[name] = sum(of.reached.values())
            left_out = Counter(
                reason for key, rows in self._left_out.items() if key[1] == name for reason in rows.values()
            )
            selection.reasons[name] = self._why.get(name, of.reasons) | left_out
            for cell, count in of.reached.items():
                selection.strata[cell[2]] += count
        return selection
