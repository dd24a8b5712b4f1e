"""How far is the plant from itself? No model can come nearer to a log than another stretch of the same plant."""

from __future__ import annotations

import math

import numpy as np

from shopfloor.calibration.validation.distances import Moments, distances

__all__ = ["CLOCK_BOUND", "floor"]

CLOCK_BOUND = frozenset({"absolute_events", "arrivals"})
"""Distances that compare the clock: of them only two halves of the same time can be compared."""

_SPLITS = 8
_BLOCKS = 8


def floor(of: Moments, since_us: int, until_us: int, seed: int) -> dict[str, float]:
    """Return the distance of the plant from itself, as two logs of this size would show it.

    The jobs are split in two halves: by blocks of time, every other one, so that what goes on for a while is in one half
    only; for distances on the clock by chance, job by job. Halves are half as large, which makes them √2 times as far apart,
    so that is taken off (distances between samples fall with the root of their size).
    """
    rng = np.random.default_rng([seed, 0xF100])
    width = max((until_us - since_us) // (2 * _BLOCKS), 1)
    found: dict[str, list[float]] = {}
    for split in range(_SPLITS):
        by_chance = rng.random(len(of.came_us)) < 0.5
        by_time = ((of.came_us - since_us + split * width // _SPLITS) // width) % 2 == 0
        for chosen, clock_bound in ((by_chance, True), (by_time, False)):
            for name, value in distances(of.of_jobs(chosen), of.of_jobs(~chosen)).items():
                if (name in CLOCK_BOUND) == clock_bound:
                    found.setdefault(name, []).append(value / math.sqrt(2))
    return {name: float(np.mean(values)) for name, values in found.items()}
