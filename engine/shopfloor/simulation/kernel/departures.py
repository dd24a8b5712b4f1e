"""How does a finished job leave its machine, and what if there is no place for it?"""

from __future__ import annotations

from shopfloor.simulation.kernel.backlog import release_orders
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.deadlocks import look_for_deadlock
from shopfloor.simulation.kernel.doors import admit, go_to, open_door, place_job, wait_at_door
from shopfloor.simulation.kernel.draws import stream_of, value
from shopfloor.simulation.kernel.jobs import follow_on, forget, order, present_visit, release
from shopfloor.simulation.kernel.journal import write, write_of_machine
from shopfloor.simulation.kernel.places import has_place
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, UNIFORM, Plant
from shopfloor.simulation.kernel.routes import begin_route, look_ahead
from shopfloor.simulation.kernel.words import (
    BACK,
    BLOCKED,
    GONE_FOR_QUALITY,
    GONE_FOR_REWORK,
    IN_MACHINE,
    JOB_COMPLETED,
    JOB_LOST,
    JUDGEMENT,
    ON,
    QUALITY,
    REWORK_LIMIT,
    REWORKED,
    SCRAPPED,
    SEEKING,
)

__all__ = ["pass_on", "place_or_lose", "scrap", "secure_place"]


# ---------------------------------------------------------------- what becomes of it


@jitted
def _judge(plant: Plant, machine: int, index: int) -> int:
    """Decide what becomes of finished work by the shares of scrap and rework."""
    job, entry = plant.jobs[index], plant.machines[machine]
    here = plant.stations[entry.station]
    if not here.judges:
        return ON
    scrap = plant.shares[entry.quality, job.product, 0]
    rework = plant.shares[entry.quality, job.product, 1]
    if scrap == 0.0 and rework == 0.0:
        return ON
    stream = stream_of(plant, job.step, JUDGEMENT, plant.steps[job.step].quality, present_visit(plant, index))
    draw = value(plant, stream, job.number - 1) * UNIFORM
    if draw < scrap:
        return GONE_FOR_QUALITY
    if here.rework_at == NONE or draw >= scrap + rework:
        return ON
    if plant.reworks[index, plant.steps[job.step].local] + 1 > here.rework_at_most:
        return GONE_FOR_REWORK
    job.ahead = _step_to_repeat(plant, index, here.rework_at)
    job.is_ahead_known = True
    return BACK


@jitted
def _step_to_repeat(plant: Plant, index: int, station: int) -> int:
    """Return the step from which a job that is sent back goes on: the last one at that station on its way here."""
    job = plant.jobs[index]
    line, here = plant.products[job.product], plant.steps[job.step]
    found, latest = NONE, 0
    for step in range(line.first_step, line.last_step + 1):
        stamp = plant.entered[index, step - line.first_step]
        before = plant.steps[step]
        if before.station == station and before.element <= here.element and stamp > latest:
            found, latest = step, stamp
    if found == NONE:
        found = line.first_step
        while plant.steps[found].station != station:
            found += 1
    return found


@jitted
def pass_on(plant: Plant, machine: int) -> bool:
    """Decide what becomes of finished work, and hand it on; True if it stays for lack of a place."""
    index = plant.machines[machine].job
    job = plant.jobs[index]
    verdict = _judge(plant, machine, index)
    if verdict == GONE_FOR_QUALITY:
        scrap(plant, machine, QUALITY)
        return False
    if verdict == GONE_FOR_REWORK:
        scrap(plant, machine, REWORK_LIMIT)
        return False
    station = plant.machines[machine].station
    if verdict == BACK:
        local = plant.steps[job.step].local
        plant.reworks[index, local] += 1
        job.last_event = write(
            plant,
            REWORKED,
            index,
            station,
            machine,
            plant.stations[station].rework_detail,
            plant.reworks[index, local],
            job.last_event,
        )
    return _send(plant, machine, index)


@jitted
def _send(plant: Plant, machine: int, index: int) -> bool:
    """Let a job go on, or wait at the door; True if it stays."""
    job = plant.jobs[index]
    look_ahead(plant, index)
    if job.ahead == NONE:
        plant.machines[machine].job = NONE
        _complete(plant, index)
        return False
    goal = plant.steps[job.ahead].station
    if job.promise == goal:
        job.promise = NONE
        plant.machines[machine].job = NONE
        go_to(plant, index, True)
        return False
    if has_place(plant, goal):
        _unload(plant, machine)
        go_to(plant, index, False)
        return False
    if job.promise != NONE:
        _cancel_promise(plant, machine, index)
    detail = plant.stations[goal].after_service
    job.last_event = write_of_machine(plant, BLOCKED, index, machine, detail, job.last_event)
    plant.machines[machine].goal, plant.machines[machine].seeks = goal, False
    wait_at_door(plant, goal, index, IN_MACHINE, machine)
    look_for_deadlock(plant, goal, job.last_event)
    return True


# ---------------------------------------------------------------- out of the machine, out of the plant


@jitted
def _unload(plant: Plant, machine: int) -> None:
    """Let a job go, and the place that was promised to it with it."""
    index = plant.machines[machine].job
    plant.machines[machine].job = NONE
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
def scrap(plant: Plant, machine: int, reason: int) -> None:
    """Throw away the job in a machine."""
    entry = plant.machines[machine]
    index = entry.job
    job = plant.jobs[index]
    job.last_event = write_of_machine(plant, SCRAPPED, index, machine, reason, job.last_event)
    entry.last_event = job.last_event
    _unload(plant, machine)
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


# ---------------------------------------------------------------- a place before the work


@jitted
def secure_place(plant: Plant, machine: int) -> bool:
    """Blocking before service: get the promise of a place for the job; False if it must be waited for."""
    index = plant.machines[machine].job
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
    plant.machines[machine].goal, plant.machines[machine].seeks = goal, True
    wait_at_door(plant, goal, index, SEEKING, machine)
    look_for_deadlock(plant, goal, job.last_event)
    return False
