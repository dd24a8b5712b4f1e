"""How does a finished job leave its machine, and what if there is no place for it?"""

from __future__ import annotations

from shopfloor.simulation.kernel.backlog import release_orders
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.contents import take_out
from shopfloor.simulation.kernel.deadlocks import look_for_deadlock
from shopfloor.simulation.kernel.doors import admit, go_to, open_door, place_job, wait_at_door
from shopfloor.simulation.kernel.jobs import follow_on, forget, order, release
from shopfloor.simulation.kernel.journal import write, write_of_machine
from shopfloor.simulation.kernel.judgement import judge
from shopfloor.simulation.kernel.places import has_place
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.routes import begin_route, look_ahead
from shopfloor.simulation.kernel.words import (
    BLOCKED,
    BY_INSPECTION,
    GONE_FOR_INSPECTION,
    GONE_FOR_QUALITY,
    GONE_FOR_REWORK,
    IN_MACHINE,
    JOB_COMPLETED,
    JOB_LOST,
    QUALITY,
    REWORK_LIMIT,
    SCRAPPED,
    SEEKING,
)

__all__ = ["pass_on", "place_or_lose", "scrap_all", "secure_places", "try_again"]


# ---------------------------------------------------------------- what becomes of it


@jitted
def pass_on(plant: Plant, machine: int) -> bool:
    """Decide what becomes of finished work, and hand it on; True if some of it stays for lack of a place."""
    index = plant.machines[machine].job
    while index != NONE:
        # those that are not sent yet stay, whatever else moves
        mate = plant.jobs[index].mate
        _pass_on_one(plant, machine, index)
        index = mate
    return plant.machines[machine].blocked != 0  # type: ignore[no-any-return]


@jitted
def _pass_on_one(plant: Plant, machine: int, index: int) -> None:
    verdict = judge(plant, machine, index)
    if verdict == GONE_FOR_QUALITY:
        scrap(plant, machine, index, QUALITY)
    elif verdict == GONE_FOR_REWORK:
        scrap(plant, machine, index, REWORK_LIMIT)
    elif verdict == GONE_FOR_INSPECTION:
        scrap(plant, machine, index, BY_INSPECTION)
    else:
        _send(plant, machine, index)


@jitted
def _send(plant: Plant, machine: int, index: int) -> None:
    """Let a job go on, or wait at the door."""
    job = plant.jobs[index]
    look_ahead(plant, index)
    if job.ahead == NONE:
        _unload(plant, machine, index)
        _complete(plant, index)
        return
    goal = plant.steps[job.ahead].station
    if job.promise == goal:
        job.promise = NONE
        take_out(plant, machine, index)
        go_to(plant, index, True)
        return
    if has_place(plant, goal):
        _unload(plant, machine, index)
        go_to(plant, index, False)
        return
    if job.promise != NONE:
        _cancel_promise(plant, machine, index)
    detail = plant.stations[goal].after_service
    job.last_event = write_of_machine(plant, BLOCKED, index, machine, detail, job.last_event)
    plant.machines[machine].blocked += 1
    wait_at_door(plant, goal, index, IN_MACHINE, machine)
    look_for_deadlock(plant, goal, job.last_event)


# ---------------------------------------------------------------- out of the machine, out of the plant


@jitted
def _unload(plant: Plant, machine: int, index: int) -> None:
    """Let a job go, and the place that was promised to it with it."""
    take_out(plant, machine, index)
    if plant.jobs[index].promise != NONE:
        _cancel_promise(plant, machine, index)


@jitted
def _cancel_promise(plant: Plant, machine: int, index: int) -> None:
    """Give back the place that was kept for a job."""
    goal = plant.jobs[index].promise
    plant.jobs[index].promise = NONE
    plant.stations[goal].reserved -= 1
    open_door(plant, goal, plant.machines[machine].last_event)


@jitted
def scrap_all(plant: Plant, machine: int, reason: int) -> None:
    """Throw away what is in a machine."""
    index = plant.machines[machine].job
    while index != NONE:
        mate = plant.jobs[index].mate
        scrap(plant, machine, index, reason)
        index = mate


@jitted
def scrap(plant: Plant, machine: int, index: int, reason: int) -> None:
    """Throw away a job in a machine."""
    entry = plant.machines[machine]
    job = plant.jobs[index]
    job.last_event = write_of_machine(plant, SCRAPPED, index, machine, reason, job.last_event)
    entry.last_event = job.last_event
    _unload(plant, machine, index)
    _leave(plant, index, job.last_event)


@jitted
def _complete(plant: Plant, index: int) -> None:
    """Let a finished job out of the plant."""
    job = plant.jobs[index]
    lead_us = plant.run[0].now_us - job.released_us
    completed = write(plant, JOB_COMPLETED, index, NONE, NONE, NONE, lead_us, job.last_event)
    _leave(plant, index, completed)


@jitted
def _leave(plant: Plant, index: int, cause: int) -> None:
    """Take note that a job is out of the plant, and let in what that lets in."""
    product = plant.jobs[index].product
    line = plant.products[product]
    line.in_plant -= 1
    plant.run[0].in_plant -= 1
    forget(plant, index)
    if line.wip != NONE and line.in_plant < line.wip:
        follow_on(plant, product)
        successor = order(plant, product)
        release(plant, successor, cause)
        admit(plant, successor)
    if plant.run[0].has_backlog:
        release_orders(plant, cause)


@jitted
def place_or_lose(plant: Plant, index: int) -> None:
    """Send a job that was ordered to its first station; one that finds no place may be lost."""
    begin_route(plant, index)
    job = plant.jobs[index]
    if not place_job(plant, index, plant.products[job.product].loses != 0):
        station = plant.steps[job.step].station
        lost = write(plant, JOB_LOST, index, station, NONE, NONE, NO_VALUE, job.last_event)
        _leave(plant, index, lost)


@jitted
def try_again(plant: Plant, machine: int, cause: int) -> None:
    """The machine may have become free to hand on what it held: open each door where one of its finished jobs waits."""
    entry = plant.machines[machine]
    if entry.blocked == 0:
        return
    # whoever passes a door may let others pass theirs, so the doors are noted before
    count, index = 0, entry.job
    while index != NONE:
        if plant.jobs[index].goal != NONE:
            plant.goals[count] = plant.jobs[index].goal
            count += 1
        index = plant.jobs[index].mate
    for place in range(count):
        open_door(plant, plant.goals[place], cause)


# ---------------------------------------------------------------- a place before the work


@jitted
def secure_places(plant: Plant, machine: int) -> bool:
    """Blocking before service: get the promise of a place for every job; False if one must be waited for."""
    index = plant.machines[machine].job
    while index != NONE:
        if plant.jobs[index].promise == NONE and not _secure_place(plant, machine, index):
            return False
        index = plant.jobs[index].mate
    return True


@jitted
def _secure_place(plant: Plant, machine: int, index: int) -> bool:
    """Get the promise of a place for a job; False if it must be waited for."""
    job = plant.jobs[index]
    look_ahead(plant, index)
    if job.ahead == NONE:
        return True
    goal = plant.steps[job.ahead].station
    if has_place(plant, goal):
        plant.stations[goal].reserved += 1
        job.promise = goal
        return True
    detail = plant.stations[goal].before_service
    job.last_event = write_of_machine(plant, BLOCKED, index, machine, detail, job.last_event)
    plant.machines[machine].seeks = index
    wait_at_door(plant, goal, index, SEEKING, machine)
    look_for_deadlock(plant, goal, job.last_event)
    return False
