"""What does every family of laws answer while it is fitted?

Many samples are fitted at once: ``y`` has a row a sample, and parameters come as a row a sample, too. Times are in
units of the sample's own scale; ``ended`` says which of them are complete (``None``: all), the others were still open.
Parameters are free numbers (logarithms where a number must be above 0), so that a climb of the likelihood needs
no fences.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.fitting.climbing import climbed
from shopfloor.calibration.fitting.texts import Seconds

__all__ = ["Family", "Floats", "Mask", "almost_as_likely", "column", "seconds"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Family(ABC):
    """A family of laws, without a state.

    name        as in the method's words
    parameters  how many of them are free, for the selection
    regular     whether the likelihood is smooth in all of them, so that its curvature tells how sure they are
    censored    whether open times can be taken into account
    """

    name: ClassVar[str]
    parameters: float
    regular: bool = True
    censored: bool = True

    @abstractmethod
    def start(self, y: Floats, ended: Mask | None) -> Floats:
        """Return parameters (rows, k) for times (rows, n): the most likely ones where a formula knows them."""

    @abstractmethod
    def log_density(self, y: Floats, theta: Floats) -> Floats:
        """Return the logarithm of the density at ``y`` (rows, n) for ``theta`` (rows, k)."""

    @abstractmethod
    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        """Return the logarithm of the probability of a longer time."""

    @abstractmethod
    def cdf(self, y: Floats, theta: Floats) -> Floats:
        """Return the probability of a time of at most ``y``."""

    @abstractmethod
    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        """Return times (rows, n) of one law, ``theta`` (k,)."""

    @abstractmethod
    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        """Return the parameters as they are written, and ``mean``, each (rows,), times in seconds."""

    @abstractmethod
    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        """Return what stands in the scenario for ``theta`` (k,), with :class:`Seconds` for times."""

    def in_formula(self, ended: Mask | None) -> bool:
        """Say whether :meth:`start` gives the most likely parameters already."""
        return ended is None

    def fitted(self, y: Floats, ended: Mask | None, *, near: Floats | None = None, steps: int = 30) -> Floats:
        """Return the most likely parameters (rows, k); a climb begins ``near`` some, if they are known."""
        if self.in_formula(ended):
            return self.start(y, ended)
        theta = self.start(y, ended) if near is None else near
        return climbed(lambda at: self.log_likelihood(y, ended, at), theta, steps)

    def log_likelihood(self, y: Floats, ended: Mask | None, theta: Floats) -> Floats:
        """Return the log-likelihood (rows,) of times (rows, n)."""
        told = self.log_density(y, theta)
        if ended is not None:
            told = np.where(ended, told, self.log_survival(y, theta))
        return np.asarray(told.sum(axis=1), np.float64)

    def likely(self, y: Floats) -> Floats:
        """Return parameters (rows, k) that a 95 % interval for times (n,) has to hold.

        Only families with bounds return any: samples of the law tell too little of how far a bound may be off.
        """
        return np.empty((0, 0))

    def worse_than(self, theta: Floats) -> bool:
        """Say whether the law is one that a scenario cannot hold, such as a cv beyond its range."""
        return not bool(np.all(np.isfinite(theta)))


def almost_as_likely(heights: Floats) -> Mask:
    """Say which log-likelihoods are so near to the highest that a 95 % interval of one parameter holds them (Wilks)."""
    return heights >= float(heights.max()) - 1.92


def column(theta: Floats, place: int) -> Floats:
    """Return one parameter, as a column that meets a row a sample."""
    return theta[:, place : place + 1]


def seconds(value: float) -> Seconds:
    """Mark a number of a document as a time."""
    return Seconds(value)
