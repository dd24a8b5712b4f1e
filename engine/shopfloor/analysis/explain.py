"""Where did the time go? Of the jobs of a product, of machines, of people: reasons that sum to all of it.

The view ``job_time`` gives every microsecond of a job's life a reason, ``machine_states`` and ``people`` give every
microsecond of theirs a state; here they are summed, over all replications.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from shopfloor.analysis.queries import sql_file, views_of
from shopfloor.contracts.plant import PlantFacts
from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog
from shopfloor.eventlog.kpis import UNITS
from shopfloor.units import TICKS_PER_SECOND

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explanation", "Part", "check_subject", "explain"]


@dataclass(frozen=True)
class Part:
    """What one reason took: ``share`` of all the time (0 to 1), ``mean_s`` of each job, machine or person. ``where``: at
    which station or machine, ``other``: what or who was in the way (a failure mode, a station, a missing part);
    both are for the parts of a part."""

    reason: str
    where: str | None
    other: str | None
    share: float
    mean_s: float
    parts: tuple[Part, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        if self.parts:
            return {
                "reason": self.reason,
                "share": self.share,
                "mean_s": self.mean_s,
                "parts": [part.to_json() for part in self.parts],
            }
        return {"where": self.where, "other": self.other, "share": self.share, "mean_s": self.mean_s}


@dataclass(frozen=True)
class Explanation:
    """Where the time of a ``subject`` went: ``what`` is the time ("lead time of a job"), ``mean_s`` its mean over
    ``count`` jobs, machines or people (of all replications together), ``parts`` the reasons, the largest first. Their
    shares sum to 1."""

    subject: str
    what: str
    count: int
    mean_s: float
    parts: tuple[Part, ...]

    def to_pandas(self) -> pd.DataFrame:
        """Return one row for each reason, place and hindrance."""
        import pandas as pd

        return pd.DataFrame(
            [{"reason": part.reason, **below.to_json()} for part in self.parts for below in part.parts],
            columns=["reason", "where", "other", "share", "mean_s"],
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, as ``simulate --explain --json`` prints it."""
        return {
            "subject": self.subject,
            "what": self.what,
            "count": self.count,
            "mean_s": self.mean_s,
            "parts": [part.to_json() for part in self.parts],
        }


def explain(log: EventLog, subject: str) -> Explanation:
    """Tell where the time of a subject went.

    Args:
        subject: "plant" or "product:pump": the lead times of the jobs that were completed after the warm-up;
            "station:saw", "machine:saw.1" or "people:crew": all time after the warm-up.

    Raises:
        UsageError: the plant has no such subject, or no job of it was completed.
    """
    kind, _, name = subject.partition(":")
    plant = log.plant
    if subject == "plant" or (kind == "product" and name in {product.name for product in plant.products}):
        return _of_jobs(log, subject, name or None)
    replications = plant.replications
    for station in plant.stations:
        if subject == f"station:{station.name}":
            asked = {"station": station.name, "machine": None}
            return _of_all(log, subject, "machine", asked, len(station.machines) * replications)
        for machine in station.machines:
            if subject == f"machine:{machine}":
                asked = {"station": station.name, "machine": machine}
                return _of_all(log, subject, "machine", asked, replications)
    for crew in plant.crews:
        if subject == f"people:{crew.name}":
            return _of_all(log, subject, "person", {"crew": crew.name}, len(crew.people) * replications)
    raise UsageError(_unknown(subject, _subjects(plant)))


def check_subject(plant: PlantFacts, subject: str) -> None:
    """Say whether the plant has such a subject, before anything is simulated.

    Raises:
        UsageError: it has none.
    """
    known = _subjects(plant)
    if subject not in known:
        raise UsageError(_unknown(subject, known))


def _unknown(subject: str, known: Sequence[str]) -> str:
    own = [name for name in known if name.partition(":")[2] == subject]
    near = own or get_close_matches(subject, known, 1, 0.7)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    what = f'the plant has no "{subject}"'
    if subject in UNITS:
        what = f'"{subject}" is a KPI, and what is explained is the time of jobs, machines or people'
    return f"{what}; expected one of {', '.join(known)}{hint}"


def _subjects(plant: PlantFacts) -> list[str]:
    return [
        "plant",
        *(f"product:{product.name}" for product in plant.products),
        *(f"station:{station.name}" for station in plant.stations),
        *(f"machine:{machine}" for station in plant.stations for machine in station.machines),
        *(f"people:{crew.name}" for crew in plant.crews),
    ]


def _of_jobs(log: EventLog, subject: str, product: str | None) -> Explanation:
    count = _completed(log, product)
    if not count:
        done = [f"product:{other.name}" for other in log.plant.products if _completed(log, other.name)]
        also = f"{', '.join(done)}, " if done else ""
        raise UsageError(
            f"{subject}: no job was completed after the warm-up (a part ends where it is built in), so there is no lead "
            f"time to explain; expected one of {also}station:NAME, machine:NAME.1, people:NAME"
        )
    times = _asked(log, "time_of_jobs", {"product": product})
    return _explained(subject, "lead time of a job", count, times)


def _completed(log: EventLog, product: str | None) -> int:
    return sum(row[0] for row in _asked(log, "completed_jobs", {"product": product}))


def _of_all(log: EventLog, subject: str, what: str, asked: dict[str, str | None], count: int) -> Explanation:
    times = _asked(log, "time_of_machines" if what == "machine" else "time_of_people", asked)
    return _explained(subject, f"time of a {what}", count, times)


def _asked(log: EventLog, query: str, asked: dict[str, str | None]) -> list[Any]:
    rows, read = [], views_of(query)
    for batch in log.batches():
        with closing(log.connect(batch, only=read)) as connection:
            rows += connection.execute(sql_file(query), asked).fetchall()
    return rows


def _explained(
    subject: str, what: str, count: int, times: Sequence[tuple[str, str | None, str | None, int]]
) -> Explanation:
    reasons: dict[str, dict[tuple[str | None, str | None], int]] = {}
    for reason, where, other, time_us in times:
        places = reasons.setdefault(reason, {})
        places[where, other] = places.get((where, other), 0) + time_us
    total_us = sum(time_us for places in reasons.values() for time_us in places.values())

    def part(
        reason: str, where: str | None, other: str | None, time_us: int, parts: Sequence[Part] = ()
    ) -> Part:
        return Part(
            reason, where, other, time_us / total_us, time_us / TICKS_PER_SECOND / count, tuple(parts)
        )

    parts = [
        part(
            reason,
            None,
            None,
            sum(places.values()),
            [
                part(reason, where, other, time_us)
                for (where, other), time_us in sorted(
                    places.items(), key=lambda place: (-place[1], str(place[0]))
                )
            ],
        )
        for reason, places in sorted(reasons.items(), key=lambda of: (-sum(of[1].values()), of[0]))
    ]
    return Explanation(subject, what, count, total_us / TICKS_PER_SECOND / count, tuple(parts))
