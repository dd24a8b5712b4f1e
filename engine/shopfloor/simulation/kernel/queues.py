"""Which job leaves a queue first? A chain for first in and last in, a heap for orders that are settled on arrival, and a
chain that is searched for those that depend on the moment, on the machine that takes, or on chance.

The heap is a leftist tree through the records of the jobs: smallest key first, then by arrival.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.records import NEVER, NONE, UNIFORM, Plant
from shopfloor.simulation.kernel.words import (
    BY_CHANCE,
    EDD,
    FIFO,
    LEAST_SETUP,
    LIFO,
    LPT,
    PRIORITY,
    SLACK,
    SPT,
)

__all__ = ["is_settled", "key_now", "merged", "pop", "push", "settled_key"]


@jitted
def push(plant: Plant, station: int, job: int) -> None:
    """Put a job into the queue of a station."""
    queue, entry = plant.stations[station], plant.jobs[job]
    queue.length += 1
    entry.behind = NONE
    if queue.order == FIFO or queue.order >= SLACK:
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
        entry.key, entry.arrival = settled_key(plant, queue.order, job), queue.arrivals
        queue.arrivals += 1
        queue.first = merged(plant, queue.first, job)


@jitted
def pop(plant: Plant, station: int, machine: int) -> int:
    """Take the first job for a machine out of the queue of its station."""
    queue = plant.stations[station]
    job = queue.first
    if queue.order >= SLACK:
        job = _pop_chosen(plant, station, machine)
    elif queue.order == FIFO or queue.order == LIFO:
        queue.first = plant.jobs[job].behind
    else:
        queue.first = merged(plant, plant.jobs[job].left, plant.jobs[job].right)
    queue.length -= 1
    return job  # type: ignore[no-any-return]


@jitted
def _pop_chosen(plant: Plant, station: int, machine: int) -> int:
    """Take the job out of the chain that is first now, for this machine, or by chance."""
    queue, jobs = plant.stations[station], plant.jobs
    before, chosen = NONE, queue.first
    if queue.order == BY_CHANCE:
        draw = value(plant, queue.takes, queue.taken) * UNIFORM
        queue.taken += 1
        for _ in range(int(draw * queue.length)):
            before, chosen = chosen, jobs[chosen].behind
    else:
        least = key_now(plant, queue.order, chosen, machine)
        earlier, job = chosen, jobs[chosen].behind
        while job != NONE:
            key = key_now(plant, queue.order, job, machine)
            if key < least:
                least, before, chosen = key, earlier, job
            earlier, job = job, jobs[job].behind
    if before == NONE:
        queue.first = jobs[chosen].behind
    else:
        jobs[before].behind = jobs[chosen].behind
    if queue.last == chosen:
        queue.last = before
    return chosen  # type: ignore[no-any-return]


@jitted
def key_now(plant: Plant, order: int, index: int, machine: int) -> float:
    """What decides at this moment; the smallest goes first."""
    job = plant.jobs[index]
    if order == LEAST_SETUP:
        here = plant.stations[plant.machines[machine].station]
        before, after = plant.machines[machine].set_up_for, plant.steps[job.step].state
        if here.setups == NONE or before == NONE:
            return 0.0
        return float(plant.setup_us[here.setups + before * here.states + after])
    if job.due_us == NONE:
        return np.inf
    left_us = job.due_us - plant.run[0].now_us
    work_us = job.processing_us + plant.expected_us[job.step]
    if order == SLACK:
        return left_us - work_us  # type: ignore[no-any-return]
    if work_us > 0:
        return left_us / work_us  # type: ignore[no-any-return]
    return np.inf if left_us > 0 else -np.inf


@jitted
def is_settled(order: int) -> bool:
    """Is the order of a queue settled when a job arrives, by a key?"""
    return order != FIFO and order != LIFO and order < SLACK


@jitted
def settled_key(plant: Plant, order: int, index: int) -> int:
    """What decides from the arrival on; the smallest goes first."""
    job = plant.jobs[index]
    if order == PRIORITY:
        return -plant.products[job.product].priority  # type: ignore[no-any-return]
    if order == SPT:
        return job.processing_us  # type: ignore[no-any-return]
    if order == LPT:
        return -job.processing_us  # type: ignore[no-any-return]
    assert order == EDD
    return NEVER if job.due_us == NONE else job.due_us


@jitted
def merged(plant: Plant, one: int, other: int) -> int:
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
