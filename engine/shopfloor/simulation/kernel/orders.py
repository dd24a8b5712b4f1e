"""When do jobs arrive? At moments that Python has computed ahead, and at time zero.

An order may hold more jobs than draws or rows are ready for, so it is taken job by job, and taken up again after a
return to Python; nothing else happens between.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import follow, wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.departures import place_or_lose
from shopfloor.simulation.kernel.doors import place_job
from shopfloor.simulation.kernel.draws import begin_block, is_there, stream_of, value
from shopfloor.simulation.kernel.jobs import order, release
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.words import ORDER_COMES, PROCESSING, STOCKING

__all__ = ["await_order", "begin_stocking", "must_return", "stock_up", "take_order", "take_orders"]


@jitted
def must_return(plant: Plant) -> bool:
    """Is there something for Python to do before the next thing happens?"""
    run = plant.run[0]
    return (  # type: ignore[no-any-return]
        run.wishes > 0
        or run.rows + run.most_rows > len(plant.log)
        or run.free_jobs < run.most_jobs
        or run.timed + run.most_timed > len(plant.clock)
        or run.ring_count + run.most_timed > len(plant.ring)
        or run.told + run.most_told > len(plant.told)
    )


@jitted
def await_order(plant: Plant, product: int) -> None:
    """Wait for the next order of a product, if there is one before the horizon."""
    line = plant.products[product]
    moment_us = value(plant, line.moments, line.next_moment)
    begin_block(plant, line.moments, line.next_moment)
    line.next_moment += 1
    if moment_us != NONE:
        wait(plant, moment_us - plant.run[0].now_us, ORDER_COMES, product, 0)


@jitted
def take_order(plant: Plant, product: int) -> None:
    """An order comes."""
    run = plant.run[0]
    run.open_product, run.orders_left = product, plant.products[product].quantity
    take_orders(plant)


@jitted
def take_orders(plant: Plant) -> None:
    """Let in the jobs of an order, as far as that can be done now."""
    run = plant.run[0]
    product = run.open_product
    while run.orders_left:
        if must_return(plant):
            return
        run.orders_left -= 1
        index = order(plant, product)
        release(plant, index, NONE)
        place_or_lose(plant, index)
    run.open_product = NONE
    await_order(plant, product)


@jitted
def begin_stocking(plant: Plant) -> None:
    """The initial jobs come after all that begins at time zero."""
    follow(plant, STOCKING, 0, 0)


@jitted
def stock_up(plant: Plant) -> bool:
    """Put the initial jobs in front of their stations and fill the loops of constant work in process; False if Python
    has to do something first."""
    run = plant.run[0]
    while run.stocking < len(plant.initial):
        entry = plant.initial[run.stocking]
        while run.stocked < entry.jobs:
            if must_return(plant) or not _put_in_front(plant, entry.product, entry.step):
                return False
            run.stocked += 1
        run.stocking += 1
        run.stocked = 0
    for product in range(len(plant.products)):
        line = plant.products[product]
        while line.in_plant < line.wip:
            if must_return(plant):
                return False
            index = order(plant, product)
            release(plant, index, NONE)
            place_job(plant, index, False)
    return True


@jitted
def _put_in_front(plant: Plant, product: int, step: int) -> bool:
    """Let an initial job in at a step of its route; False if the time of that step must be fetched first."""
    number = plant.products[product].ordered
    stream = stream_of(plant, step, PROCESSING, plant.steps[step].processing, 1)
    if stream == NONE or not is_there(plant, stream, number):
        return False
    index = order(plant, product)
    release(plant, index, NONE)
    plant.jobs[index].step = step
    plant.jobs[index].processing_us = value(plant, stream, number)
    place_job(plant, index, False)
    return True
