"""Which machines of a station are empty, and which of them gets the next job?

The idle can work; the vacant may not work now, and are places only. Both stand in chains, the longest empty first.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.records import NONE, UNIFORM, Plant
from shopfloor.simulation.kernel.words import ANY, FIRST, IDLE, NOWHERE

__all__ = ["join_first", "join_places", "leave_places", "next_idle"]


@jitted
def join_places(plant: Plant, machine: int, place: int) -> None:
    """Let an empty machine stand among the idle, or among those that are places only."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    entry.place, entry.behind = place, NONE
    if place == IDLE:
        entry.before = here.idle_last
        here.idle_last = machine
        here.idle += 1
        if entry.before == NONE:
            here.idle_first = machine
    else:
        entry.before = here.vacant_last
        here.vacant_last = machine
        here.vacant += 1
        if entry.before == NONE:
            here.vacant_first = machine
    if entry.before != NONE:
        plant.machines[entry.before].behind = machine


@jitted
def join_first(plant: Plant, machine: int) -> None:
    """Stand among the idle again, before all others."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    entry.place, entry.before, entry.behind = IDLE, NONE, here.idle_first
    if here.idle_first == NONE:
        here.idle_last = machine
    else:
        plant.machines[here.idle_first].before = machine
    here.idle_first = machine
    here.idle += 1


@jitted
def leave_places(plant: Plant, machine: int) -> None:
    """Take a machine out of those that are empty."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if entry.before != NONE:
        plant.machines[entry.before].behind = entry.behind
    elif entry.place == IDLE:
        here.idle_first = entry.behind
    else:
        here.vacant_first = entry.behind
    if entry.behind != NONE:
        plant.machines[entry.behind].before = entry.before
    elif entry.place == IDLE:
        here.idle_last = entry.before
    else:
        here.vacant_last = entry.before
    if entry.place == IDLE:
        here.idle -= 1
    else:
        here.vacant -= 1
    entry.place = NOWHERE


@jitted
def next_idle(plant: Plant, station: int) -> int:
    """Take out the idle machine that gets the next job."""
    here = plant.stations[station]
    chosen = here.idle_first
    if here.pick == FIRST:
        machine = plant.machines[chosen].behind
        while machine != NONE:
            if machine < chosen:
                chosen = machine
            machine = plant.machines[machine].behind
    elif here.pick == ANY and here.idle > 1:
        draw = value(plant, here.picks, here.picked) * UNIFORM
        here.picked += 1
        for _ in range(int(draw * here.idle)):
            chosen = plant.machines[chosen].behind
    leave_places(plant, chosen)
    return chosen  # type: ignore[no-any-return]
