"""Who is asked for, who waits for whom, and who goes?

The oldest request goes first; of several people who are free, the most proficient. A task has one request at a time, so
the requests that wait for a skill are a chain through the tasks.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import follow
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import name_job, name_person, write
from shopfloor.simulation.kernel.records import NEVER, NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.words import (
    ASSIGNED,
    BREAK_STARTED,
    BY_SHIFT,
    MOST_PROFICIENT,
    OLDEST_REQUEST,
    ONLY_ONE_FREE,
    ONLY_REQUEST,
    SHIFT_ENDED,
    SOMEBODY_COMES,
)

__all__ = ["ask", "come_to_work", "leave_work", "offer", "release_person", "withdraw"]


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
    skill = plant.skills[task.skill]
    first, free = NONE, 0
    for place in range(skill.first_able, skill.end_of_able):
        person = plant.able[place]
        if plant.people[person].task == NONE and plant.people[person].on_call:
            free += 1
            if first == NONE:
                first = person
    if first == NONE:
        _wait(plant, number)
        return False
    _assign(plant, first, number, ONLY_ONE_FREE if free == 1 else MOST_PROFICIENT, free, cause)
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
    write(plant, kind, NONE, NONE, NONE, NONE, NO_VALUE, cause)
    name_person(plant, person)


@jitted
def come_to_work(plant: Plant, person: int, kind: int) -> None:
    """Be there, and take a request that waits."""
    somebody = plant.people[person]
    somebody.is_present = True
    somebody.last_event = write(plant, kind, NONE, NONE, NONE, NONE, NO_VALUE, NONE)
    name_person(plant, person)
    offer(plant, person)


@jitted
def offer(plant: Plant, person: int) -> None:
    """Give a free person the oldest of the requests that he or she can meet."""
    somebody = plant.people[person]
    among, oldest, chosen = 0, NEVER, NONE
    for place in range(somebody.first_skill, somebody.end_of_skills):
        skill = plant.skills[plant.own_skills[place]]
        among += skill.waiting
        if skill.first != NONE and plant.tasks[skill.first].request < oldest:
            chosen = skill.first
            oldest = plant.tasks[chosen].request
    if chosen == NONE:
        return
    skill = plant.skills[plant.tasks[chosen].skill]
    skill.first = plant.tasks[chosen].behind
    skill.waiting -= 1
    reason = ONLY_REQUEST if among == 1 else OLDEST_REQUEST
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
        return
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
