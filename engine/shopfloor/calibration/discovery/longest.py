"""How long would one job have taken, where a batch takes as long as the longest of its jobs?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shopfloor.student import student_t

__all__ = ["grows_with_size", "time_of_one"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_ROUNDS = 200
_CLOSE = 1e-9
_FOR_CERTAIN = 2.5
"""So many times farther from 0 than a 95 % interval reaches must a slope be."""


def time_of_one(longest_s: Floats, jobs: Ints) -> Floats:
    """Return a time for each batch as it would be of a batch of one job, from the longest of ``jobs`` (n,) times that follow
    one law.

    The longest of m times is at its quantile u where one time is at u^m, so each batch gives one time at that quantile.
    How far it lies below is told by a normal law of the logarithms, which is fitted to the result until both agree.
    """
    from scipy import special

    y = np.log(np.maximum(longest_s, 1e-6))
    middle, width = float(y.mean()), float(y.std())
    one = y
    for _ in range(_ROUNDS):
        if width <= _CLOSE:
            return longest_s
        one = middle + width * special.ndtri_exp(jobs * special.log_ndtr((y - middle) / width))
        off = abs(float(one.mean()) - middle) + abs(float(one.std()) - width)
        middle, width = float(one.mean()), float(one.std())
        if off < _CLOSE:
            break
    return np.asarray(np.exp(one), np.float64)


def grows_with_size(parts: list[tuple[Floats, Ints]]) -> bool:
    """Do larger batches take longer? ``parts`` are the times (n,) and sizes (n,) of batches that are alike."""
    logs = [(np.log(time_s), np.log(jobs)) for time_s, jobs in parts if len(jobs) > 1]
    if not logs:
        return False
    y = np.concatenate([of - of.mean() for of, _ in logs])
    x = np.concatenate([of - of.mean() for _, of in logs])
    free = len(x) - len(logs) - 1
    if free < 10 or float(x @ x) <= 0:
        return False
    slope = float(x @ y) / float(x @ x)
    error = (float(((y - slope * x) ** 2).sum()) / free / float(x @ x)) ** 0.5
    return slope > _FOR_CERTAIN * student_t(free) * error + 1e-6
