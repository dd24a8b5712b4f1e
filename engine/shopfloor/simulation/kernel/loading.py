"""How does a job get into a machine, and how does the machine come to know?"""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import follow
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.contents import put_in
from shopfloor.simulation.kernel.journal import write, write_of_machine
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.words import BATCH_FORMED, LOADED, MACHINE_WAKES

__all__ = ["call", "load", "load_mates", "receive"]


@jitted
def load(plant: Plant, machine: int, job: int, cause: int) -> int:
    """Put a job into a machine."""
    put_in(plant, machine, job)
    loaded = write_of_machine(plant, LOADED, job, machine, NONE, cause)
    plant.jobs[job].last_event = loaded
    return loaded


@jitted
def load_mates(plant: Plant, machine: int, count: int, cause: int) -> int:
    """Put a batch into a machine; return the event of its last job."""
    station = plant.machines[machine].station
    formed = write(plant, BATCH_FORMED, NONE, station, machine, NONE, count, cause)
    last = NONE
    for place in range(count):
        index = plant.mates[place]
        if place == 0:
            load(plant, machine, index, formed)
        else:
            plant.jobs[last].mate = index
            plant.jobs[index].mate, plant.jobs[index].machine = NONE, machine
            plant.jobs[index].last_event = write_of_machine(plant, LOADED, index, machine, NONE, formed)
        last = index
    return plant.jobs[last].last_event  # type: ignore[no-any-return]


@jitted
def receive(plant: Plant, machine: int, job: int, cause: int) -> None:
    """Put a job into a machine that waits for one."""
    load(plant, machine, job, cause)
    call(plant, machine, cause)


@jitted
def call(plant: Plant, machine: int, cause: int) -> None:
    """Wake a machine, in its turn."""
    entry = plant.machines[machine]
    if entry.is_awaited:
        entry.is_awaited = False
        follow(plant, MACHINE_WAKES, machine, cause)
