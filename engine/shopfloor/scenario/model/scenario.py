"""What is a scenario? A whole plant, and what to run of it."""

from __future__ import annotations

import datetime as dt
import math
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from shopfloor.scenario.model.clock import Clock
from shopfloor.scenario.model.experiments import MAX_POINTS, Sweeps, WhatIfs
from shopfloor.scenario.model.floor import Floor, Travel
from shopfloor.scenario.model.people import Group
from shopfloor.scenario.model.routes import Product
from shopfloor.scenario.model.shifts import Shift
from shopfloor.scenario.model.stations import Station
from shopfloor.scenario.model.values import Expects, Finding, Name, Part, unlawful

__all__ = ["Scenario"]


def _date(value: object) -> object:
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError('expected a date such as "2026-12-25"') from None
    return value


class Scenario(Part):
    """A whole plant, and what to run of it."""

    scenario: Name
    """The name of the plant."""
    description: str = ""
    """One sentence that tells a reader what this is."""
    clock: Clock
    """The span of a run."""
    seed: Annotated[int, Field(ge=0, lt=2**63), Expects("a whole number, 0 or more")] = 0
    """The number that all randomness follows from: the same seed, the same run."""
    replications: Annotated[
        int, Field(ge=1, le=1_000_000), Expects("a whole number of runs, 1 to 1000000")
    ] = 1
    """How many independent runs make one result."""
    products: Annotated[dict[Name, Product], Field(min_length=1), Expects("one or more products by name")]
    """What is made."""
    stations: Annotated[dict[Name, Station], Field(min_length=1), Expects("one or more stations by name")]
    """Where it is made."""
    floor: Floor | None = None
    """Where everything stands; left out: nothing has a place, and walks take no time."""
    travel: Travel | None = None
    """How long jobs take between stations; left out: no time."""
    people: dict[Name, Group] = {}
    """Groups of people by name."""
    dispatch: Annotated[str, Expects("the name of a policy, such as oldest_request or nearest")] = (
        "oldest_request"
    )
    """Who goes where when people are short: the name of a policy."""
    shifts: dict[Name, Shift] = {}
    """Working hours by name."""
    holidays: Annotated[
        tuple[
            Annotated[
                dt.date,
                BeforeValidator(_date, json_schema_input_type=str),
                Expects('a date such as "2026-12-25"'),
            ],
            ...,
        ],
        Field(max_length=10_000, strict=False),
        Expects("a list of dates, such as [2026-12-25, 2026-12-26]"),
    ] = ()
    """The days on which no shift begins, but for those with ``on_holidays: work``."""
    what_if: WhatIfs = {}
    """Named sets of changes; each is a path into this document and the value to put there."""
    sweep: Sweeps = {}
    """Named grids of changes: paths into this document, each with the values to try; all combinations are."""

    @model_validator(mode="after")
    def _says_everything_once(self) -> Self:
        findings: list[Finding] = []
        seen: set[dt.date] = set()
        for number, day in enumerate(self.holidays):
            if day in seen:
                findings.append((("holidays", number), f"{day} stands here twice; leave one out"))
            seen.add(day)
        left = MAX_POINTS
        for name, grid in self.sweep.items():
            points = math.prod(len(values) for values in grid.values())
            if points > left:
                said = (
                    f"makes {points} points; expected {MAX_POINTS} at most in all sweeps of a file together"
                )
                findings.append((("sweep", name), f"{said}: give fewer values"))
            else:
                left -= points
        unlawful(*findings)
        return self
