"""Who works here? Groups of people: what they can do, how they learn, tire and walk."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from shopfloor.scenario.model.values import (
    Crowd,
    Expects,
    Name,
    Part,
    PlaceName,
    PositiveDuration,
    Share,
    ShiftName,
    Walk,
    unlawful,
)

__all__ = ["Fatigue", "Group", "Learning"]

Proficiency = Annotated[
    float,
    Field(gt=0, le=1, allow_inf_nan=False),
    Expects("a proficiency above 0, up to 1 (1: planned time; 0.5: twice as long)"),
]


class Learning(Part):
    """Practice makes faster, for each person and skill: each doubling of the repetitions multiplies the time
    by ``rate`` (Wright's power law), down to ``floor`` times the planned time."""

    rate: Annotated[
        float,
        Field(gt=0, lt=1, allow_inf_nan=False),
        Expects("a rate between 0 and 1 (0.9: each doubling of repetitions takes a tenth off)"),
    ]
    """What each doubling of the repetitions multiplies the time by."""
    floor: Annotated[
        float,
        Field(gt=0, le=1, allow_inf_nan=False),
        Expects("a share above 0, up to 1 (0.5: never below half the time)"),
    ] = 0.1
    """The smallest share of the planned time that practice leads to."""
    experience: Annotated[int, Field(ge=0, le=10**9), Expects("a whole number of repetitions, 0 or more")] = 0
    """How many repetitions everybody has behind them when the run begins."""


class Fatigue(Part):
    """Work tires and rest restores, both with a time constant: the tiredness of a person goes from 0 towards 1
    while working and back towards 0 otherwise, and work takes up to ``slows_by`` longer."""

    tires_in: PositiveDuration
    """After so long without rest, somebody fresh is 63 % tired."""
    recovers_in: PositiveDuration
    """After so long a rest, 63 % of the tiredness is gone."""
    slows_by: Annotated[
        float,
        Field(gt=0, le=100, allow_inf_nan=False),
        Expects("a share above 0 (0.2: a fifth longer when fully tired)"),
    ]
    """How much longer work takes for somebody who is fully tired."""


class Group(Part):
    """Interchangeable people: how many, what they can do (skill -> proficiency; 0.5 takes twice as long), and
    when they work (left out: always)."""

    count: Crowd
    """How many people there are."""
    skills: Annotated[
        dict[Name, Proficiency], Field(min_length=1), Expects("one or more skills, such as {welder: 1.0}")
    ]
    """What they can do, and how well."""
    shift: ShiftName | None = None
    """When they are there; left out: always."""
    speed: Annotated[Walk | None, Expects('a speed with a unit, such as "1.2 m/s" or "4 km/h"')] = None
    """How fast they walk across the floor; left out: walks take no time."""
    home: PlaceName | None = None
    """The place where they begin a shift; left out: wherever they are needed first."""
    learning: Learning | None = None
    """How practice makes them faster; left out: it does not."""
    fatigue: Fatigue | None = None
    """How work makes them slower; left out: it does not."""
    absence: Share = 0.0
    """The share of shifts that each of them misses as a whole."""

    @model_validator(mode="after")
    def _is_absent_from_a_shift(self) -> Self:
        if self.absence > 0 and self.shift is None:
            unlawful(("absence", "is the share of shifts missed, and this group has no shift; give it one"))
        return self
