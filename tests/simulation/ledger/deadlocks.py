"""Which stations can never move again, as far as the log tells?"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from shopfloor.scenario import Scenario
from tests.simulation.ledger.entry import Entry, require

if TYPE_CHECKING:
    from tests.simulation.ledger import Ledger
    from tests.simulation.ledger.jobs import Job

__all__ = ["Deadlocked", "locked"]

_BEGINS = ("loaded", "setup_started", "work_started", "work_finished", "parts_taken")


class Deadlocked:
    """What the cycles that were told have brought to a standstill: ``machines`` that wait in one, ``stations`` at which
    nothing begins any more, and places that nobody gets (``shut``)."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.told: set[str] = set()
        self.machines: set[str] = set()
        self.stations: set[str] = set()
        self.shut: set[str] = set()

    def take(self, entry: Entry, ledger: Ledger) -> None:
        """Take a cycle: each waits for a place at the next, for parts from it, or for jobs that have a promise there."""
        cycle = entry.detail.split(">")
        require(len(cycle) > 1, cycle[0] == cycle[-1] == entry.station)
        require(len(set(cycle)) == len(cycle) - 1, says="goes through one place twice")
        self.told.update(cycle)
        for who, for_what in pairwise(cycle):
            if who not in self._scenario.stations:
                require(for_what in self._scenario.stations)
                self.stations.add(for_what)
                continue
            waiting = {
                name: self._waits_for(ledger, machine.contents)
                for name, machine in ledger.machines.by_name.items()
                if machine.station == who
            }
            here = {name for name, goals in waiting.items() if for_what in goals}
            self.machines |= here
            if for_what in self._scenario.products and not self._is_blocked_by(ledger, who, for_what):
                require(here, says="nobody waits for these parts")
            elif here or who == for_what:
                self.shut.add(for_what)
                if for_what in self._scenario.stations:
                    self.stations.add(for_what)
            else:
                before = [
                    job
                    for name, machine in ledger.machines.by_name.items()
                    if machine.station == for_what
                    for job in machine.contents
                    if not ledger.jobs.by_name[job].is_worked
                ]
                require(before, says="nobody waits for a place there, and nobody has a promise")

    @staticmethod
    def _waits_for(ledger: Ledger, contents: list[str]) -> set[str]:
        jobs: list[Job] = [ledger.jobs.by_name[job] for job in contents]
        goals = {job.blocked.partition(">")[2] for job in jobs if job.blocked}
        return goals | {name for job in jobs for name in job.lacks}

    @staticmethod
    def _is_blocked_by(ledger: Ledger, station: str, stock: str) -> bool:
        return any(
            (ledger.jobs.by_name[job].blocked or "").endswith(f">{stock}")
            for machine in ledger.machines.by_name.values()
            if machine.station == station
            for job in machine.contents
        )

    def check(self, entry: Entry) -> None:
        """Nothing that was told moves any more."""
        if entry.kind in _BEGINS:
            require(entry.machine not in self.machines, says="goes on after a deadlock")
            require(entry.station not in self.stations, says="begins after a deadlock")
        if entry.kind == "unblocked":
            require(entry.detail.partition(">")[2] not in self.shut, says="a place in a deadlock")


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
