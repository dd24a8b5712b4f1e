"""How worn is a machine? A number that rises with the work, faster with one job than with another (see ``strain``)."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.journal import write_measured
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.wide import as_float, is_at_least, product, quotient_up, total
from shopfloor.simulation.kernel.words import MEASURED, WEAR
from shopfloor.simulation.strain import MILLION, STRAIN_PER_HOUR

__all__ = [
    "has_reached", "level", "measure", "next_job", "rise", "set_wear", "time_until_worn_us",
]  # fmt: skip

_PER_HOUR = float(STRAIN_PER_HOUR)


@jitted
def level(plant: Plant, machine: int) -> float:
    """Return how worn a machine is now."""
    wear = plant.wears[plant.machines[machine].wear]
    return wear.least + wear.per_hour * as_float(wear.high, wear.low) / _PER_HOUR  # type: ignore[no-any-return]


@jitted
def rise(plant: Plant, machine: int, worked_us: int) -> None:
    """Take note of work on the present job."""
    wear = plant.wears[plant.machines[machine].wear]
    high, low = product(worked_us, wear.factor)
    wear.high, wear.low = total(wear.high, wear.low, high, low)


@jitted
def next_job(plant: Plant, machine: int) -> None:
    """Let the next job begin; draw k is of the k-th job, from 0."""
    wear = plant.wears[plant.machines[machine].wear]
    wear.factor = MILLION
    if wear.factors != NONE:
        wear.factor = max(1, value(plant, wear.factors, wear.jobs))
    wear.jobs += 1


@jitted
def has_reached(plant: Plant, number: int) -> bool:
    """Is the machine as worn as a failure or a plan of maintenance says?"""
    stoppage = plant.stoppages[number]
    wear = plant.wears[plant.machines[stoppage.machine].wear]
    limit = stoppage.limits + wear.since
    return is_at_least(wear.high, wear.low, plant.limits[limit, 0], plant.limits[limit, 1])


@jitted
def time_until_worn_us(plant: Plant, number: int) -> int:
    """Return how much work on the present job it takes to be so worn."""
    stoppage = plant.stoppages[number]
    wear = plant.wears[plant.machines[stoppage.machine].wear]
    limit = stoppage.limits + wear.since
    return quotient_up(plant.limits[limit, 0], plant.limits[limit, 1], wear.high, wear.low, wear.factor)


@jitted
def set_wear(plant: Plant, number: int, cause: int) -> None:
    """Be as worn as a repair or maintenance leaves a machine, if it changes that."""
    stoppage = plant.stoppages[number]
    if stoppage.resets_to == NONE:
        return
    wear = plant.wears[plant.machines[stoppage.machine].wear]
    wear.since = stoppage.resets_to
    wear.least = plant.bases[wear.bases + wear.since]
    wear.high = wear.low = 0
    measure(plant, stoppage.machine, cause)


@jitted
def measure(plant: Plant, machine: int, cause: int) -> None:
    """Write down the wear."""
    station = plant.machines[machine].station
    write_measured(plant, MEASURED, station, machine, WEAR, level(plant, machine), cause)
