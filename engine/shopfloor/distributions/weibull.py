"""What is the time to failure of a part that wears out, or of one that fails young?"""

import math
from functools import cached_property
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import GIVEN, Cv, Part, PositiveTime

__all__ = ["Weibull"]

LEAST_SHAPE, GREATEST_SHAPE = 0.01, 10_000.0


class Weibull(Part, Law):
    """The time to failure: `weibull: {shape: 1.5, mean: 40 h}`, `weibull: {shape: 1.5, scale: 44 h}` or
    `weibull: {mean: 40 h, cv: 0.7}`.

    shape       number from 0.01 to 10000; above 1 the failure rate rises with age, below 1 it falls
    mean        time, above 0 s: scale = mean / Γ(1 + 1/shape)
    scale       time, above 0 s: 63.2 % of all times are shorter
    cv          standard deviation / mean; the shape with cv² + 1 = Γ(1 + 2/shape) / Γ(1 + 1/shape)²

    Support: [0, ∞). Mean: scale × Γ(1 + 1/shape).
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.2.
    """

    ways = (("shape", "mean"), ("shape", "scale"), ("mean", "cv"))

    shape: Annotated[
        Annotated[float, Field(ge=LEAST_SHAPE, le=GREATEST_SHAPE, allow_inf_nan=False)] | None, GIVEN
    ] = None
    mean_s: Annotated[PositiveTime | None, GIVEN] = Field(None, alias="mean")
    scale_s: Annotated[PositiveTime | None, GIVEN] = Field(None, alias="scale")
    cv: Annotated[Cv | None, GIVEN] = None

    @cached_property
    def native(self) -> tuple[float, float]:
        """Shape, and scale in seconds."""
        if self.shape is not None and self.scale_s is not None:
            return self.shape, self.scale_s
        shape = self.shape if self.cv is None else _shape_of(self.cv)
        assert shape is not None
        assert self.mean_s is not None
        return shape, self.mean_s / math.gamma(1 + 1 / shape)

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        shape, scale_s = self.native
        return scale_s * rng.standard_exponential(n) ** (1 / shape)

    def mean(self) -> float:
        shape, scale_s = self.native
        return scale_s * math.gamma(1 + 1 / shape) if self.mean_s is None else self.mean_s

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        shape, scale_s = self.native
        with np.errstate(
            over="ignore"
        ):  # a power beyond float64 is as good as infinite: the probability is 1
            return -np.expm1(-((np.maximum(np.asarray(x, np.float64), 0.0) / scale_s) ** shape))

    def support(self) -> tuple[float, float]:
        return 0.0, math.inf


def _shape_of(cv: float) -> float:
    """Halve the bracket until the shape is known to nine digits; the cv falls as the shape grows.

    The root is rounded there, so that the last bits of a platform's gamma function never reach a draw. A root
    finder of scipy would take a second to import, at every start, for the same nine digits.
    """
    goal = math.log1p(cv**2)
    low, high = LEAST_SHAPE, GREATEST_SHAPE
    while high - low > 1e-12 * low:
        middle = math.sqrt(low * high)
        if math.lgamma(1 + 2 / middle) - 2 * math.lgamma(1 + 1 / middle) > goal:
            low = middle
        else:
            high = middle
    return float(f"{low:.9g}")
