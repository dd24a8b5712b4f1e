"""How does a job come into the plant, and how does it get its numbers?"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.journal import write
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.words import BROKEN, ENDLESS, JOB_RELEASED, JOBS, MAKE_ROOM

__all__ = ["follow_on", "forget", "make_room", "order", "release", "stop_expecting"]

_MOST_AT_ONCE = 50_000
"""More jobs than any plant lets in at one instant; beyond, time would never pass."""


@jitted
def make_room(plant: Plant) -> bool:
    """See to it that there are records for as many jobs as one event may need; False if there cannot be, and the run is
    over. They may lie elsewhere then, so nobody who asks for this holds one."""
    run = plant.run[0]
    if run.free_jobs < run.most_jobs:
        ask_python(plant, MAKE_ROOM, JOBS, 0, 0)
        return run.status != BROKEN  # type: ignore[no-any-return]
    return True


@jitted
def order(plant: Plant, product: int) -> int:
    """Take note of a new job, with its number, and its due date."""
    run, line = plant.run[0], plant.products[product]
    number = line.ordered
    line.ordered += 1
    index = run.free_job
    job = plant.jobs[index]
    run.free_job = job.behind
    run.free_jobs -= 1
    job.product, job.number = product, number + 1
    job.due_us = NONE
    if line.due_in != NONE:
        job.due_us = run.now_us + value(plant, line.due_in, number)
    job.released_us = job.last_event = job.promise = job.goal = job.ahead = NONE
    job.is_ahead_known = job.has_parts = job.is_expected = False
    job.machine = NONE
    if run.counts_visits:
        for place in range(run.stations_on_route):
            plant.visits[index, place] = 0
    plant.faults[index, 0] = 0
    if run.sends_back:
        for place in range(run.stations_on_route):
            plant.reworks[index, place] = 0
        for place in range(run.steps_of_route):
            plant.entered[index, place] = 0
    for place in range(run.forks_of_route):
        plant.forks[index, place] = 0
    return index  # type: ignore[no-any-return]


@jitted
def release(plant: Plant, index: int, cause: int) -> None:
    """Let a job into the plant."""
    run, job = plant.run[0], plant.jobs[index]
    job.released_us = run.now_us
    due_us = NO_VALUE if job.due_us == NONE else job.due_us
    job.last_event = write(plant, JOB_RELEASED, index, NONE, NONE, NONE, due_us, cause)
    line = plant.products[job.product]
    line.in_plant += 1
    run.in_plant += 1
    if line.stock != NONE:
        _expect(plant, index)


@jitted
def _expect(plant: Plant, index: int) -> None:
    """Take note of a job that is to end in a stock."""
    job = plant.jobs[index]
    line = plant.products[job.product]
    job.next_expected, job.last_expected = line.expected, NONE
    if line.expected != NONE:
        plant.jobs[line.expected].last_expected = index
    line.expected = index
    job.is_expected = True


@jitted
def stop_expecting(plant: Plant, index: int) -> None:
    """A job is in its stock, or out of the plant."""
    job = plant.jobs[index]
    if not job.is_expected:
        return
    job.is_expected = False
    if job.last_expected == NONE:
        plant.products[job.product].expected = job.next_expected
    else:
        plant.jobs[job.last_expected].next_expected = job.next_expected
    if job.next_expected != NONE:
        plant.jobs[job.next_expected].last_expected = job.last_expected


@jitted
def follow_on(plant: Plant, product: int) -> None:
    """Take note that one more job is let in because there is room for it; end the run if no time passes any more."""
    run, line = plant.run[0], plant.products[product]
    if run.now_us != line.instant_us:
        line.instant_us, line.at_once = run.now_us, 0
    line.at_once += 1
    if line.at_once > _MOST_AT_ONCE + max(line.wip, 0):
        run.status, run.culprit = ENDLESS, product


@jitted
def forget(plant: Plant, index: int) -> None:
    """Give back the record of a job that has left."""
    run = plant.run[0]
    plant.jobs[index].behind = run.free_job
    run.free_job = index
    run.free_jobs += 1
