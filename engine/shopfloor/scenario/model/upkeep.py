"""How do machines wear, break and get maintained?"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from shopfloor.distributions import Distribution
from shopfloor.scenario.model.values import (
    SHORTEST_MEAN_S,
    Expects,
    Finding,
    Name,
    Part,
    Share,
    SkillName,
    one_of,
    too_many,
    unlawful,
)

__all__ = ["RESERVED_MODES", "Failure", "Maintenance", "Mode", "Wear", "WearLevel", "WearReached"]

RESERVED_MODES = (
    "break", "shift_end", "quality", "rework_limit", "after_service", "before_service", "inspection",
    "maintenance",
)  # fmt: skip
"""What the event log says where a failure's name may stand, too."""


def _mode_is_free(name: str) -> str:
    if name in RESERVED_MODES:
        raise ValueError("expected another name: the event log uses this word for something else")
    return name


Mode = Annotated[Name, AfterValidator(_mode_is_free)]
WearLevel = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), Expects("a wear, 0 (as new) or more")]
WearReached = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False), Expects("a wear above 0")]


class Wear(Part):
    """What work does to each machine of a station: a number that rises while it works, and that failures,
    maintenance and quality may depend on."""

    per_hour: Annotated[
        float,
        Field(gt=0, le=1e9, allow_inf_nan=False),
        Expects("a number above 0 (wear for each hour of work)"),
    ]
    """How much it rises on average for each hour of work."""
    cv: Annotated[
        float, Field(ge=0, le=100, allow_inf_nan=False), Expects("a coefficient of variation, 0 or more")
    ] = 0.0
    """How much the rise varies from job to job (standard deviation / mean; gamma distributed)."""
    start: WearLevel = 0.0
    """The wear of each machine when the run begins."""


class Failure(Part):
    """One way in which each machine of a station breaks down, and what happens then."""

    model_config = one_of("time_to_failure", "at_wear")

    clock: Literal["calendar", "on_shift", "working"] = "working"
    """What the time to failure counts: every second, seconds on shift, or seconds of work."""
    time_to_failure: Distribution | None = None
    """From the end of the last repair (or the start of the run) to the next failure, on ``clock``."""
    at_wear: Annotated[WearReached | None, Expects("a wear above 0")] = None
    """The wear at which it fails, instead of a time to failure."""
    time_to_repair: Distribution
    """How long a repair takes once it has begun."""
    repaired_by: SkillName | None = None
    """The skill of the person who repairs; left out: repairs need nobody and start at once."""
    job: Literal["resume", "restart", "scrap"] = "resume"
    """What becomes of the work in the machine."""
    handover: Literal["hold", "release"] = "hold"
    """Whether a failed machine keeps a finished part until it is repaired, or passes it on."""
    wear_after: Annotated[WearLevel | None, Expects("a wear, 0 (as new) or more")] = None
    """The wear of the machine after the repair; left out: 0 with ``at_wear``, otherwise as it was."""

    @model_validator(mode="after")
    def _one_cause(self) -> Self:
        given = {"time_to_failure": self.time_to_failure is not None, "at_wear": self.at_wear is not None}
        if not any(given.values()):
            unlawful(((), "expected time_to_failure (a distribution) or at_wear (a number)"))
        unlawful(*too_many(given, "time_to_failure and at_wear"))
        if self.time_to_failure is not None and self.time_to_failure.law.mean() < SHORTEST_MEAN_S:
            unlawful(
                ("time_to_failure", "the mean is zero: it would never run; expected a mean of 1 us or more")
            )
        if self.at_wear is not None and self.clock != "working":
            unlawful(("clock", "says what a time to failure counts, and nothing with at_wear; leave it out"))
        unlawful(*wear_falls(self.at_wear, self.wear_after))
        return self


class Maintenance(Part):
    """Something that is done to each machine of a station before it breaks: every so often, after so many
    jobs, or when it is so worn. It is begun between jobs, never within one."""

    model_config = one_of("every", "jobs", "at_wear")

    every: Distribution | None = None
    """The time from the end of the last one (or the start of the run) to the next, on ``clock``."""
    clock: Literal["calendar", "on_shift", "working"] = "calendar"
    """What ``every`` counts: every second, seconds on shift, or seconds of work."""
    jobs: Annotated[
        Annotated[int, Field(ge=1, le=10**9)] | None, Expects("a whole number of jobs, 1 or more")
    ] = None
    """After how many jobs worked on it is due."""
    at_wear: Annotated[WearReached | None, Expects("a wear above 0")] = None
    """At which wear it is due."""
    takes: Distribution
    """How long it takes once it has begun."""
    done_by: SkillName | None = None
    """The skill of the person who does it; left out: it needs nobody and starts at once."""
    renews: Annotated[
        tuple[Mode, ...],
        Field(strict=False),
        Expects("a list of failures of this station, such as [spindle]"),
    ] = ()
    """The failures whose time begins anew after it."""
    wear_after: Annotated[WearLevel | None, Expects("a wear, 0 (as new) or more")] = None
    """The wear of the machine after it; left out: 0 with ``at_wear``, otherwise as it was."""
    opportunistic: Share | None = None
    """Done along with any other stop of the machine once this share of its interval is used up."""

    @model_validator(mode="after")
    def _one_cause(self) -> Self:
        given = {word: getattr(self, word) is not None for word in ("every", "jobs", "at_wear")}
        if not any(given.values()):
            unlawful(((), "expected every (a time), jobs (a number of jobs worked on) or at_wear (a number)"))
        unlawful(*too_many(given, "every, jobs and at_wear"))
        if self.every is not None and self.every.law.mean() < SHORTEST_MEAN_S:
            unlawful(("every", "the mean is zero: it would never run; expected a mean of 1 us or more"))
        if self.every is None and self.clock != "calendar":
            unlawful(("clock", "says what every counts, which is not given; leave it out"))
        unlawful(*wear_falls(self.at_wear, self.wear_after), *self._renewed_twice())
        return self

    def _renewed_twice(self) -> list[Finding]:
        return [
            (("renews", number), f'"{mode}" stands here twice; leave one out')
            for number, mode in enumerate(self.renews)
            if mode in self.renews[:number]
        ]


def wear_falls(at_wear: float | None, wear_after: float | None) -> list[Finding]:
    """Return what is wrong with a wear that would be reached again at once."""
    if at_wear is None or wear_after is None or wear_after < at_wear:
        return []
    return [("wear_after", f"expected less than at_wear ({at_wear:g}), which would be reached again at once")]
