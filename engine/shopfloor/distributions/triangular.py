"""What is a time of which somebody knows the least, the most and the usual?"""

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, model_validator

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import Part, PositiveTime, Time, check_order

__all__ = ["Triangular"]


class Triangular(Part, Law):
    """Between two times, most often near a third: `triangular: {low: 3 min, mode: 4 min, high: 7 min}`.

    low, mode, high   times, low below high, mode between them or on one of them

    Support: [low, high]. Mean: (low + mode + high) / 3.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 6.2.2.
    """

    low_s: Time = Field(alias="low")
    mode_s: Time = Field(alias="mode")
    high_s: PositiveTime = Field(alias="high")

    @model_validator(mode="after")
    def _mode_is_between(self) -> Self:
        check_order(low=self.low_s, mode=self.mode_s, high=self.high_s)
        return self

    @property
    def _peak(self) -> float:
        """Where the mode stands between low (0) and high (1)."""
        return (self.mode_s - self.low_s) / (self.high_s - self.low_s)

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return self.low_s + (self.high_s - self.low_s) * rng.triangular(0.0, self._peak, 1.0, n)

    def mean(self) -> float:
        return (self.low_s + self.mode_s + self.high_s) / 3

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        place = np.clip((np.asarray(x, np.float64) - self.low_s) / (self.high_s - self.low_s), 0.0, 1.0)
        peak = self._peak
        # The two sides of the triangle; a side without width is never looked at.
        rising = place**2 / peak if peak > 0 else np.zeros_like(place)
        falling = 1 - (1 - place) ** 2 / (1 - peak) if peak < 1 else np.ones_like(place)
        return np.where(place < peak, rising, falling)

    def support(self) -> tuple[float, float]:
        return self.low_s, self.high_s
