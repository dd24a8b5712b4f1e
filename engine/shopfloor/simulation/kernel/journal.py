"""How does what happens become rows? They wait in a chunk of the log until Python writes it away."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant

__all__ = ["name_person", "write", "write_of_machine"]


@jitted
def write(
    plant: Plant, kind: int, job: int, station: int, machine: int, detail: int, value: int, cause: int
) -> int:
    """Write down one event, now, and return its number."""
    run = plant.run[0]
    row = plant.log[run.rows]
    run.rows += 1
    number = run.events
    run.events += 1
    row.time_us, row.kind, row.station, row.machine = run.now_us, kind, station, machine
    row.detail, row.value, row.cause, row.person = detail, value, cause, NONE
    if job == NONE:
        row.product, row.number = NONE, NONE
    else:
        row.product, row.number = plant.jobs[job].product, plant.jobs[job].number
    return number  # type: ignore[no-any-return]


@jitted
def write_of_machine(plant: Plant, kind: int, job: int, machine: int, detail: int, cause: int) -> int:
    """Write down what happens to a job in a machine, or to the machine alone."""
    return write(plant, kind, job, plant.machines[machine].station, machine, detail, NO_VALUE, cause)


@jitted
def name_person(plant: Plant, person: int) -> None:
    """Say in the row that was written last who was there."""
    plant.log[plant.run[0].rows - 1].person = person
