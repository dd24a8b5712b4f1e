"""How do parts become one job, and how does one job become parts?

A product that is a component ends in its stock. An assembly takes its parts from the stocks in one moment, when all are
there; so it never holds some while it waits for others. A stock is a door like a station, and its queue is a chain of
jobs, the oldest first.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.deadlocks import look_for_deadlock, look_for_parts, lose_hope
from shopfloor.simulation.kernel.doors import call_if_empty, give_promise, next_through, step_out
from shopfloor.simulation.kernel.entries import admit
from shopfloor.simulation.kernel.faults import collect_faults, inherit_faults
from shopfloor.simulation.kernel.jobs import order, release, stop_expecting
from shopfloor.simulation.kernel.journal import name_job_in_detail, name_person, write, write_of_machine
from shopfloor.simulation.kernel.leaving import leave
from shopfloor.simulation.kernel.loading import call
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.words import (
    ASSEMBLED,
    DISASSEMBLED,
    PARTS_AWAITED,
    PARTS_TAKEN,
    SEEKING,
    STOCKED,
)

__all__ = ["collect_parts", "enter_stock", "open_stock", "take_apart"]


# ---------------------------------------------------------------- parts become one job


@jitted
def collect_parts(plant: Plant, machine: int) -> bool:
    """Take the parts of every job in a machine; False if some must be waited for."""
    index = plant.machines[machine].job
    while index != NONE:
        job = plant.jobs[index]
        step = plant.steps[job.step]
        if step.parts != step.parts_end and not job.has_parts and not _collect(plant, machine, index):
            return False
        index = plant.jobs[index].mate
    return True


@jitted
def _collect(plant: Plant, machine: int, index: int) -> bool:
    job = plant.jobs[index]
    job.has_parts = True
    missing = _missing(plant, index)
    if missing == NONE:
        _put_together(plant, machine, index, job.last_event)
        return True
    name = plant.products[missing].name
    job.last_event = write_of_machine(plant, PARTS_AWAITED, index, machine, name, job.last_event)
    name_person(plant, plant.machines[machine].person)
    _wait_for_parts(plant, machine, index)
    look_for_parts(plant, machine, job.last_event)
    return False


@jitted
def _missing(plant: Plant, index: int) -> int:
    """Return the first product of which there are too few."""
    step = plant.steps[plant.jobs[index].step]
    for row in range(step.parts, step.parts_end):
        part = plant.parts[row]
        if plant.stations[plant.products[part.product].stock].length < part.count:
            return part.product  # type: ignore[no-any-return]
    return NONE


@jitted
def _wait_for_parts(plant: Plant, machine: int, index: int) -> None:
    """Stand behind all who wait for any of the same products."""
    plant.machines[machine].seeker = index
    step = plant.steps[plant.jobs[index].step]
    number = machine * (len(plant.links) // len(plant.machines))
    for row in range(step.parts, step.parts_end):
        link = plant.links[number]
        link.machine, link.stock = machine, plant.products[plant.parts[row].product].stock
        stock = plant.stations[link.stock]
        link.before, link.behind = stock.last_seeker, NONE
        if stock.last_seeker == NONE:
            stock.first_seeker = number
        else:
            plant.links[stock.last_seeker].behind = number
        stock.last_seeker = number
        number += 1


@jitted
def _wait_no_more(plant: Plant, machine: int) -> None:
    entry = plant.machines[machine]
    step = plant.steps[plant.jobs[entry.seeker].step]
    entry.seeker = NONE
    first = machine * (len(plant.links) // len(plant.machines))
    for number in range(first, first + step.parts_end - step.parts):
        link = plant.links[number]
        stock = plant.stations[link.stock]
        if link.before == NONE:
            stock.first_seeker = link.behind
        else:
            plant.links[link.before].behind = link.behind
        if link.behind == NONE:
            stock.last_seeker = link.before
        else:
            plant.links[link.behind].before = link.before


@jitted
def _put_together(plant: Plant, machine: int, index: int, cause: int) -> None:
    """Take the parts of a job out of their stocks, and let in who waits for the places there."""
    _take_parts(plant, machine, index, cause)
    step = plant.steps[plant.jobs[index].step]
    for row in range(step.parts, step.parts_end):
        stock = plant.products[plant.parts[row].product].stock
        open_stock(plant, stock, plant.jobs[index].last_event)


@jitted
def _take_parts(plant: Plant, machine: int, index: int, cause: int) -> None:
    step, whole = plant.steps[plant.jobs[index].step], plant.jobs[index]
    total = 0
    for row in range(step.parts, step.parts_end):
        stock = plant.stations[plant.products[plant.parts[row].product].stock]
        for _ in range(plant.parts[row].count):
            part = stock.first
            stock.first = plant.jobs[part].behind
            stock.length -= 1
            taken = write_of_machine(plant, ASSEMBLED, part, machine, NONE, cause)
            name_job_in_detail(plant, whole.product, whole.number)
            collect_faults(plant, part)
            leave(plant, part, taken)
            total += 1
    station = plant.machines[machine].station
    whole.last_event = write(plant, PARTS_TAKEN, index, station, machine, NONE, total, cause)
    name_person(plant, plant.machines[machine].person)
    inherit_faults(plant, index)


# ---------------------------------------------------------------- the stock


@jitted
def put_in_stock(plant: Plant, stock: int, index: int) -> int:
    """Take in a job at the end of its route; return the machine whose job has all its parts now, if there is one."""
    here, job = plant.stations[stock], plant.jobs[index]
    job.last_event = write(plant, STOCKED, index, NONE, NONE, NONE, NO_VALUE, job.last_event)
    job.behind = NONE
    if here.length == 0:
        here.first = index
    else:
        plant.jobs[here.last].behind = index
    here.last = index
    here.length += 1
    stop_expecting(plant, index)
    number = here.first_seeker
    while number != NONE:
        machine = plant.links[number].machine
        if _missing(plant, plant.machines[machine].seeker) == NONE:
            return machine  # type: ignore[no-any-return]
        number = plant.links[number].behind
    if here.first_seeker != NONE:
        lose_hope(plant, here.product, job.last_event)
    if here.door_first != NONE:
        look_for_deadlock(plant, stock, job.last_event)
    return NONE


@jitted
def enter_stock(plant: Plant, stock: int, index: int) -> None:
    """Take in a job, and let an assembly have it that waits for it."""
    machine = put_in_stock(plant, stock, index)
    if machine != NONE:
        seeker = plant.machines[machine].seeker
        _wait_no_more(plant, machine)
        _put_together(plant, machine, seeker, plant.jobs[index].last_event)
        call(plant, machine, plant.jobs[seeker].last_event)


@jitted
def open_stock(plant: Plant, stock: int, cause: int) -> None:
    """Let in who waits at the door; what they bring may let others have their parts, and so open other stocks."""
    index = next_through(plant, stock)
    while index != NONE:
        stands_as, blocked = plant.jobs[index].stands_as, plant.jobs[index].machine
        if stands_as == SEEKING:
            give_promise(plant, stock, index, cause)
        else:
            step_out(plant, stock, index, cause)
            machine = put_in_stock(plant, stock, index)
            if machine != NONE:
                seeker = plant.machines[machine].seeker
                _wait_no_more(plant, machine)
                _take_parts(plant, machine, seeker, plant.jobs[index].last_event)
                step = plant.steps[plant.jobs[seeker].step]
                for row in range(step.parts, step.parts_end):
                    other = plant.products[plant.parts[row].product].stock
                    open_stock(plant, other, plant.jobs[seeker].last_event)
                call(plant, machine, plant.jobs[seeker].last_event)
            call_if_empty(plant, blocked, cause)
        index = next_through(plant, stock)


# ---------------------------------------------------------------- one job becomes parts


@jitted
def take_apart(plant: Plant, machine: int, index: int) -> None:
    """Let the parts of a finished job out into the plant: each starts its own route, outside if it must."""
    whole = plant.jobs[index]
    step = plant.steps[whole.step]
    if step.pieces == step.pieces_end:
        return
    total = 0
    for row in range(step.pieces, step.pieces_end):
        total += plant.parts[row].count
    station = plant.machines[machine].station
    taken_out = write(plant, DISASSEMBLED, index, station, machine, NONE, total, whole.last_event)
    name_person(plant, plant.machines[machine].person)
    whole.last_event = taken_out
    for row in range(step.pieces, step.pieces_end):
        for _ in range(plant.parts[row].count):
            piece = order(plant, plant.parts[row].product)
            release(plant, piece, taken_out)
            name_job_in_detail(plant, whole.product, whole.number)
            admit(plant, piece)
