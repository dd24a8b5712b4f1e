"""Do durations change as time goes by, or hang together? Then they are no sample of one law, which is said."""

from __future__ import annotations

import math

import numpy as np

from shopfloor.calibration.fitting.families.family import Floats

__all__ = ["trends"]

_LEAST = 20
_CERTAIN = 3.3
"""Standard errors: by chance once in a thousand times."""

_WORTH_SAYING = 0.1
"""A rank correlation that is smaller is real in a large log, and makes no difference."""


def trends(values_s: Floats) -> tuple[tuple[str, ...], dict[str, float]]:
    """Return sentences, and figures, on durations in the order in which they happened.

    ``drift`` is the rank correlation of duration and order (Spearman), ``autocorrelation`` that of each duration with
    the next one.
    """
    n = len(values_s)
    if n < _LEAST or values_s.min() == values_s.max():
        return (), {}
    ranks = _ranks(values_s)
    drift = _correlation(ranks, np.arange(n, dtype=np.float64))
    follows = _correlation(ranks[1:], ranks[:-1])
    notes = []
    if _certain(drift, n):
        third = n // 3
        first_s, last_s = float(values_s[:third].mean()), float(values_s[-third:].mean())
        if first_s > 0:
            change = f"{100 * (last_s / first_s - 1):+.0f} % from the first third to the last"
            notes.append(f"durations drift ({change})")
    if _certain(follows, n):
        notes.append(f"neighbours are alike (lag-1 rank correlation {follows:.2f})")
    return tuple(notes), {"drift": round(drift, 3), "autocorrelation": round(follows, 3)}


def _certain(correlation: float, n: int) -> bool:
    return abs(correlation) * math.sqrt(n - 1) > _CERTAIN and abs(correlation) > _WORTH_SAYING


def _ranks(values: Floats) -> Floats:
    """Equal values share the mean of their ranks."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse], np.float64)


def _correlation(one: Floats, other: Floats) -> float:
    one, other = one - one.mean(), other - other.mean()
    size = math.sqrt(float((one**2).sum()) * float((other**2).sum()))
    return float((one * other).sum()) / size if size > 0 else 0.0
