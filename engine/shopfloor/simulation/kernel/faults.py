"""Which hidden faults does a job carry? A list of numbers, in the order in which they were made.

A fault is a defect and the station that made it, numbered when the tables are made; a job has each of them once at most.
``faults[job, 0]`` says how many it has, and behind that stand their numbers.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import write
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.words import DEFECT_MADE

__all__ = ["add_fault", "collect_faults", "count_defects", "has_sought", "inherit_faults", "lose_faults"]


@jitted
def add_fault(plant: Plant, index: int, fault: int) -> None:
    """Let a job have a fault, if it has not."""
    count = plant.faults[index, 0]
    for place in range(1, count + 1):
        if plant.faults[index, place] == fault:
            return
    plant.faults[index, count + 1] = fault
    plant.faults[index, 0] = count + 1


@jitted
def lose_faults(plant: Plant, index: int, station: int) -> None:
    """Let a job lose the faults that a station made."""
    kept = 0
    for place in range(1, plant.faults[index, 0] + 1):
        fault = plant.faults[index, place]
        if plant.fault_kinds[fault].station != station:
            kept += 1
            plant.faults[index, kept] = fault
    plant.faults[index, 0] = kept


@jitted
def count_defects(plant: Plant, index: int) -> int:
    """Return how many different defects a job has, whoever made them."""
    count = 0
    for place in range(1, plant.faults[index, 0] + 1):
        defect = plant.fault_kinds[plant.faults[index, place]].defect
        before = 1
        while plant.fault_kinds[plant.faults[index, before]].defect != defect:
            before += 1
        count += before == place
    return count


@jitted
def has_sought(plant: Plant, index: int, inspection: int) -> bool:
    """Has a job a defect that an inspection looks for?"""
    for place in range(1, plant.faults[index, 0] + 1):
        if plant.sought[inspection, plant.fault_kinds[plant.faults[index, place]].defect]:
            return True
    return False


# ---------------------------------------------------------------- from parts to the whole


@jitted
def collect_faults(plant: Plant, part: int) -> None:
    """Note the faults of a part, behind those of the parts before (``inherited`` is a list like those of jobs)."""
    for place in range(1, plant.faults[part, 0] + 1):
        fault, count = plant.faults[part, place], plant.inherited[0]
        known = 1
        while known <= count and plant.inherited[known] != fault:
            known += 1
        if known > count:
            plant.inherited[known] = fault
            plant.inherited[0] = known


@jitted
def inherit_faults(plant: Plant, index: int) -> None:
    """The faults of the parts are faults of the whole, made where they were made; then nothing is noted any more."""
    job = plant.jobs[index]
    for place in range(1, plant.inherited[0] + 1):
        fault = plant.inherited[place]
        add_fault(plant, index, fault)
        kind = plant.fault_kinds[fault]
        job.last_event = write(
            plant, DEFECT_MADE, index, kind.station, NONE, kind.detail, NO_VALUE, job.last_event
        )
    plant.inherited[0] = 0
