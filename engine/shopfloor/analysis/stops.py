"""How often does a station stop for repairs and maintenance, and for how long? Means, from the scenario alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from shopfloor.distributions import Distribution
from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Failure, Maintenance, Station

__all__ = ["Stop", "Stops", "best_proficiency", "stops_of", "summed"]

_S_PER_H = 3600.0


@dataclass(frozen=True)
class Stop:
    """A stop of ``time_s`` that comes once in ``every`` seconds of the calendar or of work, or in so many jobs, and
    what it asks of whom."""

    time_s: float
    every: float
    counts: Literal["calendar", "work", "jobs"]
    skill: str | None


@dataclass(frozen=True)
class Stops:
    """Seconds of stops per second of work and per job, and the share of time that stops by the calendar leave."""

    per_s_of_work: float
    per_job_s: float
    able: float


def stops_of(scenario: Scenario, station: Station) -> Iterator[Stop]:
    """Yield the stops of each machine of a station.

    Failures that maintenance may prevent are left out: how many are left has no closed form. Neither has what falls
    together: stops are taken one after the other.
    """
    plans = station.maintenance.values()
    prevented = {mode for plan in plans for mode in plan.renews}
    is_renewed = any(plan.at_wear is not None or plan.wear_after is not None for plan in plans)
    for name, failure in station.failures.items():
        if name not in prevented and not (failure.at_wear is not None and is_renewed):
            time_s = failure.time_to_repair.law.mean() / best_proficiency(scenario, failure.repaired_by)
            yield _stop(station, failure, failure.time_to_failure, time_s, failure.repaired_by)
    for plan in plans:
        time_s = plan.takes.law.mean() / best_proficiency(scenario, plan.done_by)
        if plan.jobs is not None:
            yield Stop(time_s, float(plan.jobs), "jobs", plan.done_by)
        else:
            yield _stop(station, plan, plan.every, time_s, plan.done_by)


def summed(stops: Iterable[Stop]) -> Stops:
    """Return what stops take together."""
    per_s_of_work, per_job_s, able = 0.0, 0.0, 1.0
    for stop in stops:
        if stop.counts == "work":
            per_s_of_work += stop.time_s / stop.every
        elif stop.counts == "jobs":
            per_job_s += stop.time_s / stop.every
        else:
            able *= stop.every / (stop.every + stop.time_s)
    return Stops(per_s_of_work, per_job_s, able)


def best_proficiency(scenario: Scenario, skill: str | None) -> float:
    """Return the proficiency of the best who have a skill; 1 where nobody is needed."""
    known = [group.skills[skill] for group in scenario.people.values() if skill in group.skills]
    return max(known, default=1.0)


def _stop(
    station: Station,
    plan: Failure | Maintenance,
    every: Distribution | None,
    time_s: float,
    skill: str | None,
) -> Stop:
    if every is not None:
        return Stop(time_s, every.law.mean(), "work" if plan.clock == "working" else "calendar", skill)
    assert plan.at_wear is not None
    assert station.wear is not None  # checked on load
    wear = plan.at_wear - (plan.wear_after or 0.0)
    return Stop(time_s, wear / station.wear.per_hour * _S_PER_H, "work", skill)
