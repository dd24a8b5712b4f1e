"""When does a machine fail, and when does it run again? And how do machines and people follow their shifts?"""

from __future__ import annotations

import numpy as np

from shopfloor.simulation.kernel.clock import come_at_once, wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.journal import name_person, write, write_of_machine
from shopfloor.simulation.kernel.machines import disable, enable, interrupt, strike
from shopfloor.simulation.kernel.paces import put_down, take_up
from shopfloor.simulation.kernel.people import (
    ask,
    come_to_work,
    leave_work,
    release_person,
    stay_away,
    withdraw,
)
from shopfloor.simulation.kernel.records import NEVER, NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.walks import drops_it, set_out
from shopfloor.simulation.kernel.words import (
    BREAK,
    BREAK_ENDED,
    BREAK_STARTED,
    BY_HORIZON,
    BY_SHIFT,
    CALENDAR,
    INTERRUPT,
    LIFE_ENDS,
    NO_START,
    PERSON_GOES_ON,
    REPAIR_ENDS,
    REPAIR_INTERRUPTED,
    REPAIR_RESUMED,
    REPAIR_STARTED,
    REPAIR_STOPS,
    REPAIRED,
    RESUME,
    SHIFT_END,
    SHIFT_ENDED,
    SHIFT_GOES_ON,
    SHIFT_STARTED,
    WORKING,
)

__all__ = [
    "arrive_at_repair", "begin_repair", "come_to_repair", "end_life", "end_repair", "follow_own_shift", "follow_shift",
    "live", "stop_repair",
]  # fmt: skip

_WAITS_TO_BEGIN, _WAITS_FOR_LAST_WHILE, _WAITS_TO_END = 0, 1, 2


@jitted
def live(plant: Plant, mode: int) -> None:
    """Begin the life that ends with the next failure; draw k is of life k, from 0."""
    life = plant.modes[mode]
    number = life.lives
    life.lives += 1
    life_us = value(plant, life.time_to_failure, number)
    if life.clock == WORKING:
        life.left_us = life_us
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


@jitted
def end_life(plant: Plant, mode: int, number: int) -> None:
    """Fail by the calendar, or by the time on shift."""
    if number == plant.modes[mode].lives - 1:
        strike(plant, mode)


@jitted
def begin_repair(plant: Plant, mode: int) -> None:
    """A repair is to be done."""
    life = plant.modes[mode]
    life.kind = REPAIR_STARTED
    plant.paces[mode] = 1.0
    _seek(plant, mode)


@jitted
def _seek(plant: Plant, mode: int) -> None:
    """Ask for somebody who can, if somebody is needed; otherwise it begins at once."""
    life = plant.modes[mode]
    if life.skill == NONE:
        repair(plant, mode)
    elif ask(plant, mode, life.cause):
        _approach(plant, mode)
    else:
        life.waits = life.interruptible = True


@jitted
def come_to_repair(plant: Plant, mode: int, request: int) -> None:
    """Whoever was asked for comes, unless that was taken back."""
    if request == plant.tasks[mode].request:
        plant.modes[mode].waits = plant.modes[mode].interruptible = False
        _approach(plant, mode)


@jitted
def _approach(plant: Plant, mode: int) -> None:
    """Whoever was asked for goes there."""
    if not set_out(plant, mode):
        repair(plant, mode)


@jitted
def arrive_at_repair(plant: Plant, mode: int) -> None:
    """Begin; but somebody whose shift is over leaves, and somebody else is asked for."""
    life, task = plant.modes[mode], plant.tasks[mode]
    if drops_it(plant, task.person):
        life.cause = task.assigned
        release_person(plant, task.person, life.cause)
        _seek(plant, mode)
    else:
        repair(plant, mode)


@jitted
def repair(plant: Plant, mode: int) -> None:
    """Whoever is needed is there: begin, or go on."""
    life, task = plant.modes[mode], plant.tasks[mode]
    if life.skill != NONE:
        pace = take_up(plant, task.person, life.skill)
        life.repair_us = int(np.rint(life.repair_us * plant.paces[mode] / pace))
        plant.paces[mode] = pace
        life.cause = task.assigned
    station = plant.machines[life.machine].station
    life.started = write(
        plant, life.kind, NONE, station, life.machine, life.detail, life.repair_us, life.cause
    )
    name_person(plant, task.person)
    life.began_us = plant.run[0].now_us
    life.interruptible = True
    wait(plant, life.repair_us, REPAIR_ENDS, mode, life.timer)


@jitted
def stop_repair(plant: Plant, mode: int) -> None:
    """The shift of who repairs is over: somebody else is asked for."""
    life, task = plant.modes[mode], plant.tasks[mode]
    if life.waits:
        life.waits = False
        withdraw(plant, mode, NONE)
        _seek(plant, mode)
        return
    life.timer += 1
    life.repair_us -= plant.run[0].now_us - life.began_us
    station = plant.machines[life.machine].station
    life.cause = write(
        plant, REPAIR_INTERRUPTED, NONE, station, life.machine, life.detail, life.repair_us, NONE
    )
    name_person(plant, task.person)
    put_down(plant, task.person, NONE)
    release_person(plant, task.person, life.cause)
    life.kind = REPAIR_RESUMED
    _seek(plant, mode)


@jitted
def end_repair(plant: Plant, mode: int, timer: int) -> None:
    """Let the machine run again, if nothing else keeps it; then whoever repaired it is free."""
    life, task = plant.modes[mode], plant.tasks[mode]
    if timer != life.timer:
        return
    life.timer += 1
    life.interruptible = False
    entry = plant.machines[life.machine]
    finished = write_of_machine(plant, REPAIRED, NONE, life.machine, life.detail, life.started)
    name_person(plant, task.person)
    entry.stops -= 1
    entry.holds -= life.holds
    live(plant, mode)
    enable(plant, life.machine, finished)
    if task.person != NONE:
        put_down(plant, task.person, life.skill)
        release_person(plant, task.person, finished)


# ---------------------------------------------------------------- shifts


@jitted
def follow_own_shift(plant: Plant, person: int) -> None:
    """Do what the shift of a person says now, and wait for what it says next."""
    somebody = plant.people[person]
    now_us = plant.run[0].now_us
    while somebody.stretch < somebody.stretches_end:
        stretch = plant.stretches[somebody.stretch]
        if somebody.phase == _WAITS_TO_BEGIN:
            if stretch.from_us > now_us:
                wait(plant, stretch.from_us - now_us, PERSON_GOES_ON, person, 0)
                return
            if stretch.begins == BY_SHIFT:
                somebody.is_absent = stay_away(plant, person)
            if somebody.is_absent:
                somebody.stretch += 1
                continue
            somebody.on_duty = somebody.on_call = True
            if not somebody.is_present:
                come_to_work(plant, person, SHIFT_STARTED if stretch.begins == BY_SHIFT else BREAK_ENDED)
            if somebody.shift_end_rule == NO_START and stretch.ends == BY_SHIFT:
                somebody.phase = _WAITS_FOR_LAST_WHILE
                last_us = max(stretch.from_us, stretch.until_us - somebody.last_while_us)
                wait(plant, last_us - now_us, PERSON_GOES_ON, person, 0)
                return
            somebody.phase = _WAITS_TO_END
            wait(plant, stretch.until_us - now_us, PERSON_GOES_ON, person, 0)
            return
        if somebody.phase == _WAITS_FOR_LAST_WHILE:
            somebody.on_call = False
            somebody.phase = _WAITS_TO_END
            wait(plant, stretch.until_us - now_us, PERSON_GOES_ON, person, 0)
            return
        if stretch.ends == BY_HORIZON:
            return
        somebody.on_duty = somebody.on_call = False
        somebody.leaves_for = stretch.ends
        if somebody.task == NONE:
            leave_work(plant, person, NONE)
        elif somebody.shift_end_rule == INTERRUPT:
            _stop_task(plant, somebody.task, SHIFT_END if stretch.ends == BY_SHIFT else BREAK)
        somebody.stretch += 1
        somebody.phase = _WAITS_TO_BEGIN


@jitted
def _stop_task(plant: Plant, task: int, reason: int) -> None:
    """Stop what a person is doing, or on the way to."""
    if task >= len(plant.modes):
        interrupt(plant, plant.tasks[task].machine, reason, NONE, RESUME)
    elif plant.modes[task].interruptible:
        plant.modes[task].interruptible = False
        come_at_once(plant, REPAIR_STOPS, task, 0)


@jitted
def follow_shift(plant: Plant, machine: int) -> None:
    """Do what the shift of the station says now, and wait for what it says next."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    now_us = plant.run[0].now_us
    while entry.stretch < entry.stretches_end:
        stretch = plant.stretches[entry.stretch]
        if entry.phase == _WAITS_TO_BEGIN:
            if stretch.from_us > now_us:
                wait(plant, stretch.from_us - now_us, SHIFT_GOES_ON, machine, 0)
                return
            entry.on_shift = entry.may_begin = True
            kind = SHIFT_STARTED if stretch.begins == BY_SHIFT else BREAK_ENDED
            enable(plant, machine, write(plant, kind, NONE, entry.station, machine, NONE, NO_VALUE, NONE))
            if here.shift_end_rule == NO_START and stretch.ends == BY_SHIFT:
                entry.phase = _WAITS_FOR_LAST_WHILE
                last_us = max(stretch.from_us, stretch.until_us - here.last_while_us)
                wait(plant, last_us - now_us, SHIFT_GOES_ON, machine, 0)
                return
            entry.phase = _WAITS_TO_END
            wait(plant, stretch.until_us - now_us, SHIFT_GOES_ON, machine, 0)
            return
        if entry.phase == _WAITS_FOR_LAST_WHILE:
            entry.may_begin = False
            disable(plant, machine)
            entry.phase = _WAITS_TO_END
            wait(plant, stretch.until_us - now_us, SHIFT_GOES_ON, machine, 0)
            return
        if stretch.ends == BY_HORIZON:
            return
        entry.on_shift = False
        kind = SHIFT_ENDED if stretch.ends == BY_SHIFT else BREAK_STARTED
        ended = write(plant, kind, NONE, entry.station, machine, NONE, NO_VALUE, NONE)
        disable(plant, machine)
        if here.shift_end_rule == INTERRUPT:
            reason = SHIFT_END if stretch.ends == BY_SHIFT else BREAK
            interrupt(plant, machine, reason, ended, RESUME)
        entry.stretch += 1
        entry.phase = _WAITS_TO_BEGIN
