"""When does something come due at a machine? The times between two failures of a kind, or two rounds of maintenance."""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.records import NEVER, Plant
from shopfloor.simulation.kernel.words import CALENDAR, LIFE_ENDS, WORKING

__all__ = ["live"]


@jitted
def live(plant: Plant, mode: int) -> None:
    """Begin the life that ends with the next failure; draw k is of life k, from 0."""
    life = plant.stoppages[mode]
    number = life.lives
    life.lives += 1
    life_us = value(plant, life.every, number)
    if life.clock == WORKING:
        life.life_us = life_us
        return
    if life.clock != CALENDAR:
        life_us = _time_until(plant, life.machine, life_us)
    if life_us != NEVER:
        wait(plant, life_us, LIFE_ENDS, mode, number)


@jitted
def _time_until(plant: Plant, machine: int, time_us: int) -> int:
    """Return how long it takes until so much time has passed on the machine's shift; ``NEVER``: beyond the horizon."""
    now_us = plant.run[0].now_us
    entry = plant.machines[machine]
    for place in range(entry.stretch, entry.stretches_end):
        stretch = plant.stretches[place]
        begin_us = max(now_us, stretch.from_us)
        if begin_us < stretch.until_us:
            if time_us < stretch.until_us - begin_us:
                return begin_us + time_us - now_us  # type: ignore[no-any-return]
            time_us -= stretch.until_us - begin_us
    return NEVER
