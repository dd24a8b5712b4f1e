"""How does a wait that nothing explains stand in a scenario, if it is not always as long? As a place before the station.

A job stays there by itself for a random time, as it does in the plant until somebody sees to it, and there is room for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.machines import at_once
from shopfloor.calibration.draft import Draft, Path
from shopfloor.calibration.evidence import Evidence
from shopfloor.calibration.fitting import Sample, fit
from shopfloor.calibration.observed import Observed, happened

__all__ = ["put_places"]

_ROOM = 3
"""A place holds so many times the jobs that waited at once, so that it is never full."""


def put_places(observed: Observed, draft: Draft, seed: int) -> None:
    """Put a place before each station of ``draft.found["waits"]`` (seconds, in order of time), and lead the routes there."""
    waits_s: Mapping[str, NDArray[np.float64]] = draft.found.get("waits", {})
    places = dict[str, str]()
    taken = {name.casefold() for name in draft.get(("stations",), {})}
    for station, took_s in sorted(waits_s.items()):
        if station not in draft.get(("stations",), {}):
            continue
        name = f"before_{station}"
        while name.casefold() in taken:
            name += "_"
        sample = Sample(took_s, np.empty(0))
        found = fit(sample, seed=seed, name=f"stations.{name}.processing")
        if found is None:
            continue
        places[station] = name
        many = Evidence(
            len(took_s), f"room for {_ROOM} times the jobs that waited at once: no machines, but a place"
        )
        draft.put(("stations", name, "machines"), _ROOM * max(_waited_at_once(observed, station), 1), many)
        why = f"waits for {station} though it was idle, which nothing explains; {found.evidence.method}"
        told = Evidence(
            found.evidence.n, why, 0, found.evidence.estimates, found.evidence.goodness, found.evidence.notes
        )
        draft.put(("stations", name, "processing"), dict(found.document), told, sample)
    if not places:
        return
    used = _lead_through(draft, places)
    for station in [of for of, name in places.items() if name not in used]:
        name = places.pop(
            station
        )  # of a first step, or of one that may be exchanged for another, nobody knows the wait
        del draft.document["stations"][name]
        draft.rebase(("stations", name), {})
        draft.leave_out(("stations", name), "no way of the jobs leads through it")
    if not places:
        return
    draft.found["places"] = places
    draft.notes.append(
        f"Jobs wait before {'1 station' if len(places) == 1 else f'{len(places)} stations'} though machines and people are "
        "there, and not always as long: they stay so long at a place called before_<station>, which has no machines."
    )


def _lead_through(draft: Draft, places: Mapping[str, str]) -> set[str]:
    """Put the places into the routes, and return those that were."""
    used = set[str]()
    for product in draft.get(("products",), {}):
        path: Path = ("products", product, "route")
        moved = dict[Path, Path]()
        route, _ = _through(draft.get(path) or [], path, path, places, moved, frozenset({""}), used)
        draft.rebase(path, moved)
        draft.document["products"][product]["route"] = route
    return used


def _waited_at_once(observed: Observed, station: str) -> int:
    visits = observed.visits
    here = visits[(visits["station"] == station).to_numpy() & happened(visits["started_us"])]
    return at_once(
        here["replication"].to_numpy(np.int64),
        here["queued_us"].to_numpy(np.int64),
        here["started_us"].to_numpy(np.int64),
    )


def _through(
    route: list[Any],
    old: Path,
    new: Path,
    places: Mapping[str, str],
    moved: dict[Path, Path],
    last: frozenset[str],
    used: set[str],
) -> tuple[list[Any], frozenset[str]]:
    """Return the route with a place before each station that has one, and the stations at which it may end.

    ``last``: where a job may come from; an empty name stands for outside. No job waits before its first step, for it
    comes with its first work, or between two visits of the same station. ``used`` takes up the places of the route.
    """
    made = list[Any]()
    for at, step in enumerate(route):
        stations = _stations(step)
        place = next((places[station] for station in stations if station in places), None)
        if place is not None and not last <= {"", *stations}:
            made.append(place)
            used.add(place)
        before, after = (*old, str(at)), (*new, str(len(made)))
        moved[before] = after
        if isinstance(step, dict) and "choice" in step:
            branches, ends = list[Any](), frozenset[str]()
            for number, branch in enumerate(step["choice"]):
                tail = ("choice", str(number), "route")
                inner, end = _through(
                    branch["route"], (*before, *tail), (*after, *tail), places, moved, last, used
                )
                branches.append({**branch, "route": inner})
                ends |= end
            made.append({**step, "choice": branches})
            last = ends
        else:
            made.append(step)
            last = frozenset(stations)
    return made, last


def _stations(step: Any) -> list[str]:
    if not isinstance(step, dict):
        return [str(step)]
    if "alternatives" in step:
        return [name for of in step["alternatives"] for name in _stations(of)]
    return [str(step["station"])] if "station" in step else []
