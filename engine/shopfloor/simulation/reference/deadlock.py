"""Has the plant locked itself up? Full stations whose machines all wait for a place at each other.

Nobody in such a set can ever move again, whatever else happens: a place becomes free at a station only when one of its
machines gives its job away, and each of them waits for a place inside the set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.reference.station import Door, Station

if TYPE_CHECKING:
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["DeadlockWatch"]


class DeadlockWatch:
    """Looks for such a set whenever a machine is blocked, or a last place is taken, and writes each cycle down once."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._told: set[frozenset[str]] = set()

    def look(self, target: Door, cause: int | None) -> None:
        """Somebody has begun to wait for a place at ``target``, or has taken its last one while others wait."""
        if not isinstance(target, Station) or target.has_place() or not _all_wait(target):
            return
        stations = self._plant.stations.values()
        kept = [
            (job.promise, station)
            for station in stations
            for machine in station.machines
            for job in machine.contents
            if job.promise is not None
        ]
        stuck = {station for station in stations if _all_wait(station)}
        while True:
            still = {
                station
                for station in stuck
                if _waits_within(station, stuck)
                and _is_full(station, [holder for goal, holder in kept if goal is station], stuck)
            }
            if still == stuck:
                break
            stuck = still
        if target in stuck:
            self._tell(target, stuck, cause)

    def _tell(self, start: Station, stuck: set[Station], cause: int | None) -> None:
        path: list[Station] = []
        station = start
        while station not in path:
            path.append(station)
            waited_for = {goal for machine in station.machines for goal in machine.goals()}
            station = next(other for other in self._plant.stations.values() if other in waited_for & stuck)
        cycle = path[path.index(station) :]
        names = frozenset(member.name for member in cycle)
        if names not in self._told:
            self._told.add(names)
            detail = ">".join([*(member.name for member in cycle), cycle[0].name])
            self._plant.journal.write(
                EventKind.DEADLOCKED.value, station=cycle[0].name, detail=detail, cause=cause
            )


def _all_wait(station: Station) -> bool:
    """Does every machine wait for a place elsewhere?"""
    return all(machine.goals() for machine in station.machines)


def _is_full(station: Station, kept_by: list[Station], stuck: set[Station]) -> bool:
    """Are all places taken, and will they stay so? A place that is kept for a job elsewhere may be given back, when the
    job is scrapped or sent back; not so if that job cannot move either, or is on its way."""
    loose = sum(holder not in stuck for holder in kept_by)
    return station.capacity is not None and len(station.queue) + station.reserved - loose >= station.capacity


def _waits_within(station: Station, stuck: set[Station]) -> bool:
    """Does each machine need a place in the set? A batch is gone only when the last of its jobs is."""
    return all(any(goal in stuck for goal in machine.goals()) for machine in station.machines)
