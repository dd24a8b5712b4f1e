"""How is a uniform law fitted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shopfloor.calibration.fitting.families.family import Family, Floats, Mask, column, seconds

__all__ = ["Uniform"]


class Uniform(Family):
    """Parameters: low, and high. They lie as far beyond the sample's extremes as its neighbours lie from each other:
    unbiased, and no duration that anybody had."""

    name = "uniform"
    parameters = 2
    regular = False
    censored = False

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        low, high = y.min(axis=1), y.max(axis=1)
        gap = (high - low) / (y.shape[1] - 1)
        return np.stack([np.maximum(low - gap, 0.0), high + gap], axis=1)

    def likely(self, y: Floats) -> Floats:
        """The widest bounds that an exact 95 % interval holds: the gap below the shortest time, over the span, is longer
        than x with probability (1 + x)^(1 - n)."""
        low, high = float(y.min()), float(y.max())
        gap = (high - low) * (0.025 ** (-1 / (len(y) - 1)) - 1)
        return np.array([[max(low - gap, 0.0), high + gap]])

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        low, high = column(theta, 0), column(theta, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where((y >= low) & (y <= high), -np.log(high - low), -np.inf)

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(np.log1p(-self.cdf(y, theta)), np.float64)

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        low, high = column(theta, 0), column(theta, 1)
        return np.asarray(np.clip((y - low) / (high - low), 0.0, 1.0), np.float64)

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        return np.asarray(theta[0] + (theta[1] - theta[0]) * rng.random(shape), np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        low, high = theta.T * unit_s
        return {"mean": (low + high) / 2, "low": low, "high": high}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        low, high = (seconds(float(bound) * unit_s) for bound in theta)
        return {"uniform": {"low": low, "high": high}}
