"""Where are people, and how do they come to where they are needed?

A walk is never interrupted. Whoever arrives finds out what has become of the task meanwhile.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import rounded_us, wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import name_person, write
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.words import INTERRUPT, SOMEBODY_ARRIVES, WALK_ENDED, WALK_STARTED
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["arrive", "distance_m", "drops_it", "go_home", "set_out"]


@jitted
def set_out(plant: Plant, number: int) -> bool:
    """Let the person of a task go to its machine; False if no time passes, and he or she is there."""
    if not plant.run[0].has_floor:
        return False
    task = plant.tasks[number]
    person = plant.people[task.person]
    station = plant.machines[task.machine].station
    time_us = 0
    if person.walks:
        time_s = distance_m(plant, task.person, station) / person.speed
        time_us = rounded_us(plant, time_s * TICKS_PER_SECOND)
    if time_us == 0:
        person.place = station
        return False
    origin = plant.places[person.place]
    task.assigned = write(plant, WALK_STARTED, NONE, station, NONE, origin, time_us, task.assigned)
    name_person(plant, task.person)
    wait(plant, time_us, SOMEBODY_ARRIVES, number, 0)
    return True


@jitted
def arrive(plant: Plant, number: int) -> None:
    """Come to the machine of a task."""
    task = plant.tasks[number]
    person = plant.people[task.person]
    station = plant.machines[task.machine].station
    task.assigned = write(plant, WALK_ENDED, NONE, station, NONE, NONE, NO_VALUE, task.assigned)
    name_person(plant, task.person)
    person.walked_m += distance_m(plant, task.person, station)
    person.place = station


@jitted
def distance_m(plant: Plant, person: int, station: int) -> float:
    """Return how far a person would walk to a station."""
    somebody = plant.people[person]
    if somebody.place == NONE or not somebody.walks:
        return 0.0
    return plant.distances[somebody.place, station]  # type: ignore[no-any-return]


@jitted
def go_home(plant: Plant, person: int) -> None:
    """Stand where a shift begins, if there is such a place."""
    somebody = plant.people[person]
    if somebody.home != NONE:
        somebody.place = somebody.home


@jitted
def drops_it(plant: Plant, person: int) -> bool:
    """Is the shift over for somebody who puts down what he or she does?"""
    somebody = plant.people[person]
    return not somebody.on_duty and somebody.shift_end_rule == INTERRUPT
