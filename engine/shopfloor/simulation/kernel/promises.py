"""Who keeps a place for whom? A door knows the jobs to which it has promised one."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NONE, Plant

__all__ = ["end_promise", "promise"]


@jitted
def promise(plant: Plant, door: int, index: int) -> None:
    """Keep a place for a job."""
    here, job = plant.stations[door], plant.jobs[index]
    here.reserved += 1
    job.promise = door
    job.next_promised, job.last_promised = here.first_promised, NONE
    if here.first_promised != NONE:
        plant.jobs[here.first_promised].last_promised = index
    here.first_promised = index


@jitted
def end_promise(plant: Plant, index: int) -> int:
    """Forget to whom a place was promised, and return the door; the place is kept until somebody counts it free."""
    job = plant.jobs[index]
    door = job.promise
    job.promise = NONE
    if job.last_promised == NONE:
        plant.stations[door].first_promised = job.next_promised
    else:
        plant.jobs[job.last_promised].next_promised = job.next_promised
    if job.next_promised != NONE:
        plant.jobs[job.next_promised].last_promised = job.last_promised
    return door  # type: ignore[no-any-return]
