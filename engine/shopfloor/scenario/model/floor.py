"""Where does everything stand, and how long does the way between two places take?"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shopfloor.scenario.model.values import (
    Duration,
    Expects,
    Finding,
    Name,
    Part,
    StationName,
    Walk,
    unlawful,
)

__all__ = ["Floor", "Travel"]

_Metres = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]


class Floor(Part):
    """The positions of stations and of other places, and the ways between them."""

    positions: Annotated[
        dict[
            Name,
            Annotated[
                tuple[_Metres, _Metres],
                Field(strict=False),
                Expects("two numbers in metres, such as [12.5, 4]"),
            ],
        ],
        Field(min_length=1),
        Expects("positions in metres by name, such as {cutting: [0, 0], office: [12.5, 4]}"),
    ]
    """Where each place is, in metres: [x, y]."""
    aisles: Annotated[
        Annotated[
            tuple[
                Annotated[
                    tuple[Name, Name],
                    Field(strict=False),
                    Expects("two places, such as [cutting, office]"),
                ],
                ...,
            ],
            Field(min_length=1, strict=False),
        ]
        | None,
        Expects("a list of pairs of places, such as [[cutting, office], [office, welding]]"),
    ] = None
    """The ways that there are, each between two places; left out: straight across the floor."""
    distance: Literal["rectilinear", "straight"] = "rectilinear"
    """How long a way is: along the walls (|dx| + |dy|), or as the crow flies."""

    @model_validator(mode="after")
    def _aisles_join_places(self) -> Self:
        findings: list[Finding] = []
        for number, (one, other) in enumerate(self.aisles or ()):
            for end, place in enumerate((one, other)):
                if place not in self.positions:
                    known = ", ".join(list(self.positions)[:20])
                    findings.append(
                        (("aisles", number, end), f"expected a place that has a position: {known}")
                    )
            if one == other:
                findings.append((("aisles", number), "leads from a place to itself; leave it out"))
        unlawful(*findings, *([] if findings else self._out_of_reach()))
        return self

    def _out_of_reach(self) -> list[Finding]:
        if self.aisles is None:
            return []
        neighbours: dict[str, list[str]] = {place: [] for place in self.positions}
        for one, other in self.aisles:
            neighbours[one].append(other)
            neighbours[other].append(one)
        first = next(iter(self.positions))
        reached, ahead = {first}, [first]
        while ahead:
            new = [place for place in neighbours[ahead.pop()] if place not in reached]
            reached.update(new)
            ahead += new
        return [
            (("positions", place), f'no aisle leads here from "{first}"; add one, or leave the place out')
            for place in self.positions
            if place not in reached
        ]


class Travel(Part):
    """How long jobs take from one station to the next: by ``between``, else by ``speed`` over the floor, else
    ``otherwise``."""

    between: Annotated[
        dict[
            StationName,
            Annotated[dict[StationName, Duration], Expects("times by station, such as {welding: 2 min}")],
        ],
        Expects("times from station to station, such as {cutting: {welding: 2 min}}"),
    ] = {}
    """Times by the station before and the one after; a pair counts both ways unless the other way is given."""
    speed: Annotated[Walk | None, Expects('a speed with a unit, such as "1.2 m/s" or "4 km/h"')] = None
    """How fast jobs are moved across the floor."""
    otherwise: Duration = 0.0
    """The time between stations of which nothing else is said."""
