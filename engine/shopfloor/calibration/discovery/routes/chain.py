"""What if nearly every job goes a way of its own? Stations in their usual order, each passed by its share of the jobs.

Where a job begins is kept as it was, and what follows depends on it where there are enough jobs to say so. Each station
gets as many visits as it had; which stations a job passes together is lost, and said to be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count

from shopfloor.calibration.discovery.routes.steps import Fork, Route, Token
from shopfloor.calibration.evidence import minimum

__all__ = ["chained"]

_ENOUGH, _MOST_BEGINNINGS = 30, 10
"""So many jobs with the same first step have a chain of their own."""

Ways = Counter[tuple[Token, ...]]
Counts = dict[int, list[int]]


def chained(ways: Ways, first_number: int) -> tuple[Route, Counts]:
    """Return a route of one fork by the first step, and fork number -> jobs by branch; numbers begin at ``first_number``.

    Steps that fewer than ``minimum()`` jobs take are left out; without any first step that many take, the route is empty.
    """
    numbers = count(first_number)
    begin = Counter[Token]()
    for way, jobs in ways.items():
        begin[way[0]] += jobs
    known = [token for token, jobs in _ranked(begin) if jobs >= minimum()]
    large = [token for token in known[:_MOST_BEGINNINGS] if begin[token] >= _ENOUGH]
    small = [token for token in known if token not in large]
    branches, sizes, counts = list[Route](), list[int](), Counts()
    number = next(numbers)
    for token in large:
        rest = Ways({way[1:]: jobs for way, jobs in ways.items() if way[0] == token})
        branches.append((token, *_chain(rest, numbers, counts)))
        sizes.append(begin[token])
    if small:
        of = _forked([((token,), begin[token]) for token in small], numbers, counts)
        rest = Ways()
        for way, jobs in ways.items():
            if way[0] in small:
                rest[way[1:]] += jobs
        branches.append((*of, *_chain(rest, numbers, counts)))
        sizes.append(rest.total())
    if len(branches) < 2:
        return (branches[0] if branches else ()), counts
    counts[number] = sizes
    return (Fork(tuple(branches), number),), counts


def _ranked(counts: Counter[Token]) -> list[tuple[Token, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))


def _forked(branches: list[tuple[Route, int]], numbers: Iterator[int], counts: Counts) -> Route:
    if len(branches) == 1:
        return branches[0][0]
    number = next(numbers)
    counts[number] = [jobs for _, jobs in branches]
    return (Fork(tuple(branch for branch, _ in branches), number),)


def _chain(ways: Ways, numbers: Iterator[int], counts: Counts) -> Route:
    """The steps in their usual order: by their mean place in the way, from 0 to 1."""
    jobs, place = Counter[tuple[Token, int]](), dict[tuple[Token, int], float]()
    for way, number in ways.items():
        seen = Counter[Token]()
        for at, token in enumerate(way):
            seen[token] += 1
            turn = token, seen[token]
            jobs[turn] += number
            place[turn] = place.get(turn, 0.0) + number * (at + 0.5) / len(way)
    total = ways.total()
    chain: Route = ()
    for turn in sorted(jobs, key=lambda one: (place[one] / jobs[one], str(one))):
        if jobs[turn] < minimum():
            continue
        if total - jobs[turn] < 1:
            chain += (turn[0],)
        else:
            chain += _forked([((turn[0],), jobs[turn]), ((), total - jobs[turn])], numbers, counts)
    return chain
