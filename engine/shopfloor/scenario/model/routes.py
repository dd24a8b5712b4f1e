"""What is made, and which way does it go through the plant?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from shopfloor.distributions import Distribution
from shopfloor.scenario.model.orders import Orders
from shopfloor.scenario.model.values import (
    Expects,
    Finding,
    Part,
    ProductName,
    Share,
    StationName,
    unlawful,
)

__all__ = ["MAX_NESTING", "Alternatives", "Branch", "Choice", "Product", "Step", "Stock", "Visit"]

MAX_NESTING = 5
"""Choices within choices; beyond, nobody could follow a route on paper."""

PartCount = Annotated[int, Field(ge=1, le=10_000), Expects("a whole number of parts, 1 or more")]
PartList = Annotated[
    dict[ProductName, PartCount], Expects("numbers of parts by product, such as {wheel: 4, axle: 2}")
]


def _visit(value: object) -> object:
    return {"station": value} if isinstance(value, str) else value


class Visit(Part):
    """One step of a route: a station, and what differs there for this product. ``welding`` is short for
    ``{station: welding}``."""

    station: StationName
    """Where it is done."""
    processing: Distribution | None = None
    """The processing time of this product here, instead of the station's."""
    assemble: PartList = {}
    """The finished parts of other products that go into the job here, and how many of each."""
    disassemble: PartList = {}
    """The jobs of other products that come out of the job here, and how many of each."""


STEP_WORDS = ("station", "processing", "assemble", "disassemble", "choice", "alternatives", "by")


def _stands_alone(value: Any, kind: str, own: tuple[str, ...]) -> Any:
    """Refuse the words of one kind of step beside another's."""
    if isinstance(value, dict):
        reason = f"does not go beside {kind}; make it a step of its own, before or after"
        unlawful(*((word, reason) for word in STEP_WORDS if word in value and word not in own))
    return value


ShortVisit = Annotated[
    Visit,
    BeforeValidator(_visit, json_schema_input_type=str | Visit),
    Expects("a station, or {station: …, processing: …}"),
]


class Alternatives(Part):
    """Several stations that can do the same step; each job goes to one of them."""

    alternatives: Annotated[
        tuple[ShortVisit, ...],
        Field(min_length=2, strict=False),
        Expects("a list of two or more stations, such as [lathe_old, lathe_new]"),
    ]
    """The stations, each by its name or with a processing time of its own."""
    by: Literal["shortest_queue", "least_loaded", "random"] = "shortest_queue"
    """Which one takes a job, of those that have a place: the one with the fewest jobs there (in the queue, in machines,
    on their way), the one with the fewest for each machine, or any. Ties go to the first."""

    @model_validator(mode="before")
    @classmethod
    def _is_one_step(cls, value: Any) -> Any:
        return _stands_alone(value, "alternatives", ("alternatives", "by"))

    @model_validator(mode="after")
    def _differ(self) -> Self:
        findings: list[Finding] = []
        seen: set[str] = set()
        for number, visit in enumerate(self.alternatives):
            if visit.station in seen:
                text = f'"{visit.station}" stands here twice; expected another station, or leave it out'
                findings.append((("alternatives", number), text))
            seen.add(visit.station)
            for word in ("assemble", "disassemble"):
                if getattr(visit, word):
                    text = (
                        f"{word} does not go inside alternatives; make it a step of its own, before or after"
                    )
                    findings.append((("alternatives", number, word), text))
        unlawful(*findings)
        return self


class Branch(Part):
    """One way that a choice may take, and how often it does."""

    share: Share
    """The share of jobs that go this way."""
    route: Annotated[
        tuple[Step, ...],
        Field(strict=False),
        Expects("a list of steps, such as [washing, drying], or [] for none"),
    ]
    """The steps of this way; ``[]`` skips on."""


class Choice(Part):
    """Chance decides which way a job takes; all ways meet again at the next step."""

    choice: Annotated[
        tuple[Branch, ...],
        Field(min_length=2, strict=False),
        Expects(
            "a list of two or more ways, such as [{share: 0.9, route: []}, {share: 0.1, route: [repair]}]"
        ),
    ]
    """The ways with their shares, which sum to 1."""

    @model_validator(mode="before")
    @classmethod
    def _is_one_step(cls, value: Any) -> Any:
        return _stands_alone(value, "choice", ("choice",))

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        total = math.fsum(branch.share for branch in self.choice)
        if abs(total - 1) > 1e-9:
            unlawful(("choice", f"the shares sum to {total:.10g}; expected 1"))
        return self


def _kind_of_step(value: object) -> str:
    if isinstance(value, Choice) or (isinstance(value, dict) and "choice" in value):
        return "a choice"
    if isinstance(value, Alternatives) or (isinstance(value, dict) and "alternatives" in value):
        return "some alternatives"
    return "a visit"


# The tags are no keys of a file, so that they lead nowhere when an error's place is looked up.
Step = Annotated[
    Annotated[ShortVisit, Tag("a visit")]
    | Annotated[Choice, Tag("a choice")]
    | Annotated[Alternatives, Tag("some alternatives")],
    Discriminator(_kind_of_step),
    Expects("a station, {station: …}, {choice: […]} or {alternatives: […]}"),
]
Branch.model_rebuild()
Choice.model_rebuild()


class Stock(Part):
    """Where finished jobs of a product wait until an assembly takes them."""

    capacity: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000)] | None,
        Expects("1 or more places (leave it out: unlimited)"),
    ] = None
    """How many places there are; left out: as many as it takes."""


class Product(Part):
    """What is made: when it is ordered, and the stations it passes in order."""

    orders: Orders = Orders()
    """When jobs of it arrive; left out when they are only taken out of others."""
    route: Annotated[
        tuple[Step, ...],
        Field(min_length=1, strict=False),
        Expects("a list of one or more stations, such as [cutting, welding]"),
    ]
    """The steps, in order."""
    initial: Annotated[
        dict[
            StationName,
            Annotated[int, Field(ge=1, le=1_000_000), Expects("a whole number of jobs, 1 or more")],
        ],
        Expects("numbers of jobs by station, such as {cutting: 3}"),
    ] = {}
    """How many jobs stand in front of these stations when the run begins."""
    stock: Stock = Stock()
    """Where finished ones wait, if an assembly takes them."""

    @property
    def visits(self) -> tuple[Visit, ...]:
        """Every visit that a job may make, in the order of the file."""
        return tuple(_visits(self.route))

    @model_validator(mode="after")
    def _can_be_followed(self) -> Self:
        findings: list[Finding] = []
        if (deepest := _nesting(self.route)) > MAX_NESTING:
            text = f"got choices within choices, {deepest} deep; expected {MAX_NESTING} at most"
            findings.append(("route", text))
        if _may_be_empty(self.route):
            text = "a job could pass no station at all; give a step that every job makes"
            findings.append(("route", text))
        standing, wip = sum(self.initial.values()), self.orders.wip
        if wip is not None and standing > wip:
            text = f"{standing} jobs stand in the plant; expected {wip} (orders.wip) at most"
            findings.append(("initial", text))
        unlawful(*findings)
        return self


def _visits(route: tuple[Step, ...]) -> Iterator[Visit]:
    for step in route:
        if isinstance(step, Visit):
            yield step
        elif isinstance(step, Alternatives):
            yield from step.alternatives
        else:
            for branch in step.choice:
                yield from _visits(branch.route)


def _nesting(route: tuple[Step, ...]) -> int:
    choices = (step.choice for step in route if isinstance(step, Choice))
    return max((1 + max(_nesting(branch.route) for branch in branches) for branches in choices), default=0)


def _may_be_empty(route: tuple[Step, ...]) -> bool:
    return all(
        isinstance(step, Choice) and any(_may_be_empty(branch.route) for branch in step.choice)
        for step in route
    )
