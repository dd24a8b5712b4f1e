"""Has the plant locked itself up? Machines that wait for places and parts which only they themselves could give.

The largest set of waiting machines of which each waits for something that never comes if none of them moves: take all
that wait, and leave out again and again those that may still go on (see ``standstill``). Most who wait will move on, and
a first glance tells: with everybody who waits in the set, what was asked for is not shut.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import write
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.standstill import holds, is_dead, is_lacking, is_shut, is_stuck
from shopfloor.simulation.kernel.words import BROKEN, DEADLOCKED, MAKE_ROOM, TOLD

__all__ = ["look_around", "look_for_deadlock", "look_for_parts", "lose_hope"]


@jitted
def look_for_deadlock(plant: Plant, door: int, cause: int) -> None:
    """Somebody has begun to wait for a place, or has taken the last one while others wait."""
    if not plant.stations[door].may_lock:
        return
    plant.run[0].search += 1
    if is_shut(plant, door):
        _leave_out_who_may_go_on(plant)
        if is_shut(plant, door):
            _tell(plant, len(plant.machines) + door, cause)


@jitted
def look_for_parts(plant: Plant, machine: int, cause: int) -> None:
    """This machine waits for parts, and one of the jobs that could have become one will not."""
    if not plant.stations[plant.machines[machine].station].may_lock:
        return
    plant.run[0].search += 1
    if holds(plant, machine):
        _leave_out_who_may_go_on(plant)
        if is_stuck(plant, machine):
            _tell(plant, machine, cause)


@jitted
def lose_hope(plant: Plant, product: int, cause: int) -> None:
    """A job that could have become a part for those who wait has not become enough, or may not do so any more."""
    stock = plant.products[product].stock
    if stock == NONE:
        return
    link = plant.stations[stock].first_seeker
    while link != NONE:
        look_for_parts(plant, plant.links[link].machine, cause)
        link = plant.links[link].behind


@jitted
def look_around(plant: Plant, station: int, index: int, entered: int) -> None:
    """Whoever waits for places, or for parts, may have to do so for ever now that a job is here."""
    if plant.stations[station].door_first != NONE:
        look_for_deadlock(plant, station, entered)
    lose_hope(plant, plant.jobs[index].product, entered)


@jitted
def _leave_out_who_may_go_on(plant: Plant) -> None:
    search = plant.run[0].search
    has_changed = True
    while has_changed:
        has_changed = False
        for machine in range(len(plant.machines)):
            if is_stuck(plant, machine) and not holds(plant, machine):
                plant.marks[0, machine] = search
                has_changed = True


@jitted
def _tell(plant: Plant, start: int, cause: int) -> None:
    """Write down the cycle that the way from here leads into, once. Links of the way: machines, then stations and stocks,
    then products."""
    run, path = plant.run[0], plant.marks
    length, link = 0, start
    # places on the way, from 1, by link; 0: not on it
    while path[2, link] == 0:
        path[1, length] = link
        length += 1
        path[2, link] = length
        link = _awaited(plant, link)
    first = path[2, link] - 1
    for place in range(length):
        path[2, path[1, place]] = 0
    count = length - first
    turn = 0
    while not _is_where_somebody_is(plant, path[1, first + turn]):
        turn += 1
    if run.told + 1 + count > len(plant.told):
        ask_python(plant, MAKE_ROOM, TOLD, 0, 0)
        if run.status == BROKEN:
            return
    told, path = plant.told, plant.marks
    for place in range(count):
        told[run.told + 1 + place] = _name(plant, path[1, first + (turn + place) % count])
    told[run.told] = count
    if _is_told(plant, count):
        return
    run.told += 1 + count
    detail = run.details + run.cycles
    run.cycles += 1
    write(plant, DEADLOCKED, NONE, _station(plant, path[1, first + turn]), NONE, detail, NO_VALUE, cause)


@jitted
def _is_told(plant: Plant, count: int) -> bool:
    """Do the same names stand in the log already?"""
    told, mine = plant.told, plant.run[0].told
    place = 0
    while place < mine:
        if _is_within(plant, mine, count, place) and _is_within(plant, place, told[place], mine):
            return True
        place += 1 + told[place]
    return False


@jitted
def _is_within(plant: Plant, one: int, count: int, other: int) -> bool:
    """Is each name of one cycle in the other?"""
    told = plant.told
    for place in range(one + 1, one + 1 + count):
        is_found = False
        for known in range(other + 1, other + 1 + told[other]):
            is_found = is_found or told[known] == told[place]
        if not is_found:
            return False
    return True


@jitted
def _is_where_somebody_is(plant: Plant, link: int) -> bool:
    """Is it a machine or a station?"""
    door = link - len(plant.machines)
    return door < 0 or (door < len(plant.stations) and plant.stations[door].product == NONE)


@jitted
def _station(plant: Plant, link: int) -> int:
    machines = len(plant.machines)
    return plant.machines[link].station if link < machines else link - machines


@jitted
def _name(plant: Plant, link: int) -> int:
    """Return the name of a link, as a word of the log."""
    machines, doors = len(plant.machines), len(plant.stations)
    if link >= machines + doors:
        return plant.products[link - machines - doors].name  # type: ignore[no-any-return]
    return plant.stations[_station(plant, link)].name  # type: ignore[no-any-return]


# ---------------------------------------------------------------- who waits for what


@jitted
def _awaited(plant: Plant, link: int) -> int:
    """Return one of those that this one waits for: of several, the first in the order of the file."""
    machines, doors = len(plant.machines), len(plant.stations)
    if link >= machines + doors:
        return machines + _dead_end(plant, link - machines - doors)
    if link < machines:
        return _awaited_by(plant, link, link + 1)
    here = plant.stations[link - machines]
    if here.product != NONE:
        return machines + _dead_taker(plant, here.product)
    found = _awaited_by(plant, here.machines, here.machines_end)
    if found != NONE:
        return found
    # its places are kept for jobs that never come; or it waits for a batch that has no room to gather
    keeper, index = NONE, here.first_promised
    while index != NONE:
        machine = plant.jobs[index].machine
        if machine != NONE and is_stuck(plant, machine) and (keeper == NONE or machine < keeper):
            keeper = machine
        index = plant.jobs[index].next_promised
    return link if keeper == NONE else keeper


@jitted
def _awaited_by(plant: Plant, first: int, end: int) -> int:
    """Return what some machines wait for, those of them that are stuck: a station before parts and stocks."""
    machines, doors = len(plant.machines), len(plant.stations)
    door, product, link = NONE, NONE, NONE
    for machine in range(first, end):
        if not is_stuck(plant, machine):
            continue
        index = plant.machines[machine].job
        while index != NONE:
            goal = plant.jobs[index].goal
            if goal != NONE and is_shut(plant, goal):
                stored = plant.stations[goal].product
                if stored == NONE:
                    door = goal if door == NONE else min(door, goal)
                elif product == NONE or stored < product:
                    product, link = stored, machines + goal
            index = plant.jobs[index].mate
        seeker = plant.machines[machine].seeker
        if seeker != NONE:
            step = plant.steps[plant.jobs[seeker].step]
            for row in range(step.parts, step.parts_end):
                needed = plant.parts[row].product
                if (product == NONE or needed <= product) and is_lacking(plant, row):
                    product, link = needed, machines + doors + needed
    return link if door == NONE else machines + door


@jitted
def _dead_end(plant: Plant, product: int) -> int:
    """Return the first station on a product's route at which nothing is begun any more."""
    step = plant.products[product].first_step
    while not is_dead(plant, plant.steps[step].station):
        step += 1
    return plant.steps[step].station  # type: ignore[no-any-return]


@jitted
def _dead_taker(plant: Plant, product: int) -> int:
    """Return the first station that would take a component, and never will."""
    place = plant.products[product].takers
    while not is_dead(plant, plant.takers[place]):
        place += 1
    return plant.takers[place]  # type: ignore[no-any-return]
