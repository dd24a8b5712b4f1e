"""How is a machine that stands brought back to work? Somebody who can is asked for, comes, and does what it takes."""

from __future__ import annotations

from shopfloor.simulation.kernel.ability import disable, enable
from shopfloor.simulation.kernel.clock import come_at_once, rounded_us, wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import name_person, write
from shopfloor.simulation.kernel.lives import begin_round, live, renew
from shopfloor.simulation.kernel.paces import put_down, take_up
from shopfloor.simulation.kernel.people import ask, release_person, withdraw
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.walks import drops_it, set_out
from shopfloor.simulation.kernel.wear import set_wear
from shopfloor.simulation.kernel.words import UPKEEP_BEGINS, UPKEEP_ENDS

__all__ = [
    "begin_upkeep", "come_to_upkeep", "deal_with", "end_upkeep", "meet_for_upkeep", "stand_for", "stop_upkeep",
]  # fmt: skip


@jitted
def stand_for(plant: Plant, number: int) -> None:
    """Let a machine stand still for a failure or for maintenance."""
    stoppage = plant.stoppages[number]
    stoppage.is_down = True
    plant.machines[stoppage.machine].stops += 1
    plant.machines[stoppage.machine].holds += stoppage.holds
    disable(plant, stoppage.machine)


@jitted
def deal_with(plant: Plant, number: int, nominal_us: int, cause: int) -> None:
    """Let what it takes begin, in its turn."""
    stoppage = plant.stoppages[number]
    stoppage.left_us, stoppage.cause = nominal_us, cause
    come_at_once(plant, UPKEEP_BEGINS, number, 0)


@jitted
def begin_upkeep(plant: Plant, number: int) -> None:
    """A repair is to be done, or maintenance."""
    plant.stoppages[number].kind = plant.stoppages[number].started_kind
    plant.paces[number] = 1.0
    _seek(plant, number)


@jitted
def _seek(plant: Plant, number: int) -> None:
    """Ask for somebody who can, if somebody is needed; otherwise it begins at once."""
    stoppage = plant.stoppages[number]
    if stoppage.skill == NONE:
        _attend(plant, number)
    elif ask(plant, number, stoppage.cause):
        _approach(plant, number)
    else:
        stoppage.waits = stoppage.interruptible = True


@jitted
def come_to_upkeep(plant: Plant, number: int, request: int) -> None:
    """Whoever was asked for comes, unless that was taken back."""
    stoppage = plant.stoppages[number]
    if request == plant.tasks[number].request:
        stoppage.waits = stoppage.interruptible = False
        _approach(plant, number)


@jitted
def _approach(plant: Plant, number: int) -> None:
    """Whoever was asked for goes there."""
    if not set_out(plant, number):
        _attend(plant, number)


@jitted
def meet_for_upkeep(plant: Plant, number: int) -> None:
    """Somebody arrives; if his or her shift is over, somebody else is asked for."""
    stoppage, task = plant.stoppages[number], plant.tasks[number]
    if drops_it(plant, task.person):
        stoppage.cause = task.assigned
        release_person(plant, task.person, stoppage.cause)
        _seek(plant, number)
    else:
        _attend(plant, number)


@jitted
def _attend(plant: Plant, number: int) -> None:
    """Whoever is needed is there: begin, or go on."""
    stoppage, task = plant.stoppages[number], plant.tasks[number]
    if stoppage.skill != NONE:
        pace = take_up(plant, task.person, stoppage.skill)
        stoppage.left_us = rounded_us(plant, stoppage.left_us * plant.paces[number] / pace)
        plant.paces[number] = pace
        stoppage.cause = task.assigned
    stoppage.started = _write(plant, stoppage.kind, number, stoppage.left_us, stoppage.cause)
    stoppage.began_us = plant.run[0].now_us
    stoppage.interruptible = True
    wait(plant, stoppage.left_us, UPKEEP_ENDS, number, stoppage.timer)


@jitted
def stop_upkeep(plant: Plant, number: int) -> None:
    """The shift of who does it is over: somebody else is asked for."""
    stoppage, task = plant.stoppages[number], plant.tasks[number]
    if stoppage.waits:
        stoppage.waits = False
        withdraw(plant, number, NONE)
        _seek(plant, number)
        return
    stoppage.timer += 1
    stoppage.left_us -= plant.run[0].now_us - stoppage.began_us
    stoppage.cause = _write(plant, stoppage.interrupted_kind, number, stoppage.left_us, NONE)
    put_down(plant, task.person, NONE)
    release_person(plant, task.person, stoppage.cause)
    stoppage.kind = stoppage.resumed_kind
    _seek(plant, number)


@jitted
def end_upkeep(plant: Plant, number: int, timer: int) -> None:
    """Let the machine run again, if nothing else keeps it; then whoever was there is free."""
    stoppage, task = plant.stoppages[number], plant.tasks[number]
    if timer != stoppage.timer:
        return
    stoppage.timer += 1
    stoppage.interruptible = False
    entry = plant.machines[stoppage.machine]
    finished = _write(plant, stoppage.finished_kind, number, NO_VALUE, stoppage.started)
    entry.stops -= 1
    entry.holds -= stoppage.holds
    stoppage.is_down = False
    set_wear(plant, number, finished)
    if stoppage.is_plan:
        renew(plant, number)
        stoppage.rounds += 1
        begin_round(plant, number)
    else:
        live(plant, number)
    enable(plant, stoppage.machine, finished)
    if task.person != NONE:
        put_down(plant, task.person, stoppage.skill)
        release_person(plant, task.person, finished)


@jitted
def _write(plant: Plant, kind: int, number: int, value: int, cause: int) -> int:
    """Write down what is done about a stoppage, and by whom."""
    stoppage = plant.stoppages[number]
    station = plant.machines[stoppage.machine].station
    written = write(plant, kind, NONE, station, stoppage.machine, stoppage.detail, value, cause)
    name_person(plant, plant.tasks[number].person)
    return written
