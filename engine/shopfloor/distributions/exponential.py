"""What is the time to the next of many independent rare events?"""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import Part, PositiveTime

__all__ = ["Exponential"]


class Exponential(Part, Law):
    """Without memory: `exponential: {mean: 6 min}`.

    mean   time, above 0 s

    Support: [0, ∞). Mean: as given; the cv is 1.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.2.
    """

    mean_s: PositiveTime = Field(alias="mean")

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return self.mean_s * rng.standard_exponential(n)

    def sample_rows(self, rngs: Iterable[np.random.Generator], first: int, out: NDArray[np.float64]) -> None:
        # the most frequent law: drawn where they are wanted, and stretched all at once, in two thirds of the time
        for rng, row in zip(rngs, out, strict=True):
            rng.standard_exponential(out=row)
        out *= self.mean_s

    def mean(self) -> float:
        return self.mean_s

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return -np.expm1(-np.maximum(np.asarray(x, np.float64), 0.0) / self.mean_s)

    def support(self) -> tuple[float, float]:
        return 0.0, math.inf
