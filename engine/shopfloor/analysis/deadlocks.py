"""Which places wait for each other in a circle?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from shopfloor.analysis.finding import Finding, clock_text, in_how_many
from shopfloor.analysis.queries import sql_file
from shopfloor.contracts.plant import PlantFacts
from shopfloor.units import TICKS_PER_SECOND

if TYPE_CHECKING:
    import duckdb

__all__ = ["Deadlock", "deadlocks", "look_for_deadlocks"]

Deadlock = tuple[int, str, str, int]
"""replication, station, cycle ("welding>testing>welding"), since when in µs."""


def look_for_deadlocks(connection: duckdb.DuckDBPyConnection) -> list[Deadlock]:
    """Return the deadlocks of the replications that the connection shows."""
    found: list[Deadlock] = connection.execute(sql_file("deadlocks")).fetchall()
    return found


def deadlocks(plant: PlantFacts, seen: Iterable[Deadlock]) -> list[Finding]:
    """Return a finding for each cycle that a run ended up in."""
    since_us: dict[tuple[str, str], dict[int, int]] = {}
    for replication, station, cycle, time_us in seen:
        since_us.setdefault((station, cycle), {})[replication] = time_us
    return [_finding(plant, *place, since_us[place]) for place in sorted(since_us)]


def _finding(plant: PlantFacts, station: str, cycle: str, since_us: dict[int, int]) -> Finding:
    replications, first_us = tuple(sorted(since_us)), min(since_us.values())
    components = {product.name for product in plant.products}
    if components & set(cycle.split(">")):
        waits, remedy = (
            "for the next",
            "let the parts be made on a machine of their own, or give their stocks more places",
        )
    else:
        waits = "for a place at the next"
        remedy = "give one of these queues more places, or lead the route past one of them"
    return Finding(
        "deadlock",
        f"station:{station}",
        replications,
        plant.replications,
        first_us / TICKS_PER_SECOND,
        f"deadlock: {cycle.replace('>', ' > ')}, each waits {waits}, from {clock_text(plant, first_us)} on"
        f"{in_how_many(replications, plant.replications)}; none of them moves again: {remedy}",
    )
