"""How do change-overs become tables? The states that machines can be set up for, and the times between them."""

from __future__ import annotations

import numpy as np

from shopfloor.scenario.model import Setup
from shopfloor.simulation.kernel.lowering.details import Details
from shopfloor.simulation.kernel.lowering.outline import Outline
from shopfloor.simulation.kernel.records import NONE, Table
from shopfloor.units import to_ticks

__all__ = ["Setups"]

State = tuple[str, int]
"""A product or a family, and the step of its route where that matters, from 1."""


class Setups:
    """The tables of change-overs of all stations, one after the other."""

    def __init__(self, outline: Outline, details: Details, steps: Table) -> None:
        """Note in ``steps`` which state each step needs."""
        self.places: dict[str, tuple[int, int]] = {}
        """Of each station, where its table begins, and of how many states it is."""
        self._outline = outline
        self._details = details
        self._times_us: list[int] = []
        self._texts: list[int] = []
        for station, spec in outline.scenario.stations.items():
            if spec.setup is not None:
                self._add(station, spec.setup, steps)

    @property
    def times_us(self) -> Table:
        """int64: of each station [before, after]."""
        return np.array(self._times_us, np.int64)

    @property
    def texts(self) -> Table:
        """int64: of each station [before, after], as words of the log."""
        return np.array(self._texts, np.int64)

    def _add(self, station: str, spec: Setup, steps: Table) -> None:
        states = self._states(station, spec, steps)
        self.places[station] = len(self._times_us), len(states)
        for before in states:
            for after in states:
                time_us = 0 if before == after else _setup_us(spec, before, after)
                self._times_us.append(time_us)
                self._texts.append(self._details.number(_text(before, after)) if time_us else NONE)

    def _states(self, station: str, spec: Setup, steps: Table) -> dict[State, int]:
        family = {product: name for name, products in spec.families.items() for product in products}
        states: dict[State, int] = {}
        for index in self._outline.steps_at[station]:
            product = self._outline.steps[index].product
            first = self._outline.first_steps[self._outline.products[product]]
            number = index - first + 1 if spec.change else 0
            steps[index]["state"] = states.setdefault((family.get(product, product), number), len(states))
        return states


def _text(before: State, after: State) -> str:
    return ">".join(f"{name}.{step}" if step else name for name, step in (before, after))


def _setup_us(spec: Setup, before: State, after: State) -> int:
    if spec.change is not None:
        if before[0] == after[0]:
            return to_ticks(spec.change.step)
        return to_ticks(spec.change.product if before[1] == after[1] else spec.change.both)
    between_us = to_ticks((spec.between or {}).get(before[0], {}).get(after[0], 0.0))
    return between_us or to_ticks((spec.to or {}).get(after[0], 0.0))
