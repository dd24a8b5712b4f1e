"""When do jobs arrive, and when are they let in?"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shopfloor.distributions import Distribution
from shopfloor.scenario.model.shifts import DAY_S, Days, TimeOfDay
from shopfloor.scenario.model.values import (
    SHORTEST_MEAN_S,
    Duration,
    Expects,
    Finding,
    Part,
    ShiftName,
    one_of,
    too_many,
    unlawful,
)
from shopfloor.units import duration_text

__all__ = ["Orders", "Rate", "Release", "Wip"]

Wip = Annotated[int, Field(ge=1, le=1_000_000), Expects("a whole number of jobs, 1 or more")]


class Rate(Part):
    """So many orders per hour in these hours of these days, by chance (a Poisson process). Where rates
    overlap they add up; in hours that no rate names, nothing is ordered."""

    days: Days = (0, 1, 2, 3, 4, 5, 6)
    """The weekdays on which the hours begin."""
    from_: Annotated[TimeOfDay, Field(alias="from")] = 0.0
    """When the hours begin."""
    to: TimeOfDay = DAY_S
    """When they end; not later than their beginning: on the next day."""
    per_hour: Annotated[
        float,
        Field(gt=0, le=3600 / SHORTEST_MEAN_S, allow_inf_nan=False),
        Expects("a number of orders per hour, above 0"),
    ]
    """The mean number of orders in an hour."""

    @property
    def length_s(self) -> float:
        """From the beginning to the end of the hours (24 h at most)."""
        return self.to - self.from_ + (DAY_S if self.to <= self.from_ else 0.0)

    @model_validator(mode="after")
    def _begins_within_the_day(self) -> Self:
        if self.from_ == DAY_S:
            unlawful(("from", 'expected a time before "24:00"; the day after begins at "00:00"'))
        return self


class Release(Part):
    """Orders wait in a backlog until they are let into the plant: as soon as fewer than ``wip_below`` jobs
    are in it, or ``before_due`` ahead of the due date."""

    model_config = one_of("wip_below", "before_due")

    wip_below: Annotated[Wip | None, Expects("a whole number of jobs, 1 or more")] = None
    """Let one in when fewer jobs than this are in the plant."""
    before_due: Duration | None = None
    """Let it in so long before it is due, at once if that has passed."""
    of: Literal["product", "plant"] = "product"
    """Whose jobs count for ``wip_below``: those of this product, or all."""
    order: Literal["fifo", "edd", "priority"] = "fifo"
    """Who leaves the backlog first: first in, earliest due date, or highest priority."""

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        given = {"wip_below": self.wip_below is not None, "before_due": self.before_due is not None}
        if not any(given.values()):
            unlawful(((), "expected wip_below (a number of jobs) or before_due (a duration)"))
        unlawful(*too_many(given, "wip_below and before_due"))
        if self.before_due is not None and self.of != "product":
            unlawful(("of", "says whose jobs wip_below counts, and nothing with before_due; leave it out"))
        if self.before_due is not None and self.order != "fifo":
            unlawful(("order", "with before_due each order has its own time; leave it out"))
        return self


SOURCES = "every, at, rate, supply and wip"
WITH_ORDERS = "where no orders arrive; leave it out or give every, at or rate"


class Orders(Part):
    """When jobs of a product arrive. Give one of ``every``, ``at``, ``rate``, ``supply`` and ``wip``; none when
    jobs of it are only taken out of others (``disassemble``).

    With ``every`` the first order arrives at ``first_at``, the next ones each after one more time of ``every``.
    With ``supply: unlimited`` a job is released whenever a machine of the first station has nothing else to
    take. With ``wip`` that many jobs are in the plant at all times: one that ends is followed by the next.
    """

    every: Distribution | None = None
    """The time between two orders."""
    at: Annotated[
        Annotated[tuple[Duration, ...], Field(min_length=1, strict=False)] | None,
        Expects("a list of times from the start, such as [0 s, 2 h, 5 h]"),
    ] = None
    """The times of the orders, from the start of the run, in order."""
    rate: Annotated[
        Annotated[tuple[Rate, ...], Field(min_length=1, strict=False)] | None,
        Expects("a list of hours, such as [{from: 08:00, to: 12:00, per_hour: 5}]"),
    ] = None
    """How many orders an hour, by hour of the week."""
    supply: Literal["unlimited"] | None = None
    """unlimited: there is always one more job to take."""
    wip: Annotated[Wip | None, Expects("a whole number of jobs, 1 or more")] = None
    """How many jobs of the product are in the plant at all times."""
    shift: ShiftName | None = None
    """The hours in which ``every`` counts time: no order arrives outside this shift."""
    first_at: Duration = 0.0
    """When the first order arrives, from the start of the run."""
    quantity: Annotated[int, Field(ge=1, le=1_000_000), Expects("a whole number of jobs, 1 or more")] = 1
    """How many jobs one order holds."""
    due_in: Distribution | None = None
    """The time from the order to its due date; left out: no due date."""
    priority: Annotated[int, Field(ge=-(2**31), lt=2**31), Expects("a whole number; higher goes first")] = 0
    """Higher goes first in queues with ``order: priority``."""
    when_full: Literal["wait", "lose"] = "wait"
    """What becomes of an arrival that finds no place at the first station."""
    release: Release | None = None
    """When orders are let into the plant; left out: as they come."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = {word: getattr(self, word) is not None for word in ("every", "at", "rate", "supply", "wip")}
        unlawful(*too_many(given, SOURCES))
        if self.every is not None and self.every.law.mean() < SHORTEST_MEAN_S:
            unlawful(("every", "the mean is zero, so time would never pass; expected a mean of 1 us or more"))
        unlawful(*self._falling(), *self._idle_words(), *self._undated())
        return self

    def _falling(self) -> list[Finding]:
        times = enumerate(pairwise(self.at or ()), 1)
        return [
            (("at", number), f"expected {duration_text(before)} or later: the times stand in order")
            for number, (before, after) in times
            if after < before
        ]

    def _idle_words(self) -> list[Finding]:
        """The words that say nothing beside the source that is given."""
        has_orders = self.every is not None or self.at is not None or self.rate is not None
        source = (
            "supply: unlimited" if self.supply else "wip" if self.wip is not None else "no source of orders"
        )
        findings: list[Finding] = []
        if not has_orders:
            given = {
                "quantity": self.quantity != 1,
                "when_full": self.when_full != "wait",
                "release": self.release is not None,
            }
            reason = f"says nothing with {source}, {WITH_ORDERS}"
            findings += [(word, reason) for word, is_given in given.items() if is_given]
        if self.supply is not None and self.due_in is not None:
            findings.append(("due_in", f"says nothing with {source}, {WITH_ORDERS}"))
        elif self.release is not None and self.when_full != "wait":
            reason = (
                "says nothing with release: an order waits in the backlog until it is let in; leave it out"
            )
            findings.append(("when_full", reason))
        if self.every is None:
            given = {"first_at": self.first_at != 0, "shift": self.shift is not None}
            reason = "goes with every (the time between orders), which is not given; leave it out"
            findings += [(word, reason) for word, is_given in given.items() if is_given]
        return findings

    def _undated(self) -> list[Finding]:
        if self.release is None or self.due_in is not None:
            return []
        needs_date = {
            "before_due": self.release.before_due is not None,
            "order": self.release.order == "edd",
        }
        reason = "asks for a due date, and these orders have none; give due_in"
        return [(("release", word), reason) for word, needs in needs_date.items() if needs]
