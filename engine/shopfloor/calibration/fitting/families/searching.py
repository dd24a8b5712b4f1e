"""Where is a likelihood highest that has edges and kinks? A net of trials, drawn tighter around the best."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from shopfloor.calibration.fitting.families.family import Floats

__all__ = ["searched"]

_ROUNDS = 6
_TIGHTER = 2.5


def searched(height: Callable[[Floats], Floats], low: Floats, high: Floats, steps: tuple[int, ...]) -> Floats:
    """Return the parameters (rows, k) of the greatest ``height`` that is found between ``low`` and ``high`` (k,).

    ``height`` takes (rows, k), with rows from the caller's samples, and returns (rows,). ``steps`` says how many trials
    the first net has in each direction; the later ones have three.
    """
    net = [np.linspace(one, other, step) for one, other, step in zip(low, high, steps, strict=True)]
    rows = len(height(np.array([[axis[0] for axis in net]])))
    best = np.full(rows, -np.inf)
    place = np.tile(np.asarray([axis[0] for axis in net], np.float64), (rows, 1))
    for trial in product(*net):
        _keep(height, np.tile(np.array(trial), (rows, 1)), best, place)
    width = np.array([(axis[-1] - axis[0]) / max(len(axis) - 1, 1) for axis in net]) / 2
    for _ in range(_ROUNDS):
        middle = place.copy()
        for offset in product((-1, 0, 1), repeat=len(net)):
            if any(offset):
                _keep(height, np.clip(middle + np.array(offset) * width, low, high), best, place)
        width = width / _TIGHTER
    return place


def _keep(height: Callable[[Floats], Floats], trial: Floats, best: Floats, place: Floats) -> None:
    reached = height(trial)
    better = reached > best
    best[better], place[better] = reached[better], trial[better]
