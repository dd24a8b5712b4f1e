"""Where does a job go back, and how does its way look without that?

With outcomes in the log it is known which visit was sent back. Without them a loop is what follows itself:
``A B C B C D`` is ``A B C D`` with ``B C`` done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Loop", "Unrolled", "repeated", "unrolled", "without_repeats"]

_LONGEST = 10
"""Longer stretches that follow themselves are two halves of a route, not a loop."""
_USUAL = 0.5
"""What more than this share of jobs do twice, and hardly ever three times, is part of their route."""
_MORE = 0.1

Sequence_ = tuple[str, ...]


@dataclass(frozen=True)
class Loop:
    """A loop of rework: from where to where, and how many jobs of the product were sent back how often (0: never)."""

    product: str
    station: str
    back_to: str
    jobs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Unrolled:
    """A way without its loops.

    kept       positions of the visits that make up the way, in order
    turns      of each visit: the n-th time that the way itself brings the job to this station, from 1
    again      of each visit: is it done again?
    stretches  of each time the job went back: what it did again, or where it was sent to and from where
    """

    kept: tuple[int, ...]
    turns: tuple[int, ...]
    again: tuple[bool, ...]
    stretches: tuple[Sequence_, ...]

    @property
    def loops(self) -> tuple[tuple[str, str], ...]:
        """``(station, back to)`` of each time."""
        return tuple((once[-1], once[0]) for once in self.stretches)


def unrolled(stations: Sequence_, sent_back: Sequence[bool]) -> Unrolled:
    """Cut out the loops of a way of which it is known where the job was sent back from."""
    kept, turns, again = list[int](), list[int](), list[bool]()
    stretches = list[Sequence_]()
    deepest = 0
    for position, station in enumerate(stations):
        if position and sent_back[position - 1]:
            stretches.append((station, stations[position - 1]))
            places = [place for place, at in enumerate(kept) if stations[at] == station]
            if places:
                del kept[places[-1] :]
        kept.append(position)
        turns.append(sum(stations[at] == station for at in kept))
        again.append(len(kept) <= deepest)
        deepest = max(deepest, len(kept))
    return Unrolled(tuple(kept), tuple(turns), tuple(again), tuple(stretches))


def without_repeats(stations: Sequence_, is_loop: Callable[[Sequence_], bool]) -> Unrolled:
    """Cut out what follows itself, where it counts as a loop."""
    kept, turns, again = list[int](), [0] * len(stations), [False] * len(stations)
    stretches = list[Sequence_]()
    for position, station in enumerate(stations):
        kept.append(position)
        turns[position] = sum(stations[at] == station for at in kept)
        for length in range(1, min(_LONGEST, len(kept) // 2) + 1):
            once = tuple(stations[at] for at in kept[-length:])
            before = kept[-2 * length : -length]
            if once == tuple(stations[at] for at in before) and is_loop(once):
                for at, earlier in zip(kept[-length:], before, strict=True):
                    turns[at], again[at] = turns[earlier], True
                del kept[-length:]
                stretches.append(once)
                break
    return Unrolled(tuple(kept), tuple(turns), tuple(again), tuple(stretches))


def repeated(ways: Iterable[tuple[str, Sequence_, int]]) -> dict[str, frozenset[Sequence_]]:
    """Return product -> the stretches that count as loops, of ways (product, stations, jobs) without known outcomes.

    A loop is what jobs do again by chance: what nearly all do exactly twice is their route. A station sends back to one
    station, itself or one that every job has passed before.
    """
    often = dict[tuple[str, Sequence_], Counter[int]]()
    plain = Counter[tuple[str, Sequence_]]()
    for product, stations, jobs in ways:
        short, numbers = stations, Counter[Sequence_]()
        if len(set(stations)) < len(stations):
            cut = without_repeats(stations, lambda _: True)
            short = tuple(stations[at] for at in cut.kept)
            numbers.update(cut.stretches)
        plain[product, short] += jobs
        for once, number in numbers.items():
            often.setdefault((product, once), Counter())[number] += jobs
    found = [
        (product, once, sum(times.values()))
        for (product, once), times in sorted(often.items())
        if _by_chance(product, once, times, plain)
    ]
    backs = dict[str, Counter[str]]()
    for _, once, looped in found:
        backs.setdefault(once[-1], Counter())[once[0]] += looped
    loops = dict[str, set[Sequence_]]()
    for product, once, _ in found:
        to = backs[once[-1]]
        if once[0] == min(to, key=lambda station: (-to[station], station)):
            loops.setdefault(product, set()).add(once)
    return {product: frozenset(of) for product, of in loops.items()}


def _by_chance(
    product: str, once: Sequence_, times: Counter[int], plain: Counter[tuple[str, Sequence_]]
) -> bool:
    """``times``: how many jobs did it again how often."""
    passed = sum(
        jobs for (of, stations), jobs in plain.items() if of == product and _contains(stations, once)
    )
    looped, more = times.total(), sum(jobs for number, jobs in times.items() if number > 1)
    usual = looped >= _USUAL * max(passed, 1) and more < _MORE * looped
    return not usual and (once[0] == once[-1] or _always_before(once[0], once[-1], plain))


def _contains(stations: Sequence_, once: Sequence_) -> bool:
    length = len(once)
    return any(stations[at : at + length] == once for at in range(len(stations) - length + 1))


def _always_before(first: str, last: str, plain: Collection[tuple[str, Sequence_]]) -> bool:
    return all(last not in stations or first in stations[: stations.index(last)] for _, stations in plain)
