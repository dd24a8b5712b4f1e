"""How is a Weibull law fitted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special

from shopfloor.calibration.fitting.families.family import Family, Floats, Mask, column, seconds

__all__ = ["Weibull"]


class Weibull(Family):
    """Parameters: the logarithms of scale and shape. The scale follows from the shape; the shape by Newton's steps."""

    name = "weibull"
    parameters = 2

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        logs = np.log(y)
        if ended is None:
            ends, log_mean = np.float64(y.shape[1]) + np.zeros(len(y)), logs.mean(axis=1)
        else:
            ends = np.maximum(ended.sum(axis=1), 1).astype(np.float64)
            log_mean = np.where(ended, logs, 0.0).sum(axis=1) / ends
        top = logs.max(axis=1, keepdims=True)
        logs, log_mean = logs - top, log_mean - top[:, 0]
        log_shape = np.log(1.28 / np.maximum(logs.std(axis=1), 1e-6))
        for _ in range(12):
            # 1/shape + mean(log of what ended) - sum(y^k log y) / sum(y^k) falls with the shape and has one root
            shape = np.exp(log_shape)[:, None]
            powers = np.exp(shape * logs)
            total = powers.sum(axis=1)
            first = (powers * logs).sum(axis=1) / total
            second = (powers * logs**2).sum(axis=1) / total - first**2
            miss = 1 / shape[:, 0] + log_mean - first
            stride = miss / (shape[:, 0] * (1 / shape[:, 0] ** 2 + second))
            log_shape = log_shape + np.clip(stride, -1.0, 1.0)
            if float(np.abs(stride).max()) < 1e-9:
                break
        shape = np.exp(log_shape)[:, None]
        log_scale = np.log(np.exp(shape * logs).sum(axis=1) / ends) / shape[:, 0] + top[:, 0]
        return np.stack([log_scale, log_shape], axis=1)

    def in_formula(self, ended: Mask | None) -> bool:
        return True

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        log_y, shape = np.log(y), np.exp(column(theta, 1))
        deep = shape * (log_y - column(theta, 0))
        return column(theta, 1) + deep - log_y - np.exp(np.minimum(deep, 700.0))

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        return -_hazard(y, theta)

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        return -np.expm1(-_hazard(y, theta))

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        times = rng.standard_exponential(shape) ** np.exp(-theta[1])
        return np.asarray(np.exp(theta[0]) * times, np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        mean = np.exp(theta[:, 0] + special.gammaln(1 + np.exp(-theta[:, 1])))
        return {"shape": np.exp(theta[:, 1]), "mean": mean * unit_s}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        shape, mean = (float(of[0]) for of in self.figures(theta[None], unit_s).values())
        return {"weibull": {"shape": shape, "mean": seconds(mean)}}

    def worse_than(self, theta: Floats) -> bool:
        return super().worse_than(theta) or not 0.1 <= np.exp(theta[1]) <= 1000


def _hazard(y: Floats, theta: Floats) -> Floats:
    """The hazard that has gathered up to ``y``."""
    with np.errstate(divide="ignore"):
        deep = np.exp(column(theta, 1)) * (np.log(y) - column(theta, 0))
    return np.exp(np.minimum(deep, 700.0))
