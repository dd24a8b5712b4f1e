"""When does something come due at a machine? The times between two failures of a kind, or two rounds of maintenance."""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.records import NEVER, NONE, Plant
from shopfloor.simulation.kernel.words import CALENDAR, INTERVAL_ENDS, LIFE_ENDS, WORKING

__all__ = ["begin_round", "live", "renew"]


@jitted
def live(plant: Plant, mode: int) -> None:
    """Begin the life that ends with the next failure; draw k is of life k, from 0."""
    life = plant.stoppages[mode]
    number = life.lives
    life.lives += 1
    if life.every == NONE:
        return
    life_us = value(plant, life.every, number)
    if life.clock == WORKING:
        life.life_us = life_us
        return
    _await(plant, mode, life_us, LIFE_ENDS, number)


@jitted
def renew(plant: Plant, plan: int) -> None:
    """Let failures have new lives after maintenance, as if repaired; one that is down is repaired anyway."""
    entry = plant.stoppages[plan]
    for place in range(entry.renews, entry.renews_end):
        mode = plant.renewed[place]
        if not plant.stoppages[mode].is_down:
            live(plant, mode)


@jitted
def begin_round(plant: Plant, plan: int) -> None:
    """Count anew until the next maintenance; draw k of the interval is of round k, from 0."""
    entry = plant.stoppages[plan]
    entry.is_open = False
    entry.used_us = entry.jobs = 0
    entry.since_us, entry.stretch = plant.run[0].now_us, plant.machines[entry.machine].stretch
    if entry.every != NONE:
        entry.interval_us = value(plant, entry.every, entry.rounds)
    if entry.is_by_timer:
        _await(plant, plan, entry.interval_us, INTERVAL_ENDS, entry.rounds)


@jitted
def _await(plant: Plant, number: int, time_us: int, what: int, counted: int) -> None:
    """Let something happen when so much time has passed, by the calendar or on shift."""
    entry = plant.stoppages[number]
    if entry.clock != CALENDAR:
        time_us = _time_until(plant, entry.machine, time_us)
    if time_us != NEVER:
        wait(plant, time_us, what, number, counted)


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
