"""How is a lognormal law fitted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special

from shopfloor.calibration.fitting.families.family import Family, Floats, Mask, column, seconds
from shopfloor.calibration.fitting.families.moments import mean_and_cv

__all__ = ["Lognormal"]

_LOG_ROOT = 0.5 * np.log(2 * np.pi)


class Lognormal(Family):
    """Parameters: the mean of the logarithms, and the logarithm of their standard deviation."""

    name = "lognormal"
    parameters = 2

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        if ended is not None:
            mean, cv = mean_and_cv(y, ended)
            variance = np.log1p(cv**2)
            return np.stack([np.log(mean) - variance / 2, np.log(variance) / 2], axis=1)
        logs = np.log(y)
        return np.stack([logs.mean(axis=1), np.log(np.maximum(logs.std(axis=1), 1e-9))], axis=1)

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        log_y = np.log(y)
        z = (log_y - column(theta, 0)) * np.exp(-column(theta, 1))
        return np.asarray(-0.5 * z**2 - column(theta, 1) - log_y - _LOG_ROOT, np.float64)

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        return np.asarray(special.log_ndtr(-_z(y, theta)), np.float64)

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        return np.asarray(special.ndtr(_z(y, theta)), np.float64)

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        logs = theta[0] + np.exp(theta[1]) * rng.standard_normal(shape)
        return np.asarray(np.exp(logs), np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        variance = np.exp(2 * theta[:, 1])
        with np.errstate(over="ignore"):  # a mean beyond all numbers is refused later
            return {
                "mean": np.exp(theta[:, 0] + variance / 2) * unit_s,
                "cv": np.sqrt(np.expm1(np.minimum(variance, 600.0))),
            }

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        mean, cv = (float(of[0]) for of in self.figures(theta[None], unit_s).values())
        return {"lognormal": {"mean": seconds(mean), "cv": cv}}

    def worse_than(self, theta: Floats) -> bool:
        return super().worse_than(theta) or not 0.002 <= np.exp(theta[1]) <= 2.5


def _z(y: Floats, theta: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return (np.log(y) - column(theta, 0)) * np.exp(-column(theta, 1))
