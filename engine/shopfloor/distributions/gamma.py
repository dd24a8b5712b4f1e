"""What is a right-skewed time of any cv, from almost regular to bursts?"""

import math
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import GIVEN, Cv, Part, PositiveTime, Shape

__all__ = ["Gamma"]


class Gamma(Part, Law):
    """Right-skewed: `gamma: {mean: 15 min, cv: 0.5}` or `gamma: {shape: 4, scale: 3.75 min}`.

    mean, cv       time above 0 s, and standard deviation / mean: shape = 1 / cv², scale = mean cv²
    shape, scale   number from 0.0001 to 1000000, and time above 0 s

    Support: [0, ∞). Mean: shape × scale.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.2.
    """

    ways = (("mean", "cv"), ("shape", "scale"))

    mean_s: Annotated[PositiveTime | None, GIVEN] = Field(None, alias="mean")
    cv: Annotated[Cv | None, GIVEN] = None
    shape: Annotated[Shape | None, GIVEN] = None
    scale_s: Annotated[PositiveTime | None, GIVEN] = Field(None, alias="scale")

    @property
    def native(self) -> tuple[float, float]:
        """Shape, and scale in seconds."""
        if self.shape is not None and self.scale_s is not None:
            return self.shape, self.scale_s
        assert self.mean_s is not None
        assert self.cv is not None
        return 1 / self.cv**2, self.mean_s * self.cv**2

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        shape, scale_s = self.native
        return scale_s * rng.standard_gamma(shape, n)

    def mean(self) -> float:
        shape, scale_s = self.native
        return shape * scale_s if self.mean_s is None else self.mean_s

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        from scipy.special import gammainc

        shape, scale_s = self.native
        return np.asarray(gammainc(shape, np.maximum(np.asarray(x, np.float64), 0.0) / scale_s), np.float64)

    def support(self) -> tuple[float, float]:
        return 0.0, math.inf
