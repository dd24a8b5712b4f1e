"""Where do jobs come from whose supply never ends? They are released into the machine that would stand idle."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.jobs import follow_on, order, release
from shopfloor.simulation.kernel.loading import call, load
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.routes import begin_route
from shopfloor.simulation.kernel.vacancies import join_first, leave_places
from shopfloor.simulation.kernel.visits import begin_visit

__all__ = ["draw_on_supply", "next_supplied", "release_supplied", "take_from_supply"]


@jitted
def draw_on_supply(plant: Plant, station: int, cause: int) -> None:
    """Give jobs to machines that were kept for others which do not come. Where a machine is idle, no job waits."""
    here = plant.stations[station]
    while here.idle:
        machine = here.idle_first
        leave_places(plant, machine)
        plant.machines[machine].last_event = cause
        if not take_from_supply(plant, machine):
            join_first(plant, machine)
            return
        call(plant, machine, cause)


@jitted
def take_from_supply(plant: Plant, machine: int) -> bool:
    """Release a job whose supply never ends straight into the machine, unless that is the last place for another job."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if here.supply == here.supply_end:
        return False
    if here.capacity != NONE and here.reserved > here.capacity + here.idle + here.vacant:
        return False
    index = release_supplied(plant, next_supplied(plant, entry.station), entry.last_event, 0)
    load(plant, machine, index, plant.jobs[index].last_event)
    return True


@jitted
def next_supplied(plant: Plant, station: int) -> int:
    """Return the product of unlimited supply whose turn it is; they take turns in the order of the file."""
    here = plant.stations[station]
    product = plant.supplied[here.supply_next]
    here.supply_next += 1
    if here.supply_next == here.supply_end:
        here.supply_next = here.supply
    return product  # type: ignore[no-any-return]


@jitted
def release_supplied(plant: Plant, product: int, cause: int, before: int) -> int:
    """Release a job whose supply never ends, into its first station; ``before`` jobs came for the same batch already."""
    follow_on(plant, product)
    index = order(plant, product)
    release(plant, index, cause)
    begin_route(plant, index)
    begin_visit(plant, index, before)
    return index
