"""How does a machine live? It takes a job, is set up, works, passes on, and starts over.

The reference engine tells this as a process; here the process is cut where it waits, and ``state`` says where:

====================  =====================================================================================
state                 what it waits for
====================  =====================================================================================
ASLEEP_FOR_JOB        a job that is put into it (``call``)
ASLEEP_FOR_PROMISE    a place ahead, before it begins (``call``)
ASLEEP_UNTIL_ABLE     the end of a repair or the begin of a shift (``call``)
ASLEEP_FOR_PERSON     somebody who was asked for (SOMEBODY_COMES), or what stops it (MACHINE_STOPS)
EXPECTING             the arrival of somebody who is on the way (SOMEBODY_ARRIVES)
PERFORMING            the end of a setup or of work (ACTIVITY_ENDS), or what stops it (MACHINE_STOPS)
ASLEEP_FOR_PARTS      the parts of its job (``call``)
ASLEEP_FOR_PLACE      places for its finished jobs (``call``)
====================  =====================================================================================
"""

from __future__ import annotations

from shopfloor.simulation.kernel.breakdowns import strike
from shopfloor.simulation.kernel.clock import rounded_us, wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.contents import write_of_mates
from shopfloor.simulation.kernel.departures import pass_on, scrap_all, secure_places
from shopfloor.simulation.kernel.foresight import foresee_departure
from shopfloor.simulation.kernel.journal import name_person, write, write_of_machine
from shopfloor.simulation.kernel.maintenance import begin_due
from shopfloor.simulation.kernel.openings import open_door, take
from shopfloor.simulation.kernel.paces import put_down, take_up
from shopfloor.simulation.kernel.people import ask, release_person, withdraw
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.stocks import collect_parts
from shopfloor.simulation.kernel.usage import count_work, finish_work, limit_span, lose_work
from shopfloor.simulation.kernel.vacancies import join_places, leave_places
from shopfloor.simulation.kernel.walks import drops_it, set_out
from shopfloor.simulation.kernel.words import (
    ACTIVITY_ENDS,
    ASLEEP_FOR_JOB,
    ASLEEP_FOR_PARTS,
    ASLEEP_FOR_PERSON,
    ASLEEP_FOR_PLACE,
    ASLEEP_FOR_PROMISE,
    ASLEEP_UNTIL_ABLE,
    EXPECTING,
    IDLE,
    PERFORMING,
    RESTART,
    SCRAP,
    SETUP,
    SETUP_FINISHED,
    SETUP_INTERRUPTED,
    SETUP_RESUMED,
    SETUP_STARTED,
    VACANT,
    WORK,
    WORK_FINISHED,
    WORK_INTERRUPTED,
    WORK_RESTARTED,
    WORK_RESUMED,
    WORK_STARTED,
)

__all__ = ["begin_life", "end_activity", "meet_person", "receive_person", "stop_activity", "wake"]


# ---------------------------------------------------------------- the life of a machine


@jitted
def begin_life(plant: Plant, machine: int) -> None:
    """Be no mere place any more, and look for the first job."""
    leave_places(plant, machine)
    _start_over(plant, machine)


@jitted
def _start_over(plant: Plant, machine: int) -> None:
    """Stand for the maintenance that is due, and turn to the next job."""
    begin_due(plant, machine)
    if _fetch(plant, machine):
        _prepare(plant, machine)


@jitted
def wake(plant: Plant, machine: int, cause: int) -> None:
    """Go on with what was waited for."""
    entry = plant.machines[machine]
    if entry.state == ASLEEP_FOR_JOB or entry.state == ASLEEP_FOR_PROMISE:
        _prepare(plant, machine)
    elif entry.state == ASLEEP_FOR_PARTS:
        _collect(plant, machine)
    elif entry.state == ASLEEP_FOR_PLACE:
        _start_over(plant, machine)
    else:
        entry.cause = cause
        _begin_activity(plant, machine)


@jitted
def _leave_machine(plant: Plant, machine: int) -> None:
    """Let finished work go, and turn to the next job."""
    if pass_on(plant, machine):
        begin_due(plant, machine)
        _sleep(plant, machine, ASLEEP_FOR_PLACE)
    else:
        _start_over(plant, machine)


@jitted
def _fetch(plant: Plant, machine: int) -> bool:
    """Take a job if there is one; otherwise be a free place, which somebody at the door may use at once, and sleep."""
    entry = plant.machines[machine]
    if entry.able:
        if take(plant, machine):
            return True
        join_places(plant, machine, IDLE)
    else:
        join_places(plant, machine, VACANT)
    if plant.stations[entry.station].door_first != NONE:
        open_door(plant, entry.station, entry.last_event)
    if entry.job != NONE:
        return True
    _sleep(plant, machine, ASLEEP_FOR_JOB)
    return False


@jitted
def _prepare(plant: Plant, machine: int) -> None:
    """There are jobs: make sure of places ahead, if need be."""
    if plant.stations[plant.machines[machine].station].is_before_service and not secure_places(
        plant, machine
    ):
        _sleep(plant, machine, ASLEEP_FOR_PROMISE)
    else:
        _collect(plant, machine)


@jitted
def _collect(plant: Plant, machine: int) -> None:
    """Take the parts of assemblies."""
    if collect_parts(plant, machine):
        _set_up(plant, machine)
    else:
        _sleep(plant, machine, ASLEEP_FOR_PARTS)


@jitted
def _set_up(plant: Plant, machine: int) -> None:
    """Change over, if what was set up last is something else; then work."""
    entry = plant.machines[machine]
    here = plant.stations[entry.station]
    if here.setups != NONE:
        before, after = entry.set_up_for, plant.steps[plant.jobs[entry.job].step].state
        pair = here.setups + before * here.states + after
        if before != NONE and before != after and plant.setup_us[pair]:
            entry.setup_next = after
            entry.activity, entry.kind, entry.detail = SETUP, SETUP_STARTED, plant.setup_texts[pair]
            entry.left_us = plant.setup_us[pair]
            plant.paces[entry.task] = 1.0
            _begin(plant, machine)
            return
        entry.set_up_for = after
    _work(plant, machine)


@jitted
def _nominal_us(plant: Plant, machine: int) -> int:
    """The nominal time of the work; a batch takes that of its first or its longest job."""
    entry = plant.machines[machine]
    index = entry.job
    time_us = plant.jobs[index].processing_us
    batch = plant.stations[entry.station].batch
    if batch != NONE and plant.batches[batch].by_longest:
        while index != NONE:
            time_us = max(time_us, plant.jobs[index].processing_us)
            index = plant.jobs[index].mate
    return time_us  # type: ignore[no-any-return]


@jitted
def _work(plant: Plant, machine: int) -> None:
    """Begin to work on what is inside, at this machine's speed."""
    entry = plant.machines[machine]
    time_us = _nominal_us(plant, machine)
    speed = plant.speeds[machine]
    if speed != 1.0:
        time_us = rounded_us(plant, time_us / speed)
    entry.activity, entry.kind, entry.detail = WORK, WORK_STARTED, NONE
    entry.left_us = entry.nominal_us = time_us
    plant.paces[entry.task] = 1.0
    _begin(plant, machine)


# ---------------------------------------------------------------- setup and work


@jitted
def _begin(plant: Plant, machine: int) -> None:
    """Spend working time as soon as the machine can and whoever is needed is there."""
    plant.machines[machine].cause = plant.jobs[plant.machines[machine].job].last_event
    _begin_activity(plant, machine)


@jitted
def _begin_activity(plant: Plant, machine: int) -> None:
    if _is_ready(plant, machine):
        _spend_time(plant, machine)


@jitted
def _is_ready(plant: Plant, machine: int) -> bool:
    """Can the machine work, and is somebody there if need be? If not, wait for that."""
    entry = plant.machines[machine]
    is_needed = entry.needs_for_work if entry.activity == WORK else entry.needs_for_setup
    if not entry.able:
        _dismiss(plant, machine, entry.cause)
        _sleep(plant, machine, ASLEEP_UNTIL_ABLE)
        return False
    if is_needed and entry.person == NONE:
        if not ask(plant, entry.task, entry.cause):
            entry.interruptible = True
            entry.state = ASLEEP_FOR_PERSON
            return False
        return _is_there(plant, machine)
    return True


@jitted
def _is_there(plant: Plant, machine: int) -> bool:
    """Somebody comes: is he or she there at once, or on the way?"""
    entry = plant.machines[machine]
    task = plant.tasks[entry.task]
    entry.person = task.person
    if set_out(plant, entry.task):
        entry.state = EXPECTING
        return False
    entry.cause = task.assigned
    return True


@jitted
def meet_person(plant: Plant, machine: int) -> None:
    """Somebody arrives, perhaps when his or her shift is over."""
    entry = plant.machines[machine]
    entry.cause = plant.tasks[entry.task].assigned
    if drops_it(plant, entry.person):
        _dismiss(plant, machine, entry.cause)
    _begin_activity(plant, machine)


@jitted
def receive_person(plant: Plant, machine: int, request: int) -> None:
    """Whoever was asked for comes, unless that was taken back."""
    entry = plant.machines[machine]
    if request == plant.tasks[entry.task].request:
        entry.interruptible = False
        if _is_there(plant, machine):
            _begin_activity(plant, machine)


@jitted
def _dismiss(plant: Plant, machine: int, cause: int) -> None:
    """Let the person go."""
    person = plant.machines[machine].person
    if person != NONE:
        plant.machines[machine].person = NONE
        release_person(plant, person, cause)


@jitted
def _spend_time(plant: Plant, machine: int) -> None:
    """Begin, or go on, until the activity is done or the machine worn out."""
    entry = plant.machines[machine]
    if entry.person != NONE:
        pace = take_up(plant, entry.person, plant.tasks[entry.task].skill)
        if pace != plant.paces[entry.task]:
            entry.left_us = rounded_us(plant, entry.left_us * plant.paces[entry.task] / pace)
            plant.paces[entry.task] = pace
    entry.span_us, entry.worn_out = entry.left_us, NONE
    if entry.is_used and entry.activity == WORK:
        limit_span(plant, machine)
    job = plant.jobs[entry.job]
    job.last_event = write(
        plant, entry.kind, entry.job, entry.station, machine, entry.detail, entry.left_us, entry.cause
    )
    name_person(plant, entry.person)
    if job.mate != NONE and entry.activity == WORK:
        write_of_mates(plant, machine, entry.kind, entry.detail, entry.left_us, entry.cause)
    entry.began_us = plant.run[0].now_us
    entry.interruptible = True
    entry.state = PERFORMING
    wait(plant, entry.span_us, ACTIVITY_ENDS, machine, entry.timer)


@jitted
def end_activity(plant: Plant, machine: int, timer: int) -> None:
    """The time is over, unless something has stopped the activity before."""
    entry = plant.machines[machine]
    if timer != entry.timer:
        return
    entry.timer += 1
    entry.interruptible = False
    if entry.is_used and entry.activity == WORK:
        count_work(plant, machine, entry.span_us)
    if entry.worn_out != NONE:
        mode = entry.worn_out
        failed = strike(plant, mode)
        life = plant.stoppages[mode]
        _put_aside(plant, machine, entry.span_us, life.detail, failed, life.repair_rule)
    else:
        _finish(plant, machine)


@jitted
def stop_activity(plant: Plant, machine: int) -> None:
    """Something has stopped the activity, or the wait for a person."""
    entry = plant.machines[machine]
    if entry.state == ASLEEP_FOR_PERSON:
        withdraw(plant, entry.task, entry.stop_event)
        _begin_activity(plant, machine)
        return
    entry.timer += 1
    worked_us = plant.run[0].now_us - entry.began_us
    if entry.is_used and entry.activity == WORK:
        count_work(plant, machine, worked_us)
    _put_aside(plant, machine, worked_us, entry.stop_reason, entry.stop_event, entry.stop_rule)


@jitted
def _put_aside(plant: Plant, machine: int, worked_us: int, reason: int, event: int, rule: int) -> None:
    """Write down what is left of an activity, and go on with it as soon as that can be."""
    entry = plant.machines[machine]
    job = plant.jobs[entry.job]
    is_work = entry.activity == WORK
    entry.left_us -= worked_us
    kind = WORK_INTERRUPTED if is_work else SETUP_INTERRUPTED
    job.last_event = write(plant, kind, entry.job, entry.station, machine, reason, entry.left_us, event)
    name_person(plant, entry.person)
    if job.mate != NONE and is_work:
        write_of_mates(plant, machine, kind, reason, entry.left_us, event)
    if entry.person != NONE:
        put_down(plant, entry.person, NONE)
    _dismiss(plant, machine, job.last_event)
    begin_due(plant, machine)
    entry.kind = WORK_RESUMED if is_work else SETUP_RESUMED
    if is_work and rule == SCRAP:
        lose_work(plant, machine)
        scrap_all(plant, machine, reason)
        _start_over(plant, machine)
        return
    if is_work and rule == RESTART:
        entry.kind, entry.left_us = WORK_RESTARTED, entry.nominal_us
        plant.paces[entry.task] = 1.0
    _begin(plant, machine)


@jitted
def _finish(plant: Plant, machine: int) -> None:
    """A setup is done, and work follows; or work is done, and the job goes on."""
    entry = plant.machines[machine]
    job = plant.jobs[entry.job]
    is_work = entry.activity == WORK
    kind = WORK_FINISHED if is_work else SETUP_FINISHED
    foresee_departure(plant, entry.job)
    job.last_event = write_of_machine(plant, kind, entry.job, machine, entry.detail, job.last_event)
    name_person(plant, entry.person)
    entry.last_event = job.last_event
    if job.mate != NONE and is_work:
        write_of_mates(plant, machine, kind, entry.detail, NO_VALUE, NONE)
    if is_work and entry.is_used:
        finish_work(plant, machine, entry.last_event)
    if entry.person != NONE:
        put_down(plant, entry.person, plant.tasks[entry.task].skill)
        if is_work or not entry.needs_for_work or not plant.people[entry.person].on_call:
            _dismiss(plant, machine, entry.last_event)
    if is_work:
        _leave_machine(plant, machine)
    else:
        begin_due(plant, machine)
        entry.set_up_for = entry.setup_next
        _work(plant, machine)


@jitted
def _sleep(plant: Plant, machine: int, state: int) -> None:
    """Wait for somebody's call."""
    entry = plant.machines[machine]
    entry.state = entry.waits_for = state
    entry.is_awaited = True
