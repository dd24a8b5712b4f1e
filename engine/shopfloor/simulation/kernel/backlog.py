"""Which orders wait for their release, and which one goes first?

The product of the highest priority goes first, then the one whose first order has waited longest; within a product, its own
order. The orders of a product that wait are a heap, as in queues.
"""

from __future__ import annotations

from typing import Any

from shopfloor.simulation.kernel.clock import wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.entries import admit
from shopfloor.simulation.kernel.jobs import release
from shopfloor.simulation.kernel.journal import write
from shopfloor.simulation.kernel.queues import merged
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.words import BEFORE_DUE, JOB_ORDERED, RELEASE_COMES

__all__ = ["let_in", "release_orders", "welcome"]


@jitted
def welcome(plant: Plant, index: int) -> None:
    """Take in an order, and release what may be released."""
    run, job = plant.run[0], plant.jobs[index]
    due_us = NO_VALUE if job.due_us == NONE else job.due_us
    job.last_event = write(plant, JOB_ORDERED, index, NONE, NONE, NONE, due_us, NONE)
    line = plant.products[job.product]
    if line.releases == BEFORE_DUE:
        wait(plant, max(0, job.due_us - line.before_due_us - run.now_us), RELEASE_COMES, index, 0)
        return
    job.left, job.right, job.rank = NONE, NONE, 1
    # two due dates so far off that they are one float are equally early
    job.key = int(float(job.due_us)) if line.by_due else 0
    job.arrival = run.backlogged
    run.backlogged += 1
    line.backlog = merged(plant, line.backlog, index)
    release_orders(plant, job.last_event)


@jitted
def let_in(plant: Plant, index: int, cause: int) -> None:
    """Release an order."""
    release(plant, index, cause)
    admit(plant, index)


@jitted
def release_orders(plant: Plant, cause: int) -> None:
    """Release orders that wait as long as a rule allows one."""
    product = _next(plant)
    while product != NONE:
        line = plant.products[product]
        index = line.backlog
        line.backlog = merged(plant, plant.jobs[index].left, plant.jobs[index].right)
        let_in(plant, index, cause)
        product = _next(plant)


@jitted
def _next(plant: Plant) -> int:
    """Return the product whose first order may be released next."""
    chosen = NONE
    for product in range(len(plant.products)):
        line = plant.products[product]
        may_go = line.backlog != NONE and _is_open(plant, line)
        if may_go and (chosen == NONE or _goes_before(plant, line, plant.products[chosen])):
            chosen = product
    return chosen


@jitted
def _is_open(plant: Plant, line: Any) -> bool:
    """Are there few enough jobs in the plant?"""
    in_process = plant.run[0].in_plant if line.counts_all else line.in_plant
    return in_process < line.wip_below  # type: ignore[no-any-return]


@jitted
def _goes_before(plant: Plant, one: Any, other: Any) -> bool:
    if one.priority != other.priority:
        return one.priority > other.priority  # type: ignore[no-any-return]
    return plant.jobs[one.backlog].arrival < plant.jobs[other.backlog].arrival  # type: ignore[no-any-return]
