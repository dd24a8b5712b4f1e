"""Which job leaves a queue first? A chain for first in and last in, a heap for orders that are settled on arrival.

The heap is a leftist tree through the records of the jobs: smallest key first, then by arrival.
"""

from __future__ import annotations

from typing import Any

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NEVER, NONE, Plant
from shopfloor.simulation.kernel.words import EDD, FIFO, LIFO, LPT, PRIORITY, SPT

__all__ = ["pop", "push"]


@jitted
def push(plant: Plant, station: int, job: int) -> None:
    """Put a job into the queue of a station."""
    queue, entry = plant.stations[station], plant.jobs[job]
    queue.length += 1
    entry.behind = NONE
    if queue.order == FIFO:
        if queue.first == NONE:
            queue.first = job
        else:
            plant.jobs[queue.last].behind = job
        queue.last = job
    elif queue.order == LIFO:
        entry.behind = queue.first
        queue.first = job
    else:
        entry.left, entry.right, entry.rank = NONE, NONE, 1
        entry.key, entry.arrival = _key(plant, queue.order, entry), queue.arrivals
        queue.arrivals += 1
        queue.first = _merged(plant, queue.first, job)


@jitted
def pop(plant: Plant, station: int) -> int:
    """Take the first job out of the queue of a station."""
    queue = plant.stations[station]
    job = queue.first
    queue.length -= 1
    if queue.order == FIFO or queue.order == LIFO:
        queue.first = plant.jobs[job].behind
    else:
        queue.first = _merged(plant, plant.jobs[job].left, plant.jobs[job].right)
    return job  # type: ignore[no-any-return]


@jitted
def _key(plant: Plant, order: int, job: Any) -> int:
    if order == PRIORITY:
        return -plant.products[job.product].priority  # type: ignore[no-any-return]
    if order == SPT:
        return job.processing_us  # type: ignore[no-any-return]
    if order == LPT:
        return -job.processing_us  # type: ignore[no-any-return]
    assert order == EDD
    return NEVER if job.due_us == NONE else job.due_us  # type: ignore[no-any-return]


@jitted
def _merged(plant: Plant, one: int, other: int) -> int:
    """Merge two leftist trees: along the right sides, which are short, and then back up to mend the ranks."""
    jobs = plant.jobs
    root, above = NONE, NONE
    while one != NONE and other != NONE:
        if _is_before(jobs[other], jobs[one]):
            one, other = other, one
        if above == NONE:
            root = one
        else:
            jobs[above].right = one
        # the way back up goes through ``behind``, which nobody else uses in a heap
        jobs[one].behind = above
        above = one
        one = jobs[one].right
    rest = other if one == NONE else one
    if above == NONE:
        return rest
    jobs[above].right = rest
    while above != NONE:
        entry = jobs[above]
        left = 0 if entry.left == NONE else jobs[entry.left].rank
        right = 0 if entry.right == NONE else jobs[entry.right].rank
        if left < right:
            entry.left, entry.right = entry.right, entry.left
            left, right = right, left
        entry.rank = right + 1
        above = entry.behind
    return root


@jitted
def _is_before(one: Any, other: Any) -> bool:
    if one.key != other.key:
        return one.key < other.key  # type: ignore[no-any-return]
    return one.arrival < other.arrival  # type: ignore[no-any-return]
