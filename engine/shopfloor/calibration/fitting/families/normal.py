"""How is a normal law fitted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special

from shopfloor.calibration.fitting.families.family import Family, Floats, Mask, column, seconds

__all__ = ["Normal"]

_WELL_ABOVE_ZERO = 3.0
"""In standard deviations: of a bell that far from 0 nothing to speak of is cut."""


class Normal(Family):
    """Parameters: the mean, and the logarithm of the standard deviation. Only where the cut at 0 takes nothing away."""

    name = "normal"
    parameters = 2
    censored = False

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        return np.stack([y.mean(axis=1), np.log(np.maximum(y.std(axis=1), 1e-9))], axis=1)

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        z = (y - column(theta, 0)) * np.exp(-column(theta, 1))
        return np.asarray(-0.5 * z**2 - column(theta, 1) - 0.5 * np.log(2 * np.pi), np.float64)

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        return np.asarray(special.log_ndtr((column(theta, 0) - y) * np.exp(-column(theta, 1))), np.float64)

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        return np.asarray(special.ndtr((y - column(theta, 0)) * np.exp(-column(theta, 1))), np.float64)

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        times = theta[0] + np.exp(theta[1]) * rng.standard_normal(shape)
        return np.asarray(np.maximum(times, 0.0), np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        return {"mean": theta[:, 0] * unit_s, "sd": np.exp(theta[:, 1]) * unit_s}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        mean, sd = (float(of[0]) for of in self.figures(theta[None], unit_s).values())
        return {"normal": {"mean": seconds(mean), "sd": seconds(sd)}}

    def worse_than(self, theta: Floats) -> bool:
        return super().worse_than(theta) or theta[0] < _WELL_ABOVE_ZERO * np.exp(theta[1])
