"""What follows if some machines never move again? Which places never become free, and which parts never come.

Stuck are all machines that wait for a place or for parts, but for those which the present search has left out. The
answers err on one side only: whatever might still move counts as moving.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.batches import may_form
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.places import has_place
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.words import END, FORK, JUMP, NOWHERE

__all__ = ["holds", "is_dead", "is_lacking", "is_shut", "is_stuck"]


@jitted
def is_stuck(plant: Plant, machine: int) -> bool:
    """Is this machine thought never to move again?"""
    entry = plant.machines[machine]
    waits = entry.blocked != 0 or entry.seeks != NONE or entry.seeker != NONE
    return waits and plant.marks[0, machine] != plant.run[0].search  # type: ignore[no-any-return]


@jitted
def holds(plant: Plant, machine: int) -> bool:
    """Does this machine wait for ever? A batch is gone only when the last of its jobs is."""
    entry = plant.machines[machine]
    index = entry.job
    while index != NONE:
        if plant.jobs[index].goal != NONE and is_shut(plant, plant.jobs[index].goal):
            return True
        index = plant.jobs[index].mate
    if entry.seeker != NONE:
        step = plant.steps[plant.jobs[entry.seeker].step]
        for row in range(step.parts, step.parts_end):
            if is_lacking(plant, row):
                return True
    return False


# ---------------------------------------------------------------- places


@jitted
def is_shut(plant: Plant, door: int) -> bool:
    """Does no place ever become free here?"""
    here = plant.stations[door]
    if here.capacity == NONE or has_place(plant, door):
        return False
    if here.product == NONE:
        return _is_station_shut(plant, door)
    if here.length + here.reserved - _promised(plant, door, False) < here.capacity:
        return False
    line = plant.products[here.product]
    for place in range(line.takers, line.takers_end):
        if not is_dead(plant, plant.takers[place]):
            return False
    return True


@jitted
def is_dead(plant: Plant, station: int) -> bool:
    """Is nothing ever begun here again? No machine moves, or those that could get no job."""
    here = plant.stations[station]
    for machine in range(here.machines, here.machines_end):
        if not is_stuck(plant, machine):
            if here.capacity == NONE or has_place(plant, station):
                return False
            return _is_station_shut(plant, station)
    return True


@jitted
def _is_station_shut(plant: Plant, station: int) -> bool:
    here = plant.stations[station]
    empty = 0
    for machine in range(here.machines, here.machines_end):
        if not is_stuck(plant, machine):
            if plant.machines[machine].place == NOWHERE:
                return False
            empty += 1
    if empty == 0:
        # who is on the way here comes to stay
        return here.length + here.reserved - _promised(plant, station, False) >= here.capacity  # type: ignore[no-any-return]
    if here.batch == NONE:
        # an empty machine is a place; it stays empty if all who have been promised one never come
        return here.length == 0 and _promised(plant, station, True) >= here.capacity + empty  # type: ignore[no-any-return]
    if here.supply != here.supply_end or may_form(plant, station):
        return False
    return here.length + _promised(plant, station, True) >= here.capacity  # type: ignore[no-any-return]


@jitted
def _promised(plant: Plant, door: int, to_stuck: bool) -> int:
    """Count the promised places of jobs in machines: of those that never move, or of others, which may give them back
    when the job is scrapped or sent elsewhere."""
    count = 0
    index = plant.stations[door].first_promised
    while index != NONE:
        job = plant.jobs[index]
        if job.machine != NONE:
            entry = plant.machines[job.machine]
            has_not_begun = entry.seeks != NONE or entry.seeker != NONE
            if (has_not_begun and is_stuck(plant, job.machine)) == to_stuck:
                count += 1
        index = job.next_promised
    return count


# ---------------------------------------------------------------- parts


@jitted
def is_lacking(plant: Plant, row: int) -> bool:
    """Is there too little of a part, and no further one ever comes to its stock?"""
    part = plant.parts[row]
    if plant.stations[plant.products[part.product].stock].length >= part.count:
        return False
    return _never_comes(plant, part.product)


@jitted
def _never_comes(plant: Plant, product: int) -> bool:
    """Does no further job of this component ever come to its stock? Neither those on their way, nor new ones."""
    line = plant.products[product]
    if plant.run[0].awaits_initial_jobs or not _is_cut(plant, line.route):
        return False
    index = line.expected
    while index != NONE:
        if not _stays_away(plant, index):
            return False
        index = plant.jobs[index].next_expected
    return True


@jitted
def _is_cut(plant: Plant, first: int) -> bool:
    """Does every way from an element of a route on lead through a station where nothing is begun?"""
    element = first
    while plant.route[element].kind != FORK:
        entry = plant.route[element]
        if entry.kind == END:
            return False
        if entry.kind == JUMP:
            element = entry.first
        elif _is_barred(plant, element):
            return True
        else:
            element += 1
    return _is_fork_cut(plant, element)


@jitted
def _is_fork_cut(plant: Plant, fork: int) -> bool:
    """The same from a fork on: told for one element after the other, from the end of the route."""
    last = fork
    while plant.route[last].kind != END:
        last += 1
    plant.cut[last] = False
    for element in range(last - 1, fork - 1, -1):
        entry = plant.route[element]
        if entry.kind == JUMP:
            plant.cut[element] = plant.cut[entry.first]
        elif entry.kind == FORK:
            plant.cut[element] = True
            for branch in range(entry.first, entry.end):
                if not plant.cut[plant.branches[branch]]:
                    plant.cut[element] = False
        else:
            plant.cut[element] = plant.cut[element + 1] or _is_barred(plant, element)
    return plant.cut[fork] != 0  # type: ignore[no-any-return]


@jitted
def _is_barred(plant: Plant, element: int) -> bool:
    """Is nothing begun any more at any of the stations that a visit may lead to?"""
    entry = plant.route[element]
    for step in range(entry.first, entry.end):
        if not is_dead(plant, plant.steps[step].station):
            return False
    return True


@jitted
def _stays_away(plant: Plant, index: int) -> bool:
    """Does this job never come to the end of its route?"""
    job = plant.jobs[index]
    here = plant.steps[job.step]
    if job.machine == NONE:
        return is_dead(plant, here.station) or _is_cut(plant, here.element + 1)
    if is_stuck(plant, job.machine):
        entry = plant.machines[job.machine]
        if entry.seeks != NONE or entry.seeker != NONE:
            return True
        if job.goal != NONE and is_shut(plant, job.goal):
            return True
    if not job.is_ahead_known:
        return _is_cut(plant, here.element + 1)
    if job.ahead == NONE:
        return False
    ahead = plant.steps[job.ahead]
    return is_dead(plant, ahead.station) or _is_cut(plant, ahead.element + 1)
