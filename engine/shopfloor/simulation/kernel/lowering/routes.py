"""How does a route become tables? Its elements in a row, as they branch and meet again (see ``routes``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean

import numpy as np

from shopfloor.scenario.model import Alternatives, Choice, Step, Visit
from shopfloor.simulation.kernel.lowering.outline import Outline, ways_back
from shopfloor.simulation.kernel.lowering.tables import filled
from shopfloor.simulation.kernel.records import ELEMENT, NONE, OPEN, STEP, Table
from shopfloor.simulation.kernel.words import AT_RANDOM, CHOICES, EITHER, END, FORK, JUMP, VISIT
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["Routes", "lay_steps", "stations_ahead"]


@dataclass
class _Element:
    """A row of ``ELEMENT``, its fields in their order."""

    kind: int
    product: int
    first: int = NONE
    end: int = NONE
    rule: int = NONE
    local: int = NONE
    draws: int = NONE


class Routes:
    """All routes of a scenario. Steps are the visits, in the order of the file, those of one product in a row."""

    def __init__(self, outline: Outline) -> None:
        self._elements: list[_Element] = []
        self._branches: list[int] = []
        self._until: list[float] = []
        self.begins: list[int] = []
        """Of each product, where its route begins among the elements."""
        self.places: list[int] = []
        """Of each step, where it stands among the elements."""
        self.most_draws = 0
        """The most forks of one route that a job draws for."""
        for number, product in enumerate(outline.scenario.products.values()):
            self._product, self._draws = number, 0
            self.begins.append(len(self._elements))
            self._lay(product.route)
            self._add(END)
            self.most_draws = max(self.most_draws, self._draws)
        self._nearest = self._nearest_steps()
        self._expected_us = self._summed_us([work.law.mean() * TICKS_PER_SECOND for work in outline.steps])

    # ---------------------------------------------------------------- what may come next

    @property
    def has_forks(self) -> bool:
        """Do jobs of one product go different ways?"""
        return any(element.kind in (FORK, EITHER) for element in self._elements)

    def step_at(self, place: int) -> int:
        """Return the step to which the way from an element on leads: ``NONE`` at the end, ``OPEN`` if there is a fork
        before."""
        element = self._elements[place]
        if element.kind == JUMP:
            return self.step_at(element.first)
        if element.kind == VISIT:
            return element.first
        return NONE if element.kind == END else OPEN

    def ahead(self, step: int) -> int:
        """Return the step after this one, or what ``step_at`` says."""
        return self.step_at(self.places[step] + 1)

    def follow_ups(self, step: int) -> set[int]:
        """Return all steps that may come after this one."""
        return self._nearest[self.places[step] + 1]

    def _nearest_steps(self) -> list[set[int]]:
        """The steps that may come first from each element on."""
        nearest: list[set[int]] = [set() for _ in self._elements]
        for place in range(len(self._elements) - 1, -1, -1):
            element = self._elements[place]
            if element.kind in (VISIT, EITHER):
                nearest[place] = set(range(element.first, element.end))
            elif element.kind == JUMP:
                nearest[place] = nearest[element.first]
            elif element.kind == FORK:
                ways = self._branches[element.first : element.end]
                nearest[place] = set().union(*(nearest[way] for way in ways))
        return nearest

    # ---------------------------------------------------------------- tables

    @property
    def elements(self) -> Table:
        return np.array([tuple(vars(element).values()) for element in self._elements], ELEMENT)

    @property
    def branches(self) -> Table:
        return np.array(self._branches, np.int64)

    @property
    def until(self) -> Table:
        return np.array(self._until, np.float64)

    @property
    def expected_us(self) -> Table:
        """float64: the mean time of work after each step, to the end of its route."""
        return np.array([self._expected_us[place + 1] for place in self.places], np.float64)

    def _summed_us(self, means_us: Sequence[float]) -> list[float]:
        """The mean time of work from each element to the end of its route."""
        expected = [0.0] * len(self._elements)
        for place in range(len(self._elements) - 1, -1, -1):
            element = self._elements[place]
            if element.kind in (VISIT, EITHER):
                expected[place] = fmean(means_us[element.first : element.end]) + expected[place + 1]
            elif element.kind == JUMP:
                expected[place] = expected[element.first]
            elif element.kind == FORK:
                below = 0.0
                for branch in range(element.first, element.end):
                    share = self._until[branch] - below
                    expected[place] += share * expected[self._branches[branch]]
                    below = self._until[branch]
        return expected

    # ---------------------------------------------------------------- laying

    def _lay(self, route: Sequence[Step]) -> None:
        for step in route:
            if isinstance(step, Visit):
                self._add_steps(VISIT, 1)
            elif isinstance(step, Alternatives):
                either = self._add_steps(EITHER, len(step.alternatives))
                either.rule = CHOICES[step.by]
                if either.rule == AT_RANDOM:
                    self._count_draws(either)
            else:
                self._lay_fork(step)

    def _lay_fork(self, choice: Choice) -> None:
        fork = self._add(FORK)
        self._count_draws(fork)
        targets, jumps = [], []
        for branch in choice.choice:
            targets.append(len(self._elements))
            self._lay(branch.route)
            jumps.append(self._add(JUMP))
        for jump in jumps:
            jump.first = len(self._elements)
        fork.first = len(self._branches)
        self._branches += targets
        self._until += accumulate(branch.share for branch in choice.choice)
        fork.end = len(self._branches)

    def _add(self, kind: int) -> _Element:
        self._elements.append(_Element(kind, self._product))
        return self._elements[-1]

    def _add_steps(self, kind: int, count: int) -> _Element:
        element = self._add(kind)
        element.first, element.end = len(self.places), len(self.places) + count
        self.places += [len(self._elements) - 1] * count
        return element

    def _count_draws(self, element: _Element) -> None:
        element.local = self._draws
        self._draws += 1


def lay_steps(outline: Outline, routes: Routes) -> Table:
    """Return the steps of all routes, those of one product in a row."""
    steps = filled(len(outline.steps), STEP, NONE)
    for product, route in enumerate(outline.routes()):
        places: dict[str, int] = {}
        visits: dict[str, int] = {}
        for index in route:
            step, station = steps[index], outline.steps[index].station
            visits[station] = visits.get(station, 0) + 1
            step["station"], step["product"] = outline.stations[station], product
            step["local"] = places.setdefault(station, len(places))
            step["visit"] = visits[station]
            step["element"] = routes.places[index]
            step["ahead"] = routes.ahead(index)
    return steps


def stations_ahead(outline: Outline, routes: Routes) -> dict[str, set[str]]:
    """Return where jobs may go from each station."""
    ahead: dict[str, set[str]] = {name: set() for name in outline.stations}
    for index, work in enumerate(outline.steps):
        ahead[work.station] |= {outline.steps[follow_up].station for follow_up in routes.follow_ups(index)}
    for name, spec in outline.scenario.stations.items():
        ahead[name] |= set(ways_back(spec))
    return ahead
