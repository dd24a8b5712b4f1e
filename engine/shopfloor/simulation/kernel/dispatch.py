"""Who goes where, if there is a choice? The plant's policy, where it is not the standard one."""

from __future__ import annotations

import numpy as np

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.walks import distance_m
from shopfloor.simulation.kernel.words import (
    BY_BOTTLENECK,
    BY_DISTANCE,
    BY_PRIORITY,
    BY_SKILLS,
    HELP_BOTTLENECK,
    HIGHEST_PRIORITY,
    LEAST_SKILLED,
    MOST_PROFICIENT,
    NEAREST,
    OLDEST_REQUEST,
)

__all__ = ["person_for", "reason_for_person", "reason_for_request", "request_for"]


@jitted
def request_for(plant: Plant, person: int) -> int:
    """Return the task that a free person takes of those that wait; the oldest of equals. ``NONE``: none waits."""
    somebody = plant.people[person]
    chosen, least = NONE, np.inf
    policy = plant.run[0].policy
    looks_at_all = policy in (NEAREST, HIGHEST_PRIORITY, HELP_BOTTLENECK)
    for place in range(somebody.first_skill, somebody.end_of_skills):
        number = plant.skills[plant.own_skills[place]].first
        while number != NONE:
            rank = _rank(plant, policy, person, number)
            is_older = chosen != NONE and plant.tasks[number].request < plant.tasks[chosen].request
            if chosen == NONE or rank < least or (rank == least and is_older):
                chosen, least = number, rank
            number = plant.tasks[number].behind if looks_at_all else NONE
    return chosen


@jitted
def _rank(plant: Plant, policy: int, person: int, number: int) -> float:
    """What decides between requests; the least goes first."""
    task = plant.tasks[number]
    station = plant.machines[task.machine].station
    if policy == NEAREST:
        return distance_m(plant, person, station)
    if policy == HIGHEST_PRIORITY:
        return 0.0 if task.product == NONE else float(-plant.products[task.product].priority)
    if policy == HELP_BOTTLENECK:
        here = plant.stations[station]
        return -here.length / (here.machines_end - here.machines)  # type: ignore[no-any-return]
    return 0.0


@jitted
def reason_for_request(plant: Plant) -> int:
    """Return the word of the log for a choice among requests."""
    policy = plant.run[0].policy
    if policy == NEAREST:
        return BY_DISTANCE
    if policy == HIGHEST_PRIORITY:
        return BY_PRIORITY
    return BY_BOTTLENECK if policy == HELP_BOTTLENECK else OLDEST_REQUEST


@jitted
def person_for(plant: Plant, number: int) -> tuple[int, int]:
    """Return who goes, of those who are free, the most proficient of equals; and how many are free."""
    skill = plant.skills[plant.tasks[number].skill]
    chosen, free = NONE, 0
    for place in range(skill.first_able, skill.end_of_able):
        person = plant.able[place]
        if plant.people[person].task == NONE and plant.people[person].on_call:
            free += 1
            if chosen == NONE or _is_preferred(plant, number, person, chosen):
                chosen = person
    return chosen, free


@jitted
def _is_preferred(plant: Plant, number: int, one: int, other: int) -> bool:
    """Does one person go rather than another, who is at least as proficient?"""
    policy, task = plant.run[0].policy, plant.tasks[number]
    if policy == NEAREST:
        station = plant.machines[task.machine].station
        return distance_m(plant, one, station) < distance_m(plant, other, station)
    return policy == LEAST_SKILLED and _is_less_skilled(plant, one, other, task.skill)


@jitted
def _is_less_skilled(plant: Plant, one: int, other: int, skill: int) -> bool:
    """Has one person fewer skills than another, or as many, and less of this one?"""
    skills = plant.people[one].end_of_skills - plant.people[one].first_skill
    others = plant.people[other].end_of_skills - plant.people[other].first_skill
    if skills != others:
        return skills < others  # type: ignore[no-any-return]
    return plant.proficiency[one, skill] < plant.proficiency[other, skill]  # type: ignore[no-any-return]


@jitted
def reason_for_person(plant: Plant) -> int:
    """Return the word of the log for a choice among people."""
    policy = plant.run[0].policy
    if policy == NEAREST:
        return BY_DISTANCE
    return BY_SKILLS if policy == LEAST_SKILLED else MOST_PROFICIENT
