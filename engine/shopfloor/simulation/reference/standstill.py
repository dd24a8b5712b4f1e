"""What follows if some machines never move again? Which places never become free, and which parts never come.

The answers err on one side only: whatever might still move counts as moving. Jobs on their way to a place, a machine
that is down or off shift, a person who is awaited: all of them may go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from shopfloor.simulation.reference.assembly import Stock
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.station import Door, Station

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Standstill"]


class Standstill:
    """A plant in which certain machines, all of which wait for a place or for parts, are thought never to move again."""

    def __init__(self, plant: Plant, is_stuck: Callable[[Machine], bool]) -> None:
        self._plant = plant
        self.is_stuck = is_stuck
        self._dead: dict[Station, bool] = {}

    def holds(self, machine: Machine) -> bool:
        """Does this machine wait for ever? A batch is gone only when the last of its jobs is."""
        return any(self.is_shut(goal) for goal in machine.goals()) or any(
            self.never_comes(product) for product in machine.missing()
        )

    # ---------------------------------------------------------------- places

    def is_shut(self, door: Door) -> bool:
        """Does no place ever become free here?"""
        if door.capacity is None or door.has_place():
            return False
        if isinstance(door, Station):
            return self._is_shut(door, door.capacity)
        assert isinstance(door, Stock)
        firm = len(door.jobs) + door.reserved - self._loose[door]
        return firm >= door.capacity and all(self.is_dead(station) for station in self._takers(door.name))

    def is_dead(self, station: Station) -> bool:
        """Is nothing ever begun here again? No machine moves, or those that could get no job."""
        known = self._dead.get(station)
        if known is None:
            known = self._dead[station] = all(map(self.is_stuck, station.machines)) or self.is_shut(station)
        return known

    def _is_shut(self, station: Station, capacity: int) -> bool:
        empty = 0
        for machine in station.machines:
            if not self.is_stuck(machine):
                if machine not in station.idle and machine not in station.vacant:
                    return False
                empty += 1
        if not empty:
            # who is on the way here comes to stay
            return len(station.queue) + station.reserved - self._loose[station] >= capacity
        if station.batcher is None:
            # an empty machine is a place; it stays empty if all who have been promised one never come
            return not len(station.queue) and self._kept[station] >= capacity + empty
        is_fed = bool(station.supply) or station.batcher.may_form()
        return not is_fed and len(station.queue) + self._kept[station] >= capacity

    @cached_property
    def _promises(self) -> tuple[Counter[Door], Counter[Door]]:
        """The promised places, by who they were promised to: jobs that never move, and others in machines, which may
        give them back when the job is scrapped or sent elsewhere."""
        kept: Counter[Door] = Counter()
        loose: Counter[Door] = Counter()
        for station in self._plant.stations.values():
            for machine in station.machines:
                count = kept if self.is_stuck(machine) and machine.has_not_begun else loose
                count.update(job.promise for job in machine.contents if job.promise is not None)
        return kept, loose

    @property
    def _kept(self) -> Counter[Door]:
        return self._promises[0]

    @property
    def _loose(self) -> Counter[Door]:
        return self._promises[1]

    def keepers(self, door: Door) -> list[Machine]:
        """Return the machines that never move and have the promise of a place here."""
        return [
            machine
            for station in self._plant.stations.values()
            for machine in station.machines
            if self.is_stuck(machine) and any(job.promise is door for job in machine.contents)
        ]

    # ---------------------------------------------------------------- parts

    def never_comes(self, product: str) -> bool:
        """Does no further job of this component ever come to its stock? Neither those on their way, nor new ones."""
        plant = self._plant
        line = plant.lines[product]
        if plant.awaits_initial_jobs or not line.route.is_cut(0, self.is_dead):
            return False
        return all(map(self._stays_away, plant.stock(product).expected))

    def dead_ends(self, product: str) -> list[Station]:
        """Return the stations on a product's route at which nothing is begun any more."""
        visits = self._plant.lines[product].spec.visits
        return [station for visit in visits if self.is_dead(station := self._plant.stations[visit.station])]

    def dead_takers(self, product: str) -> list[Station]:
        """Return the stations that would take a component, and never will."""
        return [station for station in self._takers(product) if self.is_dead(station)]

    def _takers(self, product: str) -> list[Station]:
        plant = self._plant
        return [plant.stations[name] for name in plant.stock(product).takers]

    def _stays_away(self, job: Job) -> bool:
        """Does this job never come to the end of its route?"""
        way, route = job.way, job.line.route
        if way is None:
            return False
        machine = next((machine for machine in way.station.machines if job in machine.contents), None)
        if machine is None:
            return self.is_dead(way.station) or route.is_cut(way.index + 1, self.is_dead)
        if self.is_stuck(machine):
            goal = machine.goal_of(job)
            if machine.has_not_begun or (goal is not None and self.is_shut(goal)):
                return True
        if not job.is_ahead_known:
            return route.is_cut(way.index + 1, self.is_dead)
        ahead = job.ahead
        return ahead is not None and (
            self.is_dead(ahead.station) or route.is_cut(ahead.index + 1, self.is_dead)
        )
