"""How does a finished job leave its machine, and what if there is no place for it?"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.contents import take_out
from shopfloor.simulation.kernel.deadlocks import look_for_deadlock, lose_hope
from shopfloor.simulation.kernel.doors import wait_at_door
from shopfloor.simulation.kernel.entries import go_to, place_job
from shopfloor.simulation.kernel.journal import write, write_of_machine
from shopfloor.simulation.kernel.judgement import judge
from shopfloor.simulation.kernel.leaving import leave
from shopfloor.simulation.kernel.openings import open_door
from shopfloor.simulation.kernel.places import has_place
from shopfloor.simulation.kernel.promises import end_promise, promise
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.routes import begin_route, look_ahead
from shopfloor.simulation.kernel.stocks import enter_stock, open_stock, take_apart
from shopfloor.simulation.kernel.words import (
    BLOCKED,
    BY_INSPECTION,
    GONE_FOR_INSPECTION,
    GONE_FOR_QUALITY,
    GONE_FOR_REWORK,
    IN_MACHINE,
    JOB_COMPLETED,
    JOB_LOST,
    ON,
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
        if verdict == ON:
            take_apart(plant, machine, index)
        _send(plant, machine, index)


@jitted
def _goal(plant: Plant, index: int) -> int:
    """Where does the job go from here? ``NONE``: out of the plant."""
    job = plant.jobs[index]
    look_ahead(plant, index)
    if job.ahead == NONE:
        return plant.products[job.product].stock  # type: ignore[no-any-return]
    return plant.steps[job.ahead].station  # type: ignore[no-any-return]


@jitted
def _send(plant: Plant, machine: int, index: int) -> None:
    """Let a job go on, or wait at the door."""
    job = plant.jobs[index]
    goal = _goal(plant, index)
    if goal == NONE:
        _unload(plant, machine, index)
        _complete(plant, index)
    elif job.promise == goal:
        end_promise(plant, index)
        take_out(plant, machine, index)
        _hand_over(plant, goal, index, True)
    elif has_place(plant, goal):
        _unload(plant, machine, index)
        _hand_over(plant, goal, index, False)
    else:
        if job.promise != NONE:
            _cancel_promise(plant, machine, index)
        detail = plant.stations[goal].after_service
        job.last_event = write_of_machine(plant, BLOCKED, index, machine, detail, job.last_event)
        plant.machines[machine].blocked += 1
        wait_at_door(plant, goal, index, IN_MACHINE, machine)
        look_for_deadlock(plant, goal, job.last_event)


@jitted
def _hand_over(plant: Plant, goal: int, index: int, has_promise: bool) -> None:
    """Let a job that has left its machine go to the next station, or into its stock."""
    if plant.stations[goal].product == NONE:
        go_to(plant, index, has_promise)
        return
    if has_promise:
        plant.stations[goal].reserved -= 1
    enter_stock(plant, goal, index)


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
    goal = end_promise(plant, index)
    plant.stations[goal].reserved -= 1
    _open(plant, goal, plant.machines[machine].last_event)


@jitted
def _open(plant: Plant, door: int, cause: int) -> None:
    if plant.stations[door].product == NONE:
        open_door(plant, door, cause)
    else:
        open_stock(plant, door, cause)


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
    scrapped, product = job.last_event, job.product
    entry.last_event = scrapped
    _unload(plant, machine, index)
    leave(plant, index, scrapped)
    lose_hope(plant, product, scrapped)


@jitted
def _complete(plant: Plant, index: int) -> None:
    """Let a finished job out of the plant."""
    job = plant.jobs[index]
    lead_us = plant.run[0].now_us - job.released_us
    completed = write(plant, JOB_COMPLETED, index, NONE, NONE, NONE, lead_us, job.last_event)
    leave(plant, index, completed)


@jitted
def place_or_lose(plant: Plant, index: int) -> None:
    """Send a job that was ordered to its first station; one that finds no place may be lost."""
    begin_route(plant, index)
    job = plant.jobs[index]
    if not place_job(plant, index, plant.products[job.product].loses != 0):
        station = plant.steps[job.step].station
        lost = write(plant, JOB_LOST, index, station, NONE, NONE, NO_VALUE, job.last_event)
        leave(plant, index, lost)


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
        _open(plant, plant.goals[place], cause)


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
    goal = _goal(plant, index)
    if goal == NONE:
        return True
    if has_place(plant, goal):
        promise(plant, goal, index)
        return True
    detail = plant.stations[goal].before_service
    job.last_event = write_of_machine(plant, BLOCKED, index, machine, detail, job.last_event)
    plant.machines[machine].seeks = index
    wait_at_door(plant, goal, index, SEEKING, machine)
    look_for_deadlock(plant, goal, job.last_event)
    return False
