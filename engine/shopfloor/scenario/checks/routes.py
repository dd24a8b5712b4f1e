"""Can a job find its way?"""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import islice

from shopfloor.document import Map, Seq, Spot, shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import Plant
from shopfloor.scenario.checks.values import whole
from shopfloor.scenario.checks.ways import Fork, Route, first_visits, with_passed
from shopfloor.scenario.vocabulary import listed

__all__ = ["CHECKS"]

MOST_ADVICE = 20
"""Stations for which a message says what to name instead: beyond, a file has other worries."""


def _visits_take_time(plant: Plant) -> Iterator[Problem]:
    for product, steps in plant.visits.items():
        for visit in steps:
            name = visit.station.text
            station = plant.stations.get(name or "")
            if station is None or not isinstance(station.node, Map):
                continue
            if visit.spot.at("processing") is None and station.at("processing") is None:
                yield visit.station.problem(
                    f'nothing says how long "{product}" takes at "{name}"; give the station a processing '
                    f"time, or the step its own: {{station: {name}, processing: 3 min}}"
                )


def _choices_choose(plant: Plant) -> Iterator[Problem]:
    for route in plant.routes.values():
        if not first_visits(route)[1]:  # otherwise the route is told to pass no station at all
            for spot in _idle_choices(route):
                yield spot.problem("all ways are empty, so this choice changes nothing; leave it out")


def _idle_choices(route: Route) -> Iterator[Spot]:
    for step in route:
        if isinstance(step, Fork) and step.is_choice:
            if _is_written(step) and not any(step.branches):
                yield step.spot
            for branch in step.branches:
                yield from _idle_choices(branch)


def _is_written(fork: Fork) -> bool:
    """Whether all branches of a choice have a route that is a list."""
    routes = [branch.at("route") for branch in fork.spot.items("choice")]
    return bool(routes) and all(route is not None and isinstance(route.node, Seq) for route in routes)


def _what_goes_back_has_been_there(plant: Plant) -> Iterator[Problem]:
    """A job that is sent back goes on along its route, so every job must have passed where it is sent."""
    asked: dict[str, list[Spot]] = {}
    for name, station in plant.stations.items():
        for back_to in (station.at("quality", "rework", "at"), station.at("inspection", "rework", "at")):
            if back_to is not None and back_to.text in plant.stations and back_to.text != name:
                asked.setdefault(name, []).append(back_to)
    strangers: dict[tuple[str | int, ...], dict[str, None]] = {}
    for who, name, passed in _passages(plant, asked):
        for back_to in asked[name]:
            if back_to.text not in passed:
                strangers.setdefault(back_to.path, {})[who] = None
    wrong = [(name, spot) for name, spots in asked.items() for spot in spots if spot.path in strangers]
    known = _passed_by_all(plant, {name for name, _ in wrong[:MOST_ADVICE]})
    for name, back_to in wrong:
        remedy = (
            f"expected one of {listed(known[name])}" if name in known else "expected one that it has passed"
        )
        yield back_to.problem(
            f"got {shown(back_to.node)}, which not every {' or '.join(islice(strangers[back_to.path], 5))} "
            f'has passed when it leaves "{name}", so its route might have no way on; {remedy}'
        )


def _passages(plant: Plant, wanted: Container[str]) -> Iterator[tuple[str, str, set[str]]]:
    """Yield who leaves a station, which one, and what all of them have passed before (a set that is lent)."""
    for product, route in plant.routes.items() if wanted else ():
        for visit, passed in with_passed(route, plant.meant_stations):
            name = plant.meant_stations.get(visit.station.text or "", "")
            if name in wanted:
                yield f'"{product}"', name, passed


def _passed_by_all(plant: Plant, wanted: set[str]) -> dict[str, list[str]]:
    """Station -> the stations that every job has passed when it leaves it, itself included."""
    found: dict[str, set[str]] = {}
    for _, name, passed in _passages(plant, wanted):
        found[name] = found[name] & passed if name in found else set(passed)
    order = {name: number for number, name in enumerate(plant.stations)}
    return {
        name: sorted((station for station in stations | {name} if station in order), key=order.__getitem__)
        for name, stations in found.items()
    }


def _initial_jobs_stand_on_their_route(plant: Plant) -> Iterator[Problem]:
    for product, spot in plant.products.items():
        named = {plant.meant_stations.get(visit.station.text or "", "") for visit in plant.visits[product]}
        for station, jobs in spot.entries("initial"):
            if station in plant.stations and station not in named:
                yield jobs.key_problem(
                    f'"{product}" never comes to "{station}"; expected a station of its route: '
                    f"{listed(name for name in plant.stations if name in named)}"
                )


def _initial_jobs_have_a_place(plant: Plant) -> Iterator[Problem]:
    standing: dict[str, list[Spot]] = {}
    for product in plant.products.values():
        for where, jobs in product.entries("initial"):
            standing.setdefault(where, []).append(jobs)
    for name, entries in standing.items():
        station = plant.stations.get(name)
        capacity = whole(station.at("queue", "capacity")) if station is not None else None
        if station is None or capacity is None:
            continue
        machines = whole(station.at("machines")) or 1
        room = capacity + machines * (whole(station.at("batch", "max")) or 1)
        count = sum(whole(jobs) or 0 for jobs in entries)
        if count > room:
            together = "" if len(entries) == 1 else f" with those of the other products ({count} together)"
            yield entries[-1].problem(
                f'got {shown(entries[-1].node)}{together}; "{name}" has room for {room} jobs '
                f"(places of its queue: {capacity}, in its machines: {room - capacity}); "
                "expected no more than that, or a larger queue"
            )


CHECKS = (
    _visits_take_time,
    _choices_choose,
    _what_goes_back_has_been_there,
    _initial_jobs_stand_on_their_route,
    _initial_jobs_have_a_place,
)
