"""Where are the jobs, and what becomes of them? One machine of states for each job that is there, and for its visit.

A visit counts when it is over for certain: when the job enters the next queue, when it ends, or at the horizon; whether it
lies behind the warm-up is a question of when the job left the machine.
"""

from __future__ import annotations

from typing import Any

from shopfloor.simulation.kernel.kpis.counters import move, move_in_plant
from shopfloor.simulation.kernel.kpis.inlined import inlined
from shopfloor.simulation.kernel.kpis.machines import begin_inside, end_inside, place_of_goal, settle
from shopfloor.simulation.kernel.kpis.tables import LOW, LOW_BITS, Tables
from shopfloor.simulation.kernel.kpis.words import (
    AFTER_SERVICE,
    BEFORE_SERVICE,
    BEGINS,
    BETWEEN,
    HELD,
    WORKING,
)
from shopfloor.simulation.kernel.records import NO_VALUE, NONE
from shopfloor.simulation.kernel.words import (
    ASSEMBLED,
    BLOCKED,
    DEFECT_MADE,
    JOB_COMPLETED,
    JOB_LOST,
    JOB_ORDERED,
    JOB_RELEASED,
    LOADED,
    QUEUE_ENTERED,
    REWORKED,
    SCRAPPED,
    STOCKED,
    UNBLOCKED,
    WORK_FINISHED,
    WORK_STARTED,
)

__all__ = ["close_visit", "find_place", "follow_job"]

_BEEN_THERE, _FAULT = 1, 2
_SPREAD = 0x9E3779B97F4A7C15 - (1 << 64)
"""Neighbouring numbers lie far apart when they are multiplied by it: 2^64 over the golden ratio."""
_SHIFT = 20


@inlined
def follow_job(
    tables: Tables,
    kind: int,
    product: int,
    number: int,
    station: int,
    machine: int,
    detail: int,
    value: int,
    time_us: int,
) -> None:
    """A step of a job."""
    row = _row(tables, product, number)
    job = tables.jobs[row]
    if kind == DEFECT_MADE and machine == NONE:
        # came with a part: no step of the job
        _take_fault(tables, row, station)
        return
    _step(tables, job, kind, machine, detail, time_us)
    if kind == QUEUE_ENTERED:
        _enter(tables, row, station, time_us)
    elif kind == LOADED:
        job.machine = machine
        move(tables.queued[job.station], -1, time_us)
    elif kind == WORK_STARTED:
        job.started_us, job.planned_us = time_us, value
    elif kind == WORK_FINISHED:
        job.finished_us = time_us
        place = tables.route_places[product, station]
        if place != NONE:
            tables.visited[row, place] &= _BEEN_THERE
    elif kind == JOB_RELEASED:
        _release(tables, job, value, time_us)
    elif kind == BLOCKED:
        job.is_stuck |= tables.words[detail, 0] == AFTER_SERVICE
    elif kind == UNBLOCKED:
        if tables.words[detail, 0] == AFTER_SERVICE:
            job.handed_us = time_us
    elif kind == DEFECT_MADE:
        _take_fault(tables, row, station)
    elif kind == REWORKED:
        job.is_reworked = True
    elif kind == STOCKED:
        job.is_stocked = True
        move(tables.in_stock[product], 1, time_us)
    elif kind == JOB_ORDERED:
        job.ordered_us, job.due_us = time_us, value
        move(tables.backlog[product], 1, time_us)
    elif kind in (JOB_COMPLETED, SCRAPPED, ASSEMBLED, JOB_LOST):
        _end(tables, row, kind, time_us)


@inlined
def _step(tables: Tables, job: Any, kind: int, machine: int, detail: int, time_us: int) -> None:
    """What the step before began ends, and this one begins something (``job_steps.sql``)."""
    before, after = job.activity, BEGINS[kind]
    if kind == UNBLOCKED and tables.words[detail, 0] == BEFORE_SERVICE:
        after = HELD
    if before == WORKING:
        job.worked_us += time_us - job.since_us
    if before >= HELD and job.at != NONE:
        settle(tables, job.at, time_us)
        end_inside(tables, job.at, before)
    if after >= HELD and machine != NONE:
        settle(tables, machine, time_us)
        if kind == BLOCKED:
            _aim(tables, machine, tables.words[detail, 1])
        begin_inside(tables, machine, after)
    job.activity, job.since_us, job.at = after, time_us, machine


@inlined
def _aim(tables: Tables, machine: int, target: int) -> None:
    """Take note of where a machine is blocked; of several jobs the one that was blocked last counts."""
    goal = place_of_goal(tables, machine, target)
    entry = tables.machines[machine]
    if entry.stuck > 0 and entry.goal != goal:
        tables.run[0].has_mixed_goals = True
    entry.goal = goal


@inlined
def _release(tables: Tables, job: Any, value: int, time_us: int) -> None:
    """A job comes into the plant, and stands at the door until it enters its first queue."""
    run, ended = tables.run[0], tables.ended[job.product]
    job.released_us, job.due_us = time_us, max(job.due_us, value)
    if job.ordered_us != NONE:
        move(tables.backlog[job.product], -1, time_us)
        if time_us >= run.warm_up_us:
            ended.released += 1
            _add_release(ended, time_us - job.ordered_us)
    move_in_plant(tables, job.product, 1, time_us)
    move(tables.at_door[job.product], 1, time_us)
    if time_us >= run.last_quarter_us:
        run.is_steady = True


@inlined
def _add_release(ended: Any, span_us: int) -> None:
    ended.release_low += span_us & LOW
    ended.release_high += span_us >> LOW_BITS


# ---------------------------------------------------------------- visits (``visits.sql``)


@inlined
def _enter(tables: Tables, row: int, station: int, time_us: int) -> None:
    """A job enters a queue: another visit begins."""
    job = tables.jobs[row]
    close_visit(tables, row)
    if not job.has_entered:
        job.has_entered = True
        move(tables.at_door[job.product], -1, time_us)
    move(tables.queued[station], 1, time_us)
    place = tables.route_places[job.product, station]
    job.is_first = True
    if place != NONE:
        job.is_first = tables.visited[row, place] & _BEEN_THERE == 0
        tables.visited[row, place] |= _BEEN_THERE
    job.station, job.machine, job.queued_us = station, NONE, time_us
    job.started_us = job.finished_us = job.scrapped_us = job.handed_us = NONE
    job.planned_us = job.worked_us = 0
    job.is_stuck = job.is_reworked = False


@inlined
def close_visit(tables: Tables, row: int) -> None:
    """Count the visit that a job has behind it, if it has left the machine, and not before the warm-up."""
    job, run = tables.jobs[row], tables.run[0]
    if job.station == NONE or job.machine == NONE:
        return
    left_us = job.handed_us
    if left_us == NONE:
        left_us = job.scrapped_us
    if left_us == NONE and not job.is_stuck:
        left_us = job.finished_us
    if left_us < run.warm_up_us:  # NONE, too: before all time
        return
    done = tables.done[job.machine]
    has_passed = job.scrapped_us == NONE and not job.is_reworked
    done.visits += 1
    done.first_visits += job.is_first
    if has_passed:
        done.passed += 1
        done.first_passes += job.is_first
    elif job.scrapped_us != NONE:
        done.scrapped += 1
    else:
        done.reworked += 1
    done.worked_low += job.worked_us & LOW
    done.worked_high += job.worked_us >> LOW_BITS
    waiting_us = job.started_us - job.queued_us
    if job.started_us != NONE:
        done.started += 1
        done.waiting_low += waiting_us & LOW
        done.waiting_high += waiting_us >> LOW_BITS
    if job.finished_us != NONE:
        done.finished += 1
        done.finished_low += job.worked_us & LOW
        done.finished_high += job.worked_us >> LOW_BITS
        done.planned_low += job.planned_us & LOW
        done.planned_high += job.planned_us >> LOW_BITS
    if run.batches:
        batch = (left_us - run.warm_up_us) * run.batches // (run.horizon_us - run.warm_up_us)
        batched = tables.batched[job.station, batch]
        batched.ends += 1
        if job.started_us != NONE:
            batched.measured += 1
            batched.low += waiting_us & LOW
            batched.high += waiting_us >> LOW_BITS


# ---------------------------------------------------------------- ends (``jobs.sql``)


@inlined
def _end(tables: Tables, row: int, kind: int, time_us: int) -> None:
    """A job leaves the plant."""
    job = tables.jobs[row]
    if kind == SCRAPPED:
        job.scrapped_us = time_us
    elif kind == ASSEMBLED and job.is_stocked:
        move(tables.in_stock[job.product], -1, time_us)
    elif kind == JOB_LOST and not job.has_entered:
        move(tables.at_door[job.product], -1, time_us)
    close_visit(tables, row)
    if job.released_us != NONE:
        move_in_plant(tables, job.product, -1, time_us)
    if time_us >= tables.run[0].warm_up_us:
        ended = tables.ended[job.product]
        if kind == SCRAPPED:
            ended.scrapped += 1
        elif kind == JOB_LOST:
            ended.lost += 1
        elif kind == ASSEMBLED:
            ended.assembled += 1
        else:
            _complete(tables, row, time_us)
    _forget(tables, row)


@inlined
def _complete(tables: Tables, row: int, time_us: int) -> None:
    job = tables.jobs[row]
    ended = tables.ended[job.product]
    ended.completed += 1
    ended.faulty += _has_fault(tables, row)
    lead_us = time_us - job.released_us
    ended.lead_low += lead_us & LOW
    ended.lead_high += lead_us >> LOW_BITS
    if job.due_us != NO_VALUE:
        late_us = max(time_us - job.due_us, 0)
        ended.due += 1
        ended.on_time += late_us == 0
        ended.tardy_low += late_us & LOW
        ended.tardy_high += late_us >> LOW_BITS


@inlined
def _take_fault(tables: Tables, row: int, station: int) -> None:
    """A hidden fault, which only work at the station that made it takes away (``defects.sql``)."""
    job = tables.jobs[row]
    place = tables.route_places[job.product, station]
    if place == NONE:
        job.foreign_fault = True
    else:
        tables.visited[row, place] |= _FAULT


@inlined
def _has_fault(tables: Tables, row: int) -> bool:
    if tables.jobs[row].foreign_fault:
        return True
    for place in range(tables.visited.shape[1]):
        if tables.visited[row, place] & _FAULT:
            return True
    return False


# ---------------------------------------------------------------- who is there


@inlined
def _row(tables: Tables, product: int, number: int) -> int:
    """The record of a job, a new one where there is none."""
    slots = tables.slots
    slot = _slot(slots, product, number)
    while slots[slot]:
        row = slots[slot] - 1
        if tables.jobs[row].number == number and tables.jobs[row].product == product:
            return row  # type: ignore[no-any-return]
        slot = (slot + 1) & (len(slots) - 1)
    run = tables.run[0]
    row = run.free_job
    job = tables.jobs[row]
    run.free_job = job.behind
    slots[slot] = row + 1
    job.product, job.number = product, number
    job.ordered_us = job.released_us = job.station = job.machine = job.at = NONE
    job.due_us, job.activity = NO_VALUE, BETWEEN
    job.has_entered = job.is_stocked = job.foreign_fault = False
    job.scrapped_us = NONE
    for place in range(tables.visited.shape[1]):
        tables.visited[row, place] = 0
    return row  # type: ignore[no-any-return]


@inlined
def _slot(slots: Any, product: int, number: int) -> int:
    """Where a job would stand in the hash table."""
    return ((number * 64 + product) * _SPREAD >> _SHIFT) & (len(slots) - 1)


@inlined
def find_place(tables: Tables, row: int) -> None:
    """Put a job into the hash table."""
    slots, job = tables.slots, tables.jobs[row]
    slot = _slot(slots, job.product, job.number)
    while slots[slot]:
        slot = (slot + 1) & (len(slots) - 1)
    slots[slot] = row + 1


@inlined
def _forget(tables: Tables, row: int) -> None:
    """Free a record; those that stand behind it in the hash table close up."""
    slots, run = tables.slots, tables.run[0]
    mask = len(slots) - 1
    gap = _slot(slots, tables.jobs[row].product, tables.jobs[row].number)
    while slots[gap] != row + 1:
        gap = (gap + 1) & mask
    slot = gap
    while True:
        slot = (slot + 1) & mask
        if not slots[slot]:
            break
        other = tables.jobs[slots[slot] - 1]
        home = _slot(slots, other.product, other.number)
        if (slot - home) & mask >= (slot - gap) & mask:
            slots[gap] = slots[slot]
            gap = slot
    slots[gap] = 0
    tables.jobs[row].behind = run.free_job
    run.free_job = row
