"""How does a job come into a station? It gets the place that is free, or the machine that waits for it.

Every change happens at once; only the machines that it concerns wake in their turn.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.deadlocks import look_around
from shopfloor.simulation.kernel.doors import step_on, wait_at_door
from shopfloor.simulation.kernel.forming import form_batches, join_others
from shopfloor.simulation.kernel.loading import receive
from shopfloor.simulation.kernel.places import has_place
from shopfloor.simulation.kernel.queues import pop, push
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.routes import begin_route
from shopfloor.simulation.kernel.travel import end_journey
from shopfloor.simulation.kernel.vacancies import leave_places, next_idle
from shopfloor.simulation.kernel.visits import begin_visit
from shopfloor.simulation.kernel.words import OUTSIDE

__all__ = ["admit", "come_in", "enter", "go_to", "place_job"]


@jitted
def admit(plant: Plant, index: int) -> None:
    """Send a released job to its first station."""
    begin_route(plant, index)
    place_job(plant, index, False)


@jitted
def place_job(plant: Plant, index: int, is_lost: bool) -> bool:
    """Let a new job enter the station of its step, or wait outside if there is no place; False if it is lost instead."""
    job = plant.jobs[index]
    station = plant.steps[job.step].station
    if has_place(plant, station):
        enter(plant, index)
        return True
    if is_lost:
        return False
    wait_at_door(plant, station, index, OUTSIDE, NONE)
    return True


@jitted
def enter(plant: Plant, index: int) -> None:
    """Take in a job for which there is a place at the station of its step."""
    station = plant.steps[plant.jobs[index].step].station
    here = plant.stations[station]
    entered = begin_visit(plant, index, 0)
    if here.batch != NONE:
        join_others(plant, station, index)
        form_batches(plant, station, entered, False)
    elif here.idle:
        receive(plant, next_idle(plant, station), index, entered)
    else:
        push(plant, station, index)
        if here.vacant and here.capacity != NONE and here.length > here.capacity:
            machine = here.vacant_first
            leave_places(plant, machine)
            receive(plant, machine, pop(plant, station, machine), entered)
    look_around(plant, station, index, entered)


@jitted
def go_to(plant: Plant, index: int, has_promise: bool) -> None:
    """Let a job that has left its machine go to the next station, to a place that is kept for it, or is free."""
    if not step_on(plant, index, has_promise):
        enter(plant, index)


@jitted
def come_in(plant: Plant, index: int) -> None:
    """A job has come to where it went."""
    end_journey(plant, index)
    enter(plant, index)
