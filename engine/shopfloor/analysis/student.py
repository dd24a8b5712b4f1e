"""How many standard errors make an interval? Quantiles of Student's t, the same on every installation."""

from __future__ import annotations

from functools import cache

__all__ = ["CONFIDENCE", "student_t"]

CONFIDENCE = 0.95
"""Of every two-sided interval of this library."""

_DIGITS = 12  # releases of scipy may differ behind them


@cache
def student_t(degrees_of_freedom: int, share_below: float = (1 + CONFIDENCE) / 2) -> float:
    """Return the quantile of Student's t below which ``share_below`` of the values lie; by default the one
    of a two-sided 95 % interval."""
    from scipy.special import stdtrit

    return float(f"{stdtrit(degrees_of_freedom, share_below):.{_DIGITS}g}")
