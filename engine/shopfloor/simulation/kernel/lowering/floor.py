"""How do distances and ways become tables? Those that people walk, and those that jobs travel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from shopfloor.scenario.model import Station
from shopfloor.simulation.distances import Distances
from shopfloor.simulation.kernel.lowering.details import Details
from shopfloor.simulation.kernel.lowering.outline import Outline, numbered
from shopfloor.simulation.kernel.records import Table
from shopfloor.simulation.travel import travel_us

__all__ = ["lay_floor", "lay_travel", "places_of"]


def places_of(outline: Outline) -> dict[str, int]:
    """Number the places where people may be: first the stations, then all other places of the floor."""
    floor = outline.scenario.floor
    return numbered(dict.fromkeys([*outline.stations, *(floor.positions if floor is not None else ())]))


def lay_floor(outline: Outline, details: Details) -> tuple[Table, Table]:
    """Return the places, and how far it is from those where people are to the stations where they are needed; no rows
    where nobody walks."""
    places, floor = places_of(outline), outline.scenario.floor
    somebody_walks = any(group.speed is not None for group in outline.crew)
    distances = np.zeros((len(places), len(outline.stations)) if somebody_walks else (0, 0), np.float64)
    if floor is not None and somebody_walks:
        goals = [name for name, spec in outline.scenario.stations.items() if _needs_people(spec)]
        goals = [name for name in goals if name in floor.positions]
        homes = [group.home for group in outline.crew if group.home is not None]
        between_m = Distances(floor).between_m
        for start in {*goals, *homes}:
            for goal in goals:
                distances[places[start], places[goal]] = between_m(start, goal)
    return np.array([details.number(place) for place in places], np.int64), distances


def lay_travel(outline: Outline, next_stations: Mapping[str, set[str]]) -> Table:
    """Return how long jobs are on their way from station to station, where any goes; no rows where nothing travels."""
    travel, floor = outline.scenario.travel, outline.scenario.floor
    if travel is None:
        return np.zeros((0, 0), np.int64)
    distance_m = Distances(floor).between_m if floor is not None else None
    times_us = np.zeros((len(outline.stations), len(outline.stations)), np.int64)
    for start, goals in next_stations.items():
        for end in goals:
            way = outline.stations[start], outline.stations[end]
            times_us[way] = travel_us(travel, distance_m, start, end)
    return times_us


def _needs_people(spec: Station) -> bool:
    """Does anybody ever come here?"""
    repaired = any(failure.repaired_by is not None for failure in spec.failures.values())
    return (
        spec.needs is not None
        or repaired
        or any(plan.done_by is not None for plan in spec.maintenance.values())
    )
