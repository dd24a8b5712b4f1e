"""Do the parts of a plant fit together?

Laws that concern several parts at once. They read the document and not the model, so that an unknown station
is found beside a negative capacity, in the same breath and with its place. Each check yields what it finds;
none stops another. What a check cannot read is somebody else's finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

from pydantic import ValidationError

from shopfloor.distributions import Distribution
from shopfloor.document import Map, Node, Scalar, Spot, plain, shown, shown_text
from shopfloor.errors import Problem
from shopfloor.scenario.calendar import shift_stretches
from shopfloor.scenario.model import DAY_S, SHORTEST_MEAN_S, Clock, Part, Shift
from shopfloor.scenario.vocabulary import MANY, listed, near, nearest
from shopfloor.units import to_ticks

__all__ = ["whole_plant_problems"]


def whole_plant_problems(document: Node) -> list[Problem]:
    """Return everything about a document that no part can know alone."""
    plant = _Plant(document)
    return [problem for check in _CHECKS for problem in islice(check(plant), MANY)]


class _Plant:
    """The names of a document, and who uses which."""

    def __init__(self, document: Node) -> None:
        self.root = Spot(document)
        self.products = dict(self.root.entries("products"))
        self.stations = dict(self.root.entries("stations"))
        self.groups = dict(self.root.entries("people"))
        self.shifts = dict(self.root.entries("shifts"))

    @cached_property
    def routes(self) -> dict[str, list[Spot]]:
        """Product -> the places where its route names a station, in order."""
        return {
            name: [_station_of(visit) for visit in product.items("route")]
            for name, product in self.products.items()
        }

    @cached_property
    def meant_stations(self) -> dict[str, str]:
        """The stations that routes name -> those that they mean."""
        return _meant((visit for route in self.routes.values() for visit in route), self.stations)

    @cached_property
    def first_steps(self) -> dict[str, dict[str, int]]:
        """Product -> each station that its route names -> the step at which it comes there first."""
        first_steps: dict[str, dict[str, int]] = {}
        for product, route in self.routes.items():
            steps = first_steps.setdefault(product, {})
            for number, visit in enumerate(route):
                station = self.meant_stations.get(visit.text or "")
                if station in self.stations:
                    steps.setdefault(station, number)
        return first_steps

    @cached_property
    def failures(self) -> list[tuple[Spot, Spot]]:
        """All failures, each with its station."""
        return [
            (station, failure)
            for station in self.stations.values()
            for _, failure in station.entries("failures")
        ]

    @cached_property
    def needed_skills(self) -> list[Spot]:
        """The places where a skill is asked for."""
        asked = [station.at("needs", "skill") for station in self.stations.values()]
        asked += [failure.at("repaired_by") for _, failure in self.failures]
        return [spot for spot in asked if spot is not None and spot.text is not None]

    @cached_property
    def skills(self) -> dict[str, Spot]:
        """The skills that somebody has."""
        return {skill: spot for group in self.groups.values() for skill, spot in group.entries("skills")}

    def holders(self, skill: str) -> list[Spot]:
        """The groups that have a skill."""
        return [group for group in self.groups.values() if group.at("skills", skill) is not None]

    def works(self, who: Spot) -> bool:
        """Whether a group or station has any time on shift within the run (if it cannot be told: yes)."""
        shift = who.at("shift")
        return shift is None or shift.text not in self.idle_shifts

    @cached_property
    def idle_shifts(self) -> set[str]:
        """The shifts without any time within the run."""
        clock = _read(Clock, self.root.at("clock"))
        if clock is None:
            return set()
        first_week_us = to_ticks(min(clock.horizon, 8 * DAY_S))  # what has no time here has none later
        read = {name: _read(Shift, spot) for name, spot in self.shifts.items()}
        return {
            name
            for name, shift in read.items()
            if shift is not None and not shift_stretches(shift, clock.start, first_week_us)
        }


def _station_of(visit: Spot) -> Spot:
    """``welding`` is short for ``{station: welding}``."""
    return visit.at("station") or visit


def _read(part: type[Part], spot: Spot | None) -> Any:
    """Return a part of the document on its own, or ``None`` if it has faults (they are told elsewhere)."""
    try:
        return None if spot is None else part.model_validate(plain(spot.node))
    except ValidationError:
        return None


def _mean_s(spot: Spot | None) -> float | None:
    try:
        return None if spot is None else Distribution.model_validate(plain(spot.node)).law.mean()
    except ValidationError:
        return None


def _unknown(spot: Spot, what: str, known: dict[str, Spot]) -> Iterator[Problem]:
    """Yield a problem if a text names nothing that is known."""
    if spot.text is not None and spot.text not in known:
        names = f": {listed(known)}" if known else ", but there is none"
        yield spot.problem(f"got {shown(spot.node)}; expected {what}{names}{nearest(spot.text, known)}")


# --- names that lead nowhere, and names that nobody uses ----------------------------------------------------


def _stations_are_known(plant: _Plant) -> Iterator[Problem]:
    for route in plant.routes.values():
        for visit in route:
            yield from _unknown(visit, "a station of this plant", plant.stations)
    for station in plant.stations.values():
        if (back_to := station.at("quality", "rework", "at")) is not None:
            yield from _unknown(back_to, "a station of this plant", plant.stations)


def _products_of_setups_are_known(plant: _Plant) -> Iterator[Problem]:
    for station in plant.stations.values():
        for before, row in station.entries("setup", "between"):
            yield from _unknown(_named(row, before), "a product of this plant", plant.products)
            for after, pair in row.entries():
                yield from _unknown(_named(pair, after), "a product of this plant", plant.products)


def _named(spot: Spot, name: str) -> Spot:
    """The key of an entry, as a value of its own."""
    mark = spot.key or spot.node.mark
    return Spot(Scalar(mark, name, name), spot.path, mark)


def _shifts_are_known(plant: _Plant) -> Iterator[Problem]:
    for user in (*plant.stations.values(), *plant.groups.values()):
        if (shift := user.at("shift")) is not None:
            yield from _unknown(shift, "a shift of this plant", plant.shifts)


def _skills_are_held(plant: _Plant) -> Iterator[Problem]:
    for asked in plant.needed_skills:
        yield from _unknown(asked, "a skill that somebody under people has", plant.skills)


def _meant(names: Iterable[Spot], known: dict[str, Spot]) -> dict[str, str]:
    """Return what each name that is used means; misspelt ones mean what is near, so one mistake is told
    once."""
    said = dict.fromkeys(spot.text for spot in names if spot.text is not None)
    unknown = islice((name for name in said if name not in known), 100)
    return {name: name for name in said} | {name: near(name, known) or name for name in unknown}


def _everything_is_used(plant: _Plant) -> Iterator[Problem]:
    visited = set(plant.meant_stations.values())
    for name, station in plant.stations.items():
        if name not in visited:
            yield station.key_problem(f'no route leads to "{name}"; add it to a route or remove it')
    users = (*plant.stations.values(), *plant.groups.values())
    worked = _meant(
        (shift for user in users if (shift := user.at("shift")) is not None), plant.shifts
    ).values()
    for name, shift in plant.shifts.items():
        if name not in worked:
            yield shift.key_problem(
                f'no station and no group of people works in the shift "{name}"; remove it'
            )
    needed = set(_meant(plant.needed_skills, plant.skills).values())
    for name, group in plant.groups.items():
        skills = [skill for skill, _ in group.entries("skills")]
        if skills and not needed.intersection(skills):
            yield group.key_problem(
                f'nobody needs "{name}": no station needs and no failure is repaired_by '
                f"{' or '.join(skills)}; name one of these skills there, or remove the group"
            )


def _groups_and_stations_differ(plant: _Plant) -> Iterator[Problem]:
    for name, group in plant.groups.items():
        if name in plant.stations:
            yield group.key_problem(
                f'"{name}" is a station too, so "{name}.1" would be a machine and a person; rename one'
            )


# --- routes -------------------------------------------------------------------------------------------------


def _visits_take_time(plant: _Plant) -> Iterator[Problem]:
    for product, spot in plant.products.items():
        for visit in spot.items("route"):
            name = _station_of(visit).text
            station = plant.stations.get(name or "")
            if station is None or not isinstance(station.node, Map):
                continue
            if visit.at("processing") is None and station.at("processing") is None:
                yield _station_of(visit).problem(
                    f'nothing says how long "{product}" takes at "{name}"; give the station a processing '
                    f"time, or the step its own: {{station: {name}, processing: 3 min}}"
                )


def _unlimited_supply_takes_time(plant: _Plant) -> Iterator[Problem]:
    for spot in plant.products.values():
        supply, first = spot.at("orders", "supply"), next(spot.items("route"), None)
        if supply is None or first is None:
            continue
        station = plant.stations.get(_station_of(first).text or "")
        mean_s = _mean_s(first.at("processing") or (station.at("processing") if station else None))
        if mean_s is not None and mean_s < SHORTEST_MEAN_S:
            yield _station_of(first).problem(
                "with supply: unlimited the first step takes no time, so jobs would start without end; "
                "expected a processing time of 1 us or more on average"
            )


def _rework_leads_back(plant: _Plant) -> Iterator[Problem]:
    for name, station in plant.stations.items():
        back_to = station.at("quality", "rework", "at")
        if back_to is None or back_to.text not in plant.stations:
            continue
        for product, first_step in plant.first_steps.items():
            here = first_step.get(name)
            if here is not None and first_step.get(back_to.text, here + 1) > here:
                passed = (station for station, step in first_step.items() if step <= here)
                yield back_to.problem(
                    f'got {shown(back_to.node)}, which "{product}" has not passed when it leaves "{name}", '
                    f"so its route would have no way on; expected one of {listed(passed)}"
                )


# --- time on shift ------------------------------------------------------------------------------------------


def _on_shift_clocks_have_a_shift(plant: _Plant) -> Iterator[Problem]:
    for station, failure in plant.failures:
        clock = failure.at("clock")
        if clock is not None and clock.text == "on_shift" and station.at("shift") is None:
            yield clock.problem(
                "got on_shift, but the station has no shift; give it one (shift: NAME), "
                "or count calendar or working time"
            )


def _somebody_comes(plant: _Plant) -> Iterator[Problem]:
    for station in plant.stations.values():
        if (shift := station.at("shift")) is not None and not plant.works(station):
            yield shift.problem(
                f"the shift {shown(shift.node)} has no time within the run; the station would never work"
            )
    seen: set[str] = set()
    for asked in plant.needed_skills:
        skill = asked.text or ""
        holders = plant.holders(skill)
        if skill not in seen and holders and not any(plant.works(group) for group in holders):
            names = ", ".join(str(group.path[-1]) for group in holders)
            yield asked.problem(
                f"all who have the skill {shown_text(skill)} ({names}) are off shift for the whole run; "
                "give them another shift, or the run a longer horizon"
            )
        seen.add(skill)


_CHECKS = (
    _stations_are_known,
    _products_of_setups_are_known,
    _shifts_are_known,
    _skills_are_held,
    _everything_is_used,
    _groups_and_stations_differ,
    _visits_take_time,
    _unlimited_supply_takes_time,
    _rework_leads_back,
    _on_shift_clocks_have_a_shift,
    _somebody_comes,
)
