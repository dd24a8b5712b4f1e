"""How sure is a share of so many, and a rate of so many in so long?"""

from __future__ import annotations

import math

from scipy import special

from shopfloor.calibration.evidence import Estimate

__all__ = ["count", "rate", "share"]

_TAIL = 0.025


def share(successes: float, trials: float) -> Estimate:
    """Return a share with its Jeffreys interval, which reaches 0 and 1 where none and all succeeded.

    Source: Brown, Cai and DasGupta (2001), Statistical Science 16 (2), 101-133.

    Raises:
        ValueError: without trials, or with more successes than trials.
    """
    if not 0 <= successes <= trials or trials <= 0:
        raise ValueError(f"got {successes} of {trials}; expected 0 to all of at least one")
    low, high = (
        float(special.betaincinv(successes + 0.5, trials - successes + 0.5, tail))
        for tail in (_TAIL, 1 - _TAIL)
    )
    value = successes / trials
    low, high = (0.0 if successes == 0 else low), (1.0 if successes == trials else high)
    return Estimate(value, min(low, value), max(high, value), "share")


def rate(number: int, exposure_s: float) -> Estimate:
    """Return how often something happens per hour, with the exact interval of a Poisson count (Garwood 1936).

    Raises:
        ValueError: for a number below 0, or a time in which nothing could happen.
    """
    if number < 0 or not exposure_s > 0:
        raise ValueError(f"got {number} in {exposure_s} s; expected 0 or more in more than 0 s")
    low, high = _poisson(number)
    per_h = 3600 / exposure_s
    return Estimate(number * per_h, low * per_h, high * per_h, "1/h")


def count(number: int) -> Estimate:
    """Return a number that was counted, all of it: nothing about it is a guess."""
    return Estimate(float(number), float(number), float(number), "count")


def _poisson(number: int) -> tuple[float, float]:
    low = float(special.gammaincinv(number, _TAIL)) if number else 0.0
    high = float(special.gammainccinv(number + 1, _TAIL))
    return low, high if math.isfinite(high) else float(number)
