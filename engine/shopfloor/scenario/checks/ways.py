"""Which ways lead through a route?

A route is read from the document, so that a half-broken one can still be walked: steps that are no steps are
left out, and somebody else tells them. Choices and alternatives are one thing here, a *fork*: a job takes one
of its branches, each of them a route of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from shopfloor.document import Spot

__all__ = [
    "END",
    "Fork",
    "Route",
    "Visit",
    "first_visits",
    "fits",
    "follow_ups",
    "moves",
    "read_route",
    "visits",
    "with_passed",
]


@dataclass(frozen=True, slots=True)
class Visit:
    """A step that leads to a station."""

    spot: Spot
    """The step: a mapping, or the bare name of a station."""

    @property
    def station(self) -> Spot:
        """Where the station is named: ``welding`` is short for ``{station: welding}``."""
        return self.spot.at("station") or self.spot

    def parts(self, word: str) -> Iterator[tuple[str, Spot]]:
        """The products under ``assemble`` or ``disassemble``, each with its number."""
        return self.spot.entries(word)


@dataclass(frozen=True, slots=True)
class Fork:
    """A step at which a job takes one of several ways."""

    spot: Spot
    branches: tuple[Route, ...]
    is_choice: bool
    """By shares; otherwise between alternatives, by a rule."""


Route = tuple[Visit | Fork, ...]
"""The steps of a route, in order."""


def read_route(steps: Iterable[Spot]) -> Route:
    """Return what the document says under ``route``."""
    return tuple(_step(spot) for spot in steps)


def _step(spot: Spot) -> Visit | Fork:
    if spot.at("choice") is not None:
        branches = tuple(read_route(branch.items("route")) for branch in spot.items("choice"))
        return Fork(spot, branches, is_choice=True)
    if spot.at("alternatives") is not None:
        return Fork(spot, tuple((_step(item),) for item in spot.items("alternatives")), is_choice=False)
    return Visit(spot)


def visits(route: Route) -> Iterator[Visit]:
    """Yield every visit that a job may make, in the order of the file."""
    for step in route:
        if isinstance(step, Visit):
            yield step
        else:
            for branch in step.branches:
                yield from visits(branch)


def first_visits(route: Route) -> tuple[list[Visit], bool]:
    """Return the visits that can come first, and whether there is a way without any visit."""
    first: list[Visit] = []
    for step in route:
        if isinstance(step, Visit):
            return [*first, step], False
        open_end = not step.branches
        for branch in step.branches:
            here, is_empty = first_visits(branch)
            first += here
            open_end |= is_empty
        if not open_end:
            return first, False
    return first, True


def fits(route: Route, allowed: Callable[[Visit], bool]) -> bool:
    """Return whether some way leads through allowed visits only, and through at least one."""
    return _ways(route, allowed)[0]


def _ways(route: Route, allowed: Callable[[Visit], bool]) -> tuple[bool, bool]:
    """Whether there is such a way with a visit, and one without any."""
    some, none = False, True
    for step in route:
        if isinstance(step, Visit):
            some, none = (some or none) and allowed(step), False
        elif step.branches:
            ways = [_ways(branch, allowed) for branch in step.branches]
            any_some, any_none = any(way[0] for way in ways), any(way[1] for way in ways)
            some, none = (some and (any_some or any_none)) or (none and any_some), none and any_none
    return some, none


Passed = set[str]


def with_passed(route: Route, meant: Mapping[str, str]) -> Iterator[tuple[Visit, Passed]]:
    """Yield each visit with the stations that every job has passed before it.

    The set is lent: it grows when the iteration goes on.
    """
    yield from _passing(route, meant, set())


def _passing(
    route: Route, meant: Mapping[str, str], passed: Passed
) -> Generator[tuple[Visit, Passed], None, Passed]:
    for step in route:
        if isinstance(step, Visit):
            yield step, passed
            name = step.station.text or ""
            passed.add(meant.get(name, name))
        elif step.branches:
            on_all: Passed | None = None
            for branch in step.branches:
                own = yield from _passing(branch, meant, set(passed))
                on_all = own if on_all is None else on_all & own
            passed = on_all or set()
    return passed


END = ""
"""Behind the last step of a route."""


def follow_ups(route: Route, meant: Mapping[str, str], station: str) -> set[str]:
    """Return where a job of this route may go next when it leaves a station: stations, or the ``END``."""
    found: set[str] = set()
    _precede(route, meant, station, {END}, found)
    return found


def _precede(
    route: Route, meant: Mapping[str, str], station: str, after: set[str], found: set[str]
) -> set[str]:
    """Return where a job comes first on this route, if it goes on to ``after``."""
    for step in reversed(route):
        if isinstance(step, Visit):
            name = meant.get(step.station.text or "", "")
            if name == station:
                found |= after
            after = {name}
        elif step.branches:
            after = set().union(*(_precede(branch, meant, station, after, found) for branch in step.branches))
    return after


def moves(route: Route, meant: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the pairs of different stations between which a job of this route may move.

    Of a fork with more than a hundred ends the first hundred count.
    """
    found: set[tuple[str, str]] = set()
    _follow(route, meant, {}, found)
    return found


def _follow(
    route: Route, meant: Mapping[str, str], before: dict[str, None], found: set[tuple[str, str]]
) -> dict[str, None]:
    """Return the stations from which a job comes after this route, if it came from ``before``."""
    for step in route:
        if isinstance(step, Visit):
            name = meant.get(step.station.text or "", "")
            found.update((last, name) for last in islice(before, 100) if last != name)
            before = {name: None}
        elif step.branches:
            ends: dict[str, None] = {}
            for branch in step.branches:
                ends |= _follow(branch, meant, before, found)
            before = ends
    return before
