"""What if no family fits? Then the durations speak for themselves, none of them alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from shopfloor.calibration.fitting.families.family import Family, Floats
from shopfloor.calibration.fitting.texts import Seconds

__all__ = ["distance_from", "empirical_document"]

_MOST = 60
_FEWEST, _TOGETHER = 10, 20
"""A listed value is the mean of so many durations, unless fewer values than the fewest were left. A mean of six or seven
lies nearer to its own than to others of the same law: who knows a duration would tell by it who was in the log."""


def empirical_document(values_s: Floats, least: int) -> dict[str, Any]:
    """Return sorted durations as means of neighbours, ``least`` or more in each: their mean is kept exactly, and no
    value is anybody's own."""
    together = max(least, min(len(values_s) // _FEWEST, _TOGETHER))
    parts = min(len(values_s) // together, _MOST)
    # parts of equal weight: where one ends within a duration, the next begins with what is left of it
    up_to = np.interp(
        np.linspace(0, len(values_s), parts + 1), np.arange(len(values_s) + 1), np.cumsum([0.0, *values_s])
    )
    means = np.maximum.accumulate(np.diff(up_to) * parts / len(values_s))
    return {"empirical": {"values": [Seconds(max(float(mean), 0.0)) for mean in means]}}


def distance_from(family: Family, theta: Floats, y: Floats) -> float:
    """Return the Wasserstein distance of sorted times (n,) from a law (k,), in standard deviations of the times."""
    spread = float(y.std())
    edges = np.concatenate([[0.0], y, [float(y[-1]) + 3 * spread]])
    at = (edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * np.linspace(0, 1, 5)[None, :-1]).ravel()
    apart = np.abs(family.cdf(at[None], theta[None])[0] - np.searchsorted(y, at, side="right") / len(y))
    return float((apart[:-1] * np.diff(at)).sum()) / spread
