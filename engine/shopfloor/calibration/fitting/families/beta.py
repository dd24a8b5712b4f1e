"""How is a beta law between two bounds fitted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special

from shopfloor.calibration.fitting.families.family import Family, Floats, Mask, column, seconds
from shopfloor.calibration.fitting.families.searching import searched

__all__ = ["Beta"]


class Beta(Family):
    """Parameters: low, high, and the logarithms of the shapes, both from 1, because below it the likelihood has no top.

    The shapes follow from the bounds by their moments; the bounds lie where the likelihood is then highest.
    """

    name = "beta"
    parameters = 4
    regular = False
    censored = False

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        low, high = y.min(axis=1), y.max(axis=1)
        span = high - low

        def whole(at: Floats) -> Floats:
            below, above = np.maximum(low - span * np.exp(at[:, 0]), 0.0), high + span * np.exp(at[:, 1])
            place = (y - below[:, None]) / (above - below)[:, None]
            mean, variance = place.mean(axis=1), np.maximum(place.var(axis=1), 1e-9)
            both = np.maximum(mean * (1 - mean) / variance - 1, 0.1)
            shapes = np.log(np.clip(np.stack([mean * both, (1 - mean) * both], axis=1), 1.0, 1e4))
            return np.concatenate([np.stack([below, above], axis=1), shapes], axis=1)

        nearest = np.log(0.5 / y.shape[1])
        place = searched(
            lambda at: self.log_likelihood(y, None, whole(at)),
            np.array([nearest, nearest]),
            np.array([1.0, 1.5]),
            (6, 6),
        )
        return whole(place)

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        low, high, alpha, beta = self._native(theta)
        place = (y - low) / (high - low)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = (alpha - 1) * np.log(place) + (beta - 1) * np.log1p(-place)
        logs = np.where((place > 0) & (place < 1), logs, -np.inf)
        return np.asarray(logs - special.betaln(alpha, beta) - np.log(high - low), np.float64)

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(np.log1p(-self.cdf(y, theta)), np.float64)

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        low, high, alpha, beta = self._native(theta)
        return np.asarray(
            special.betainc(alpha, beta, np.clip((y - low) / (high - low), 0.0, 1.0)), np.float64
        )

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        low, high, alpha, beta = (float(of) for of in (*theta[:2], *np.exp(theta[2:])))
        return np.asarray(low + (high - low) * rng.beta(alpha, beta, shape), np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        (low, high), (alpha, beta) = theta[:, :2].T * unit_s, np.exp(theta[:, 2:]).T
        mean = low + (high - low) * alpha / (alpha + beta)
        return {"mean": mean, "low": low, "high": high, "alpha": alpha, "beta": beta}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        _, low, high, alpha, beta = (float(of[0]) for of in self.figures(theta[None], unit_s).values())
        return {"beta": {"low": seconds(low), "high": seconds(high), "alpha": alpha, "beta": beta}}

    @staticmethod
    def _native(theta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        return column(theta, 0), column(theta, 1), np.exp(column(theta, 2)), np.exp(column(theta, 3))
