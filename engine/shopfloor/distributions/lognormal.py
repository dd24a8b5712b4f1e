"""What is a time that many small factors multiply, such as a task of a person?"""

import math
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import GIVEN, Cv, Part, PositiveTime

__all__ = ["Lognormal"]


class Lognormal(Part, Law):
    """Its logarithm is normal: `lognormal: {mean: 45 min, cv: 0.8}` or
    `lognormal: {median: 35 min, sigma: 0.7}`.

    mean, cv        time above 0 s, and standard deviation / mean: sigma² = ln(1 + cv²)
    median, sigma   time above 0 s, and standard deviation of the logarithm, above 0, at most 10

    Support: (0, ∞). Mean: median × exp(sigma² / 2).
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.2.
    """

    ways = (("mean", "cv"), ("median", "sigma"))

    mean_s: Annotated[PositiveTime | None, GIVEN] = Field(None, alias="mean")
    cv: Annotated[Cv | None, GIVEN] = None
    median_s: Annotated[PositiveTime | None, GIVEN] = Field(None, alias="median")
    sigma: Annotated[Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)] | None, GIVEN] = None

    @property
    def native(self) -> tuple[float, float]:
        """Median in seconds, and sigma."""
        if self.median_s is not None and self.sigma is not None:
            return self.median_s, self.sigma
        assert self.mean_s is not None
        assert self.cv is not None
        return self.mean_s / math.sqrt(1 + self.cv**2), math.sqrt(math.log1p(self.cv**2))

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        median_s, sigma = self.native
        return median_s * np.exp(sigma * rng.standard_normal(n))

    def mean(self) -> float:
        median_s, sigma = self.native
        return median_s * math.exp(sigma**2 / 2) if self.mean_s is None else self.mean_s

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        from scipy.special import ndtr

        median_s, sigma = self.native
        with np.errstate(divide="ignore"):  # the logarithm of 0 is -inf: the probability is 0
            z = np.log(np.maximum(np.asarray(x, np.float64), 0.0) / median_s) / sigma
        return np.asarray(ndtr(z), np.float64)

    def support(self) -> tuple[float, float]:
        return 0.0, math.inf
