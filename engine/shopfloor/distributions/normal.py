"""What is a time that scatters evenly around its middle, cut where it cannot be?"""

import math
from statistics import NormalDist
from typing import Annotated, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, model_validator

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import GIVEN, Cv, Part, PositiveTime, Time, check_order

__all__ = ["Normal"]

LEAST_SHARE = 0.001
"""A law of which less is left within its bounds is not the one that was meant."""


class Normal(Part, Law):
    """A bell, truncated by declaration: `normal: {mean: 40 s, sd: 12 s}` or `normal: {mean: 40 s, cv: 0.3}`,
    either with `low: 10 s`, `high: 70 s`, or both.

    mean        time, of the bell before it is cut
    sd, or cv   time above 0 s, or standard deviation / mean, of the bell before it is cut
    low         time; nothing is shorter. Left out: 0 s
    high        time, above low; nothing is longer. Left out: no bound
    At least 0.001 of the bell must lie between the two.

    Support: [low, high]. Mean: of the law after the cut; with a = (low - mean) / sd and
    b = (high - mean) / sd it is mean + sd (φ(a) - φ(b)) / (Φ(b) - Φ(a)).
    Source: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions, vol. 1, chapter 13.
    Draws are one uniform each through the inverse (Wichura 1988, AS 241): a cut costs no second draw.
    """

    ways = (("mean", "sd"), ("mean", "cv"))

    mean_s: Annotated[Time | None, GIVEN] = Field(None, alias="mean")
    sd_s: Annotated[PositiveTime | None, GIVEN] = Field(None, alias="sd")
    cv: Annotated[Cv | None, GIVEN] = None
    low_s: Time = Field(0.0, alias="low")
    high_s: Annotated[PositiveTime | None, GIVEN] = Field(None, alias="high")

    @model_validator(mode="after")
    def _something_is_left(self) -> Self:
        check_order(low=self.low_s, high=self.high_s)
        if self.native[1] == 0:
            raise ValueError("got mean 0 s and cv; expected a mean of more than 0 s, or sd instead of cv")
        _, _, share = self._cut
        if share < LEAST_SHARE:
            raise ValueError(
                f"only {share:.2g} of this normal lies within its bounds; expected {LEAST_SHARE} or more"
            )
        return self

    @property
    def native(self) -> tuple[float, float]:
        """Mean and standard deviation in seconds, before the cut."""
        assert self.mean_s is not None
        if self.sd_s is not None:
            return self.mean_s, self.sd_s
        assert self.cv is not None
        return self.mean_s, self.mean_s * self.cv

    @property
    def _cut(self) -> tuple[float, float, float]:
        """The bounds in standard deviations from the mean, and the share of the bell between them."""
        mean_s, sd_s = self.native
        low, high = self.support()
        a, b = (low - mean_s) / sd_s, (high - mean_s) / sd_s
        return a, b, _above(a) - _above(b)

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        mean_s, sd_s = self.native
        _, b, share = self._cut
        # Probabilities of a longer time, from 1 - u: never 0, where the inverse of an open end is infinite.
        longer = _above(b) + (1 - rng.random(n)) * share
        longer = np.minimum(longer, 1 - 2.0**-53)
        inverse = NormalDist().inv_cdf
        bell = -np.fromiter(map(inverse, longer.tolist()), np.float64, n)
        # The inverse hits the bounds only to its own last bits.
        return np.clip(mean_s + sd_s * bell, *self.support())

    def mean(self) -> float:
        mean_s, sd_s = self.native
        a, b, share = self._cut
        return mean_s + sd_s * (_density(a) - _density(b)) / share

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        from scipy.special import ndtr

        mean_s, sd_s = self.native
        a, _, share = self._cut
        low, high = self.support()
        x = np.asarray(x, np.float64)
        within = (_above(a) - ndtr((mean_s - np.clip(x, low, high)) / sd_s)) / share
        within = np.clip(np.asarray(within, np.float64), 0.0, 1.0)
        return np.where(x < low, 0.0, np.where(x >= high, 1.0, within))

    def support(self) -> tuple[float, float]:
        return self.low_s, math.inf if self.high_s is None else self.high_s


def _above(z: float) -> float:
    """The share of the standard bell above ``z``."""
    return 0.5 * math.erfc(z / math.sqrt(2))


def _density(z: float) -> float:
    return math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
