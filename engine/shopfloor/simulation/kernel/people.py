"""Who is asked for, who waits for whom, and who goes?

Where there is a choice, the plant's policy decides (``dispatch``). A task has one request at a time, so
the requests that wait for a skill are a chain through the tasks.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import follow
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.dispatch import (
    person_for,
    reason_for_person,
    reason_for_request,
    request_for,
)
from shopfloor.simulation.kernel.draws import value
from shopfloor.simulation.kernel.journal import name_job, name_person, write
from shopfloor.simulation.kernel.paces import measure
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, UNIFORM, Plant
from shopfloor.simulation.kernel.walks import go_home
from shopfloor.simulation.kernel.words import (
    ABSENT,
    ASSIGNED,
    BREAK_STARTED,
    BY_SHIFT,
    ONLY_ONE_FREE,
    ONLY_REQUEST,
    SHIFT_ENDED,
    SHIFT_STARTED,
    SOMEBODY_COMES,
)

__all__ = ["ask", "come_to_work", "leave_work", "offer", "release_person", "stay_away", "withdraw"]


@jitted
def ask(plant: Plant, number: int, cause: int) -> bool:
    """Ask for somebody with the skill of a task; True if somebody is free and goes at once."""
    run, task = plant.run[0], plant.tasks[number]
    job = plant.machines[task.machine].job
    task.product = task.number = task.person = NONE
    if job != NONE:
        task.product, task.number = plant.jobs[job].product, plant.jobs[job].number
    task.request = run.requests
    run.requests += 1
    chosen, free = person_for(plant, number)
    if not free:
        _wait(plant, number)
        return False
    reason = ONLY_ONE_FREE if free == 1 else reason_for_person(plant)
    _assign(plant, chosen, number, reason, free, cause)
    return True


@jitted
def _wait(plant: Plant, number: int) -> None:
    """Stand behind all requests for the same skill."""
    skill = plant.skills[plant.tasks[number].skill]
    plant.tasks[number].behind = NONE
    if skill.first == NONE:
        skill.first = number
    else:
        plant.tasks[skill.last].behind = number
    skill.last = number
    skill.waiting += 1


@jitted
def release_person(plant: Plant, person: int, cause: int) -> None:
    """Let a person be free again: leave if the shift is over, take the next request otherwise."""
    somebody = plant.people[person]
    somebody.task, somebody.last_event = NONE, cause
    if not somebody.on_duty:
        leave_work(plant, person, cause)
    elif somebody.on_call:
        offer(plant, person)


@jitted
def leave_work(plant: Plant, person: int, cause: int) -> None:
    """Go, at the end of a shift or for a break."""
    somebody = plant.people[person]
    somebody.is_present = False
    kind = SHIFT_ENDED if somebody.leaves_for == BY_SHIFT else BREAK_STARTED
    left = write(plant, kind, NONE, NONE, NONE, NONE, NO_VALUE, cause)
    name_person(plant, person)
    if kind == SHIFT_ENDED:
        measure(plant, person, left)


@jitted
def stay_away(plant: Plant, person: int) -> bool:
    """A shift begins: is this person absent from it? Draw d decides shift d, from 0; who is still at work from the shift
    before is there."""
    somebody = plant.people[person]
    number = somebody.shifts
    somebody.shifts += 1
    if somebody.absences == NONE or somebody.is_present:
        return False
    if value(plant, somebody.absences, number) * UNIFORM >= somebody.absence:
        return False
    write(plant, ABSENT, NONE, NONE, NONE, NONE, NO_VALUE, NONE)
    name_person(plant, person)
    return True


@jitted
def come_to_work(plant: Plant, person: int, kind: int) -> None:
    """Be there, and take a request that waits."""
    somebody = plant.people[person]
    somebody.is_present = True
    if kind == SHIFT_STARTED:
        go_home(plant, person)
    somebody.last_event = write(plant, kind, NONE, NONE, NONE, NONE, NO_VALUE, NONE)
    name_person(plant, person)
    offer(plant, person)


@jitted
def offer(plant: Plant, person: int) -> None:
    """Give a free person one of the requests that he or she can meet."""
    somebody = plant.people[person]
    among = 0
    for place in range(somebody.first_skill, somebody.end_of_skills):
        among += plant.skills[plant.own_skills[place]].waiting
    if not among:
        return
    chosen = request_for(plant, person)
    _take_out(plant, chosen)
    reason = ONLY_REQUEST if among == 1 else reason_for_request(plant)
    _assign(plant, person, chosen, reason, among, somebody.last_event)
    follow(plant, SOMEBODY_COMES, chosen, plant.tasks[chosen].request)


@jitted
def _assign(plant: Plant, person: int, number: int, reason: int, among: int, cause: int) -> None:
    """Give a person a task, and write down why."""
    task = plant.tasks[number]
    plant.people[person].task = number
    task.person = person
    station = plant.machines[task.machine].station
    task.assigned = write(plant, ASSIGNED, NONE, station, task.machine, reason, among, cause)
    name_job(plant, task.product, task.number)
    name_person(plant, person)


@jitted
def withdraw(plant: Plant, number: int, cause: int) -> None:
    """Take a request back; somebody who was about to come is free again."""
    task = plant.tasks[number]
    task.request = NONE
    if task.person != NONE:
        release_person(plant, task.person, cause)
    else:
        _take_out(plant, number)


@jitted
def _take_out(plant: Plant, number: int) -> None:
    """Take a request out of those that wait."""
    task = plant.tasks[number]
    skill = plant.skills[task.skill]
    before, waiting = NONE, skill.first
    while waiting != number:
        before, waiting = waiting, plant.tasks[waiting].behind
    if before == NONE:
        skill.first = task.behind
    else:
        plant.tasks[before].behind = task.behind
    if skill.last == number:
        skill.last = before
    skill.waiting -= 1
