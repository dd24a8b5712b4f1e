"""Can a machine work now? What stops it, and what lets it go on."""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import come_at_once
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.departures import try_again
from shopfloor.simulation.kernel.loading import call
from shopfloor.simulation.kernel.openings import take
from shopfloor.simulation.kernel.records import Plant
from shopfloor.simulation.kernel.vacancies import join_places, leave_places
from shopfloor.simulation.kernel.words import ASLEEP_UNTIL_ABLE, IDLE, MACHINE_STOPS, VACANT

__all__ = ["disable", "enable", "interrupt"]


@jitted
def interrupt(plant: Plant, machine: int, reason: int, event: int, rule: int) -> None:
    """Stop the activity that is going on, if there is one."""
    entry = plant.machines[machine]
    if entry.interruptible:
        entry.interruptible = False
        entry.stop_reason, entry.stop_event, entry.stop_rule = reason, event, rule
        come_at_once(plant, MACHINE_STOPS, machine, 0)


@jitted
def disable(plant: Plant, machine: int) -> None:
    """Take note that this machine is not able any more: waiting for a job, it is a vacant place only."""
    entry = plant.machines[machine]
    entry.able = False
    if entry.place == IDLE:
        leave_places(plant, machine)
        join_places(plant, machine, VACANT)


@jitted
def enable(plant: Plant, machine: int, cause: int) -> None:
    """Go on, if nothing else stops this machine."""
    entry = plant.machines[machine]
    try_again(plant, machine, cause)
    entry.able = entry.stops == 0 and entry.on_shift and entry.may_begin
    if not entry.able:
        return
    entry.last_event = cause
    if entry.place == VACANT:
        leave_places(plant, machine)
        if take(plant, machine):
            call(plant, machine, cause)
        else:
            join_places(plant, machine, IDLE)
    elif entry.waits_for == ASLEEP_UNTIL_ABLE:
        call(plant, machine, cause)
