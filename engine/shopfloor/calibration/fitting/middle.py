"""Which of several likely laws is nearest to what the truth may be? The one with the least distance to all, by weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shopfloor.calibration.fitting.families import Family
from shopfloor.calibration.fitting.families.family import Floats

__all__ = ["expected_distances"]

_POINTS = 100
"""Evenly by rank, and as many evenly in time."""

_BELOW = 20
_BEYOND = np.geomspace(0.01, 100.0, 60)
"""In spans of the sample: so far a tail counts."""


def expected_distances(y: Floats, laws: Sequence[tuple[Family, Floats]], weights: Floats) -> Floats:
    """Return the expected distance (m,) of each of ``laws`` to the truth, if that is one of them, each with the
    probability that ``weights`` (m,) say.

    The distance is Wasserstein's, the area between distribution functions, here over points of the sorted times
    ``y`` (n,) and on both sides of them. A law has parameters (1, k).
    """
    span = float(y[-1] - y[0])
    by_rank = np.interp(np.linspace(0, len(y) - 1, _POINTS), np.arange(len(y)), y)
    within = np.sort(np.concatenate([by_rank, np.linspace(y[0], y[-1], _POINTS)]))
    before = np.linspace(max(float(y[0]) - span, 0.0), y[0], _BELOW)[:-1]
    x = np.concatenate([before, within, y[-1] + span * _BEYOND])
    below = np.stack([family.cdf(x[None], theta)[0] for family, theta in laws])
    apart = np.abs(below[:, None, :] - below[None, :, :])
    distances = ((apart[:, :, 1:] + apart[:, :, :-1]) / 2 * np.diff(x)).sum(axis=2)
    return np.asarray((distances * weights).sum(axis=1), np.float64)
