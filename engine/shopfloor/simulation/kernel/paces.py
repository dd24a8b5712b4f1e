"""How fast does a person work, and how does that change? Practice and fatigue are Python's to compute, so that their
numbers are those of every engine to the last bit; whose pace never changes is asked for nothing."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import name_person, write_measured
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.service import ask_python
from shopfloor.simulation.kernel.words import (
    CONDITION,
    FATIGUE,
    MEASURED,
    PACE_BEGINS,
    PACE_ENDS,
    REPETITIONS,
    WALKED_M,
)

__all__ = ["measure", "put_down", "take_up"]


@jitted
def take_up(plant: Plant, person: int, skill: int) -> float:
    """Let a person begin an activity; return the pace at which it goes."""
    somebody = plant.people[person]
    if not somebody.learns and not somebody.tires:
        return plant.proficiency[person, skill]  # type: ignore[no-any-return]
    ask_python(plant, PACE_BEGINS, person, skill, plant.run[0].now_us)
    return plant.answer[0]  # type: ignore[no-any-return]


@jitted
def put_down(plant: Plant, person: int, skill: int) -> None:
    """Let a person end an activity; ``skill``: it was finished, and counts as a repetition; else ``NONE``."""
    somebody = plant.people[person]
    if somebody.learns or somebody.tires:
        ask_python(plant, PACE_ENDS, person, skill, plant.run[0].now_us)


@jitted
def measure(plant: Plant, person: int, cause: int) -> None:
    """At the end of a shift: how far somebody has walked, how tired he or she is, what practice there is."""
    somebody = plant.people[person]
    if somebody.walks:
        _write(plant, person, WALKED_M, somebody.walked_m, cause)
    if somebody.tires:
        ask_python(plant, CONDITION, person, FATIGUE, plant.run[0].now_us)
        _write(plant, person, FATIGUE, plant.answer[0], cause)
    if somebody.learns:
        ask_python(plant, CONDITION, person, REPETITIONS, plant.run[0].now_us)
        _write(plant, person, REPETITIONS, plant.answer[0], cause)


@jitted
def _write(plant: Plant, person: int, what: int, value: float, cause: int) -> None:
    write_measured(plant, MEASURED, NONE, NONE, what, value, cause)
    name_person(plant, person)
