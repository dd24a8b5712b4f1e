"""What is a time that takes one of a few values?"""

import math
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Annotated, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, model_validator

from shopfloor.distributions.law import Law
from shopfloor.distributions.parameters import GIVEN, Part, Times, Weights, check_weights

__all__ = ["Discrete", "pick", "step_cdf"]


class Discrete(Part, Law):
    """One of a few times: `discrete: {values: [2 min, 5 min], weights: [0.7, 0.3]}`.

    values    times
    weights   the probability of each, 0 to 1, together 1 (within 1e-9). Left out: equal

    Support: the values. Mean: the sum of weight × value.
    Source: Law (2015), Simulation Modeling and Analysis, 5th ed., section 8.4.
    """

    values_s: Times = Field(alias="values")
    weights: Annotated[Weights | None, GIVEN] = None

    @model_validator(mode="after")
    def _one_weight_each(self) -> Self:
        if self.weights is not None:
            if len(self.weights) != len(self.values_s):
                raise ValueError(
                    f"got {len(self.values_s)} values, {len(self.weights)} weights; expected one weight each"
                )
            check_weights(self.weights)
        return self

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """The probability of each value."""
        return self.weights or (1 / len(self.values_s),) * len(self.values_s)

    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        return np.array([self.values_s[i] for i in pick(rng, self.shares, n)], np.float64)

    def mean(self) -> float:
        return math.fsum(share * value for share, value in zip(self.shares, self.values_s, strict=True))

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        return step_cdf(x, self.values_s, self.shares)

    def support(self) -> tuple[float, float]:
        possible = [value for value, share in zip(self.values_s, self.shares, strict=True) if share > 0]
        return min(possible), max(possible)


def pick(rng: np.random.Generator, shares: tuple[float, ...], n: int) -> list[int]:
    """Return ``n`` places of ``shares``, each with its probability, from one uniform draw each."""
    steps = list(accumulate(shares))
    # Up to the last step that is not empty: a sum of 1 - 1e-10 leaves no gap, a share of 0 is never picked.
    last = steps.index(steps[-1])
    return [bisect_right(steps, u, 0, last) for u in rng.random(n).tolist()]


def step_cdf(x: ArrayLike, values: tuple[float, ...], shares: tuple[float, ...]) -> NDArray[np.float64]:
    """Return the probability of at most ``x`` for a law that takes ``values`` with ``shares``."""
    order = np.argsort(values, kind="stable")
    steps = np.concatenate([[0.0], np.minimum(np.cumsum(np.asarray(shares)[order]), 1.0)])
    steps[-1] = 1.0
    places = np.searchsorted(np.asarray(values)[order], np.asarray(x, np.float64), side="right")
    return np.asarray(steps[places], np.float64)
