"""How is a gamma law fitted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special

from shopfloor.calibration.fitting.families.family import Family, Floats, Mask, column, seconds
from shopfloor.calibration.fitting.families.moments import mean_and_cv

__all__ = ["Gamma", "gamma_shape"]


class Gamma(Family):
    """Parameters: the logarithms of mean and shape. The most likely mean is that of the sample, whatever the shape."""

    name = "gamma"
    parameters: float = 2

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        if ended is not None:
            mean, cv = mean_and_cv(y, ended)
            return np.stack([np.log(mean), -2 * np.log(cv)], axis=1)
        mean = y.mean(axis=1)
        return np.stack([np.log(mean), np.log(gamma_shape(np.log(mean) - np.log(y).mean(axis=1)))], axis=1)

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        shape = np.exp(column(theta, 1))
        scaled = y * shape * np.exp(-column(theta, 0))
        logs = shape * np.log(scaled) - np.log(y) - scaled - special.gammaln(shape)
        return np.asarray(logs, np.float64)

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        shape = np.exp(column(theta, 1))
        longer = special.gammaincc(shape, y * shape * np.exp(-column(theta, 0)))
        return np.asarray(np.log(np.maximum(longer, 1e-300)), np.float64)

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        shape = np.exp(column(theta, 1))
        return np.asarray(special.gammainc(shape, y * shape * np.exp(-column(theta, 0))), np.float64)

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        mean, alpha = np.exp(theta)
        return np.asarray(mean / alpha * rng.standard_gamma(alpha, shape), np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        return {"mean": np.exp(theta[:, 0]) * unit_s, "cv": np.exp(-theta[:, 1] / 2)}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        mean, cv = np.exp(theta[0]) * unit_s, np.exp(-theta[1] / 2)
        return {"gamma": {"mean": seconds(float(mean)), "cv": float(cv)}}

    def worse_than(self, theta: Floats) -> bool:
        return super().worse_than(theta) or not 0.002 <= np.exp(-theta[1] / 2) <= 50


def gamma_shape(gap: Floats) -> Floats:
    """Return the most likely shapes for log(mean) - mean(log), which is above 0.

    Source: Minka (2002), Estimating a Gamma distribution; four of its steps reach the last digits.
    """
    gap = np.maximum(gap, 1e-9)
    shape = (3 - gap + np.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(5):
        miss = np.log(shape) - special.digamma(shape) - gap
        slope = 1 / shape - special.polygamma(1, shape)
        shape = 1 / (1 / shape + miss / (shape**2 * slope))
    return np.asarray(shape, np.float64)
