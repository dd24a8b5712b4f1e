"""Which of the possible questions are asked? So many of each family, and no answer so often that guessing it
pays.

Nothing is random: whatever could be chosen otherwise is ordered by a hash.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from itertools import accumulate
from typing import Protocol, TypeVar

from shopfloor.questions.worlds import draw

__all__ = ["Choice", "choose", "cycled", "even_shares", "most"]

T = TypeVar("T", bound=Hashable)


class Choice(Protocol):
    """What can be chosen: it has an answer, that answer's place on a number line, and its own place in the
    queue."""

    @property
    def answer(self) -> str: ...
    @property
    def number(self) -> int | None: ...
    @property
    def turn(self) -> tuple[int, int]: ...


C = TypeVar("C", bound=Choice)


def even_shares(total: int, rooms: Mapping[T, int | None], *salt: object) -> dict[T, int]:
    """Divide ``total`` evenly; who has room for less (``None``: no bound) gets that, and the rest goes to the
    others. What cannot be divided goes to some of them, by a hash."""
    shares = dict.fromkeys(rooms, 0)
    while total > 0:
        open_to_more = [key for key, room in rooms.items() if room is None or shares[key] < room]
        if not open_to_more:
            break
        each, rest = divmod(total, len(open_to_more))
        lucky = set(sorted(open_to_more, key=lambda key: (draw(*salt, key), str(key)))[:rest])
        for key in open_to_more:
            more = each + (key in lucky)
            room = rooms[key]
            given = more if room is None else min(more, room - shares[key])
            shares[key] += given
            total -= given
    return shares


def most(supply: Sequence[int], wanted: int) -> int:
    """Return how many of ``wanted`` can be chosen when answer ``i`` is there ``supply[i]`` times and none may
    be chosen more than 1.5 times as often as on average."""
    wanted = min(wanted, sum(supply))
    if len(supply) >= wanted:
        return wanted
    ordered = _Supply(supply)
    return next((n for n in range(wanted, 0, -1) if ordered.answers(n)), 0)


def choose(candidates: Sequence[C], wanted: int) -> list[C]:
    """Choose so many, the answers as evenly as the candidates allow; numbers are spread over their range.

    Of one answer those come first that are the first of their world.
    """
    classes: dict[str, list[C]] = {}
    for candidate in sorted(candidates, key=lambda candidate: candidate.turn):
        classes.setdefault(candidate.answer, []).append(candidate)
    ordered = sorted(classes.values(), key=lambda of_one: (of_one[0].number or 0, of_one[0].answer))
    if len(ordered) >= wanted:
        strata = [
            ordered[i * len(ordered) // wanted : (i + 1) * len(ordered) // wanted] for i in range(wanted)
        ]
        return [min((of_one[0] for of_one in stratum), key=lambda choice: choice.turn) for stratum in strata]
    counts = _counts([len(of_one) for of_one in ordered], wanted)
    return [choice for of_one, count in zip(ordered, counts, strict=True) for choice in of_one[:count]]


def cycled(keys: Sequence[Hashable], kinds: int, *salt: object) -> list[int]:
    """Give each key one of ``kinds`` numbers, all of them equally often, in an order that depends on nothing
    else."""
    turns = sorted(range(len(keys)), key=lambda i: (draw(*salt, keys[i]), i))
    numbers = [0] * len(keys)
    for turn, i in enumerate(turns):
        numbers[i] = turn % kinds
    return numbers


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


def _counts(supply: Sequence[int], wanted: int) -> list[int]:
    """How many to take of each answer: within the bound if that is possible, else as evenly as possible."""
    k = _Supply(supply).answers(wanted) or len(supply)
    used = sorted(range(len(supply)), key=lambda i: (-supply[i], i))[:k]
    counts = [0] * len(supply)
    left = wanted
    while left > 0:
        more = [i for i in used if counts[i] < supply[i]]
        if not more:
            break
        each = max(left // len(more), 1)
        for i in more:
            given = min(each, supply[i] - counts[i], left)
            counts[i] += given
            left -= given
    return counts
