"""What is to be tried? Named changes of the plant, and grids of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from shopfloor.scenario.model.values import Expects, Name

__all__ = ["MAX_POINTS", "MAX_WHAT_IFS", "Changes", "Grid", "Sweeps", "WhatIfs"]

MAX_WHAT_IFS = 100
MAX_POINTS = 1000
"""Points of a sweep: each is a plant that is checked when the file is loaded."""

Changes = Annotated[dict[str, Any], Field(min_length=1), Expects("changes, such as {people.crew.count: 2}")]
WhatIfs = Annotated[
    dict[Name, Changes],
    Field(max_length=MAX_WHAT_IFS),
    Expects("up to 100 sets of changes by name, such as {second_technician: {people.technician.count: 2}}"),
]
Values = Annotated[
    tuple[Any, ...],
    Field(min_length=1, max_length=MAX_POINTS, strict=False),
    Expects("a list of 1 to 1000 values, such as [1, 2, 3]"),
]
Grid = Annotated[
    dict[str, Values],
    Field(min_length=1),
    Expects("values by path, such as {people.crew.count: [1, 2, 3]}"),
]
Sweeps = Annotated[
    dict[Name, Grid],
    Field(max_length=MAX_WHAT_IFS),
    Expects("grids of values by name, such as {crews: {people.crew.count: [1, 2, 3]}}"),
]
