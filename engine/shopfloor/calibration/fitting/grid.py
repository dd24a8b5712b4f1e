"""In which steps were durations recorded? A log in whole minutes tells no more than the minute."""

from __future__ import annotations

import numpy as np

from shopfloor.calibration.fitting.families.family import Floats

__all__ = ["cells", "spread", "step_of"]

_STEPS_S = (1e-6, 1e-3, 0.01, 0.1, 1, 5, 6, 10, 15, 30, 36, 60, 300, 360, 600, 900, 1800, 3600, 86_400)
"""From the clock's own, over hundredths of an hour, to days."""

_MOST = 0.9
"""Of the values that differ; the others are taken for slips."""


def step_of(values_s: Floats) -> float:
    """Return the greatest usual step of which nine in ten of the values that differ are multiples, in seconds."""
    ticks = np.rint(np.unique(values_s) * 1e6).astype(np.int64)
    ticks = ticks[ticks > 0]
    if not len(ticks):
        return _STEPS_S[0]
    return next(
        (
            float(step_s)
            for step_s in reversed(_STEPS_S)
            if np.count_nonzero(ticks % int(step_s * 1e6 + 0.5) == 0) >= _MOST * len(ticks)
        ),
        _STEPS_S[0],
    )


def spread(y: Floats, step: float) -> Floats:
    """Return sorted times (rows, n) with equal ones spread evenly over the step in which they were recorded.

    No two are equal then, none is 0, and their order and their mean are kept; 0 stands for the half step above it.
    """
    y = np.sort(y, axis=1)
    n = y.shape[1]
    place = np.arange(n)[None, :]
    new = np.concatenate([np.ones((len(y), 1), bool), y[:, 1:] != y[:, :-1]], axis=1)
    first = np.maximum.accumulate(np.where(new, place, 0), axis=1)
    last = np.concatenate([new[:, 1:], np.ones((len(y), 1), bool)], axis=1)
    after = np.flip(np.minimum.accumulate(np.flip(np.where(last, place + 1, n), axis=1), axis=1), axis=1)
    within = (place - first + 0.5) / (after - first)
    low, high = cells(y, step)
    least = np.where(y > 0, y, np.inf).min(axis=1, keepdims=True)
    high = np.where(y > 0, high, np.maximum(high, np.where(np.isfinite(least), least / 2, high)))
    return np.asarray(low + (high - low) * within, np.float64)


def cells(y: Floats, step: float) -> tuple[Floats, Floats]:
    """Return between which times each may have been before it was recorded."""
    return np.maximum(y - step / 2, 0.0), y + step / 2
