"""What do the machines do, and how are they stopped? One machine of states for each.

A machine is settled before anything changes in it: the time since it was settled last belongs to the state that its counts
show. Of several rows at one instant only the last leaves time behind, as in ``machine_states.sql``. Which of several jobs
lasts longest need not be known: those in a machine are all worked on, or all blocked, or one of them is prepared.
"""

from __future__ import annotations

from typing import Any

from shopfloor.simulation.kernel.kpis.inlined import inlined
from shopfloor.simulation.kernel.kpis.tables import Tables
from shopfloor.simulation.kernel.kpis.words import (
    DOWN,
    HELD,
    IN_SETUP,
    LACKING,
    LOADED_STOP,
    MAINTENANCE,
    OFF_SHIFT,
    PRODUCTIVE,
    SETTING_UP,
    STARVED,
    STUCK,
    WAITING_AHEAD,
    WAITING_FOR_MAINTENANCE,
    WAITING_FOR_PARTS,
    WAITING_FOR_PERSON,
    WAITING_FOR_REPAIR,
    WORKING,
)
from shopfloor.simulation.kernel.records import NONE
from shopfloor.simulation.kernel.words import (
    BREAK_ENDED,
    FAILED,
    MAINTENANCE_DUE,
    MAINTENANCE_FINISHED,
    MAINTENANCE_RESUMED,
    MAINTENANCE_STARTED,
    REPAIR_RESUMED,
    REPAIR_STARTED,
    REPAIRED,
    SHIFT_STARTED,
)

__all__ = [
    "begin_inside",
    "end_inside",
    "follow_shift",
    "follow_stop",
    "has_room_to_stop",
    "place_of_goal",
    "settle",
]


@inlined
def settle(tables: Tables, number: int, time_us: int) -> None:
    """Let a machine have been in its state until now (``machine_states.sql``)."""
    machine = tables.machines[number]
    span_us = time_us - machine.since_us
    if span_us <= 0:
        return
    state = _state(machine)
    tables.clocks[number, state] += span_us
    if state < IN_SETUP:
        if machine.jobs > 0:
            tables.clocks[number, LOADED_STOP] += span_us
    elif state == STUCK:
        tables.goal_us[number, machine.goal] += span_us
    if state != machine.spell and state != OFF_SHIFT:
        machine.spell, machine.spell_us = state, machine.since_us
    machine.since_us = time_us


@inlined
def _state(machine: Any) -> int:
    if machine.down > 0:
        return DOWN if machine.repairs > 0 else WAITING_FOR_REPAIR
    if machine.due > 0:
        return MAINTENANCE if machine.maintained > 0 else WAITING_FOR_MAINTENANCE
    if machine.setups > 0:
        return IN_SETUP
    if machine.works > 0:
        return PRODUCTIVE
    if machine.is_off:
        return OFF_SHIFT
    if machine.stuck > 0:
        return STUCK
    if machine.lacking > 0:
        return WAITING_FOR_PARTS
    return WAITING_FOR_PERSON if machine.jobs > 0 else STARVED


# ---------------------------------------------------------------- jobs inside (``machine_moments.sql``)


@inlined
def begin_inside(tables: Tables, number: int, activity: int) -> None:
    """A job in a machine, which is settled, begins something."""
    if activity >= HELD:
        machine = tables.machines[number]
        machine.jobs += 1
        _count(machine, activity, 1)


@inlined
def end_inside(tables: Tables, number: int, activity: int) -> None:
    """What the last step of a job began in a machine, which is settled, ends."""
    if activity >= HELD:
        machine = tables.machines[number]
        machine.jobs -= 1
        _count(machine, activity, -1)


@inlined
def _count(machine: Any, activity: int, sign: int) -> None:
    if activity == WORKING:
        machine.works += sign
    elif activity == SETTING_UP:
        machine.setups += sign
    elif activity == WAITING_AHEAD:
        machine.stuck += sign
    elif activity == LACKING:
        machine.lacking += sign


@inlined
def place_of_goal(tables: Tables, machine: int, target: int) -> int:
    """Where the time is summed up in which a machine is blocked for this target; ``NONE`` if there is no room."""
    for place in range(tables.goals.shape[1]):
        if tables.goals[machine, place] == target + 1:
            return place
        if tables.goals[machine, place] == 0:
            tables.goals[machine, place] = target + 1
            return place
    return NONE


# ---------------------------------------------------------------- failures and maintenance (``upkeep.sql``)


@inlined
def has_room_to_stop(tables: Tables, machine: int) -> bool:
    """Is there room for one more failure or maintenance that is open?"""
    return _stop(tables, machine, False, 0, False) != NONE


@inlined
def _stop(tables: Tables, machine: int, is_open: bool, detail: int, is_plan: bool) -> int:
    """The place of the stop of this mode or plan, or, of none that is open, a free one."""
    for place in range(tables.stops.shape[1]):
        stop = tables.stops[machine, place]
        if not is_open and not stop.is_open:
            return place
        if is_open and stop.is_open and stop.detail == detail and stop.is_plan == is_plan:
            return place
    return NONE


@inlined
def follow_stop(tables: Tables, kind: int, number: int, detail: int, time_us: int) -> None:
    """A failure or a maintenance begins, goes on or ends (``stoppages.sql``, ``maintenances.sql``)."""
    settle(tables, number, time_us)
    machine, done, is_counted = (
        tables.machines[number],
        tables.done[number],
        time_us >= tables.run[0].warm_up_us,
    )
    begins, is_plan = kind in (FAILED, MAINTENANCE_DUE), kind >= MAINTENANCE_DUE
    place = _stop(tables, number, not begins, detail, is_plan)
    if place == NONE:
        return
    stop = tables.stops[number, place]
    if begins:
        stop.detail, stop.is_plan, stop.is_open, stop.is_running = detail, is_plan, True, False
        stop.began_us, stop.attended_us = time_us, NONE
    elif (kind in (REPAIR_STARTED, MAINTENANCE_STARTED)) and stop.attended_us == NONE:
        stop.attended_us = time_us
    was_running = stop.is_running
    stop.is_running = kind in (REPAIR_STARTED, REPAIR_RESUMED, MAINTENANCE_STARTED, MAINTENANCE_RESUMED)
    change = stop.is_running - was_running
    if is_plan:
        machine.maintained += change
    else:
        machine.repairs += change
    if kind == FAILED:
        machine.down += 1
        done.failures += is_counted
    elif kind == MAINTENANCE_DUE:
        machine.due += 1
    elif kind == REPAIRED:
        machine.down -= 1
        stop.is_open = False
        if is_counted:
            done.repairs += 1
            done.stopped_us += time_us - stop.began_us
            done.unattended_us += stop.attended_us - stop.began_us
    elif kind == MAINTENANCE_FINISHED:
        machine.due -= 1
        stop.is_open = False
        if is_counted:
            done.maintenances += 1
            done.maintained_us += time_us - stop.attended_us
            done.overdue_us += stop.attended_us - stop.began_us


# ---------------------------------------------------------------- shifts


@inlined
def follow_shift(tables: Tables, kind: int, number: int, time_us: int) -> None:
    """The shift of a machine begins or ends. Whose first row is a beginning was off before, which nobody could know."""
    settle(tables, number, time_us)
    machine = tables.machines[number]
    comes = kind in (SHIFT_STARTED, BREAK_ENDED)
    if not machine.has_shift:
        machine.has_shift, machine.first_shift_us = True, time_us
        if comes:
            machine.was_off = True
            for state in range(STUCK, STARVED + 1):
                tables.clocks[number, OFF_SHIFT] += tables.clocks[number, state]
                tables.clocks[number, state] = 0
            for place in range(tables.goal_us.shape[1]):
                tables.goal_us[number, place] = 0
            machine.spell_us = 0
    machine.is_off = not comes
