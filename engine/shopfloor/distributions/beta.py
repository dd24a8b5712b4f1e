"""What is a time between two bounds, freely bent in between? Beta, and PERT by its mode."""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, model_validator

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import Part, PositiveTime, Shape, Time, check_order

__all__ = ["Beta", "Pert"]


class Beta(Part, Law):
    """Between two times, bent by two shapes: `beta: {low: 2 min, high: 10 min, alpha: 2, beta: 5}`.

    low, high     times, low below high
    alpha, beta   numbers from 0.0001 to 1000000; a larger alpha draws nearer to high, a larger beta to low

    Support: [low, high]. Mean: low + (high - low) alpha / (alpha + beta).
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.2.
    """

    low_s: Time = Field(alias="low")
    high_s: PositiveTime = Field(alias="high")
    alpha: Shape
    beta: Shape

    @model_validator(mode="after")
    def _low_is_below_high(self) -> Self:
        check_order(low=self.low_s, high=self.high_s)
        return self

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return self.low_s + (self.high_s - self.low_s) * rng.beta(self.alpha, self.beta, n)

    def mean(self) -> float:
        return self.low_s + (self.high_s - self.low_s) * self.alpha / (self.alpha + self.beta)

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return _cdf(x, self.low_s, self.high_s, self.alpha, self.beta)

    def support(self) -> tuple[float, float]:
        return self.low_s, self.high_s


class Pert(Part, Law):
    """Like a triangle, smooth, and nearer to the mode: `pert: {low: 3 min, mode: 4 min, high: 7 min}`.

    low, mode, high   times, low below high, mode between them or on one of them

    A beta with alpha = 1 + 4 (mode - low) / (high - low) and beta = 1 + 4 (high - mode) / (high - low).
    Support: [low, high]. Mean: (low + 4 mode + high) / 6.
    Source: Malcolm, Roseboom, Clark and Fazar (1959), Operations Research 7 (5), 646-669.
    """

    low_s: Time = Field(alias="low")
    mode_s: Time = Field(alias="mode")
    high_s: PositiveTime = Field(alias="high")

    @model_validator(mode="after")
    def _mode_is_between(self) -> Self:
        check_order(low=self.low_s, mode=self.mode_s, high=self.high_s)
        return self

    @property
    def native(self) -> tuple[float, float]:
        """Alpha and beta."""
        width_s = self.high_s - self.low_s
        return 1 + 4 * (self.mode_s - self.low_s) / width_s, 1 + 4 * (self.high_s - self.mode_s) / width_s

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return self.low_s + (self.high_s - self.low_s) * rng.beta(*self.native, n)

    def mean(self) -> float:
        return (self.low_s + 4 * self.mode_s + self.high_s) / 6

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return _cdf(x, self.low_s, self.high_s, *self.native)

    def support(self) -> tuple[float, float]:
        return self.low_s, self.high_s


def _cdf(x: ArrayLike, low_s: float, high_s: float, alpha: float, beta: float) -> NDArray[np.float64]:
    from scipy.special import betainc

    place = np.clip((np.asarray(x, np.float64) - low_s) / (high_s - low_s), 0.0, 1.0)
    return np.asarray(betainc(alpha, beta, place), np.float64)
