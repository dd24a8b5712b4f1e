"""When do jobs arrive? At moments that Python has computed ahead, and at time zero."""

from __future__ import annotations

from shopfloor.simulation.kernel.backlog import let_in, welcome
from shopfloor.simulation.kernel.clock import follow, wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.deadlocks import lose_hope
from shopfloor.simulation.kernel.departures import place_or_lose
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.entries import place_job
from shopfloor.simulation.kernel.jobs import make_room, order, release
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.words import AT_ONCE, ORDER_COMES, STOCKING

__all__ = ["await_order", "begin_stocking", "stock_up", "take_order"]


@jitted
def await_order(plant: Plant, product: int) -> None:
    """Wait for the next order of a product, if there is one before the horizon."""
    line = plant.products[product]
    moment_us = value(plant, line.moments, line.next_moment)
    line.next_moment += 1
    if moment_us != NONE:
        wait(plant, moment_us - plant.run[0].now_us, ORDER_COMES, product, 0)


@jitted
def take_order(plant: Plant, product: int) -> None:
    """An order comes: let in its jobs, one after the other, and wait for the next."""
    for _ in range(plant.products[product].quantity):
        if not make_room(plant):
            return
        index = order(plant, product)
        if plant.products[product].releases == AT_ONCE:
            release(plant, index, NONE)
            place_or_lose(plant, index)
        else:
            welcome(plant, index)
    await_order(plant, product)


@jitted
def begin_stocking(plant: Plant) -> None:
    """The initial jobs come after all that begins at time zero."""
    follow(plant, STOCKING, 0, 0)


@jitted
def _end_stocking_up(plant: Plant) -> None:
    """All initial jobs are there; whoever waits for parts gets no others than those, and what is ordered."""
    plant.run[0].awaits_initial_jobs = False
    for place in range(len(plant.stocked)):
        lose_hope(plant, plant.stocked[place], NONE)


@jitted
def stock_up(plant: Plant) -> None:
    """Put the initial jobs in front of their stations and fill the loops of constant work in process."""
    for place in range(len(plant.initial)):
        entry = plant.initial[place]
        for _ in range(entry.jobs):
            if not make_room(plant):
                return
            index = order(plant, entry.product)
            release(plant, index, NONE)
            plant.jobs[index].step = entry.step
            place_job(plant, index, False)
    _end_stocking_up(plant)
    for product in range(len(plant.products)):
        line = plant.products[product]
        while line.in_plant < line.wip:
            if not make_room(plant):
                return
            index = order(plant, product)
            let_in(plant, index, NONE)
