"""How sure is a mean of a single run? An interval from means of batches that look independent.

What follows each other in a run is alike: a job that waits long is followed by jobs that wait long. Who takes
jobs for independent gets an interval far too narrow. Means of long stretches of the run are nearly independent,
so the run is cut into equal stretches of time (batches), as many as still pass a test of independence.

Sources: Fishman (1978), Grouping Observations in Digital Simulation, Management Science 24, 510-521 (halving until
von Neumann's ratio passes); Fishman and Yarberry (1997), An Implementation of the Batch Means Method, INFORMS
Journal on Computing 9, 296-310 (the significance); Alexopoulos and Seila (1998), Output Data Analysis, in Banks (ed.),
Handbook of Simulation. The error of a ratio is that of its linear part, as in the regenerative method: Law (2015),
Simulation Modeling and Analysis, 5th ed., chapter 9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

from shopfloor.student import student_t

__all__ = ["FEWEST_BATCHES", "MOST_BATCHES", "BatchMeans", "batch_means"]

MOST_BATCHES = 32
FEWEST_BATCHES = 8

_SIGNIFICANCE = 0.10
"""How often independent batches are taken for correlated ones: a false alarm costs a little width, a miss costs
the truth of the interval."""

_CRITICAL_Z = NormalDist().inv_cdf(1 - _SIGNIFICANCE)


@dataclass(frozen=True)
class BatchMeans:
    """``mean`` ± ``half_width`` (95 %), from so many ``batches``; without half-width where the run is too short:
    even :data:`FEWEST_BATCHES` batches depend on each other, or one of them has nothing to measure."""

    mean: float
    half_width: float | None
    batches: int


def batch_means(numerators: Sequence[int], denominators: Sequence[int]) -> BatchMeans:
    """Estimate the ratio of two sums, such as waiting time per visit, or job-hours per hour, and how sure it is.

    Args:
        numerators, denominators: of :data:`MOST_BATCHES` stretches of the run, of the same length and in order;
            the denominators are not negative and not all 0.

    The estimate is the ratio of all; its error is that of the mean of ``numerator - ratio * denominator`` over
    batches. Neighbours are joined until these pass the test.
    """
    above, below = list(numerators), list(denominators)
    ratio = sum(above) / sum(below)
    while len(above) >= FEWEST_BATCHES:
        if min(below) > 0:
            deviations = _deviations(above, below)
            if _look_independent(deviations):
                return BatchMeans(ratio, _half_width(deviations, sum(below) / len(below)), len(above))
        above, below = _joined(above), _joined(below)
    return BatchMeans(ratio, None, FEWEST_BATCHES)


def _joined(values: list[int]) -> list[int]:
    return [first + second for first, second in zip(values[::2], values[1::2], strict=True)]


def _deviations(above: list[int], below: list[int]) -> list[float]:
    """Whole numbers up to the last division, so that what is equal is equal."""
    all_above, all_below = sum(above), sum(below)
    return [
        (part * all_below - all_above * weight) / all_below for part, weight in zip(above, below, strict=True)
    ]


def _look_independent(deviations: list[float]) -> bool:
    """Von Neumann's ratio, one-sided: is the correlation of neighbours no more than that of chance?"""
    count = len(deviations)
    squares = math.fsum(value**2 for value in deviations)
    if squares == 0:
        return True
    steps = math.fsum((b - a) ** 2 for a, b in pairwise(deviations))
    return 1 - steps / (2 * squares) <= _CRITICAL_Z * math.sqrt((count - 2) / (count**2 - 1))


def _half_width(deviations: list[float], mean_below: float) -> float:
    count = len(deviations)
    variance = math.fsum(value**2 for value in deviations) / (count - 1)
    return student_t(count - 1) * math.sqrt(variance / count) / mean_below
