"""Where is a likelihood highest, and how sharply does it fall off? Newton's method, for many samples at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["climbed", "curvature"]

Floats = NDArray[np.float64]
Height = Callable[[Floats], Floats]
"""From parameters (rows, k) to log-likelihoods (rows,)."""

_STEP = 1e-3
"""Of the differences: the error of a second difference is a millionth, and so is that of rounding."""

_FARTHEST = 1.0
"""A step of a parameter, most of which are logarithms, goes no farther."""

_CLOSE = 1e-7


def climbed(height: Height, theta: Floats, steps: int = 30) -> Floats:
    """Return the parameters (rows, k) of the highest likelihood that is reached from ``theta``.

    Every row climbs on its own: a step that does not lead higher is halved, and in the end left out.
    """
    theta = theta.copy()
    best = height(theta)
    for _ in range(steps):
        slope, curve = _differences(height, theta, best)
        stride = _ascent(slope, curve)
        moved = np.zeros(len(theta), bool)
        for _ in range(6):
            tried = np.where(moved[:, None], theta, theta + stride)
            reached = height(tried)
            better = ~moved & (reached > best)
            theta[better], best[better] = tried[better], reached[better]
            moved |= better
            if moved.all():
                break
            stride = stride / 4
        if not moved.any() or float(np.abs(stride[moved]).max()) < _CLOSE:
            break
    return theta


def curvature(height: Height, theta: Floats) -> Floats:
    """Return the matrices (rows, k, k) of second derivatives, by central differences."""
    return _differences(height, theta, height(theta))[1]


def _differences(height: Height, theta: Floats, here: Floats) -> tuple[Floats, Floats]:
    rows, k = theta.shape
    step = np.eye(k) * _STEP
    slope, curve = np.empty((rows, k)), np.empty((rows, k, k))
    ups = [height(theta + step[i]) for i in range(k)]
    downs = [height(theta - step[i]) for i in range(k)]
    for i in range(k):
        slope[:, i] = (ups[i] - downs[i]) / (2 * _STEP)
        curve[:, i, i] = (ups[i] - 2 * here + downs[i]) / _STEP**2
        for j in range(i):
            corner = height(theta + step[i] + step[j]) + height(theta - step[i] - step[j])
            mixed = (corner - ups[i] - downs[i] - ups[j] - downs[j] + 2 * here) / (2 * _STEP**2)
            curve[:, i, j] = curve[:, j, i] = mixed
    return slope, curve


def _ascent(slope: Floats, curve: Floats) -> Floats:
    """Newton's step, turned uphill where the likelihood is not concave."""
    sound = np.array(
        [np.isfinite(one).all() and np.isfinite(two).all() for one, two in zip(slope, curve, strict=True)]
    )
    falls = np.where(sound[:, None, None], -curve, np.eye(slope.shape[1]))
    values, vectors = np.linalg.eigh(falls)
    values = np.maximum(np.abs(values), 1e-6 * np.abs(values).max(axis=1, keepdims=True) + 1e-12)
    along = np.einsum("rji,rj->ri", vectors, np.where(sound[:, None], slope, 0.0))
    stride = np.einsum("rij,rj->ri", vectors, along / values)
    return np.asarray(np.clip(stride, -_FARTHEST, _FARTHEST), np.float64)
