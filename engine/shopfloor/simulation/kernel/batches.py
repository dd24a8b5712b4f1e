"""Which jobs go into a machine together? Those of a station gather in one chain, in order of arrival.

The first job of the queue's order whose group (any, its product, its family) is large enough leads, and takes along the
next of its group. Who goes stands in ``mates``, the leader first. Where chance decides, it ranks all that wait: as many
draws as there are jobs, whether a batch comes of it or not.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.queues import is_settled, key_now, settled_key
from shopfloor.simulation.kernel.records import NONE, UNIFORM, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.words import BROKEN, BY_CHANCE, FIFO, LIFO, MAKE_ROOM, RANKING

__all__ = ["choose_batch", "gather", "may_form", "ungather"]


@jitted
def gather(plant: Plant, station: int, index: int) -> None:
    """Put a job behind those that wait at a station."""
    here, job = plant.stations[station], plant.jobs[index]
    job.left, job.behind = here.last, NONE
    if here.last == NONE:
        here.first = index
    else:
        plant.jobs[here.last].behind = index
    here.last = index
    here.length += 1
    job.queued_us = plant.run[0].now_us
    plant.groups[_group(plant, station, index)].waiting += 1
    if is_settled(here.order):
        job.key = settled_key(plant, here.order, index)


@jitted
def ungather(plant: Plant, station: int, index: int) -> None:
    """Take a job out of those that wait."""
    here, job = plant.stations[station], plant.jobs[index]
    if job.left == NONE:
        here.first = job.behind
    else:
        plant.jobs[job.left].behind = job.behind
    if job.behind == NONE:
        here.last = job.left
    else:
        plant.jobs[job.behind].left = job.left
    here.length -= 1
    plant.groups[_group(plant, station, index)].waiting -= 1


@jitted
def may_form(plant: Plant, station: int) -> bool:
    """Can a batch start without any further job?"""
    batch = plant.batches[plant.stations[station].batch]
    if batch.wait_us != NONE:
        return True
    for group in range(batch.groups, batch.groups_end):
        if plant.groups[group].waiting >= batch.least:
            return True
    return False


@jitted
def choose_batch(plant: Plant, station: int, machine: int) -> int:
    """Note the jobs of the next batch for a machine; return how many there are: none if no batch is ready."""
    here = plant.stations[station]
    if here.length == 0:
        return 0
    is_ready = _find_ready(plant, station)
    if here.order == BY_CHANCE:
        drawn = here.taken
        here.taken += here.length
        return _choose_by_chance(plant, station, drawn) if is_ready else 0
    if not is_ready:
        return 0
    if here.order == FIFO:
        return _choose_in_row(plant, station, here.first)
    if here.order == LIFO:
        return _choose_in_row(plant, station, here.last)
    return _choose_best(plant, station, machine)


@jitted
def _group(plant: Plant, station: int, index: int) -> int:
    return plant.group_of[plant.stations[station].batch, plant.jobs[index].product]  # type: ignore[no-any-return]


@jitted
def _find_ready(plant: Plant, station: int) -> bool:
    """Note which groups are ready: large enough, or one of them has waited its longest. Return whether any is."""
    here = plant.stations[station]
    batch = plant.batches[here.batch]
    ready = 0
    for number in range(batch.groups, batch.groups_end):
        group = plant.groups[number]
        group.is_ready = group.waiting >= batch.least
        ready += group.is_ready
    if batch.wait_us != NONE:
        index = here.first
        while index != NONE and ready < batch.groups_end - batch.groups:
            if plant.run[0].now_us - plant.jobs[index].queued_us < batch.wait_us:
                break
            group = plant.groups[_group(plant, station, index)]
            ready += 1 - group.is_ready
            group.is_ready = True
            index = plant.jobs[index].behind
    return ready != 0


@jitted
def _choose_in_row(plant: Plant, station: int, first: int) -> int:
    """Choose in order of arrival, from the first or from the last."""
    here = plant.stations[station]
    most = plant.batches[here.batch].most
    count, leading, index = 0, NONE, first
    while index != NONE and count < most:
        group = _group(plant, station, index)
        if group == leading or (leading == NONE and plant.groups[group].is_ready):
            leading = group
            plant.mates[count] = index
            count += 1
        index = plant.jobs[index].behind if here.order == FIFO else plant.jobs[index].left
    return count


@jitted
def _choose_best(plant: Plant, station: int, machine: int) -> int:
    """Choose by keys: the leader, and then the best of its group, kept in order while all are looked at."""
    here = plant.stations[station]
    most = plant.batches[here.batch].most
    leader, index = NONE, here.first
    while index != NONE:
        if plant.groups[_group(plant, station, index)].is_ready and (
            leader == NONE or _goes_before(plant, station, machine, index, leader)
        ):
            leader = index
        index = plant.jobs[index].behind
    leading = _group(plant, station, leader)
    count, index = 0, here.first
    while index != NONE:
        if _group(plant, station, index) == leading:
            place = count
            while place and _goes_before(plant, station, machine, index, plant.mates[place - 1]):
                place -= 1
            if place < most:
                count = min(count + 1, most)
                for behind in range(count - 1, place, -1):
                    plant.mates[behind] = plant.mates[behind - 1]
                plant.mates[place] = index
        index = plant.jobs[index].behind
    return count


@jitted
def _goes_before(plant: Plant, station: int, machine: int, one: int, other: int) -> bool:
    """Does a job that came later go before another all the same?"""
    order = plant.stations[station].order
    if is_settled(order):
        return plant.jobs[one].key < plant.jobs[other].key  # type: ignore[no-any-return]
    return key_now(plant, order, one, machine) < key_now(plant, order, other, machine)


@jitted
def _choose_by_chance(plant: Plant, station: int, drawn: int) -> int:
    """Choose by a ranking of all that wait, each place of which is a draw; only as far as it matters."""
    here = plant.stations[station]
    batch = plant.batches[here.batch]
    while len(plant.ranking) < here.length:
        ask_python(plant, MAKE_ROOM, RANKING, 0, 0)
        if plant.run[0].status == BROKEN:
            return 0
    rest, index = 0, here.first
    while index != NONE:
        plant.ranking[rest] = index
        rest += 1
        index = plant.jobs[index].behind
    count, leading = 0, NONE
    while rest and count < batch.most and (leading == NONE or count < plant.groups[leading].waiting):
        place = int(value(plant, here.takes, drawn) * UNIFORM * rest)
        drawn += 1
        index = plant.ranking[place]
        rest -= 1
        for behind in range(place, rest):
            plant.ranking[behind] = plant.ranking[behind + 1]
        group = _group(plant, station, index)
        if group == leading or (leading == NONE and plant.groups[group].is_ready):
            leading = group
            plant.mates[count] = index
            count += 1
    return count
