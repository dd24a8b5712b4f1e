"""What does work do to a machine? It uses up times to failure, wears it, and brings maintenance nearer."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.maintenance import count_job
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.wear import measure, next_job, rise, time_until_worn_us
from shopfloor.simulation.kernel.words import WORKING

__all__ = ["count_work", "finish_work", "limit_span", "lose_work"]


@jitted
def limit_span(plant: Plant, machine: int) -> None:
    """Let the work end before it is done, if a failure comes before."""
    entry = plant.machines[machine]
    for mode in range(entry.modes, entry.modes_end):
        life = plant.stoppages[mode]
        if life.clock == WORKING:
            life_us = life.life_us if life.limits == NONE else time_until_worn_us(plant, mode)
            if life_us < entry.span_us:
                entry.span_us, entry.worn_out = life_us, mode


@jitted
def count_work(plant: Plant, machine: int, worked_us: int) -> None:
    """Count work that was done."""
    entry = plant.machines[machine]
    if entry.wear != NONE:
        rise(plant, machine, worked_us)
    for mode in range(entry.modes, entry.modes_end):
        plant.stoppages[mode].life_us -= worked_us
    for plan in range(entry.plans, entry.plans_end):
        plant.stoppages[plan].used_us += worked_us


@jitted
def finish_work(plant: Plant, machine: int, finished: int) -> None:
    """A piece of work is done: measure, and see what is due."""
    entry = plant.machines[machine]
    if entry.wear != NONE:
        next_job(plant, machine)
        measure(plant, machine, finished)
    for plan in range(entry.plans, entry.plans_end):
        count_job(plant, plan)


@jitted
def lose_work(plant: Plant, machine: int) -> None:
    """A piece of work is scrapped on the way: the next one wears the machine as its own draw says."""
    if plant.machines[machine].wear != NONE:
        next_job(plant, machine)
