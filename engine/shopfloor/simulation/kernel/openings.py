"""What follows when a place becomes free, or a machine? Whoever waits for it comes in."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.doors import call_if_empty, give_promise, next_through, step_out
from shopfloor.simulation.kernel.entries import enter
from shopfloor.simulation.kernel.forming import form_batches, take_batch
from shopfloor.simulation.kernel.loading import load
from shopfloor.simulation.kernel.queues import pop
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.supply import draw_on_supply, take_from_supply
from shopfloor.simulation.kernel.words import OUTSIDE, SEEKING

__all__ = ["open_door", "take"]


@jitted
def take(plant: Plant, machine: int) -> bool:
    """Give an empty machine that can work its next job; False if there is none."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if here.batch != NONE:
        loaded = take_batch(plant, machine, entry.last_event)
        if loaded != NONE:
            form_batches(plant, entry.station, loaded, True)
        return loaded != NONE
    if here.length:
        loaded = load(plant, machine, pop(plant, entry.station, machine), entry.last_event)
        if here.door_first != NONE:
            open_door(plant, entry.station, loaded)
        return True
    return take_from_supply(plant, machine)


@jitted
def open_door(plant: Plant, station: int, cause: int) -> None:
    """Let in whoever waits at the door, as far as there are places that ``cause`` made free."""
    here = plant.stations[station]
    if here.batch != NONE:
        form_batches(plant, station, cause, True)
        return
    index = next_through(plant, station)
    while index != NONE:
        _pass_door(plant, station, index, cause)
        index = next_through(plant, station)
    if here.supply != here.supply_end:
        draw_on_supply(plant, station, cause)


@jitted
def _pass_door(plant: Plant, station: int, index: int, cause: int) -> None:
    """Use a place that has become free."""
    stands_as, machine = plant.jobs[index].stands_as, plant.jobs[index].machine
    if stands_as == SEEKING:
        give_promise(plant, station, index, cause)
    elif stands_as == OUTSIDE:
        enter(plant, index)
    else:
        if not step_out(plant, station, index, cause):
            enter(plant, index)
        call_if_empty(plant, machine, cause)
