"""How does what happens become rows? They wait in the columns of the log until Python takes them away."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.words import TAKE_ROWS

__all__ = ["name_job", "name_job_in_detail", "name_person", "write", "write_measured", "write_of_machine"]


@jitted
def write(
    plant: Plant, kind: int, job: int, station: int, machine: int, detail: int, value: int, cause: int
) -> int:
    """Write down one event, now, and return its number."""
    run = plant.run[0]
    if run.rows == run.most_rows:
        ask_python(plant, TAKE_ROWS, run.rows, 0, 0)
    row = run.rows
    run.rows += 1
    number = run.events
    run.events += 1
    plant.log_time_us[row] = run.now_us
    plant.log_kind[row] = kind
    plant.log_station[row] = station
    plant.log_machine[row] = machine
    plant.log_person[row] = NONE
    plant.log_detail[row] = detail
    plant.log_value[row] = value
    plant.log_cause[row] = cause
    if job == NONE:
        plant.log_product[row] = NONE
        plant.log_number[row] = NONE
    else:
        plant.log_product[row] = plant.jobs[job].product
        plant.log_number[row] = plant.jobs[job].number
    return number  # type: ignore[no-any-return]


@jitted
def write_of_machine(plant: Plant, kind: int, job: int, machine: int, detail: int, cause: int) -> int:
    """Write down what happens to a job in a machine, or to the machine alone."""
    return write(plant, kind, job, plant.machines[machine].station, machine, detail, NO_VALUE, cause)


@jitted
def write_measured(
    plant: Plant, kind: int, station: int, machine: int, detail: int, value: float, cause: int
) -> int:
    """Write down a measured number, which is no count and no time."""
    number = write(plant, kind, NONE, station, machine, detail, NO_VALUE, cause)
    plant.log_measure[plant.run[0].rows - 1] = value
    return number


@jitted
def name_person(plant: Plant, person: int) -> None:
    """Say in the row that was written last who was there."""
    plant.log_person[plant.run[0].rows - 1] = person


@jitted
def name_job(plant: Plant, product: int, number: int) -> None:
    """Say in the row that was written last which job it was."""
    row = plant.run[0].rows - 1
    plant.log_product[row] = product
    plant.log_number[row] = number


@jitted
def name_job_in_detail(plant: Plant, product: int, number: int) -> None:
    """Say in the row that was written last which other job it is about."""
    run = plant.run[0]
    entry = plant.log_named[run.named]
    run.named += 1
    entry.row, entry.product, entry.number = run.rows - 1, product, number
