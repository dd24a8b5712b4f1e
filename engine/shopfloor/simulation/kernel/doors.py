"""Who gets a place at a station, and which machine gets the job?

Who finds no place waits at the door, in order of arrival there: a job outside, a finished job in a blocked machine, a
job in a machine that must be sure of a place before it starts. Every change happens at once; only the machines that it
concerns wake in their turn.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import follow
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.contents import put_in, take_out
from shopfloor.simulation.kernel.deadlocks import look_for_deadlock
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.jobs import follow_on, note_entry, order, release
from shopfloor.simulation.kernel.journal import write, write_of_machine
from shopfloor.simulation.kernel.places import has_place
from shopfloor.simulation.kernel.queues import pop, push
from shopfloor.simulation.kernel.records import NONE, UNIFORM, Plant
from shopfloor.simulation.kernel.routes import begin_route
from shopfloor.simulation.kernel.travel import end_journey, set_off
from shopfloor.simulation.kernel.words import (
    ANY,
    FIRST,
    IDLE,
    IN_MACHINE,
    LOADED,
    MACHINE_WAKES,
    NOWHERE,
    OUTSIDE,
    QUEUE_ENTERED,
    UNBLOCKED,
)

__all__ = [
    "admit", "call", "come_in", "enter", "go_to", "join_places", "leave_places", "open_door", "place_job", "take",
    "wait_at_door",
]  # fmt: skip


# ---------------------------------------------------------------- places


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
    job = plant.jobs[index]
    station = plant.steps[job.step].station
    here = plant.stations[station]
    note_entry(plant, index)
    entered = write(plant, QUEUE_ENTERED, index, station, NONE, NONE, here.length + 1, job.last_event)
    job.last_event = entered
    if here.idle:
        _receive(plant, _next_idle(plant, station), index, entered)
    else:
        push(plant, station, index)
        if here.vacant and here.capacity != NONE and here.length > here.capacity:
            machine = here.vacant_first
            leave_places(plant, machine)
            _receive(plant, machine, pop(plant, station, machine), entered)
    if here.door_first != NONE:
        look_for_deadlock(plant, station, entered)


@jitted
def _receive(plant: Plant, machine: int, job: int, cause: int) -> None:
    """Put a job into a machine that waits for one."""
    load(plant, machine, job, cause)
    call(plant, machine, cause)


@jitted
def load(plant: Plant, machine: int, job: int, cause: int) -> int:
    """Put a job into a machine."""
    put_in(plant, machine, job)
    loaded = write_of_machine(plant, LOADED, job, machine, NONE, cause)
    plant.jobs[job].last_event = loaded
    return loaded


@jitted
def call(plant: Plant, machine: int, cause: int) -> None:
    """Wake a machine, in its turn."""
    entry = plant.machines[machine]
    if entry.is_awaited:
        entry.is_awaited = False
        follow(plant, MACHINE_WAKES, machine, cause)


# ---------------------------------------------------------------- empty machines


@jitted
def join_places(plant: Plant, machine: int, place: int) -> None:
    """Let an empty machine stand among the idle, or among those that are places only."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    entry.place, entry.behind = place, NONE
    if place == IDLE:
        entry.before = here.idle_last
        here.idle_last = machine
        here.idle += 1
        if entry.before == NONE:
            here.idle_first = machine
    else:
        entry.before = here.vacant_last
        here.vacant_last = machine
        here.vacant += 1
        if entry.before == NONE:
            here.vacant_first = machine
    if entry.before != NONE:
        plant.machines[entry.before].behind = machine


@jitted
def leave_places(plant: Plant, machine: int) -> None:
    """Take a machine out of those that are empty."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if entry.before != NONE:
        plant.machines[entry.before].behind = entry.behind
    elif entry.place == IDLE:
        here.idle_first = entry.behind
    else:
        here.vacant_first = entry.behind
    if entry.behind != NONE:
        plant.machines[entry.behind].before = entry.before
    elif entry.place == IDLE:
        here.idle_last = entry.before
    else:
        here.vacant_last = entry.before
    if entry.place == IDLE:
        here.idle -= 1
    else:
        here.vacant -= 1
    entry.place = NOWHERE


@jitted
def _next_idle(plant: Plant, station: int) -> int:
    """Take out the idle machine that gets the next job."""
    here = plant.stations[station]
    chosen = here.idle_first
    if here.pick == FIRST:
        machine = plant.machines[chosen].behind
        while machine != NONE:
            if machine < chosen:
                chosen = machine
            machine = plant.machines[machine].behind
    elif here.pick == ANY and here.idle > 1:
        draw = value(plant, here.picks, here.picked) * UNIFORM
        here.picked += 1
        for _ in range(int(draw * here.idle)):
            chosen = plant.machines[chosen].behind
    leave_places(plant, chosen)
    return chosen  # type: ignore[no-any-return]


@jitted
def take(plant: Plant, machine: int) -> bool:
    """Give an empty machine that can work its next job; False if there is none."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if here.length:
        loaded = load(plant, machine, pop(plant, entry.station, machine), entry.last_event)
        if here.door_first != NONE:
            open_door(plant, entry.station, loaded)
        return True
    return _take_from_supply(plant, machine)


@jitted
def _take_from_supply(plant: Plant, machine: int) -> bool:
    """Release a job whose supply never ends straight into the machine, unless that is the last place for another job."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if here.supply == here.supply_end:
        return False
    if here.capacity != NONE and here.reserved > here.capacity + here.idle + here.vacant:
        return False
    product = plant.supplied[here.supply_next]
    here.supply_next += 1
    if here.supply_next == here.supply_end:
        here.supply_next = here.supply
    follow_on(plant, product)
    index = order(plant, product)
    release(plant, index, entry.last_event)
    begin_route(plant, index)
    note_entry(plant, index)
    job = plant.jobs[index]
    job.last_event = write(
        plant, QUEUE_ENTERED, index, entry.station, NONE, NONE, here.length + 1, job.last_event
    )
    load(plant, machine, index, job.last_event)
    return True


# ---------------------------------------------------------------- the door


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
def open_door(plant: Plant, station: int, cause: int) -> None:
    """Let in whoever waits at the door, as far as there are places that ``cause`` made free."""
    here = plant.stations[station]
    while here.door_first != NONE and has_place(plant, station):
        before, index = NONE, here.door_first
        while index != NONE and not _may_pass(plant, index):
            before, index = index, plant.jobs[index].behind
        if index == NONE:
            break
        behind = plant.jobs[index].behind
        if before == NONE:
            here.door_first = behind
        else:
            plant.jobs[before].behind = behind
        if behind == NONE:
            here.door_last = before
        _pass_door(plant, station, index, cause)
    if here.supply != here.supply_end:
        _draw_on_supply(plant, station, cause)


@jitted
def _may_pass(plant: Plant, index: int) -> bool:
    """A failed machine that holds its part could not use a place."""
    job = plant.jobs[index]
    return job.stands_as != IN_MACHINE or plant.machines[job.machine].holds == 0  # type: ignore[no-any-return]


@jitted
def _pass_door(plant: Plant, station: int, index: int, cause: int) -> None:
    """Use a place that has become free."""
    job = plant.jobs[index]
    if job.stands_as == OUTSIDE:
        enter(plant, index)
        return
    machine, here = plant.machines[job.machine], plant.stations[station]
    job.goal = NONE
    if job.stands_as == IN_MACHINE:
        machine.blocked -= 1
        job.last_event = machine.last_event = write_of_machine(
            plant, UNBLOCKED, index, job.machine, here.after_service, cause
        )
        number = job.machine
        take_out(plant, number, index)
        go_to(plant, index, False)
        if machine.blocked == 0:
            call(plant, number, cause)
    else:
        machine.seeks = NONE
        here.reserved += 1
        job.promise = station
        job.last_event = write_of_machine(plant, UNBLOCKED, index, job.machine, here.before_service, cause)
        call(plant, job.machine, cause)


@jitted
def go_to(plant: Plant, index: int, has_promise: bool) -> None:
    """Let a job that has left its machine go to the next station, to a place that is kept for it, or is free."""
    job = plant.jobs[index]
    origin = plant.steps[job.step].station
    job.step = job.ahead
    job.ahead, job.is_ahead_known = NONE, False
    goal = plant.stations[plant.steps[job.step].station]
    if set_off(plant, index, origin):
        if not has_promise:
            goal.reserved += 1
        return
    if has_promise:
        goal.reserved -= 1
    enter(plant, index)


@jitted
def come_in(plant: Plant, index: int) -> None:
    """A job has come to where it went."""
    end_journey(plant, index)
    enter(plant, index)


@jitted
def _draw_on_supply(plant: Plant, station: int, cause: int) -> None:
    """Give jobs to machines that were kept for others which do not come. Where a machine is idle, no job waits."""
    here = plant.stations[station]
    while here.idle:
        machine = here.idle_first
        leave_places(plant, machine)
        plant.machines[machine].last_event = cause
        if not _take_from_supply(plant, machine):
            _join_first(plant, machine)
            return
        call(plant, machine, cause)


@jitted
def _join_first(plant: Plant, machine: int) -> None:
    """Stand among the idle again, before all others."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    entry.place, entry.before, entry.behind = IDLE, NONE, here.idle_first
    if here.idle_first == NONE:
        here.idle_last = machine
    else:
        plant.machines[here.idle_first].before = machine
    here.idle_first = machine
    here.idle += 1
