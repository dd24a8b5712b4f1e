"""Which route does a product take? From the ways of its jobs, exact in what was seen often enough."""

from __future__ import annotations

from collections import Counter

from shopfloor.calibration.discovery.routes.exchange import (
    Ruled,
    exchanged,
    exchanges_of,
    groups_in,
    is_even,
)
from shopfloor.calibration.discovery.routes.shares import counted, estimates
from shopfloor.calibration.discovery.routes.steps import Exchange, Fork, Route, Token, forks
from shopfloor.calibration.discovery.routes.tree import joined
from shopfloor.calibration.discovery.routes.written import in_words, label
from shopfloor.calibration.discovery.visits_of_jobs import Journeys, Way, journeys
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import MINIMUM, Estimate, Evidence
from shopfloor.calibration.fitting.shares import share
from shopfloor.calibration.observed import Observed

__all__ = ["find_routes"]

Ways = Counter[tuple[Token, ...]]


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
    often = {way: jobs for way, jobs in whole.items() if jobs >= MINIMUM}
    path = ("products", product, "route")
    if not often:
        draft.leave_out(path, f"no way was taken by {MINIMUM} jobs or more from its first step to its last")
        return
    rare = {way: jobs for way, jobs in whole.items() if jobs < MINIMUM}
    route = joined(often, rare)
    seen = ((exchanged(way.stops, exchanges), way.jobs, way.ended) for way in ways if way.begun)
    counts, _ = counted(route, seen)
    _, explained = counted(route, ((way, jobs, True) for way, jobs in whole.items()))
    draft.put(path, in_words(route, counts), _evidence(route, counts, ruled, whole.total(), explained))


def _evidence(
    route: Route, counts: dict[int, list[int]], ruled: list[Ruled], jobs: int, explained: int
) -> Evidence:
    shares = dict[str, Estimate]()
    for fork in forks(route):
        for branch, estimate in zip(fork.branches, estimates(counts[fork.number]), strict=True):
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
    if explained < jobs:
        lost = share(jobs - explained, jobs)
        notes.append(
            f"ways of {lost.value:.2%} of the jobs, each taken by fewer than {MINIMUM}, are left out"
        )
    branches = any(isinstance(step, Fork) for step in route)
    method = "ways of whole jobs, common parts once" if branches else "the way of whole jobs"
    return Evidence(jobs, method, estimates=shares, notes=tuple(notes))
