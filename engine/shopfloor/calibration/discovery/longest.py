"""How long would one job have taken, where a batch takes as long as the longest of its jobs?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shopfloor.student import student_t

__all__ = ["grows_with_size", "time_of_one"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_ROUNDS = 200
_CLOSE = 1e-7
_FOR_CERTAIN = 2.5
"""So many times farther from 0 than a 95 % interval reaches must a slope be."""


def time_of_one(longest_s: Floats, jobs: Ints) -> Floats:
    """Return a time for each batch as it would be of a batch of one job, from the longest of ``jobs`` (n,) times that follow
    one law.

    The longest of m times is at its quantile u where one time is at u^(1/m), so each batch gives one time at quantile u.
    How far it lies below is told by a normal or a lognormal law, whichever is more likely, which is fitted to the result
    until both agree.
    """
    if float(np.ptp(longest_s)) <= _CLOSE * float(longest_s.max()):
        return longest_s
    logs = np.log(np.maximum(longest_s, 1e-6))
    plain, plain_height = _of_bell(longest_s, jobs)
    inner, inner_height = _of_bell(logs, jobs)
    if plain_height >= inner_height - float(logs.sum()) and float(plain.min()) > 0:
        return plain
    return np.asarray(np.exp(inner), np.float64)


def _of_bell(longest: Floats, jobs: Ints) -> tuple[Floats, float]:
    """Return the values (n,) of one, and the log-likelihood, where they follow a normal law."""
    from scipy import special

    middle, width = float(longest.mean()), float(longest.std())
    one = longest
    for _ in range(_ROUNDS):
        one = middle + width * special.ndtri_exp(jobs * special.log_ndtr((longest - middle) / width))
        off = abs(float(one.mean()) - middle) + abs(float(one.std()) - width)
        middle, width = float(one.mean()), float(one.std())
        if off < _CLOSE * width:
            break
    z = (longest - middle) / width
    heights = -0.5 * z**2 - np.log(width) + (jobs - 1) * special.log_ndtr(z)
    return np.asarray(one, np.float64), float(heights.sum())


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
    return bool(slope > _FOR_CERTAIN * student_t(free) * error + 1e-6)
