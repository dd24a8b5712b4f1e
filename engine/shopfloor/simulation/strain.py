"""How is the wear of a machine counted in whole numbers?

As strain: microseconds of work times the job's factor in millionths. So a limit that is reached on paper is reached in the
run.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from shopfloor.distributions import Distribution, Law
from shopfloor.units import TICKS_PER_SECOND

__all__ = ["MILLION", "STRAIN_PER_HOUR", "law_of_factors", "strain_until"]

MILLION = 1_000_000
"""The factor of a job that wears a machine as much as jobs do on average."""
STRAIN_PER_HOUR = 3600 * TICKS_PER_SECOND * MILLION
"""What an hour of work with such jobs makes."""


def strain_until(level: float, base: float, per_hour: float) -> int:
    """Return the strain at which a machine that was worn ``base`` is worn ``level``, where an hour of work wears it by
    ``per_hour``."""
    rise = (Fraction(repr(level)) - Fraction(repr(base))) / Fraction(repr(per_hour))
    return ceil(rise * STRAIN_PER_HOUR)


def law_of_factors(cv: float) -> Law:
    """Return the law of the factors of jobs: a law of durations with the mean of one second, whose microseconds are
    millionths."""
    return Distribution.model_validate({"gamma": {"mean": "1 s", "cv": cv}}).law
