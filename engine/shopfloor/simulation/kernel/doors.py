"""Who waits for a place at a station, and who passes its door next?

Who finds no place waits at the door, in order of arrival there: a job outside, a finished job in a blocked machine, a
job in a machine that must be sure of a place before it starts.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.contents import take_out
from shopfloor.simulation.kernel.journal import write_of_machine
from shopfloor.simulation.kernel.loading import call
from shopfloor.simulation.kernel.places import has_place
from shopfloor.simulation.kernel.promises import promise
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.travel import set_off
from shopfloor.simulation.kernel.words import IN_MACHINE, OUTSIDE, UNBLOCKED

__all__ = ["call_if_empty", "give_promise", "next_through", "step_on", "step_out", "wait_at_door"]


@jitted
def wait_at_door(plant: Plant, station: int, index: int, stands_as: int, machine: int) -> None:
    """Let a job wait for a place, behind those who wait already."""
    here, job = plant.stations[station], plant.jobs[index]
    job.stands_as, job.machine, job.behind = stands_as, machine, NONE
    if stands_as != OUTSIDE:
        job.goal = station
    if here.door_first == NONE:
        here.door_first = index
    else:
        plant.jobs[here.door_last].behind = index
    here.door_last = index


@jitted
def next_through(plant: Plant, station: int) -> int:
    """Take away from the door who passes it next, if there is a place; ``NONE``: nobody."""
    here = plant.stations[station]
    if here.door_first == NONE or not has_place(plant, station):
        return NONE
    before, index = NONE, here.door_first
    while index != NONE and not _may_pass(plant, index):
        before, index = index, plant.jobs[index].behind
    if index == NONE:
        return NONE
    behind = plant.jobs[index].behind
    if before == NONE:
        here.door_first = behind
    else:
        plant.jobs[before].behind = behind
    if behind == NONE:
        here.door_last = before
    return index  # type: ignore[no-any-return]


@jitted
def _may_pass(plant: Plant, index: int) -> bool:
    """A failed machine that holds its part could not use a place."""
    job = plant.jobs[index]
    return job.stands_as != IN_MACHINE or plant.machines[job.machine].holds == 0  # type: ignore[no-any-return]


@jitted
def give_promise(plant: Plant, door: int, index: int, cause: int) -> None:
    """Keep a place for the job of a machine that must be sure of one."""
    job = plant.jobs[index]
    job.goal = plant.machines[job.machine].seeks = NONE
    promise(plant, door, index)
    detail = plant.stations[door].before_service
    job.last_event = write_of_machine(plant, UNBLOCKED, index, job.machine, detail, cause)
    call(plant, job.machine, cause)


@jitted
def step_out(plant: Plant, door: int, index: int, cause: int) -> bool:
    """Let a finished job out of its machine, on to its next step; True if it travels there."""
    job = plant.jobs[index]
    machine = plant.machines[job.machine]
    job.goal = NONE
    machine.blocked -= 1
    detail = plant.stations[door].after_service
    job.last_event = machine.last_event = write_of_machine(
        plant, UNBLOCKED, index, job.machine, detail, cause
    )
    take_out(plant, job.machine, index)
    return step_on(plant, index, False)


@jitted
def call_if_empty(plant: Plant, machine: int, cause: int) -> None:
    """Wake a machine from which the last finished job is gone."""
    if plant.machines[machine].blocked == 0:
        call(plant, machine, cause)


@jitted
def step_on(plant: Plant, index: int, has_promise: bool) -> bool:
    """Turn to the next step; True if the job travels there."""
    job = plant.jobs[index]
    origin = plant.steps[job.step].station
    is_over = job.ahead == NONE
    if not is_over:
        job.step = job.ahead
    job.ahead, job.is_ahead_known = NONE, False
    if is_over:
        return False
    goal = plant.stations[plant.steps[job.step].station]
    if set_off(plant, index, origin):
        if not has_promise:
            goal.reserved += 1
        return True
    if has_promise:
        goal.reserved -= 1
    return False
