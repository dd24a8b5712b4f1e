"""Which route does a product take? From the ways of its jobs, exact in what was seen often enough."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from shopfloor.calibration.discovery.routes.alike import groups_in
from shopfloor.calibration.discovery.routes.chain import chained
from shopfloor.calibration.discovery.routes.exchange import (
    Ruled,
    exchanged,
    exchanges_of,
    is_even,
)
from shopfloor.calibration.discovery.routes.shares import counted, estimates
from shopfloor.calibration.discovery.routes.steps import Exchange, Fork, Route, Token, forks, readings
from shopfloor.calibration.discovery.routes.tree import joined
from shopfloor.calibration.discovery.routes.written import in_words, label
from shopfloor.calibration.discovery.visits_of_jobs import Journeys, Way, journeys
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting.shares import share
from shopfloor.calibration.observed import Observed
from shopfloor.scenario.model.routes import MAX_NESTING

__all__ = ["find_routes"]

Ways = Counter[tuple[Token, ...]]
_MOST = 0.9
"""A route that explains fewer of the jobs than this gets a chain of steps beside it, for all the others."""
_SHOWN = 12
"""More shares than this would hide the route."""


def find_routes(observed: Observed, draft: Draft, seed: int) -> None:
    """Put the route of every product into the draft."""
    del seed  # nothing is drawn
    seen = journeys(observed)
    ways = {of.name: seen.of(of.name) for of in observed.plant.products}
    ruled = _ruled(observed, seen, {product: _whole(of) for product, of in ways.items()})
    for product, of in ways.items():
        _find(product, of, ruled[product], draft)


def _whole(ways: tuple[Way, ...]) -> Ways:
    whole = Ways()
    for way in ways:
        if way.whole:
            whole[way.stops] += way.jobs
    return whole


def _ruled(observed: Observed, seen: Journeys, whole: dict[str, Ways]) -> dict[str, list[Ruled]]:
    """The stations of which a rule chooses, product by product.

    Chance with equal shares counts as a rule (``random``) where the same stations exchange by a rule for another product.
    """
    groups = {product: groups_in(ways) for product, ways in whole.items()}
    ruled = {product: exchanges_of(observed, seen, product, of) for product, of in groups.items()}
    known = {frozenset(one.exchange.stations): one.exchange.stations for of in ruled.values() for one in of}
    for product, of in groups.items():
        mine = {frozenset(one.exchange.stations) for one in ruled[product]}
        for group in of:
            stations = known.get(frozenset(group))
            if stations is not None and frozenset(group) not in mine and is_even(observed, product, group):
                jobs = sum(number for way, number in whole[product].items() if way)
                even = Ruled(Exchange(stations, "random"), jobs, None, 0.0)
                ruled[product].append(even)
    return ruled


def _find(product: str, ways: tuple[Way, ...], ruled: list[Ruled], draft: Draft) -> None:
    exchanges = [one.exchange for one in ruled]
    whole = Ways()
    for stops, jobs in _whole(ways).items():
        whole[exchanged(stops, exchanges)] += jobs
    begun = [
        (exchanged(way.stops, exchanges), way.jobs, way.ended) for way in ways if way.begun and not way.torn
    ]
    torn = sum(way.jobs for way in ways if way.torn)
    path = ("products", product, "route")
    found = _exact(whole, begun, MAX_NESTING)
    if found is None or found.explained < _MOST * whole.total():
        found = _with_chain(whole, begun)
    if found is None:
        lost = f" ({torn:,} lost rows that were set aside, and are left out of the vote)" if torn else ""
        draft.leave_out(
            path, f"no step was taken by {minimum()} jobs or more that were seen from first to last{lost}"
        )
        return
    found = replace(found, route=_never_empty(found.route, found.counts))
    draft.put(path, in_words(found.route, found.counts), _evidence(found, ruled, whole.total(), torn))


@dataclass(frozen=True)
class _Found:
    """A route, fork number -> jobs by branch, how many whole jobs it explains, and how many of them only by and large."""

    route: Route
    counts: dict[int, list[int]]
    explained: int
    chained: int = 0


def _may_be_empty(route: Route) -> bool:
    return all(isinstance(step, Fork) and any(_may_be_empty(of) for of in step.branches) for step in route)


def _never_empty(route: Route, counts: dict[int, list[int]]) -> Route:
    """Return the route so that a job passes something: where all steps may be left out, the one that is most seldom is not.

    No job of a log passes nothing; steps that are left out independently of each other would make some. ``counts`` of what
    is no branch any more are taken out.
    """
    if not route or not _may_be_empty(route):
        return route
    of_forks = [(at, step) for at, step in enumerate(route) if isinstance(step, Fork)]
    place, fork = min(of_forks, key=lambda it: (_left_out(it[1], counts), it[0]))
    kept = [(branch, jobs) for branch, jobs in zip(fork.branches, counts[fork.number], strict=True) if branch]
    branches = [_never_empty(branch, counts) for branch, _ in kept]
    counts[fork.number] = [jobs for _, jobs in kept]
    made = branches[0] if len(branches) == 1 else (Fork(tuple(branches), fork.number),)
    return (*route[:place], *made, *route[place + 1 :])


def _left_out(fork: Fork, counts: dict[int, list[int]]) -> float:
    jobs = counts[fork.number]
    empty = sum(number for branch, number in zip(fork.branches, jobs, strict=True) if _may_be_empty(branch))
    return empty / max(sum(jobs), 1)


def _exact(whole: Ways, begun: list[tuple[tuple[Token, ...], int, bool]], room: int) -> _Found | None:
    """The route that generates what was seen often enough, and nothing else."""
    often = {way: jobs for way, jobs in whole.items() if jobs >= minimum()}
    if not often:
        return None
    route = joined(often, {way: jobs for way, jobs in whole.items() if jobs < minimum()}, room=room)
    counts, _ = counted(route, begun)
    _, explained = counted(route, ((way, jobs, True) for way, jobs in whole.items()))
    return _Found(route, counts, explained)


def _with_chain(whole: Ways, begun: list[tuple[tuple[Token, ...], int, bool]]) -> _Found | None:
    """Ways that are frequent as they are, and a chain for all the others."""
    exact = _exact(whole, begun, MAX_NESTING - 1)
    rest = Ways(
        {
            way: jobs
            for way, jobs in whole.items()
            if exact is None or not readings(exact.route, way, whole=True)
        }
    )
    number = 1 + max((fork.number for fork in forks(exact.route)), default=-1) if exact else 0
    route, counts = chained(rest, number + 1)
    if exact is None:
        return _Found(route, counts, rest.total(), rest.total()) if route else None
    if not route:
        return exact
    both = {**exact.counts, **counts, number: [exact.explained, rest.total()]}
    return _Found((Fork((exact.route, route), number),), both, whole.total(), rest.total())


def _evidence(found: _Found, ruled: list[Ruled], jobs: int, torn: int) -> Evidence:
    route = found.route
    shares = dict[str, Estimate]()
    for fork in forks(route):
        for branch, estimate in zip(fork.branches, estimates(found.counts[fork.number]), strict=True):
            name = f"share of {label(branch)}"
            shares[name if name not in shares else f"{name} ({fork.number + 1})"] = estimate
    notes = list[str]()
    for one in ruled:
        listed = " or ".join(one.exchange.stations)
        if one.followed is None:
            notes.append(f"{listed}: equal shares, whatever their queues")
        else:
            notes.append(
                f"{listed}: {one.exchange.by} tells {one.followed.value:.1%} of {one.jobs:,} choices, "
                f"chance {one.by_chance:.1%}"
            )
    if torn:
        jobs_lost = (
            f"{torn:,} job{'s' * (torn > 1)} lost rows that were set aside, and {'are' if torn > 1 else 'is'}"
        )
        notes.append(f"{jobs_lost} left out of the vote")
    if found.explained < jobs:
        lost = share(jobs - found.explained, jobs)
        notes.append(
            f"ways of {lost.value:.2%} of the jobs, each taken by fewer than {minimum()}, are left out"
        )
    branches = any(isinstance(step, Fork) for step in route)
    method = "ways of whole jobs, common parts once" if branches else "the way of whole jobs"
    if found.chained:
        notes.append(
            f"{found.chained / jobs:.0%} of the jobs went ways too different to list: for these, stations stand in their "
            "usual order, each with its share of the jobs, and what goes together is lost"
        )
    figures = dict[str, Any]()
    if len(shares) > _SHOWN:
        figures["shares"] = {name: estimate.to_json() for name, estimate in shares.items()}
        notes.append(f"{len(shares):,} shares in calibration.json")
        shares = {}
    return Evidence(jobs, method, estimates=shares, notes=tuple(notes), figures=figures)
