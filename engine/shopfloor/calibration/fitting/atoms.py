"""Which durations occur again and again, to the last digit, apart from all others? Zero, or a programmed time."""

from __future__ import annotations

import numpy as np

from shopfloor.calibration.fitting.families.family import Floats

__all__ = ["atoms_of"]

_LEAST_SHARE = 0.01
_ABOVE_NEIGHBOURS = 10.0
"""So many times more often than the recorded values around it."""

_MOST = 6
_NEAR = 5
"""In steps: who counts as a neighbour at least."""


def atoms_of(values_s: Floats, step_s: float, least: int) -> list[float]:
    """Return the durations that stand out, in seconds, ascending: each at least ``least`` times and in 1 % of all."""
    levels, counts = np.unique(np.rint(values_s / step_s).astype(np.int64), return_counts=True)
    often = np.flatnonzero(counts >= max(least, _LEAST_SHARE * len(values_s)))
    often = often[np.argsort(-counts[often], kind="stable")][:_MOST]
    quarter, three = np.percentile(levels, [25, 75])
    near = int(max(_NEAR, 0.1 * (three - quarter)))
    below = np.concatenate([[0], np.cumsum(counts)])
    atoms = []
    for place in often:
        level = levels[place]
        from_, to = np.searchsorted(levels, level - near), np.searchsorted(levels, level + near, side="right")
        others = below[to] - below[from_] - counts[place]
        beside = [
            counts[at]
            for at in (place - 1, place + 1)
            if 0 <= at < len(levels) and abs(levels[at] - level) == 1
        ]
        around = max([others / (near + min(level, near)), *beside])
        if counts[place] > _ABOVE_NEIGHBOURS * around:
            atoms.append(float(level * step_s))
    return sorted(atoms)
