"""Which stations can never move again, as far as the log tells?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from shopfloor.scenario import Scenario

if TYPE_CHECKING:
    from tests.simulation.ledger import Ledger

__all__ = ["locked"]


def locked(scenario: Scenario, ledger: Ledger) -> set[str]:
    """Return the stations that are full, and all of whose machines wait for a place at one of them."""
    on_the_road = Counter(job.at for job in ledger.jobs.by_name.values() if job.where == "road")
    goals: dict[str, list[set[str]]] = {name: [] for name in scenario.stations}
    for machine in ledger.machines.by_name.values():
        details = [ledger.jobs.by_name[job].blocked for job in machine.contents]
        goals[machine.station].append({detail.partition(">")[2] for detail in details if detail})

    def is_full(name: str) -> bool:
        capacity = scenario.stations[name].queue.capacity
        there = len(ledger.jobs.queues.by_station[name]) + on_the_road[name]
        return capacity is not None and there >= capacity

    stuck = {name for name in scenario.stations if is_full(name)}
    while still := {name for name in stuck if all(goal & stuck for goal in goals[name])}:
        if still == stuck:
            return stuck
        stuck = still
    return set()
