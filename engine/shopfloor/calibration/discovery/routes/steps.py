"""What does a route consist of? Stops, stations that exchange for each other, and forks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from shopfloor.calibration.discovery.visits_of_jobs import Stop

__all__ = ["Decisions", "Exchange", "Fork", "Route", "Step", "Token", "forks", "numbered", "readings"]


@dataclass(frozen=True, order=True)
class Exchange:
    """Stations that can do the same step; each job goes to one of them, by a rule."""

    stations: tuple[str, ...]
    by: str


Token = Stop | Exchange
"""What a way is made of when it is looked at for forks."""


@dataclass(frozen=True)
class Fork:
    """Chance takes each job one of several ways, of which one may be empty; forks of a route are told apart by number."""

    branches: tuple[Route, ...]
    number: int = 0


Step = Token | Fork
Route = tuple[Step, ...]
Decisions = tuple[tuple[int, int], ...]
"""``(number of the fork, branch taken)`` of each fork that was passed."""

_MOST = 50
"""A way that can be read in more manners than this tells nothing."""


def numbered(route: Route) -> Route:
    """Return the route with its forks numbered from 0, in the order in which they are read."""
    numbers = count()

    def tell(steps: Route) -> Route:
        return tuple(
            Fork(number=next(numbers), branches=tuple(tell(branch) for branch in step.branches))
            if isinstance(step, Fork)
            else step
            for step in steps
        )

    return tell(route)


def forks(route: Route) -> Iterator[Fork]:
    """Yield all forks of a route, also those inside of others."""
    for step in route:
        if isinstance(step, Fork):
            yield step
            for branch in step.branches:
                yield from forks(branch)


def readings(route: Route, path: tuple[Token, ...], *, whole: bool) -> list[Decisions]:
    """Return the decisions by which a job can have gone this way; of a way that is not ``whole`` the rest is open."""
    found = dict[Decisions, None]()
    for decisions, rest in _read(route, path, whole):
        if not rest:
            found[decisions] = None
        if len(found) > _MOST:
            return []
    return list(found)


def _read(
    route: Route, path: tuple[Token, ...], whole: bool
) -> Iterator[tuple[Decisions, tuple[Token, ...] | None]]:
    """Yield the decisions of each reading, and what of the way is left for what comes behind; ``None``: it stops here."""
    for at, step in enumerate(route):
        if not path and not whole:
            yield (), None
            return
        if not isinstance(step, Fork):
            if not path or path[0] != step:
                return
            path = path[1:]
            continue
        for number, branch in enumerate(step.branches):
            for inner, rest in _read(branch, path, whole):
                taken = ((step.number, number), *inner)
                if rest is None:
                    yield taken, None
                    continue
                for outer, left in _read(route[at + 1 :], rest, whole):
                    yield taken + outer, left
        return
    yield (), path
