"""What is a time like those that were measured?"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from shopfloor.distributions.discrete import step_cdf
from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import Part, Times

__all__ = ["Empirical"]


class Empirical(Part, Law):
    """One of the measured times, each with the same chance: `empirical: {values: [3.1 min, 2.8 min]}`.

    values   times, as often as they were measured

    Support: the values. Mean: their arithmetic mean.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.4 (without interpolation).
    """

    values_s: Times = Field(alias="values")

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        count = len(self.values_s)
        return np.array([self.values_s[int(u * count)] for u in rng.random(n).tolist()], np.float64)

    def mean(self) -> float:
        return math.fsum(self.values_s) / len(self.values_s)

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return step_cdf(x, self.values_s, (1 / len(self.values_s),) * len(self.values_s))

    def support(self) -> tuple[float, float]:
        return min(self.values_s), max(self.values_s)
