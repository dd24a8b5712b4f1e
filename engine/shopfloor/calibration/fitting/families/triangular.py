"""How is a triangular law fitted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shopfloor.calibration.fitting.families.family import (
    Family,
    Floats,
    Mask,
    almost_as_likely,
    column,
    seconds,
)
from shopfloor.calibration.fitting.families.searching import searched

__all__ = ["Triangular"]


_ENOUGH = 300
"""So many times tell by samples of the law how sure its bounds are."""


class Triangular(Family):
    """Parameters: low, mode and high. The bounds lie beyond the sample, where the likelihood is highest; never on it."""

    name = "triangular"
    parameters = 3
    regular = False
    censored = False

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        low, high = y.min(axis=1), y.max(axis=1)
        nearest = np.log(0.5 / y.shape[1])
        place = searched(
            lambda at: self.log_likelihood(y, None, _bounds(at, low, high)),
            np.array([nearest, 0.0, nearest]),
            np.array([0.0, 1.0, 0.0]),
            (4, 9, 4),
        )
        return _bounds(place, low, high)

    def likely(self, y: Floats) -> Floats:
        if len(y) > _ENOUGH:
            return super().likely(y)
        ways = np.log(np.geomspace(0.1 / len(y), 1.0, 12))
        net = np.array(
            [(one, mode, other) for one in ways for mode in np.linspace(0, 1, 21) for other in ways]
        )
        theta = _bounds(net, y.min(), y.max())
        heights = self.log_density(y[None], theta).sum(axis=1)
        return theta[almost_as_likely(heights)]

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        low, mode, high = (column(theta, place) for place in range(3))
        with np.errstate(divide="ignore", invalid="ignore"):
            side = np.where(y < mode, (y - low) / (mode - low), (high - y) / (high - mode))
            side = np.where((y == mode), 1.0, side)
            return np.asarray(np.log(np.maximum(side, 0.0) * (2 / (high - low))), np.float64)

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(np.log1p(-self.cdf(y, theta)), np.float64)

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        low, mode, high = (column(theta, place) for place in range(3))
        y = np.clip(y, low, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (y - low) ** 2 / ((high - low) * (mode - low))
            falling = 1 - (high - y) ** 2 / ((high - low) * (high - mode))
        return np.where(y < mode, rising, falling)

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        return rng.triangular(theta[0], theta[1], theta[2], shape)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        low, mode, high = theta.T * unit_s
        return {"mean": (low + mode + high) / 3, "low": low, "mode": mode, "high": high}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        low, mode, high = (seconds(float(bound) * unit_s) for bound in theta)
        return {"triangular": {"low": low, "mode": mode, "high": high}}


def _bounds(at: Floats, low: Floats, high: Floats) -> Floats:
    """From how far the bounds lie beyond the sample, in logarithms of its span, and where the mode is between them."""
    span = high - low
    below, above = np.maximum(low - span * np.exp(at[:, 0]), 0.0), high + span * np.exp(at[:, 2])
    return np.stack([below, below + (above - below) * at[:, 1], above], axis=1)
