"""What is a time that lies anywhere between two bounds, equally likely?"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, model_validator

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import Part, PositiveTime, Time, check_order

__all__ = ["Uniform"]


class Uniform(Part, Law):
    """Anywhere between two times: `uniform: {low: 4 h, high: 8 h}`.

    low, high   times, low below high

    Support: [low, high). Mean: (low + high) / 2.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.2.
    """

    low_s: Time = Field(alias="low")
    high_s: PositiveTime = Field(alias="high")

    @model_validator(mode="after")
    def _low_is_below_high(self) -> Self:
        check_order(low=self.low_s, high=self.high_s)
        return self

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return self.low_s + (self.high_s - self.low_s) * rng.random(n)

    def mean(self) -> float:
        return (self.low_s + self.high_s) / 2

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.clip((np.asarray(x, np.float64) - self.low_s) / (self.high_s - self.low_s), 0.0, 1.0)

    def support(self) -> tuple[float, float]:
        return self.low_s, self.high_s
