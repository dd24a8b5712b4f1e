"""When do idle machines get batches, and who comes in for the places that become free?"""

from __future__ import annotations

from shopfloor.simulation.kernel.batches import choose_batch, gather, ungather
from shopfloor.simulation.kernel.clock import wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.deadlocks import look_around
from shopfloor.simulation.kernel.doors import call_if_empty, give_promise, next_through, step_out
from shopfloor.simulation.kernel.loading import call, load_mates
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.supply import next_supplied, release_supplied
from shopfloor.simulation.kernel.vacancies import join_first, leave_places, next_idle
from shopfloor.simulation.kernel.visits import begin_visit
from shopfloor.simulation.kernel.words import BATCH_RIPENS, IN_MACHINE, SEEKING

__all__ = ["form_batches", "join_others", "ripen", "take_batch"]


@jitted
def join_others(plant: Plant, station: int, index: int) -> None:
    """Put a job among those from which batches are formed; it need not wait for company for ever."""
    batch = plant.batches[plant.stations[station].batch]
    gather(plant, station, index)
    if batch.wait_us != NONE and batch.least > 1:
        wait(plant, batch.wait_us, BATCH_RIPENS, station, 0)


@jitted
def ripen(plant: Plant, station: int) -> None:
    """A job has waited its longest."""
    form_batches(plant, station, NONE, False)


@jitted
def form_batches(plant: Plant, station: int, cause: int, is_formed: bool) -> None:
    """Give idle machines the batches that are ready, and let in who waits at the door for the places that become free;
    they may make the next batch. ``is_formed``: a batch has been taken, or places are free, and only the door opens."""
    here = plant.stations[station]
    while is_formed or here.idle:
        opens = cause if is_formed else _start_batch(plant, station, cause)
        if opens == NONE and not is_formed:
            return
        index = next_through(plant, station)
        while index != NONE:
            stands_as, blocked = plant.jobs[index].stands_as, plant.jobs[index].machine
            if stands_as == SEEKING:
                give_promise(plant, station, index, opens)
            else:
                travels = stands_as == IN_MACHINE and step_out(plant, station, index, opens)
                if not travels:
                    entered = begin_visit(plant, index, 0)
                    join_others(plant, station, index)
                    # no constant may stand in a recursive call, so False and True are said by what is known of an event
                    form_batches(plant, station, entered, entered == NONE)
                    look_around(plant, station, index, entered)
                if stands_as == IN_MACHINE:
                    call_if_empty(plant, blocked, opens)
            index = next_through(plant, station)
        while here.supply != here.supply_end and here.idle:
            machine = here.idle_first
            leave_places(plant, machine)
            plant.machines[machine].last_event = opens
            loaded = take_batch(plant, machine, opens)
            if loaded == NONE:
                join_first(plant, machine)
                break
            form_batches(plant, station, loaded, loaded != NONE)
            call(plant, machine, opens)
        if is_formed:
            return


@jitted
def _start_batch(plant: Plant, station: int, cause: int) -> int:
    """Wake the next idle machine with a batch, if one is ready; return the event of its last job."""
    longest_idle = plant.stations[station].idle_first
    count = choose_batch(plant, station, longest_idle)
    if count == 0:
        return NONE
    machine = next_idle(plant, station)
    if machine != longest_idle:
        count = choose_batch(plant, station, machine)
    loaded = _load_batch(plant, machine, count, cause)
    call(plant, machine, cause)
    return loaded


@jitted
def take_batch(plant: Plant, machine: int, cause: int) -> int:
    """Load an empty machine that can work with a batch; return the event of its last job, ``NONE`` if there is none."""
    station = plant.machines[machine].station
    here = plant.stations[station]
    count = choose_batch(plant, station, machine)
    if count:
        return _load_batch(plant, machine, count, cause)
    if here.supply == here.supply_end:
        return NONE
    product = next_supplied(plant, station)
    count = plant.batches[here.batch].most
    for before in range(count):
        index = release_supplied(plant, product, cause, before)
        plant.mates[before] = index
    return load_mates(plant, machine, count, cause)


@jitted
def _load_batch(plant: Plant, machine: int, count: int, cause: int) -> int:
    for place in range(count):
        ungather(plant, plant.machines[machine].station, plant.mates[place])
    return load_mates(plant, machine, count, cause)
