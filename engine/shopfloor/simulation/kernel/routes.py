"""Which way does a job go? A product's route as a list of elements, and how a fork is decided.

The elements of a route stand in a row, in the order of the file: visits, forks by chance, stations to choose from, and jumps
from the end of a branch to where the branches meet again. All leads forward. Where nothing is to be decided, the step ahead
stands in the table of steps.
"""

from __future__ import annotations

import numpy as np

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import stream_of, value
from shopfloor.simulation.kernel.places import has_place, jobs_here
from shopfloor.simulation.kernel.records import NONE, OPEN, UNIFORM, Plant
from shopfloor.simulation.kernel.words import AT_RANDOM, EITHER, FORK, FORKING, JUMP, SHORTEST_QUEUE, VISIT

__all__ = ["begin_route", "look_ahead"]


@jitted
def begin_route(plant: Plant, index: int) -> None:
    """Send a job to the first step of its route."""
    job = plant.jobs[index]
    line = plant.products[job.product]
    job.step = line.begins if line.begins != OPEN else _decide(plant, index, line.route)


@jitted
def look_ahead(plant: Plant, index: int) -> None:
    """Note the step after the present one, if it is not known yet."""
    job = plant.jobs[index]
    if not job.is_ahead_known:
        here = plant.steps[job.step]
        job.ahead = here.ahead if here.ahead != OPEN else _decide(plant, index, here.element + 1)
        job.is_ahead_known = True


@jitted
def _decide(plant: Plant, index: int, element: int) -> int:
    """Return the step to which the way from an element on leads this job; ``NONE`` at the end of the route."""
    while True:
        entry = plant.route[element]
        if entry.kind == VISIT:
            return entry.first  # type: ignore[no-any-return]
        if entry.kind == EITHER:
            return _chosen(plant, index, element)
        if entry.kind == FORK:
            element = _branch(plant, index, element)
        elif entry.kind == JUMP:
            element = entry.first
        else:
            return NONE


@jitted
def _branch(plant: Plant, index: int, element: int) -> int:
    """Return where the branch begins that chance decides for: the first up to whose share the draw comes."""
    draw = _draw(plant, index, element)
    fork = plant.route[element]
    branch = fork.first
    while branch < fork.end - 1 and plant.until[branch] <= draw:
        branch += 1
    return plant.branches[branch]  # type: ignore[no-any-return]


@jitted
def _chosen(plant: Plant, index: int, element: int) -> int:
    """Return one of several steps. Those with a place come first; then the rule decides; ties go to the one that stands
    first in the file."""
    either = plant.route[element]
    with_place = 0
    for step in range(either.first, either.end):
        with_place += has_place(plant, plant.steps[step].station)
    if either.rule == AT_RANDOM:
        among = with_place if with_place else either.end - either.first
        return _counted_off(plant, element, with_place > 0, int(_draw(plant, index, element) * among))
    chosen, least = NONE, np.inf
    for step in range(either.first, either.end):
        station = plant.steps[step].station
        if with_place == 0 or has_place(plant, station):
            load = _load(plant, station, either.rule)
            if load < least:
                chosen, least = step, load
    return chosen


@jitted
def _counted_off(plant: Plant, element: int, needs_place: bool, number: int) -> int:
    """Return one of several steps by its number, from 0, among those with a place, or among all."""
    either = plant.route[element]
    left = number
    for step in range(either.first, either.end):
        if not needs_place or has_place(plant, plant.steps[step].station):
            if left == 0:
                return step
            left -= 1
    return NONE


@jitted
def _load(plant: Plant, station: int, rule: int) -> float:
    """What a rule compares: the jobs at a station, or those for each machine."""
    jobs = jobs_here(plant, station)
    if rule == SHORTEST_QUEUE:
        return float(jobs)
    here = plant.stations[station]
    return jobs / (here.machines_end - here.machines)  # type: ignore[no-any-return]


@jitted
def _draw(plant: Plant, index: int, element: int) -> float:
    """The job's draw from [0, 1) at this fork, one for each time it comes here."""
    fork, job = plant.route[element], plant.jobs[index]
    plant.forks[index, fork.local] += 1
    stream = stream_of(plant, element, FORKING, fork.draws, plant.forks[index, fork.local])
    return value(plant, stream, job.number - 1) * UNIFORM
