"""How many standard errors make an interval? Quantiles of Student's t, the same on every installation."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

__all__ = ["student_t"]

_CONFIDENCE = 0.95
"""Of every two-sided interval of this library."""

_DIGITS = 12  # releases of scipy may differ behind them
_MOST_TERMS = 50
"""Sums of more terms are not good for so many digits."""
_EXACT = 1e-15


@cache
def student_t(degrees_of_freedom: int, share_below: float = (1 + _CONFIDENCE) / 2) -> float:
    """Return the quantile of Student's t below which ``share_below`` of the values lie (more than 0.5); by default the one
    of a two-sided 95 % interval.

    For up to 100 degrees of freedom it is computed from sums of cosines (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4),
    because to import scipy takes longer than to simulate a day.
    """
    if degrees_of_freedom > 2 * _MOST_TERMS:
        from scipy.special import stdtrit

        quantile = float(stdtrit(degrees_of_freedom, share_below))
    else:
        quantile = math.sqrt(degrees_of_freedom) * math.tan(_angle(degrees_of_freedom, 2 * share_below - 1))
    return float(f"{quantile:.{_DIGITS}g}")


def _angle(n: int, share: float) -> float:
    """Return the angle whose tangent, times the root of n, is exceeded by the absolute value of t as often as by 1 - share.

    Newton's method from the normal distribution, which lies below: the share grows ever more slowly with the angle, so no
    step leads beyond the end.
    """
    angle = math.atan(NormalDist().inv_cdf((1 + share) / 2) / math.sqrt(n))
    steepest = 2 / math.sqrt(math.pi) * math.exp(math.lgamma((n + 1) / 2) - math.lgamma(n / 2))
    step = 1.0
    while step > _EXACT:
        step = (share - _share_within(n, angle)) / (steepest * math.cos(angle) ** (n - 1))
        angle += step
    return angle


def _share_within(n: int, angle: float) -> float:
    """Return how much of t lies between -tan(angle) and tan(angle) times the root of n."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = n % 2
    term, terms = cosine if odd else 1.0, []
    for k in range(n // 2):
        terms.append(term)
        term *= cosine**2 * (2 * k + 1 + odd) / (2 * k + 2 + odd)
    within = sine * math.fsum(terms)
    return 2 / math.pi * (angle + within) if odd else within
