"""Which stations take each other's place in the ways of jobs? Ways differ in nothing else there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import permutations

from shopfloor.calibration.discovery.routes.steps import Token
from shopfloor.calibration.discovery.visits_of_jobs import Stop
from shopfloor.calibration.evidence import minimum

__all__ = ["groups_in"]

_LONGEST = 60
"""Longer ways are hardly ever twice the same."""
_ALIKE = 0.8
"""The share of jobs whose way is also a way with the other station in its place."""
_ANY = -1
"""Stands in a place of a way for whichever station is there."""


def groups_in(ways: Mapping[tuple[Token, ...], int]) -> list[tuple[str, ...]]:
    """Return the groups of stations that take each other's place in these ways (of whole jobs).

    The two that exchange for each other in most jobs become one, as long as there are such; every merger changes only the
    ways of one of them, so that thousands of stations are compared once.
    """
    seen = _Likeness(ways)
    groups = list[tuple[str, ...]]()
    while (pair := seen.most_alike()) is not None:
        merged = seen.merge(*pair)
        groups = [group for group in groups if not set(group) <= set(merged)] + [merged]
    return groups


class _Likeness:
    """Stops by number: how many jobs come to each, and how many of them go a way that is another one's, too."""

    def __init__(self, ways: Mapping[tuple[Token, ...], int]) -> None:
        numbers = dict[Token, int]()
        self._ways = list[tuple[list[int], int]]()
        """The way, by numbers, and how many jobs took it."""
        self._of_stop = defaultdict[int, list[int]](list)
        """Of each plain stop: the ways that come to it."""
        self._jobs = defaultdict[int, int](int)
        self._together = defaultdict[int, set[int]](set)
        self._places = dict[tuple[int, ...], dict[int, int]]()
        """Of a way without one of its stops: which stops come there, in how many jobs."""
        self._alike = defaultdict[int, dict[int, int]](dict)
        self._changed = set[tuple[int, int]]()
        self._found = set[tuple[int, int]]()
        for steps, jobs in ways.items():
            if len(steps) <= _LONGEST:
                self._ways.append(([numbers.setdefault(stop, len(numbers)) for stop in steps], jobs))
        self._names = [(stop.station,) if isinstance(stop, Stop) else () for stop in numbers]
        self._plain = [
            isinstance(stop, Stop) and not stop.assembled and not stop.taken_out for stop in numbers
        ]
        for row, (way, jobs) in enumerate(self._ways):
            stops = {stop for stop in way if self._plain[stop]}
            for stop in stops:
                self._of_stop[stop].append(row)
                self._jobs[stop] += jobs
            for one, other in permutations(stops, 2):
                self._together[one].add(other)
            self._count(way, jobs)

    def most_alike(self) -> tuple[int, int] | None:
        """Return the two that exchange for each other in most jobs, by name if several do."""
        for one, other in self._changed:
            if self._exchange(one, other):
                self._found.add((one, other))
            else:
                self._found.discard((one, other))
        self._changed.clear()
        return min(self._found, key=self._rank, default=None)

    def merge(self, one: int, other: int) -> tuple[str, ...]:
        """Make one of both, and return the names of all stations that it stands for."""
        kept, gone = sorted((one, other), key=lambda stop: (-len(self._of_stop[stop]), stop))
        for row in self._of_stop[gone]:
            way, jobs = self._ways[row]
            self._count(way, -jobs)
            self._ways[row] = ([kept if stop == gone else stop for stop in way], jobs)
            self._count(self._ways[row][0], jobs)
        self._of_stop[kept] += self._of_stop.pop(gone)
        self._jobs[kept] += self._jobs.pop(gone)
        for with_it in self._together.pop(gone, ()):
            self._together[with_it].add(kept)
            self._together[kept].add(with_it)
        for near in self._alike.pop(gone, {}):
            self._alike[near].pop(gone, None)
        self._changed = {pair for pair in self._changed if gone not in pair}
        self._found = {pair for pair in self._found if gone not in pair}
        self._changed.update(_pair(kept, near) for near in self._alike[kept])
        self._names[kept] = tuple(sorted((*self._names[kept], *self._names[gone])))
        return self._names[kept]

    def _count(self, way: list[int], jobs: int) -> None:
        """Add jobs that go this way to what is alike; take them away if there are less than none."""
        for at, stop in enumerate(way):
            if not self._plain[stop]:
                continue
            place = (*way[:at], _ANY, *way[at + 1 :])
            stops = self._places.setdefault(place, {})
            before = stops.get(stop, 0)
            after = before + jobs
            mine = self._alike[stop]
            for near, theirs in stops.items():
                if near != stop:
                    mine[near] = mine.get(near, 0) + jobs
                    if not before or not after:
                        likes = self._alike[near]
                        likes[stop] = likes.get(stop, 0) + (theirs if after else -theirs)
                    self._changed.add(_pair(stop, near))
            if after:
                stops[stop] = after
            else:
                del stops[stop]

    def _exchange(self, one: int, other: int) -> bool:
        return (
            min(self._jobs[one], self._jobs[other]) >= minimum()
            and other not in self._together[one]
            and self._alike[one].get(other, 0) / self._jobs[one] >= _ALIKE
            and self._alike[other].get(one, 0) / self._jobs[other] >= _ALIKE
        )

    def _rank(self, pair: tuple[int, int]) -> tuple[int, list[str]]:
        jobs = self._jobs[pair[0]] + self._jobs[pair[1]]
        return -jobs, sorted("\n".join(self._names[stop]) for stop in pair)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
