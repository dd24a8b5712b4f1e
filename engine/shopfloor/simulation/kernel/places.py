"""Is there a place at a station, and how much is going on there?"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NONE, Plant

__all__ = ["has_place", "jobs_here"]


@jitted
def has_place(plant: Plant, station: int) -> bool:
    """Is there a place, in the queue or in an empty machine? (Where batches gather, machines are no places.)"""
    here = plant.stations[station]
    if here.capacity == NONE:
        return True
    places = here.capacity
    if here.batch == NONE:
        places += here.idle + here.vacant
    return here.length + here.reserved < places  # type: ignore[no-any-return]


@jitted
def jobs_here(plant: Plant, station: int) -> int:
    """How many jobs wait, are in machines, or are on their way here?"""
    here = plant.stations[station]
    jobs = here.length + here.reserved
    for machine in range(here.machines, here.machines_end):
        index = plant.machines[machine].job
        while index != NONE:
            jobs += 1
            index = plant.jobs[index].mate
    return jobs  # type: ignore[no-any-return]
