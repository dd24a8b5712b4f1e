"""What is the time that several exponential phases take, one after the other?"""

import math
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import Part, PositiveTime

__all__ = ["Erlang"]


class Erlang(Part, Law):
    """The sum of equal exponential phases: `erlang: {mean: 6 min, shape: 3}`.

    mean    time, above 0 s, of all phases together
    shape   number of phases, from 1

    Support: [0, ∞). Mean: as given; the cv is 1 / √shape.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.2 (gamma with a whole shape).
    """

    mean_s: PositiveTime = Field(alias="mean")
    shape: Annotated[int, Field(ge=1, le=1_000_000)]

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return self.mean_s / self.shape * rng.standard_gamma(self.shape, n)

    def mean(self) -> float:
        return self.mean_s

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        from scipy.special import gammainc

        phases = np.maximum(np.asarray(x, np.float64), 0.0) * (self.shape / self.mean_s)
        return np.asarray(gammainc(self.shape, phases), np.float64)

    def support(self) -> tuple[float, float]:
        return 0.0, math.inf
