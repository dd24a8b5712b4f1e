"""Which jobs are in a machine? A chain, in the order in which they were loaded: none, one, or a batch."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import name_person, write
from shopfloor.simulation.kernel.records import NONE, Plant

__all__ = ["put_in", "take_out", "write_of_mates"]


@jitted
def put_in(plant: Plant, machine: int, index: int) -> None:
    """Put a job into a machine, behind those that are there."""
    entry = plant.machines[machine]
    plant.jobs[index].mate = NONE
    plant.jobs[index].machine = machine
    if entry.job == NONE:
        entry.job = index
    else:
        last = entry.job
        while plant.jobs[last].mate != NONE:
            last = plant.jobs[last].mate
        plant.jobs[last].mate = index


@jitted
def take_out(plant: Plant, machine: int, index: int) -> None:
    """Let a job be in the machine no more."""
    entry = plant.machines[machine]
    plant.jobs[index].machine = NONE
    if entry.job == index:
        entry.job = plant.jobs[index].mate
        return
    before = entry.job
    while plant.jobs[before].mate != index:
        before = plant.jobs[before].mate
    plant.jobs[before].mate = plant.jobs[index].mate


@jitted
def write_of_mates(plant: Plant, machine: int, kind: int, detail: int, value: int, cause: int) -> None:
    """Write down what happens to the other jobs of a batch, too; without a cause, each one's own last event is it."""
    entry = plant.machines[machine]
    index = plant.jobs[entry.job].mate
    while index != NONE:
        job = plant.jobs[index]
        job.last_event = write(
            plant,
            kind,
            index,
            entry.station,
            machine,
            detail,
            value,
            job.last_event if cause == NONE else cause,
        )
        name_person(plant, entry.person)
        index = job.mate
