"""Has the plant locked itself up? Machines that wait for places and parts which only they themselves could give.

Nobody in such a set can ever move again, whatever else happens. It is the largest set of waiting machines of which each
waits for something that never comes if none of them moves: take all that wait, and leave out again and again those that
may still go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.reference.machine import Machine
from shopfloor.simulation.reference.standstill import Standstill
from shopfloor.simulation.reference.station import Door, Station

if TYPE_CHECKING:
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["DeadlockWatch"]

Link = Machine | Door | str
"""Who waits, or what is waited for: a machine, a place behind a door, parts of a product."""


class DeadlockWatch:
    """Looks for such a set whenever it may have closed, and writes each cycle down once."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._told: set[frozenset[str]] = set()

    def look(self, target: Door, cause: int | None) -> None:
        """Somebody has begun to wait for a place at ``target``, or has taken its last one while others wait."""
        # most who wait will move on, and a first glance tells
        if Standstill(self._plant, _waits).is_shut(target):
            standstill = self._standstill()
            if standstill.is_shut(target):
                self._tell(target, standstill, cause)

    def look_for_parts(self, seekers: Iterable[Machine], cause: int | None) -> None:
        """These machines wait for parts, and one of the jobs that could have become one will not."""
        for machine in seekers:
            if Standstill(self._plant, _waits).holds(machine):
                standstill = self._standstill()
                if standstill.is_stuck(machine):
                    self._tell(machine, standstill, cause)

    def _standstill(self) -> Standstill:
        stations = self._plant.stations.values()
        stuck = {machine for station in stations for machine in station.machines if machine.waits}
        while True:
            standstill = Standstill(self._plant, stuck.__contains__)
            still = {machine for machine in stuck if standstill.holds(machine)}
            if still == stuck:
                return standstill
            stuck = still

    def _tell(self, start: Link, standstill: Standstill, cause: int | None) -> None:
        path: list[Link] = []
        link = start
        while link not in path:
            path.append(link)
            link = self._awaited(link, standstill)
        cycle = path[path.index(link) :]
        first = next(place for place, link in enumerate(cycle) if isinstance(link, Machine | Station))
        names = [_name(link) for link in (*cycle[first:], *cycle[:first])]
        members = frozenset(names)
        if members not in self._told:
            self._told.add(members)
            detail = ">".join([*names, names[0]])
            self._plant.journal.write(
                EventKind.DEADLOCKED.value, station=names[0], detail=detail, cause=cause
            )

    def _awaited(self, link: Link, standstill: Standstill) -> Link:
        """Return one of those that this one waits for: of several, the first in the order of the file."""
        if isinstance(link, str):
            return standstill.dead_ends(link)[0]
        if isinstance(link, Machine):
            return self._awaited_by([link], standstill)
        if not isinstance(link, Station):
            return standstill.dead_takers(link.name)[0]
        stuck = [machine for machine in link.machines if standstill.is_stuck(machine)]
        if stuck:
            return self._awaited_by(stuck, standstill)
        # its places are kept for jobs that never come; or it waits for a batch that has no room to gather
        return next(iter(standstill.keepers(link)), link)

    def _awaited_by(self, machines: list[Machine], standstill: Standstill) -> Link:
        goals = {goal for machine in machines for goal in machine.goals() if standstill.is_shut(goal)}
        stations = self._plant.stations.values()
        for station in stations:
            if station in goals:
                return station
        lacking = {name for machine in machines for name in machine.missing() if standstill.never_comes(name)}
        for product in self._plant.lines:
            if product in lacking:
                return product
            if (stock := self._plant.lines[product].stock) in goals and stock is not None:
                return stock
        raise AssertionError("nothing is waited for")


def _waits(machine: Machine) -> bool:
    return machine.waits


def _name(link: Link) -> str:
    if isinstance(link, str):
        return link
    return link.station.name if isinstance(link, Machine) else link.name
