"""How well does a law fit? Samples of the law itself are fitted in the same way: how often are they farther off?

The distance is Anderson and Darling's (1954); where times were still open, Cramér and von Mises' from the curve of
Kaplan and Meier (1958). Since the samples drawn are fitted, too, the answer is valid though the parameters were
estimated (Stute, Gonzáles Manteiga and Presedo Quindimil 1993).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shopfloor.calibration.fitting.families.family import Family, Floats, Mask
from shopfloor.calibration.fitting.grid import spread

__all__ = ["Goodness", "goodness"]

_AT_ONCE = 40
_MOST = 400
_ENOUGH = 10
"""After so many samples that are farther off than the plant's the answer is known well enough (Besag, Clifford 1991)."""


@dataclass(frozen=True)
class Goodness:
    """The share ``p`` of samples of the law that are farther off, of how many observations (``n``) each, and what was
    fitted to them: parameters (rows, k)."""

    p: float
    n: int
    refitted: Floats

    @property
    def text(self) -> str:
        """In words, for the comment beside the value."""
        return "p<0.01" if self.p < 0.01 else f"p={self.p:.2f}"


def goodness(
    family: Family, theta: Floats, y: Floats, ended: Mask | None, step: float, rng: np.random.Generator
) -> Goodness:
    """Return how well ``family`` with ``theta`` (k,) fits times ``y`` (n,), as they were recorded in steps
    of ``step``."""
    if ended is None:
        y = spread(y[None], step)[0]
    held = None if ended is None else ended[None]
    near = family.fitted(y[None], held, near=theta[None])
    observed = _distance(family, near, y[None], held)[0]
    draw = _Draw(family, theta, y, ended, step)
    farther, rows = 0, 0
    refitted: list[Floats] = []
    while rows < _MOST and (farther < _ENOUGH or not refitted):
        times, ends = draw(rng, _AT_ONCE)
        again = family.fitted(times, ends, near=np.repeat(near, _AT_ONCE, axis=0), steps=6)
        distance = _distance(family, again, times, ends)
        known = np.isfinite(distance)
        farther += int(np.count_nonzero(distance[known] >= observed))
        rows += _AT_ONCE
        refitted.append(again[known])
    p = (farther + 1) / (rows + 1)
    return Goodness(p, len(y), np.concatenate(refitted))


class _Draw:
    """Samples like the one that was seen: as many, as coarse, and open as often."""

    def __init__(self, family: Family, theta: Floats, y: Floats, ended: Mask | None, step: float) -> None:
        self.family, self.theta, self.n, self.step = family, theta, len(y), step
        self.opens = None if ended is None else _censoring(y, ended)

    def __call__(self, rng: np.random.Generator, rows: int) -> tuple[Floats, Mask | None]:
        times = self.family.drawn(rng, self.theta, (rows, self.n))
        if self.opens is None:
            return spread(np.rint(times / self.step) * self.step, self.step), None
        at, below = self.opens
        until = at[np.searchsorted(below, rng.random((rows, self.n)), side="right")]
        times = np.maximum(times, 1e-9)
        ends = times <= until
        return np.where(ends, times, until), ends


def _censoring(y: Floats, ended: Mask) -> tuple[Floats, Floats]:
    """When observation stopped, and the share of observations that stopped up to there: Kaplan and Meier's curve of the
    open times, the last of them endless."""
    order = np.argsort(y, kind="stable")
    stops = ~ended[order]
    stopped = 1 - np.cumprod(1 - stops / np.arange(len(y), 0, -1))
    return np.append(y[order][stops], np.inf), np.asarray(stopped[stops], np.float64)


def _distance(family: Family, theta: Floats, y: Floats, ended: Mask | None) -> Floats:
    n = y.shape[1]
    if ended is None:
        below = np.clip(family.cdf(np.sort(y, axis=1), theta), 1e-12, 1 - 1e-12)
        weights = (2 * np.arange(1, n + 1) - 1) / n
        return np.asarray(
            -n - (weights * (np.log(below) + np.log1p(-below[:, ::-1]))).sum(axis=1), np.float64
        )
    order = np.argsort(y, axis=1, kind="stable")
    y, ends = np.take_along_axis(y, order, axis=1), np.take_along_axis(ended, order, axis=1)
    left = np.cumprod(1 - ends / np.arange(n, 0, -1), axis=1)
    before = np.concatenate([np.ones((len(y), 1)), left[:, :-1]], axis=1)
    jump, middle = before - left, 1 - (before + left) / 2
    distance = n * (jump * (middle - family.cdf(y, theta)) ** 2).sum(axis=1)
    return np.where(ends.sum(axis=1) > theta.shape[1], distance, np.nan)
