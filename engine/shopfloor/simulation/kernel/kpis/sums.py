"""What had been at a moment? A copy of the sums, so that what lies between two moments is a difference."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np

from shopfloor.simulation.kernel.kpis.tables import Tables, whole
from shopfloor.simulation.kernel.kpis.words import OFF_SHIFT, STARVED, STUCK
from shopfloor.simulation.kernel.records import Table

__all__ = ["Counters", "Sums"]


class Counters(NamedTuple):
    """The counters of some things, such as the jobs of each product."""

    table: Table

    def number(self, index: int) -> int:
        """Return how many are there."""
        return int(self.table[index]["number"])

    def moved_us(self, index: int) -> int:
        """Return the sum of the times of those who came less those who went."""
        return whole(self.table[index]["low"], self.table[index]["high"])

    def spent_us(self, index: int, time_us: int) -> int:
        """Return how long all together have been there until ``time_us``."""
        return self.number(index) * time_us - self.moved_us(index)


class Sums(NamedTuple):
    """The sums at a moment; machines and people are settled."""

    time_us: int
    clocks: Table
    goal_us: Table
    idle_us: Table
    busy_us: Table
    walking_us: Table
    ended: Table
    backlog: Counters
    in_plant: Counters
    at_door: Counters
    in_stock: Counters
    queued: Counters

    @classmethod
    def of(cls, tables: Tables, time_us: int) -> Self:
        """Copy the sums."""
        return cls(
            time_us,
            tables.clocks.copy(),
            tables.goal_us.copy(),
            tables.people["idle_us"].copy(),
            tables.people["busy_us"].copy(),
            tables.people["walking_us"].copy(),
            tables.ended.copy(),
            Counters(tables.backlog.copy()),
            Counters(tables.in_plant.copy()),
            Counters(tables.at_door.copy()),
            Counters(tables.in_stock.copy()),
            Counters(tables.queued.copy()),
        )

    def learn_late(self, tables: Tables) -> None:
        """Put right what could not be known at the moment: who was away until the first shift begins."""
        machines, people = tables.machines, tables.people
        was_off = (machines["was_off"] != 0) & (machines["first_shift_us"] >= self.time_us)
        on_feet = self.clocks[was_off, STUCK : STARVED + 1].sum(axis=1)
        self.clocks[was_off, OFF_SHIFT] += on_feet
        self.clocks[was_off, STUCK : STARVED + 1] = 0
        self.goal_us[was_off] = 0
        was_away = (people["was_away"] != 0) & (people["first_shift_us"] >= self.time_us)
        self.idle_us[was_away] = 0

    def people_on_duty_us(self) -> int:
        """Return the time on duty of all people."""
        return int(self.idle_us.sum() + self.busy_us.sum() + self.walking_us.sum())

    def machines_on_duty_us(self) -> Table:
        """Return the time that each machine was not off shift."""
        on_duty: Table = self.clocks[:, : STARVED + 1].sum(axis=1) - self.clocks[:, OFF_SHIFT]
        return np.asarray(on_duty)
