"""When do machines and people come and go? They follow their shifts."""

from __future__ import annotations

from typing import Any

from shopfloor.simulation.kernel.ability import disable, enable, interrupt
from shopfloor.simulation.kernel.clock import come_at_once, wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import write
from shopfloor.simulation.kernel.people import come_to_work, leave_work, stay_away
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.words import (
    BREAK,
    BREAK_ENDED,
    BREAK_STARTED,
    BY_HORIZON,
    BY_SHIFT,
    INTERRUPT,
    NO_START,
    PERSON_GOES_ON,
    RESUME,
    SHIFT_END,
    SHIFT_ENDED,
    SHIFT_GOES_ON,
    SHIFT_STARTED,
    UPKEEP_STOPS,
)

__all__ = ["follow_own_shift", "follow_shift"]

_WAITS_TO_BEGIN, _WAITS_FOR_LAST_WHILE, _WAITS_TO_END = 0, 1, 2


@jitted
def follow_own_shift(plant: Plant, person: int) -> None:
    """Do what the shift of a person says now, and wait for what it says next."""
    somebody = plant.people[person]
    while _has_come(plant, somebody, PERSON_GOES_ON, person):
        stretch = plant.stretches[somebody.stretch]
        if somebody.phase == _WAITS_TO_BEGIN:
            if stretch.begins == BY_SHIFT:
                somebody.is_absent = stay_away(plant, person)
            if somebody.is_absent:
                somebody.stretch += 1
                continue
            somebody.on_duty = somebody.on_call = True
            if not somebody.is_present:
                come_to_work(plant, person, SHIFT_STARTED if stretch.begins == BY_SHIFT else BREAK_ENDED)
        elif somebody.phase == _WAITS_FOR_LAST_WHILE:
            somebody.on_call = False
        else:
            somebody.on_duty = somebody.on_call = False
            somebody.leaves_for = stretch.ends
            if somebody.task == NONE:
                leave_work(plant, person, NONE)
            elif somebody.shift_end_rule == INTERRUPT:
                _stop_task(plant, somebody.task, SHIFT_END if stretch.ends == BY_SHIFT else BREAK)
        rule, last_while_us = somebody.shift_end_rule, somebody.last_while_us
        if _waits_on(plant, somebody, rule, last_while_us, PERSON_GOES_ON, person):
            return


@jitted
def _stop_task(plant: Plant, task: int, reason: int) -> None:
    """Stop what a person is doing, or on the way to."""
    if task >= len(plant.stoppages):
        interrupt(plant, plant.tasks[task].machine, reason, NONE, RESUME)
    elif plant.stoppages[task].interruptible:
        plant.stoppages[task].interruptible = False
        come_at_once(plant, UPKEEP_STOPS, task, 0)


@jitted
def follow_shift(plant: Plant, machine: int) -> None:
    """Do what the shift of the station says now, and wait for what it says next."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    while _has_come(plant, entry, SHIFT_GOES_ON, machine):
        stretch = plant.stretches[entry.stretch]
        if entry.phase == _WAITS_TO_BEGIN:
            entry.on_shift = entry.may_begin = True
            kind = SHIFT_STARTED if stretch.begins == BY_SHIFT else BREAK_ENDED
            enable(plant, machine, write(plant, kind, NONE, entry.station, machine, NONE, NO_VALUE, NONE))
        elif entry.phase == _WAITS_FOR_LAST_WHILE:
            entry.may_begin = False
            disable(plant, machine)
        else:
            entry.on_shift = False
            kind = SHIFT_ENDED if stretch.ends == BY_SHIFT else BREAK_STARTED
            ended = write(plant, kind, NONE, entry.station, machine, NONE, NO_VALUE, NONE)
            disable(plant, machine)
            if here.shift_end_rule == INTERRUPT:
                reason = SHIFT_END if stretch.ends == BY_SHIFT else BREAK
                interrupt(plant, machine, reason, ended, RESUME)
        if _waits_on(plant, entry, here.shift_end_rule, here.last_while_us, SHIFT_GOES_ON, machine):
            return


# ---------------------------------------------------------------- what comes next, for people and machines alike


@jitted
def _has_come(plant: Plant, follower: Any, what: int, who: int) -> bool:
    """Is there something to do now? Where the stretch has still to begin, wait for that; at the horizon nothing ends."""
    if follower.stretch == follower.stretches_end:
        return False
    stretch = plant.stretches[follower.stretch]
    if follower.phase == _WAITS_TO_BEGIN and stretch.from_us > plant.run[0].now_us:
        wait(plant, stretch.from_us - plant.run[0].now_us, what, who, 0)
        return False
    return follower.phase != _WAITS_TO_END or stretch.ends != BY_HORIZON  # type: ignore[no-any-return]


@jitted
def _waits_on(plant: Plant, follower: Any, rule: int, last_while_us: int, what: int, who: int) -> bool:
    """Turn to what comes next, and wait for it within the same stretch; False if the stretch is over."""
    if follower.phase == _WAITS_TO_END:
        follower.stretch += 1
        follower.phase = _WAITS_TO_BEGIN
        return False
    stretch = plant.stretches[follower.stretch]
    until_us = stretch.until_us
    if follower.phase == _WAITS_TO_BEGIN and rule == NO_START and stretch.ends == BY_SHIFT:
        follower.phase = _WAITS_FOR_LAST_WHILE
        until_us = max(stretch.from_us, until_us - last_while_us)
    else:
        follower.phase = _WAITS_TO_END
    wait(plant, until_us - plant.run[0].now_us, what, who, 0)
    return True
