"""Who waits in front of each station, and is it the right one who goes?"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from shopfloor.scenario import Scenario
from tests.simulation.ledger.entry import Entry, require

__all__ = ["Queues"]

Waiting = tuple[str, int, float]
"""job, priority, due date in s"""

FIRST: dict[str, Callable[[int, Waiting], float]] = {
    "fifo": lambda place, job: place,
    "lifo": lambda place, job: -place,
    "priority": lambda place, job: -job[1],
    "edd": lambda place, job: job[2],
}
"""The orders that can be told from the log: the least goes first, then the one that came first."""


class Queues:
    """The jobs in front of each station, in the order of their arrival."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.by_station: dict[str, list[Waiting]] = {name: [] for name in scenario.stations}

    def enter(self, entry: Entry, due_s: float | None) -> None:
        queue = self.by_station[entry.station]
        priority = self._scenario.products[entry.product].orders.priority
        queue.append((entry.job, priority, inf if due_s is None else due_s))
        require(entry.value == len(queue), says=f"{len(queue)} wait there")

    def leave(self, entry: Entry) -> None:
        queue = self.by_station[entry.station]
        station = self._scenario.stations[entry.station]
        key = FIRST.get(station.queue.order)
        place = next(place for place, (job, *_) in enumerate(queue) if job == entry.job)
        if key is not None and station.batch is None:
            first = min(range(len(queue)), key=lambda number: key(number, queue[number]))
            require(place == first, says=f"{queue[first][0]} should go first")
        queue.pop(place)

    def end_instant(self) -> None:
        for name, queue in self.by_station.items():
            capacity = self._scenario.stations[name].queue.capacity
            require(capacity is None or len(queue) <= capacity, says=f"the queue of {name} is too long")
