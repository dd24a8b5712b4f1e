"""Does everything that somebody goes to, or a job is moved to, have a place?"""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.document import shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import Plant
from shopfloor.scenario.checks.ways import moves
from shopfloor.scenario.vocabulary import near

__all__ = ["CHECKS"]

NO_FLOOR = (
    "needs to know where everything stands, and the plant has no floor; give it one (floor: {positions: …})"
)


def _whoever_goes_has_a_floor(plant: Plant) -> Iterator[Problem]:
    if plant.root.at("floor") is not None:
        return
    spots = [group.at(word) for group in plant.groups.values() for word in ("speed", "home")]
    for spot in (*spots, plant.root.at("travel", "speed")):
        if spot is not None:
            yield spot.key_problem(f"got {shown(spot.node)}; {spot.path[-1]} {NO_FLOOR}, or leave it out")


def _stations_have_a_place(plant: Plant) -> Iterator[Problem]:
    positions = plant.root.at("floor", "positions")
    if positions is None:
        return
    reasons = _walked_to(plant)
    for station in _moved_to(plant):
        reasons.setdefault(station, "jobs are moved there or from there (travel.speed)")
    for name in plant.stations:
        if name in reasons and name not in plant.places:
            free = [place for place in plant.places if place not in plant.stations]
            meant = near(name, free)
            hint = f'; did you mean it by "{meant}"?' if meant is not None else ""
            spot = plant.places[meant] if meant is not None else positions
            yield spot.key_problem(
                f'the station "{name}" has no position, but {reasons[name]}; expected one, such as '
                f"{{{name}: [12, 4]}}{hint}"
            )


def _walked_to(plant: Plant) -> dict[str, str]:
    """The stations where somebody is needed who walks at a speed, or whose way is compared."""
    dispatch = plant.root.at("dispatch")
    by_distance = dispatch is not None and dispatch.text == "nearest"
    found: dict[str, str] = {}
    for asked, station in plant.needed_skills:
        for group in plant.holders(asked.text or ""):
            if group.at("speed") is not None:
                found.setdefault(station, f'"{group.path[-1]}" walks there')
            elif by_distance:
                found.setdefault(station, f'"{group.path[-1]}" goes where it is nearest (dispatch)')
    return found


def _moved_to(plant: Plant) -> set[str]:
    """The stations between which jobs are moved at a speed, because no time is given for the pair."""
    if plant.root.at("travel", "speed") is None:
        return set()
    timed = {
        pair
        for before, row in plant.root.entries("travel", "between")
        for after, _ in row.entries()
        for pair in ((before, after), (after, before))
    }
    pairs = {pair for route in plant.routes.values() for pair in moves(route, plant.meant_stations)}
    for name, station in plant.stations.items():
        for word in ("quality", "inspection"):
            back_to = station.at(word, "rework", "at")
            if back_to is not None and back_to.text in plant.stations and back_to.text != name:
                pairs.add((name, back_to.text))
    return {station for pair in pairs - timed for station in pair}


def _travel_goes_where_jobs_go(plant: Plant) -> Iterator[Problem]:
    for before, row in plant.root.entries("travel", "between"):
        for after, pair in row.entries():
            if before == after and before in plant.stations:
                yield pair.key_problem(f'a job that stays at "{before}" is not moved; leave this pair out')


CHECKS = (_whoever_goes_has_a_floor, _stations_have_a_place, _travel_goes_where_jobs_go)
