"""Who gets a place at a station, and which machine gets the job?

Who finds no place waits at the door, in order of arrival there: a job outside, a finished job in a blocked machine, a
job in a machine that must be sure of a place before it starts. Every change happens at once; only the machines that it
concerns wake in their turn.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.batches import choose_batch, gather, ungather
from shopfloor.simulation.kernel.clock import follow, wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.contents import put_in, take_out
from shopfloor.simulation.kernel.deadlocks import look_for_deadlock, lose_hope
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.jobs import follow_on, note_entry, order, release
from shopfloor.simulation.kernel.journal import write, write_of_machine
from shopfloor.simulation.kernel.places import has_place
from shopfloor.simulation.kernel.promises import promise
from shopfloor.simulation.kernel.queues import pop, push
from shopfloor.simulation.kernel.records import NONE, UNIFORM, Plant
from shopfloor.simulation.kernel.routes import begin_route
from shopfloor.simulation.kernel.travel import end_journey, set_off
from shopfloor.simulation.kernel.words import (
    ANY,
    BATCH_FORMED,
    BATCH_RIPENS,
    FIRST,
    IDLE,
    IN_MACHINE,
    LOADED,
    MACHINE_WAKES,
    NOWHERE,
    OUTSIDE,
    QUEUE_ENTERED,
    SEEKING,
    UNBLOCKED,
)

__all__ = [
    "admit", "call", "call_if_empty", "come_in", "enter", "give_promise", "go_to", "join_places", "leave_places",
    "next_through", "open_door", "place_job", "ripen", "step_out", "take", "wait_at_door",
]  # fmt: skip


# ---------------------------------------------------------------- places


@jitted
def admit(plant: Plant, index: int) -> None:
    """Send a released job to its first station."""
    begin_route(plant, index)
    place_job(plant, index, False)


@jitted
def place_job(plant: Plant, index: int, is_lost: bool) -> bool:
    """Let a new job enter the station of its step, or wait outside if there is no place; False if it is lost instead."""
    job = plant.jobs[index]
    station = plant.steps[job.step].station
    if has_place(plant, station):
        enter(plant, index)
        return True
    if is_lost:
        return False
    wait_at_door(plant, station, index, OUTSIDE, NONE)
    return True


@jitted
def enter(plant: Plant, index: int) -> None:
    """Take in a job for which there is a place at the station of its step."""
    station = plant.steps[plant.jobs[index].step].station
    here = plant.stations[station]
    entered = _write_entry(plant, station, index)
    if here.batch != NONE:
        _gather(plant, station, index)
        _form_batches(plant, station, entered, False)
    elif here.idle:
        _receive(plant, _next_idle(plant, station), index, entered)
    else:
        push(plant, station, index)
        if here.vacant and here.capacity != NONE and here.length > here.capacity:
            machine = here.vacant_first
            leave_places(plant, machine)
            _receive(plant, machine, pop(plant, station, machine), entered)
    _look_around(plant, station, index, entered)


@jitted
def _write_entry(plant: Plant, station: int, index: int) -> int:
    job = plant.jobs[index]
    note_entry(plant, index)
    length = plant.stations[station].length
    job.last_event = write(plant, QUEUE_ENTERED, index, station, NONE, NONE, length + 1, job.last_event)
    return job.last_event  # type: ignore[no-any-return]


@jitted
def _look_around(plant: Plant, station: int, index: int, entered: int) -> None:
    """Whoever waits for places, or for parts, may have to do so for ever now that a job is here."""
    if plant.stations[station].door_first != NONE:
        look_for_deadlock(plant, station, entered)
    lose_hope(plant, plant.jobs[index].product, entered)


@jitted
def _receive(plant: Plant, machine: int, job: int, cause: int) -> None:
    """Put a job into a machine that waits for one."""
    load(plant, machine, job, cause)
    call(plant, machine, cause)


@jitted
def load(plant: Plant, machine: int, job: int, cause: int) -> int:
    """Put a job into a machine."""
    put_in(plant, machine, job)
    loaded = write_of_machine(plant, LOADED, job, machine, NONE, cause)
    plant.jobs[job].last_event = loaded
    return loaded


@jitted
def call(plant: Plant, machine: int, cause: int) -> None:
    """Wake a machine, in its turn."""
    entry = plant.machines[machine]
    if entry.is_awaited:
        entry.is_awaited = False
        follow(plant, MACHINE_WAKES, machine, cause)


# ---------------------------------------------------------------- empty machines


@jitted
def join_places(plant: Plant, machine: int, place: int) -> None:
    """Let an empty machine stand among the idle, or among those that are places only."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    entry.place, entry.behind = place, NONE
    if place == IDLE:
        entry.before = here.idle_last
        here.idle_last = machine
        here.idle += 1
        if entry.before == NONE:
            here.idle_first = machine
    else:
        entry.before = here.vacant_last
        here.vacant_last = machine
        here.vacant += 1
        if entry.before == NONE:
            here.vacant_first = machine
    if entry.before != NONE:
        plant.machines[entry.before].behind = machine


@jitted
def leave_places(plant: Plant, machine: int) -> None:
    """Take a machine out of those that are empty."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if entry.before != NONE:
        plant.machines[entry.before].behind = entry.behind
    elif entry.place == IDLE:
        here.idle_first = entry.behind
    else:
        here.vacant_first = entry.behind
    if entry.behind != NONE:
        plant.machines[entry.behind].before = entry.before
    elif entry.place == IDLE:
        here.idle_last = entry.before
    else:
        here.vacant_last = entry.before
    if entry.place == IDLE:
        here.idle -= 1
    else:
        here.vacant -= 1
    entry.place = NOWHERE


@jitted
def _next_idle(plant: Plant, station: int) -> int:
    """Take out the idle machine that gets the next job."""
    here = plant.stations[station]
    chosen = here.idle_first
    if here.pick == FIRST:
        machine = plant.machines[chosen].behind
        while machine != NONE:
            if machine < chosen:
                chosen = machine
            machine = plant.machines[machine].behind
    elif here.pick == ANY and here.idle > 1:
        draw = value(plant, here.picks, here.picked) * UNIFORM
        here.picked += 1
        for _ in range(int(draw * here.idle)):
            chosen = plant.machines[chosen].behind
    leave_places(plant, chosen)
    return chosen  # type: ignore[no-any-return]


@jitted
def take(plant: Plant, machine: int) -> bool:
    """Give an empty machine that can work its next job; False if there is none."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if here.batch != NONE:
        loaded = _take_batch(plant, machine, entry.last_event)
        if loaded != NONE:
            _form_batches(plant, entry.station, loaded, True)
        return loaded != NONE
    if here.length:
        loaded = load(plant, machine, pop(plant, entry.station, machine), entry.last_event)
        if here.door_first != NONE:
            open_door(plant, entry.station, loaded)
        return True
    return _take_from_supply(plant, machine)


@jitted
def _take_from_supply(plant: Plant, machine: int) -> bool:
    """Release a job whose supply never ends straight into the machine, unless that is the last place for another job."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if here.supply == here.supply_end:
        return False
    if here.capacity != NONE and here.reserved > here.capacity + here.idle + here.vacant:
        return False
    index = _release_supplied(plant, entry.station, _next_supplied(plant, entry.station), entry.last_event, 0)
    load(plant, machine, index, plant.jobs[index].last_event)
    return True


@jitted
def _next_supplied(plant: Plant, station: int) -> int:
    """Return the product of unlimited supply whose turn it is; they take turns in the order of the file."""
    here = plant.stations[station]
    product = plant.supplied[here.supply_next]
    here.supply_next += 1
    if here.supply_next == here.supply_end:
        here.supply_next = here.supply
    return product  # type: ignore[no-any-return]


@jitted
def _release_supplied(plant: Plant, station: int, product: int, cause: int, before: int) -> int:
    """Release a job whose supply never ends; ``before`` came for the same batch already."""
    follow_on(plant, product)
    index = order(plant, product)
    release(plant, index, cause)
    begin_route(plant, index)
    note_entry(plant, index)
    job = plant.jobs[index]
    waiting = plant.stations[station].length + before + 1
    job.last_event = write(plant, QUEUE_ENTERED, index, station, NONE, NONE, waiting, job.last_event)
    return index


# ---------------------------------------------------------------- batches


@jitted
def _gather(plant: Plant, station: int, index: int) -> None:
    """Put a job among those from which batches are formed; it need not wait for company for ever."""
    batch = plant.batches[plant.stations[station].batch]
    gather(plant, station, index)
    if batch.wait_us != NONE and batch.least > 1:
        wait(plant, batch.wait_us, BATCH_RIPENS, station, 0)


@jitted
def ripen(plant: Plant, station: int) -> None:
    """A job has waited its longest."""
    _form_batches(plant, station, NONE, False)


@jitted
def _form_batches(plant: Plant, station: int, cause: int, is_formed: bool) -> None:
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
                    entered = _write_entry(plant, station, index)
                    _gather(plant, station, index)
                    _form_batches(plant, station, entered, entered < 0)
                    _look_around(plant, station, index, entered)
                if stands_as == IN_MACHINE:
                    call_if_empty(plant, blocked, opens)
            index = next_through(plant, station)
        while here.supply != here.supply_end and here.idle:
            machine = here.idle_first
            leave_places(plant, machine)
            plant.machines[machine].last_event = opens
            loaded = _take_batch(plant, machine, opens)
            if loaded == NONE:
                _join_first(plant, machine)
                break
            _form_batches(plant, station, loaded, loaded >= 0)
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
    machine = _next_idle(plant, station)
    if machine != longest_idle:
        count = choose_batch(plant, station, machine)
    loaded = _load_batch(plant, machine, count, cause)
    call(plant, machine, cause)
    return loaded


@jitted
def _take_batch(plant: Plant, machine: int, cause: int) -> int:
    """Load an empty machine that can work with a batch; return the event of its last job, ``NONE`` if there is none."""
    station = plant.machines[machine].station
    here = plant.stations[station]
    count = choose_batch(plant, station, machine)
    if count:
        return _load_batch(plant, machine, count, cause)
    if here.supply == here.supply_end:
        return NONE
    product = _next_supplied(plant, station)
    count = plant.batches[here.batch].most
    for before in range(count):
        index = _release_supplied(plant, station, product, cause, before)
        plant.mates[before] = index
    return _load_mates(plant, machine, count, cause)


@jitted
def _load_batch(plant: Plant, machine: int, count: int, cause: int) -> int:
    for place in range(count):
        ungather(plant, plant.machines[machine].station, plant.mates[place])
    return _load_mates(plant, machine, count, cause)


@jitted
def _load_mates(plant: Plant, machine: int, count: int, cause: int) -> int:
    """Put a batch into a machine; return the event of its last job."""
    station = plant.machines[machine].station
    formed = write(plant, BATCH_FORMED, NONE, station, machine, NONE, count, cause)
    last = NONE
    for place in range(count):
        index = plant.mates[place]
        if place == 0:
            load(plant, machine, index, formed)
        else:
            plant.jobs[last].mate = index
            plant.jobs[index].mate, plant.jobs[index].machine = NONE, machine
            plant.jobs[index].last_event = write_of_machine(plant, LOADED, index, machine, NONE, formed)
        last = index
    return plant.jobs[last].last_event  # type: ignore[no-any-return]


# ---------------------------------------------------------------- the door


@jitted
def wait_at_door(plant: Plant, station: int, index: int, stands_as: int, machine: int) -> None:
    """Let a job wait for a place, behind those who wait already."""
    here, job = plant.stations[station], plant.jobs[index]
    job.stands_as, job.machine, job.behind = stands_as, machine, NONE
    if stands_as != OUTSIDE:
        job.goal = station
    if here.door_first == NONE:
        here.door_first = index
    else:
        plant.jobs[here.door_last].behind = index
    here.door_last = index


@jitted
def open_door(plant: Plant, station: int, cause: int) -> None:
    """Let in whoever waits at the door, as far as there are places that ``cause`` made free."""
    here = plant.stations[station]
    if here.batch != NONE:
        _form_batches(plant, station, cause, True)
        return
    index = next_through(plant, station)
    while index != NONE:
        _pass_door(plant, station, index, cause)
        index = next_through(plant, station)
    if here.supply != here.supply_end:
        _draw_on_supply(plant, station, cause)


@jitted
def next_through(plant: Plant, station: int) -> int:
    """Take away from the door who passes it next, if there is a place; ``NONE``: nobody."""
    here = plant.stations[station]
    if here.door_first == NONE or not has_place(plant, station):
        return NONE
    before, index = NONE, here.door_first
    while index != NONE and not _may_pass(plant, index):
        before, index = index, plant.jobs[index].behind
    if index == NONE:
        return NONE
    behind = plant.jobs[index].behind
    if before == NONE:
        here.door_first = behind
    else:
        plant.jobs[before].behind = behind
    if behind == NONE:
        here.door_last = before
    return index  # type: ignore[no-any-return]


@jitted
def _may_pass(plant: Plant, index: int) -> bool:
    """A failed machine that holds its part could not use a place."""
    job = plant.jobs[index]
    return job.stands_as != IN_MACHINE or plant.machines[job.machine].holds == 0  # type: ignore[no-any-return]


@jitted
def _pass_door(plant: Plant, station: int, index: int, cause: int) -> None:
    """Use a place that has become free."""
    stands_as, machine = plant.jobs[index].stands_as, plant.jobs[index].machine
    if stands_as == SEEKING:
        give_promise(plant, station, index, cause)
    elif stands_as == OUTSIDE:
        enter(plant, index)
    else:
        if not step_out(plant, station, index, cause):
            enter(plant, index)
        call_if_empty(plant, machine, cause)


@jitted
def give_promise(plant: Plant, door: int, index: int, cause: int) -> None:
    """Keep a place for the job of a machine that must be sure of one."""
    job = plant.jobs[index]
    job.goal = plant.machines[job.machine].seeks = NONE
    promise(plant, door, index)
    detail = plant.stations[door].before_service
    job.last_event = write_of_machine(plant, UNBLOCKED, index, job.machine, detail, cause)
    call(plant, job.machine, cause)


@jitted
def step_out(plant: Plant, door: int, index: int, cause: int) -> bool:
    """Let a finished job out of its machine, on to its next step; True if it travels there."""
    job = plant.jobs[index]
    machine = plant.machines[job.machine]
    job.goal = NONE
    machine.blocked -= 1
    detail = plant.stations[door].after_service
    job.last_event = machine.last_event = write_of_machine(
        plant, UNBLOCKED, index, job.machine, detail, cause
    )
    take_out(plant, job.machine, index)
    return _step_on(plant, index, False)


@jitted
def call_if_empty(plant: Plant, machine: int, cause: int) -> None:
    """Wake a machine from which the last finished job is gone."""
    if plant.machines[machine].blocked == 0:
        call(plant, machine, cause)


@jitted
def go_to(plant: Plant, index: int, has_promise: bool) -> None:
    """Let a job that has left its machine go to the next station, to a place that is kept for it, or is free."""
    if not _step_on(plant, index, has_promise):
        enter(plant, index)


@jitted
def come_in(plant: Plant, index: int) -> None:
    """A job has come to where it went."""
    end_journey(plant, index)
    enter(plant, index)


@jitted
def _step_on(plant: Plant, index: int, has_promise: bool) -> bool:
    """Turn to the next step; True if the job travels there."""
    job = plant.jobs[index]
    origin = plant.steps[job.step].station
    is_over = job.ahead == NONE
    if not is_over:
        job.step = job.ahead
    job.ahead, job.is_ahead_known = NONE, False
    if is_over:
        return False
    goal = plant.stations[plant.steps[job.step].station]
    if set_off(plant, index, origin):
        if not has_promise:
            goal.reserved += 1
        return True
    if has_promise:
        goal.reserved -= 1
    return False


@jitted
def _draw_on_supply(plant: Plant, station: int, cause: int) -> None:
    """Give jobs to machines that were kept for others which do not come. Where a machine is idle, no job waits."""
    here = plant.stations[station]
    while here.idle:
        machine = here.idle_first
        leave_places(plant, machine)
        plant.machines[machine].last_event = cause
        if not _take_from_supply(plant, machine):
            _join_first(plant, machine)
            return
        call(plant, machine, cause)


@jitted
def _join_first(plant: Plant, machine: int) -> None:
    """Stand among the idle again, before all others."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    entry.place, entry.before, entry.behind = IDLE, NONE, here.idle_first
    if here.idle_first == NONE:
        here.idle_last = machine
    else:
        plant.machines[here.idle_first].before = machine
    here.idle_first = machine
    here.idle += 1
