"""Which route does a product take? From the ways of its jobs, exact in what was seen often enough."""

from __future__ import annotations

from collections import Counter

from shopfloor.calibration.discovery.routes.shares import counted, estimates
from shopfloor.calibration.discovery.routes.steps import Fork, Route, Token, forks
from shopfloor.calibration.discovery.routes.tree import joined
from shopfloor.calibration.discovery.routes.written import in_words, label
from shopfloor.calibration.discovery.visits_of_jobs import Way, journeys
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import MINIMUM, Estimate, Evidence
from shopfloor.calibration.fitting.shares import share
from shopfloor.calibration.observed import Observed

__all__ = ["find_routes"]


def find_routes(observed: Observed, draft: Draft, seed: int) -> None:
    """Put the route of every product into the draft."""
    seen = journeys(observed)
    for facts in observed.plant.products:
        _find(facts.name, seen.of(facts.name), draft)


def _find(product: str, ways: tuple[Way, ...], draft: Draft) -> None:
    whole = Counter[tuple[Token, ...]]()
    for way in ways:
        if way.whole:
            whole[way.stops] += way.jobs
    often = {way: jobs for way, jobs in whole.items() if jobs >= MINIMUM}
    path = ("products", product, "route")
    if not often:
        draft.leave_out(path, f"no way was taken by {MINIMUM} jobs or more from its first step to its last")
        return
    rare = {way: jobs for way, jobs in whole.items() if jobs < MINIMUM}
    route = joined(often, rare)
    counts, _ = counted(route, ((way.stops, way.jobs, way.ended) for way in ways if way.begun))
    _, explained = counted(route, ((way, jobs, True) for way, jobs in whole.items()))
    draft.put(path, in_words(route, counts), _evidence(route, counts, sum(whole.values()), explained))


def _evidence(route: Route, counts: dict[int, list[int]], jobs: int, explained: int) -> Evidence:
    shares = dict[str, Estimate]()
    for fork in forks(route):
        for branch, estimate in zip(fork.branches, estimates(counts[fork.number]), strict=True):
            name = f"share of {label(branch)}"
            shares[name if name not in shares else f"{name} ({fork.number + 1})"] = estimate
    notes = []
    if explained < jobs:
        lost = share(jobs - explained, jobs)
        notes.append(
            f"ways of {lost.value:.2%} of the jobs, each taken by fewer than {MINIMUM}, are left out"
        )
    method = (
        "ways of whole jobs, common parts once"
        if any(isinstance(step, Fork) for step in route)
        else "the way of whole jobs"
    )
    return Evidence(jobs, method, estimates=shares, notes=tuple(notes))
