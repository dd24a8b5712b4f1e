"""Has the plant locked itself up? Machines that wait for places which only they themselves could give.

The largest set of waiting machines of which each waits for a place that never becomes free if none of them moves: take
all that wait, and leave out again and again those that may still go on. Here a machine holds one job and nothing is
assembled, so a station is shut when all its machines are stuck and its queue is full, those included who are on their way
and come to stay; whatever else might happen there counts as moving.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import write
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.words import DEADLOCKED, MAKE_ROOM, TOLD

__all__ = ["look_for_deadlock"]


@jitted
def look_for_deadlock(plant: Plant, station: int, cause: int) -> None:
    """Somebody has begun to wait for a place, or has taken the last one while others wait."""
    if not plant.stations[station].may_lock:
        return
    for machine in range(len(plant.machines)):
        plant.marks[0, machine] = _goal(plant, machine) != NONE
    if not _is_shut(plant, station):
        return
    has_changed = True
    while has_changed:
        has_changed = False
        for machine in range(len(plant.machines)):
            if plant.marks[0, machine] and not _is_shut(plant, _goal(plant, machine)):
                plant.marks[0, machine] = False
                has_changed = True
    if _is_shut(plant, station):
        _tell(plant, station, cause)


@jitted
def _is_shut(plant: Plant, station: int) -> bool:
    """Does no place ever become free here?"""
    here = plant.stations[station]
    if here.capacity == NONE or here.length + here.on_the_way < here.capacity:
        return False
    for machine in range(here.machines, here.machines_end):
        if not plant.marks[0, machine]:
            return False
    return True


@jitted
def _tell(plant: Plant, start: int, cause: int) -> None:
    """Write down the cycle that the way from here leads into, once."""
    run, path = plant.run[0], plant.marks
    length, station = 0, start
    first = NONE
    while first == NONE:
        path[1, length] = station
        length += 1
        station = _awaited(plant, station)
        for place in range(length):
            if path[1, place] == station:
                first = place
    if _is_told(plant, first, length):
        return
    if run.told + 1 + length - first > len(plant.told):
        ask_python(plant, MAKE_ROOM, TOLD, 0, 0)
    told = plant.told
    told[run.told] = length - first
    for place in range(first, length):
        told[run.told + 1 + place - first] = path[1, place]
    run.told += 1 + length - first
    detail = run.details + run.cycles
    run.cycles += 1
    write(plant, DEADLOCKED, NONE, path[1, first], NONE, detail, NO_VALUE, cause)


@jitted
def _awaited(plant: Plant, station: int) -> int:
    """Return the station that the stuck machines of this one wait for; of several, the first in the file."""
    here = plant.stations[station]
    found = NONE
    for machine in range(here.machines, here.machines_end):
        goal = _goal(plant, machine)
        if _is_shut(plant, goal) and (found == NONE or goal < found):
            found = goal
    return found


@jitted
def _goal(plant: Plant, machine: int) -> int:
    """Return the station where the job in a machine waits for a place."""
    index = plant.machines[machine].job
    return NONE if index == NONE else plant.jobs[index].goal


@jitted
def _is_told(plant: Plant, first: int, length: int) -> bool:
    """Do the same stations stand in the log already?"""
    told, path = plant.told, plant.marks
    place = 0
    while place < plant.run[0].told:
        count = told[place]
        if count == length - first:
            known = 0
            for other in range(place + 1, place + 1 + count):
                for mine in range(first, length):
                    known += told[other] == path[1, mine]
            if known == count:
                return True
        place += 1 + count
    return False
