"""What is a station? Its queue, its machines, and what they do to a job."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from shopfloor.distributions import Distribution
from shopfloor.document import shown_text
from shopfloor.scenario.model.quality import Inspection, Quality
from shopfloor.scenario.model.upkeep import Failure, Maintenance, Mode, Wear
from shopfloor.scenario.model.values import (
    Crowd,
    Duration,
    Expects,
    Families,
    Finding,
    Part,
    ShiftName,
    SkillName,
    Watts,
    one_of,
    too_many,
    unlawful,
)

__all__ = ["Batch", "Blocking", "Change", "Needs", "Power", "Queue", "Setup", "Station"]

Blocking = Literal["after_service", "before_service"]


class Queue(Part):
    """The places in front of a station, its machines not counted. ``capacity`` left out: unlimited; 0: none,
    a job stays in the machine before. Ties of ``order`` go by arrival at the queue."""

    capacity: Annotated[
        Annotated[int, Field(ge=0)] | None,
        Expects("0 or more places (0: direct hand-over; leave the queue out: unlimited)"),
    ] = None
    """How many places there are."""
    order: Literal[
        "fifo", "lifo", "priority", "spt", "lpt", "edd", "critical_ratio", "slack", "least_setup", "random"
    ] = "fifo"
    """Who is next: first in, last in, highest priority, shortest or longest processing time, earliest due
    date, least time to the due date for each hour of work left (critical_ratio) or beyond it (slack), shortest
    change-over of the machine, or anybody."""


class Change(Part):
    """The time to change a machine over by what differs from the job before: the product (or its family), the
    step of the route, or both."""

    product: Duration = 0.0
    """Another product, the same step."""
    step: Duration = 0.0
    """The same product, another step."""
    both: Duration = 0.0
    """Another product and another step."""


Made = Annotated[str, Expects("the name of a product, or of a family")]


class Setup(Part):
    """The time to change a machine over. Give one of ``between`` (from and to), ``to`` (by what it is changed
    to) and ``change`` (by what differs). What is left out costs nothing, and neither does the first job of a
    machine."""

    model_config = one_of("between", "to", "change")

    between: Annotated[
        dict[Made, Annotated[dict[Made, Duration], Expects("times by product, such as {valve: 6 min}")]]
        | None,
        Expects("change-over times from product to product, such as {pump: {valve: 6 min}}"),
    ] = None
    """Times by the product (or family) before and the one after: ``between[from][to]``."""
    to: Annotated[
        dict[Made, Duration] | None,
        Expects("change-over times by product, such as {pump: 6 min, valve: 2 min}"),
    ] = None
    """Times by the product (or family) that a machine is changed over to."""
    change: Change | None = None
    """Times by what differs from the job before."""
    families: Families = {}
    """Products that need no change-over among each other; one in no family stands for itself."""

    @model_validator(mode="after")
    def _leads_elsewhere(self) -> Self:
        given = {word: getattr(self, word) is not None for word in ("between", "to", "change")}
        if not any(given.values()):
            unlawful(
                ((), "expected between (times from product to product), to (times by product) or change")
            )
        same = [name for name, row in (self.between or {}).items() if name in row]
        reason = "a machine is not changed over from a product to itself; leave this pair out"
        unlawful(
            *too_many(given, "between, to and change"), *((("between", name, name), reason) for name in same)
        )
        return self


class Batch(Part):
    """Several jobs go into a machine together, and come out together."""

    max: Annotated[int, Field(ge=2, le=10_000), Expects("a whole number of jobs, 2 or more")]
    """How many jobs go in at most."""
    min: Annotated[int, Field(ge=1, le=10_000), Expects("a whole number of jobs, 1 or more")] = 1
    """How many jobs a machine waits for."""
    wait_at_most: Duration | None = None
    """A smaller batch starts when its oldest job has waited so long in the queue; left out: never."""
    same: Literal["any", "product", "family"] = "any"
    """Which jobs go together: any, those of one product, or those of one family."""
    families: Families = {}
    """Products that go together; one in no family stands for itself."""
    time: Literal["first", "longest"] = "first"
    """How long the batch takes: as long as its first job would, or as its longest."""

    @model_validator(mode="after")
    def _can_be_formed(self) -> Self:
        findings: list[Finding] = []
        if self.min > self.max:
            findings.append(("min", f"expected {self.max} (max) at most"))
        if self.wait_at_most is not None and "min" not in self.model_fields_set:
            text = "without min a batch starts at once and never waits; give min, or leave it out"
            findings.append(("wait_at_most", text))
        if self.families and self.same != "family":
            findings.append(("families", "goes with same: family; write that, or leave the families out"))
        if self.same == "family" and not self.families:
            findings.append(("same", "expected families beside it, such as families: {small: [pump, valve]}"))
        unlawful(*findings)
        return self


class Needs(Part):
    """One person with ``skill`` is at the machine during these activities."""

    skill: SkillName
    """What the person must be able to do."""
    during: Annotated[
        tuple[Literal["setup", "processing"], ...],
        Field(min_length=1, strict=False),
        Expects("[setup, processing], [setup] or [processing]"),
    ] = ("setup", "processing")
    """The activities that need somebody."""


_DRAWN = Expects('a power with a unit, such as "3 kW"')


class Power(Part):
    """What each machine of a station draws, by the state that it is in."""

    productive: Annotated[Watts | None, _DRAWN] = None
    """While it works on a job."""
    setup: Annotated[Watts | None, _DRAWN] = None
    """While it is changed over."""
    starved: Annotated[Watts | None, _DRAWN] = None
    """While it has nothing to do."""
    blocked: Annotated[Watts | None, _DRAWN] = None
    """While a job cannot leave it, or may not start."""
    waiting_for_person: Annotated[Watts | None, _DRAWN] = None
    """While its job waits for somebody."""
    waiting_for_parts: Annotated[Watts | None, _DRAWN] = None
    """While its job waits for parts."""
    down: Annotated[Watts | None, _DRAWN] = None
    """While it is repaired."""
    waiting_for_repair: Annotated[Watts | None, _DRAWN] = None
    """While it has failed and nobody repairs it yet."""
    maintenance: Annotated[Watts | None, _DRAWN] = None
    """While it is maintained."""
    waiting_for_maintenance: Annotated[Watts | None, _DRAWN] = None
    """While maintenance is due and nobody does it yet."""
    off_shift: Annotated[Watts | None, _DRAWN] = None
    """While its station is off shift."""
    otherwise: Watts = 0.0
    """In all states that are not named."""

    def watts(self, state: str) -> float:
        """Return what a machine draws in this state, in watts."""
        return self.by_state[state]

    @property
    def by_state(self) -> dict[str, float]:
        """What a machine draws in each state that it can be in, in watts."""
        drawn = {state: getattr(self, state) for state in type(self).model_fields if state != "otherwise"}
        return {state: self.otherwise if watts is None else watts for state, watts in drawn.items()}


_FACTOR = Annotated[
    float,
    Field(ge=0.001, le=1000, allow_inf_nan=False),
    Expects("a factor from 0.001 to 1000 (2: half the time)"),
]


def _kind_of_speed(value: object) -> str:
    return "each" if isinstance(value, list | tuple) else "all"


Speed = Annotated[
    Annotated[_FACTOR, Tag("all")]
    | Annotated[tuple[_FACTOR, ...], Field(min_length=1, strict=False), Tag("each")],
    Discriminator(_kind_of_speed),
    Expects("a factor from 0.001 to 1000 (2: half the time), or a list of one for each machine"),
]


class Station(Part):
    """Identical machines behind one queue (but for their speeds)."""

    machines: Crowd = 1
    """How many machines there are."""
    pick: Literal["longest_idle", "first", "random"] = "longest_idle"
    """Which of several idle machines takes a job: the one idle longest, the first by number, or any."""
    queue: Queue = Queue()
    """The places in front of the machines."""
    processing: Distribution | None = None
    """The time of work on one job, unless the product's route gives its own."""
    speed: Speed = 1.0
    """How fast the machines work: their work (not their change-overs) takes its time divided by this. One number
    for all, or a list of one for each."""
    setup: Setup | None = None
    """The time to change a machine over between jobs."""
    batch: Batch | None = None
    """Left out: each machine takes one job at a time."""
    failures: dict[Mode, Failure] = {}
    """Failure modes by name; each machine has all of them, each on its own clock."""
    wear: Wear | None = None
    """How work wears each machine."""
    maintenance: dict[Mode, Maintenance] = {}
    """Plans of maintenance by name; each machine has all of them, each on its own count."""
    blocking: Blocking = "after_service"
    """When a full queue downstream stops a machine: with the finished job in it, or before it starts."""
    needs: Needs | None = None
    """The person without whom the machines do not run."""
    quality: Quality = Quality()
    """What becomes of finished work."""
    inspection: Inspection | None = None
    """What the work here finds of the faults made before."""
    shift: ShiftName | None = None
    """When the station itself runs; left out: always (its people may still have shifts)."""
    power: Power | None = None
    """What each machine draws, by state; left out: nothing is said of energy."""

    @property
    def judges(self) -> bool:
        """Can anything become of work here but that it goes on?"""
        quality = self.quality
        shares = (*quality.by_product.values(), *quality.by_machine.values())
        return (
            quality.scrap > 0
            or quality.rework is not None
            or bool(quality.defects)
            or self.inspection is not None
            or any(share.scrap for share in shares)
        )

    @property
    def speeds(self) -> tuple[float, ...]:
        """The speed of each machine, in the order of their numbers."""
        return self.speed if isinstance(self.speed, tuple) else (self.speed,) * self.machines

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        unlawful(*self._miscounted(), *self._without_wear(), *self._wrongly_renewed())
        return self

    def _miscounted(self) -> list[Finding]:
        findings: list[Finding] = []
        if len(self.speeds) != self.machines:
            text = f"got {len(self.speeds)} speeds; expected one for each of the {self.machines} machines"
            findings.append(("speed", f"{text}, or one number for all"))
        for machine in self.quality.by_machine:
            station, _, number = machine.rpartition(".")
            # whether the name before the dot is this station's, only the plant knows
            if not (station and _is_number_up_to(number, self.machines)):
                text = f"expected a machine of this station, NAME.1 to NAME.{self.machines}"
                findings.append((("quality", "by_machine", machine), f"got {shown_text(machine)}; {text}"))
        return findings

    def _without_wear(self) -> list[Finding]:
        if self.wear is not None:
            reached = [failure.at_wear for failure in self.failures.values() if failure.at_wear is not None]
            text = "expected less than {:g}, the wear at which the machine fails"
            worn = bool(reached) and self.wear.start >= min(reached)
            return [(("wear", "start"), text.format(min(reached)))] if worn else []
        asked: list[tuple[str, ...]] = [
            (kind, name, word)
            for kind, plans in (("failures", self.failures), ("maintenance", self.maintenance))
            for name, plan in plans.items()
            for word in ("at_wear", "wear_after")
            if getattr(plan, word) is not None
        ]
        if self.quality.drift:
            asked.append(("quality", "drift"))
        reason = "nothing wears here; give the station its wear, such as wear: {per_hour: 0.02}"
        return [(where, reason) for where in asked]

    def _wrongly_renewed(self) -> list[Finding]:
        findings: list[Finding] = []
        for name, plan in self.maintenance.items():
            if name in self.failures:
                text = f'a failure of this station is called "{name}", too; expected another name'
                findings.append((("maintenance", name), text))
            for number, mode in enumerate(plan.renews):
                where = ("maintenance", name, "renews", number)
                failure = self.failures.get(mode)
                if failure is None:
                    known = ", ".join(list(self.failures)[:20]) or "there is none"
                    findings.append((where, f"expected a failure of this station: {known}"))
                elif failure.time_to_failure is None:
                    text = f'"{mode}" comes at_wear and has no time to begin anew; give wear_after instead'
                    findings.append((where, text))
        return findings


def _is_number_up_to(text: str, most: int) -> bool:
    is_number = text.isascii() and text.isdigit() and not text.startswith("0") and len(text) < 6
    return is_number and int(text) <= most
