"""How worn is a machine? A number that rises with the work, faster with one job than with another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopfloor.scenario.model import Wear
from shopfloor.simulation.strain import MILLION, STRAIN_PER_HOUR, law_of_factors, strain_until

if TYPE_CHECKING:
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["WearState"]


class WearState:
    """The wear of one machine."""

    def __init__(self, plant: Plant, machine: str, spec: Wear) -> None:
        self._spec = spec
        self._factors = None
        if spec.cv:
            self._factors = plant.streams.durations(f"{machine}.wear", law_of_factors(spec.cv))
        self._jobs = 0
        self._factor = self._next_factor()
        self.reset(spec.start)

    @property
    def level(self) -> float:
        """The wear now."""
        return self._base + self._spec.per_hour * self._strain / STRAIN_PER_HOUR

    def reset(self, level: float) -> None:
        """Be worn so much, from now on."""
        self._base = level
        self._strain = 0
        self._limits: dict[float, int] = {}

    def rise(self, worked_us: int) -> None:
        """Take note of work on the present job."""
        self._strain += worked_us * self._factor

    def next_job(self) -> None:
        """The work on a job is done, or ends with its scrap; draw k is of the k-th job, from 0."""
        self._jobs += 1
        self._factor = self._next_factor()

    def has_reached(self, level: float) -> bool:
        return self._strain >= self._limit(level)

    def time_until_us(self, level: float) -> int:
        """Return how much work on the present job it takes to be worn so far."""
        return max(0, -((self._strain - self._limit(level)) // self._factor))

    def _limit(self, level: float) -> int:
        limit = self._limits.get(level)
        if limit is None:
            limit = self._limits[level] = strain_until(level, self._base, self._spec.per_hour)
        return limit

    def _next_factor(self) -> int:
        return MILLION if self._factors is None else max(1, int(self._factors.at(self._jobs)))
