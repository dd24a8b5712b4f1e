"""When does a machine fail?"""

from __future__ import annotations

from shopfloor.simulation.kernel.ability import interrupt
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.journal import write_of_machine
from shopfloor.simulation.kernel.maintenance import take_occasion
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.upkeep import deal_with, stand_for
from shopfloor.simulation.kernel.words import FAILED, WORKING

__all__ = ["end_life", "strike"]


@jitted
def end_life(plant: Plant, mode: int, number: int) -> None:
    """Fail by the calendar, or by the time on shift."""
    if number == plant.stoppages[mode].lives - 1:
        strike(plant, mode)


@jitted
def strike(plant: Plant, mode: int) -> int:
    """Let a machine fail."""
    life = plant.stoppages[mode]
    entry = plant.machines[life.machine]
    stand_for(plant, mode)
    cause = plant.jobs[entry.job].last_event if entry.job != NONE and life.clock == WORKING else NONE
    failed = write_of_machine(plant, FAILED, entry.job, life.machine, life.detail, cause)
    interrupt(plant, life.machine, life.detail, failed, life.repair_rule)
    deal_with(plant, mode, value(plant, life.takes, life.failures), failed)
    life.failures += 1
    take_occasion(plant, life.machine, failed)
    return failed
