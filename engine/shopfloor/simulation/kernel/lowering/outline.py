"""Which row is whose? The rows of stations, machines, products, steps, people and skills, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from shopfloor.distributions import Law
from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Group, Station, Visit

__all__ = ["Outline", "Work", "batch_size", "numbered", "ways_back"]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done on one step of a route."""

    station: str
    product: str
    law: Law
    """Of the processing time, in seconds."""
    visit: Visit


class Outline:
    """What there is in a plant. Dictionaries give the row of a name."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.products = numbered(scenario.products)
        self.stations = numbered(scenario.stations)
        self.specs: list[Station] = list(scenario.stations.values())
        self.machines = [
            f"{name}.{number}"
            for name, spec in scenario.stations.items()
            for number in range(1, spec.machines + 1)
        ]
        self.crew: list[Group] = [group for group in scenario.people.values() for _ in range(group.count)]
        self.people = [
            f"{name}.{number}"
            for name, group in scenario.people.items()
            for number in range(1, group.count + 1)
        ]
        self.skills = numbered(
            dict.fromkeys(skill for group in scenario.people.values() for skill in group.skills)
        )
        self.steps: list[Work] = []
        self.first_steps: list[int] = []
        """Of each product, and behind the last one how many steps there are."""
        self.steps_at: dict[str, list[int]] = {name: [] for name in self.stations}
        """The steps that lead to each station."""
        for name, product in scenario.products.items():
            self.first_steps.append(len(self.steps))
            for visit in product.visits:
                law = visit.processing or scenario.stations[visit.station].processing
                assert law is not None  # checked on load
                self.steps_at[visit.station].append(len(self.steps))
                self.steps.append(Work(visit.station, name, law.law, visit))
        self.first_steps.append(len(self.steps))
        self.passes = self._passes()
        """About how many jobs come by each step."""

    def _passes(self) -> list[float]:
        in_all = {name: sum(spec.speeds) for name, spec in self.scenario.stations.items()}
        return [self.times(work.law) * in_all[work.station] for work in self.steps]

    def times(self, law: Law) -> float:
        """How often something that takes so long happens in a run, if it happens all the time."""
        mean_s = law.mean()
        return self.scenario.clock.horizon / mean_s if mean_s > 0 else np.inf

    def visits_of(self, station: str) -> float:
        """About how many jobs come by a station."""
        return max((self.passes[step] for step in self.steps_at[station]), default=0.0)

    def jobs_of(self, product: str) -> float:
        """About how many jobs of a product there are."""
        orders = self.scenario.products[product].orders
        if orders.every is not None:
            return orders.quantity * self.times(orders.every.law)
        return self.passes[self.first_steps[self.products[product]]]

    def first_station(self, product: str) -> str:
        """Return where the route of a product begins."""
        return self.steps[self.first_steps[self.products[product]]].station

    def routes(self) -> list[range]:
        """Return the steps of each product."""
        return [range(first, last) for first, last in pairwise(self.first_steps)]

    def stations_on_routes(self) -> int:
        """At how many stations the jobs of a product may be, at most."""
        return max((len({self.steps[step].station for step in route}) for route in self.routes()), default=0)

    def jobs_in_a_machine(self) -> int:
        """How many jobs are in one machine, at most."""
        return max(map(batch_size, self.specs))


def batch_size(spec: Station) -> int:
    """Return how many jobs are in a machine of a station, at most."""
    return 1 if spec.batch is None else spec.batch.max


def ways_back(spec: Station) -> list[str]:
    """Return where jobs may be sent back to from a station."""
    rework = spec.quality.rework
    found = spec.inspection.rework if spec.inspection is not None else None
    return [way.at for way in (rework, found) if way is not None]


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Return the place of each name."""
    return {name: number for number, name in enumerate(names)}
