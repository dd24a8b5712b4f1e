"""How sure is a fitted number? From the curvature of the likelihood, with Student's t in place of the normal."""

from __future__ import annotations

import math

import numpy as np

from shopfloor.calibration.evidence import Estimate
from shopfloor.calibration.fitting.climbing import curvature
from shopfloor.calibration.fitting.families.family import Family, Floats, Mask
from shopfloor.student import student_t

__all__ = ["around", "by_curvature", "of_mean", "unit_of"]

_STEP = 1e-4


def by_curvature(
    family: Family, theta: Floats, y: Floats, ended: Mask | None, unit_s: float
) -> dict[str, Estimate]:
    """Return the numbers of a fit as written, and its mean, with 95 % intervals on the scale of their logarithms.

    ``theta`` is (k,), ``y`` (n,). Where the likelihood is too flat for a curvature there is no interval: 0 to any.
    """
    rows, held = y[None], None if ended is None else ended[None]
    falls = -curvature(lambda at: family.log_likelihood(rows, held, at), theta[None])[0]
    here = _logs(family, theta, unit_s)
    slopes = np.stack(
        [
            (_logs(family, theta + step, unit_s) - _logs(family, theta - step, unit_s)) / (2 * _STEP)
            for step in np.eye(len(theta)) * _STEP
        ]
    )
    ends = len(y) if ended is None else int(ended.sum())
    t = student_t(max(ends - len(theta), 1))
    try:
        spread = slopes.T @ np.linalg.solve(falls, slopes)
        errors = np.sqrt(np.maximum(np.diag(spread), 0.0))
        if np.any(np.linalg.eigvalsh(falls) <= 0):
            errors[:] = math.inf
    except np.linalg.LinAlgError:
        errors = np.full(len(here), math.inf)
    return {
        name: around(math.exp(log), _exp(log - t * error), _exp(log + t * error), unit_of(name))
        for name, log, error in zip(family.figures(theta[None], unit_s), here, errors, strict=True)
    }


def of_mean(values_s: Floats) -> Estimate:
    """Return the mean of complete times with the interval of its standard error."""
    mean = float(values_s.mean())
    error = float(values_s.std(ddof=1)) / math.sqrt(len(values_s)) if len(values_s) > 1 else math.inf
    half = student_t(max(len(values_s) - 1, 1)) * error
    return around(mean, max(mean - half, 0.0), mean + half, "s")


def around(value: float, low: float, high: float, unit: str) -> Estimate:
    """Return an estimate whose value, rounded apart from its interval, stays inside; no share is above 1."""
    high = min(high, 1.0) if unit == "share" else high
    return Estimate(value, min(low, value), max(high, value), unit)


def unit_of(name: str) -> str:
    """Return the unit of a parameter by its name."""
    bare = name.split(" ")[-1]
    return {"cv": "", "shape": "", "sigma": "", "alpha": "", "beta": "", "weight": "share"}.get(bare, "s")


def _logs(family: Family, theta: Floats, unit_s: float) -> Floats:
    figures = family.figures(theta[None], unit_s)
    return np.asarray(np.log(np.array([of[0] for of in figures.values()])), np.float64)


def _exp(log: float) -> float:
    return math.exp(log) if log < 700 else math.inf
