"""What does every law of a duration answer?"""

from abc import ABC, abstractmethod
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Law"]


class Law(ABC):
    """The distribution of a duration. Everything goes in and comes out in seconds, none of it below zero.

    A law holds no state. Its draws are a function of the generator's state, ``first`` and ``n`` alone, and a
    law that is only stretched (another mean, the same shape) stretches the same draws.
    """

    @abstractmethod
    def sample(self, rng: np.random.Generator, first: int, n: int) -> NDArray[np.float64]:
        """Return ``n`` draws, which are draws ``first`` to ``first + n - 1`` of their stream."""

    def sample_rows(self, rngs: Iterable[np.random.Generator], first: int, out: NDArray[np.float64]) -> None:
        """Fill ``out`` [row, draw] with the draws from draw ``first`` on: each row is a sample of its own generator. One
        that comes later may be the same, set to another state."""
        n = out.shape[1]
        for number, (rng, row) in enumerate(zip(rngs, out, strict=True)):
            row[:] = self.sample(rng, first + number * n, n)

    @abstractmethod
    def mean(self) -> float:
        """Return the expected duration."""

    @abstractmethod
    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        """Return the probability of a duration of at most ``x``, in the shape of ``x``."""

    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Return the shortest and the longest duration possible; the longest may be infinite."""
