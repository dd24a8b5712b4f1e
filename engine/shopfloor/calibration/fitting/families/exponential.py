"""How is an exponential law fitted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shopfloor.calibration.fitting.families.family import Family, Floats, Mask, column, seconds

__all__ = ["Exponential"]


class Exponential(Family):
    """Parameters: the logarithm of the mean. All the time that was seen, over what ended in it."""

    name = "exponential"
    parameters = 1

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        ends = y.shape[1] if ended is None else np.maximum(ended.sum(axis=1), 1)
        return np.asarray(np.log(y.sum(axis=1) / ends)[:, None], np.float64)

    def in_formula(self, ended: Mask | None) -> bool:
        return True

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        return -column(theta, 0) - y * np.exp(-column(theta, 0))

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        return -y * np.exp(-column(theta, 0))

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        return -np.expm1(-y * np.exp(-column(theta, 0)))

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        return np.asarray(np.exp(theta[0]) * rng.standard_exponential(shape), np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        return {"mean": np.exp(theta[:, 0]) * unit_s}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        return {"exponential": {"mean": seconds(float(np.exp(theta[0])) * unit_s)}}
