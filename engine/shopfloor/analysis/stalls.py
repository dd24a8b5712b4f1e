"""What has waited for the same thing to the end of the run, so long that it may wait for ever?

For the last half of the run at least, and for half of the time in which somebody was on duty: a night is no starvation.
What is stuck behind such a place, or in a deadlock, is not told again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopfloor.analysis.finding import Finding, clock_text, counted, in_how_many
from shopfloor.analysis.queries import sql_file
from shopfloor.contracts.plant import PlantFacts
from shopfloor.units import TICKS_PER_SECOND

if TYPE_CHECKING:
    import duckdb

__all__ = ["Stall", "look_for_stalls", "stalls"]

_BY_PEOPLE = ("waiting_for_person", "waiting_for_repair", "waiting_for_maintenance")

_SAYS = {
    "waiting_for_person": "for somebody to run it; look at the number of people who have the skill, at their shifts, "
    "and at what else they are called to (dispatch)",
    "waiting_for_repair": "for a repair; look at the number of people who have the skill, at their shifts, and at what "
    "else they are called to (dispatch)",
    "waiting_for_maintenance": "for its maintenance; look at the number of people who have the skill, at their shifts, "
    "and at what else they are called to (dispatch)",
    "blocked": "for a place ahead; look at what takes the jobs there, and whether it ever does",
}


@dataclass(frozen=True)
class Stall:
    """A machine that waits (or a station, for a batch of so many jobs), and for which product if for parts."""

    replication: int
    station: str
    machine: str
    waits_for: str
    since_us: int
    jobs: int | None
    product: str | None


def look_for_stalls(connection: duckdb.DuckDBPyConnection) -> list[Stall]:
    """Return what is stuck in the replications that the connection shows."""
    candidates = [Stall(*row) for row in connection.execute(sql_file("stalls")).fetchall()]
    return [stall for stall in candidates if _somebody_was_there(connection, stall)]


def stalls(plant: PlantFacts, seen: Sequence[Stall], deadlocked: Collection[int] = ()) -> list[Finding]:
    """Return a finding for each station and thing that is waited for; blocked machines only where nothing else
    is stuck in the same replication, and no deadlock either."""
    stuck = {*deadlocked, *(stall.replication for stall in seen if stall.waits_for != "blocked")}
    places: dict[tuple[str, str, str | None], list[Stall]] = {}
    for stall in seen:
        if stall.waits_for != "blocked" or stall.replication not in stuck:
            places.setdefault((stall.station, stall.waits_for, stall.product), []).append(stall)
    order = [station.name for station in plant.stations]
    return [
        _finding(plant, places[place])
        for place in sorted(places, key=lambda place: (order.index(place[0]), place[1], place[2] or ""))
    ]


def _somebody_was_there(connection: duckdb.DuckDBPyConnection, stall: Stall) -> bool:
    """Does half of the time on duty lie after it began to wait? A plant without people has no nights."""
    asked = {
        "replication": stall.replication,
        "station": stall.station if stall.waits_for in _BY_PEOPLE else None,
        "since_us": stall.since_us,
    }
    since_then_us, ever_us = connection.execute(sql_file("duty"), asked).fetchall()[0]
    return bool(2 * since_then_us >= ever_us)


def _finding(plant: PlantFacts, stalls: list[Stall]) -> Finding:
    first = stalls[0]
    replications = tuple(sorted({stall.replication for stall in stalls}))
    since_us = min(stall.since_us for stall in stalls)
    machines = list(dict.fromkeys(stall.machine for stall in stalls))
    share = in_how_many(replications, plant.replications)
    when = f"since {clock_text(plant, since_us)}, to the end of the run{share},"
    if first.waits_for == "batch":
        jobs = max(stall.jobs or 0 for stall in stalls)
        sentence = (
            f"{jobs} {'job has' if jobs == 1 else 'jobs have'} waited in front of {first.station} {when} for others to "
            "make a full batch; lower the batch's min, or give it wait_at_most"
        )
    else:
        has = "has" if len(machines) == 1 else "have"
        what = _SAYS.get(first.waits_for) or (
            f"for parts ({first.product}); look at how many are made, and where they are held up"
        )
        sentence = f"{counted(machines)} {has} waited {when} {what}"
    return Finding(
        "starvation",
        f"station:{first.station}",
        replications,
        plant.replications,
        since_us / TICKS_PER_SECOND,
        f"starvation: {sentence}",
    )
