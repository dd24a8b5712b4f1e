"""When is a machine maintained, so that it does not fail?

A plan that comes due waits for the end of what the machine is doing, and begins at once on a machine that stands. What
may be done when the machine stands for something else is begun along with that.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.ability import interrupt
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.journal import write_of_machine
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.upkeep import deal_with, stand_for
from shopfloor.simulation.kernel.wear import has_reached, level
from shopfloor.simulation.kernel.words import (
    CALENDAR,
    DIVIDE,
    MAINTENANCE_DUE,
    PERFORMING,
    RESUME,
    WORKING,
)

__all__ = ["begin_due", "count_job", "end_interval", "take_occasion"]

_EXACT = 2**53
"""Up to here, whole numbers are exact as floats."""


@jitted
def end_interval(plant: Plant, plan: int, number: int) -> None:
    """Come due by the calendar, or by the time on shift, unless it was done before."""
    entry = plant.stoppages[plan]
    if number == entry.rounds and not entry.is_open:
        _come_due(plant, plan)


@jitted
def count_job(plant: Plant, plan: int) -> None:
    """The machine has finished a piece of work: come due by work, jobs or wear."""
    entry = plant.stoppages[plan]
    entry.jobs += 1
    if not entry.is_open and not entry.is_by_timer and _is_used_up(plant, plan):
        _come_due(plant, plan)


@jitted
def _is_used_up(plant: Plant, plan: int) -> bool:
    if plant.stoppages[plan].limits != NONE:
        return has_reached(plant, plan)
    return _used_share(plant, plan) >= 1.0


@jitted
def _used_share(plant: Plant, plan: int) -> float:
    """How much of the interval is used up?"""
    entry = plant.stoppages[plan]
    if entry.most_jobs != NONE:
        return entry.jobs / entry.most_jobs  # type: ignore[no-any-return]
    if entry.limits != NONE:
        return level(plant, entry.machine) / entry.at_wear  # type: ignore[no-any-return]
    if entry.interval_us == 0:
        return 1.0
    used_us = entry.used_us
    if entry.clock == CALENDAR:
        used_us = plant.run[0].now_us - entry.since_us
    elif entry.clock != WORKING:
        used_us = _time_on_shift_us(plant, plan)
    if used_us > _EXACT or entry.interval_us > _EXACT:
        ask_python(plant, DIVIDE, plan, used_us, entry.interval_us)
        return entry.quotient  # type: ignore[no-any-return]
    return used_us / entry.interval_us  # type: ignore[no-any-return]


@jitted
def _time_on_shift_us(plant: Plant, plan: int) -> int:
    """Return how long the machine has been on shift since the last maintenance."""
    entry, now_us = plant.stoppages[plan], plant.run[0].now_us
    used_us = 0
    for place in range(entry.stretch, plant.machines[entry.machine].stretches_end):
        stretch = plant.stretches[place]
        if stretch.from_us >= now_us:
            break
        used_us += max(0, min(now_us, stretch.until_us) - max(entry.since_us, stretch.from_us))
    return used_us


@jitted
def _come_due(plant: Plant, plan: int) -> None:
    """Wait for the end of what the machine is doing, or begin at once."""
    entry = plant.stoppages[plan]
    machine = plant.machines[entry.machine]
    entry.is_open, entry.behind = True, NONE
    if machine.due_first == NONE:
        machine.due_first = plan
    else:
        plant.stoppages[machine.due_last].behind = plan
    machine.due_last = plan
    if machine.state != PERFORMING:
        begin_due(plant, entry.machine)


@jitted
def begin_due(plant: Plant, machine: int) -> None:
    """Begin what was put off until the machine had finished what it did."""
    entry = plant.machines[machine]
    while entry.due_first != NONE:
        plan = entry.due_first
        entry.due_first = plant.stoppages[plan].behind
        take_occasion(plant, machine, _begin(plant, plan, entry.last_event))


@jitted
def take_occasion(plant: Plant, machine: int, cause: int) -> None:
    """Begin the maintenance that is due soon, now that the machine stands anyway; each is an occasion for the next."""
    entry = plant.machines[machine]
    plan = entry.plans
    while plan < entry.plans_end:
        if _suits_now(plant, plan):
            cause = _begin(plant, plan, cause)
            plan = entry.plans
        else:
            plan += 1


@jitted
def _suits_now(plant: Plant, plan: int) -> bool:
    """Is it to be done along with what the machine stands for?"""
    entry = plant.stoppages[plan]
    if entry.is_open or not entry.is_opportunistic:
        return False
    return _used_share(plant, plan) >= entry.occasion_share  # type: ignore[no-any-return]


@jitted
def _begin(plant: Plant, plan: int, cause: int) -> int:
    """Stand for it, and have it done; return the event."""
    entry = plant.stoppages[plan]
    entry.is_open = True
    stand_for(plant, plan)
    job = plant.machines[entry.machine].job
    due = write_of_machine(plant, MAINTENANCE_DUE, job, entry.machine, entry.detail, cause)
    interrupt(plant, entry.machine, entry.detail, due, RESUME)
    deal_with(plant, plan, value(plant, entry.takes, entry.rounds), due)
    return due
