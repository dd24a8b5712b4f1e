"""Which of the possible questions are asked? So many of each cell, no answer so often that guessing it pays, and none
so that a naive rule finds too many of them.

A cell is a group of replications, a split, and what its windows hold. Nothing is random: whatever could be chosen
otherwise is ordered by a hash.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import accumulate
from typing import Protocol, TypeVar

from shopfloor.questions.naive import naive_bound
from shopfloor.questions.worlds import draw

__all__ = ["Choice", "Chosen", "choose", "cycled", "most"]

_LARGER = 3
"""So many larger bounds are tried where the first gives too few."""

Cell = Hashable
C = TypeVar("C", bound=Hashable)


class Choice(Protocol):
    """What can be chosen: its cell, its answer, the naive rules that solve it (bit by bit), its own place in the
    queue, and the fingerprint of its page and question."""

    @property
    def cell(self) -> Cell: ...
    @property
    def answer(self) -> str: ...
    @property
    def naive(self) -> int: ...
    @property
    def turn(self) -> tuple[int, int]: ...
    @property
    def mark(self) -> bytes: ...


@dataclass(frozen=True)
class Chosen:
    """The places of those that were chosen, and for each reason how many were left although their cell is short."""

    places: list[int]
    reasons: dict[str, int] = field(default_factory=dict)


def most(supply: Sequence[int], wanted: int) -> int:
    """Return how many of ``wanted`` can be chosen when answer ``i`` is there ``supply[i]`` times and none may
    be chosen more than 1.5 times as often as on average."""
    wanted = min(wanted, sum(supply))
    if len(supply) >= wanted:
        return wanted
    ordered = _Supply(supply)
    return next((n for n in range(wanted, 0, -1) if ordered.answers(n)), 0)


def choose(
    candidates: Sequence[Choice], quotas: Mapping[C, int], weights: Mapping[str, float] | None = None
) -> Chosen:
    """Choose as many of each cell as its quota says, as far as the gates allow: the answers as evenly as possible, or
    in proportion to their ``weights`` (others are not asked then).

    Of one answer those come first that are the first of their world. What makes the whole break a bound is left out,
    and the bounds of the rest are kept: they are shares of what is really chosen.
    """
    wanted: dict[Cell, int] = {cell: count for cell, count in quotas.items() if count}
    of_use = [i for i, one in enumerate(candidates) if one.cell in wanted]
    queue = sorted(of_use, key=lambda i: (candidates[i].turn, candidates[i].mark))
    short = Counter[str]()
    first = True
    while sum(wanted.values()):
        picked, left = _picked(candidates, queue, wanted, weights)
        if first:
            short.update({reason: count for reason, count in left.items() if count})
            first = False
        reached = Counter(candidates[i].cell for i in picked)
        if reached == wanted:
            return Chosen(sorted(picked, key=lambda i: (candidates[i].turn, candidates[i].mark)), dict(short))
        wanted = dict(reached)
    return Chosen([], dict(short))


def cycled(
    keys: Sequence[Hashable], kinds: int, *salt: object, of: Sequence[Hashable] | None = None
) -> list[int]:
    """Give each key one of ``kinds`` numbers, all of them equally often, in an order that depends on nothing
    else. Keys that are ``of`` one thing follow each other, so they have different numbers as long as there are any."""
    first = draw("first", *salt) % kinds  # a few keys are not to have the first numbers always
    groups = [draw(*salt, group) for group in of] if of is not None else [0] * len(keys)
    turns = sorted(range(len(keys)), key=lambda i: (groups[i], draw(*salt, keys[i]), i))
    numbers = [0] * len(keys)
    for turn, i in enumerate(turns):
        numbers[i] = (first + turn) % kinds
    return numbers


def _picked(
    candidates: Sequence[Choice],
    queue: Sequence[int],
    wanted: Mapping[Cell, int],
    weights: Mapping[str, float] | None,
) -> tuple[list[int], dict[str, int]]:
    """Pick as many as can be had under one of the bounds that keep the answers even, and say why cells stayed short."""
    total = sum(wanted.values())
    of_cell: dict[Cell, dict[str, list[int]]] = {cell: {} for cell in wanted}
    for i in queue:
        one = candidates[i]
        if one.cell in of_cell:
            of_cell[one.cell].setdefault(one.answer, []).append(i)
    best: tuple[list[int], dict[str, int]] = [], {}
    for bounds in [_weighted(total, weights)] if weights else _even(of_cell, wanted, total):
        picked, short = _within(candidates, of_cell, wanted, bounds)
        if len(picked) > len(best[0]) or not best[1]:
            best = picked, short
        if len(picked) == total:
            break
    return best


def _within(
    candidates: Sequence[Choice],
    of_cell: Mapping[Cell, Mapping[str, Sequence[int]]],
    wanted: Mapping[Cell, int],
    bounds: Mapping[str, int],
) -> tuple[list[int], dict[str, int]]:
    """Pick one after the other, of the answer that is farthest from its bound; and say why cells stayed short."""
    total = sum(wanted.values())
    spent = _Spent(naive_bound(total, min(sum(1 for bound in bounds.values() if bound), total)))
    counts = Counter[str]()
    rows = {
        cell: _Row(candidates, {answer: deque(of) for answer, of in queues.items()}, bounds, counts, spent)
        for cell, queues in of_cell.items()
    }
    picked: list[int] = []
    missing = dict(wanted)
    # the cells take turns, so that none uses up what another needs
    cells = sorted(wanted, key=lambda cell: (len(of_cell[cell]), draw("cell", cell)))
    while cells:
        still_open = []
        for cell in cells:
            place = rows[cell].next()
            if place is None:
                continue
            picked.append(place)
            counts[candidates[place].answer] += 1
            spent.add(candidates[place])
            missing[cell] -= 1
            if missing[cell]:
                still_open.append(cell)
        cells = still_open
    short = Counter[str]()
    for cell, row in rows.items():
        if missing[cell]:
            short.update(row.left())
    return picked, dict(short)


class _Spent:
    """What those that were picked have used up: how many each naive rule solves, and which pages were asked what."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._counts = Counter[int]()
        # as a set of bits -1 has them all
        self._full = 0 if bound else -1
        self._marks: set[bytes] = set()

    def add(self, one: Choice) -> None:
        """Count one that was picked."""
        self._marks.add(one.mark)
        naive = one.naive
        while naive:
            rule = naive & -naive
            self._counts[rule] += 1
            if self._counts[rule] >= self._bound:
                self._full |= rule
            naive ^= rule

    def reason(self, one: Choice) -> str | None:
        """Return why one may not be picked any more, or ``None``."""
        if one.mark in self._marks:
            return "duplicate"
        return "naive" if one.naive & self._full else None


class _Row:
    """The candidates of a cell: of each answer a queue, and a heap of answers, the one farthest from its bound first.

    An answer's place in the heap is of the time when it was put there; others may have picked of it since, so it
    is looked at again when it comes out."""

    def __init__(
        self,
        candidates: Sequence[Choice],
        queues: Mapping[str, deque[int]],
        bounds: Mapping[str, int],
        counts: Counter[str],
        spent: _Spent,
    ) -> None:
        self._candidates, self._queues, self._spent = candidates, queues, spent
        self._bounds, self._counts = bounds, counts
        self._passed_over = Counter[str]()
        self._heap = [self._key(answer) for answer in queues if bounds.get(answer)]
        heapify(self._heap)

    def next(self) -> int | None:
        """Take the next, or nothing if there is none that may be picked."""
        while self._heap:
            answer = heappop(self._heap)[-1]
            queue = self._queues[answer]
            while queue and (reason := self._spent.reason(self._candidates[queue[0]])) is not None:
                queue.popleft()
                self._passed_over[reason] += 1
            if not queue or self._counts[answer] >= self._bounds[answer]:
                continue
            key = self._key(answer)
            if self._heap and self._heap[0] < key:
                heappush(self._heap, key)
                continue
            place = queue.popleft()
            if queue:
                heappush(
                    self._heap, ((self._counts[answer] + 1) / self._bounds[answer], *self._key(answer)[1:])
                )
            return place
        return None

    def left(self) -> dict[str, int]:
        """Return why so many were not picked."""
        return {**self._passed_over, "uneven": sum(map(len, self._queues.values()))}

    def _key(self, answer: str) -> tuple[float, tuple[int, int], str]:
        return (
            self._counts[answer] / self._bounds[answer],
            self._candidates[self._queues[answer][0]].turn,
            answer,
        )


def _weighted(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    from shopfloor.questions.plan import apportioned

    words = sorted(weights)
    return dict(zip(words, apportioned(total, [weights[word] for word in words]), strict=True))


def _even(
    of_cell: Mapping[Cell, Mapping[str, Sequence[int]]], wanted: Mapping[Cell, int], total: int
) -> Iterator[dict[str, int]]:
    """Yield bounds of the answers that are used: 1.5 times the average, over as many answers as can keep it; then
    larger ones, over as few answers as they need, for where an answer stands in some cells only the first may give
    less."""
    supply = Counter[str]()
    for cell, queues in of_cell.items():
        for answer, queue in queues.items():
            supply[answer] += min(len(queue), wanted[cell])
    ordered = sorted(supply, key=lambda answer: (-supply[answer], answer))
    if len(supply) >= total:
        bound = 1
        yield dict.fromkeys(ordered, bound)
    else:
        numbers = [supply[answer] for answer in ordered]
        used = _Supply(numbers).answers(total)
        if not used:
            # not all of them can be had: so many as the bound allows are a start, and what is missing is told
            total = most(numbers, total)
            used = _Supply(numbers).answers(total) if total else 0
        bound = 3 * total // (2 * used) if used else 0
        yield dict.fromkeys(ordered[:used], bound)
    for larger in range(bound + 1, bound + 1 + _LARGER):
        used = min(3 * total // (2 * larger), len(ordered))
        if used > (len(ordered) > 1):
            yield dict.fromkeys(ordered[:used], larger)


class _Supply:
    """How often each answer is there, the most frequent first."""

    def __init__(self, supply: Sequence[int]) -> None:
        self._falling = sorted(supply, reverse=True)
        self._rising = [-count for count in self._falling]
        self._sums = [0, *accumulate(self._falling)]

    def answers(self, wanted: int) -> int:
        """Return with how many different answers, the most frequent ones, the bound can be kept; 0: with
        none."""
        return next((k for k in range(min(len(self._falling), wanted), 0, -1) if self._fits(k, wanted)), 0)

    def _fits(self, k: int, wanted: int) -> bool:
        if k == 1 and len(self._falling) > 1 and wanted > 1:
            return False  # several answers are there: to ask for one of them only would be to give it away
        return self._under(3 * wanted // (2 * k), k) >= wanted

    def _under(self, bound: int, k: int) -> int:
        """How many there are of the first ``k`` answers, none counted beyond the bound."""
        cut = min(bisect_left(self._rising, -bound), k)
        while cut < k and self._falling[cut] > bound:
            cut += 1
        return bound * cut + self._sums[k] - self._sums[cut]
