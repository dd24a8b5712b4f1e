"""How is a law fitted that begins later than at 0?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shopfloor.calibration.fitting.families.family import (
    Family,
    Floats,
    Mask,
    almost_as_likely,
    column,
    seconds,
)

__all__ = ["Shifted"]

_TRIALS = 9
_ROUNDS = 4


class Shifted(Family):
    """Parameters: the shift, then those of the law within.

    The likelihood of a shift close to the shortest time has no top (Hill 1963), so the shift keeps a distance: what
    the shortest of so many times exceeds the bound by, as if the law began like an exponential one. Laws within that
    begin with an endless density (shapes below 1) are not considered. On the way from there to 0 the most likely
    shift is taken, with the most likely law within for each.
    """

    regular = False

    def __init__(self, of: Family) -> None:
        self.of = of
        self.parameters = of.parameters + 1
        self.censored = of.censored and of.in_formula(np.ones((1, 1), bool))

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"shifted {self.of.name}"

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        shortest = y.min(axis=1)
        ends = y.shape[1] if ended is None else ended.sum(axis=1)
        nearest = np.minimum((y - shortest[:, None]).sum(axis=1) / ends / np.maximum(ends - 1, 1), shortest)
        if self.of.parameters == 1:
            return self._whole(y, ended, shortest - nearest)
        low, high = np.log(np.maximum(nearest, 1e-12)), np.log(np.maximum(shortest, 1e-12))
        trials, theta = _TRIALS, y[:, :0]
        for _ in range(_ROUNDS):
            ways = np.linspace(low, high, trials)
            tried = [self._whole(y, ended, np.maximum(shortest - np.exp(way), 0.0)) for way in ways]
            heights = np.stack([self._height(y, ended, theta) for theta in tried])
            best = heights.argmax(axis=0)
            rows = np.arange(len(y))
            theta = np.asarray(np.stack(tried)[best, rows], np.float64)
            low, high = ways[np.maximum(best - 1, 0), rows], ways[np.minimum(best + 1, trials - 1), rows]
            trials = 5
        return theta

    def likely(self, y: Floats) -> Floats:
        shortest = float(y.min())
        nearest = np.log(max(shortest * 1e-9, (float(y.mean()) - shortest) / len(y) ** 2))
        ways = np.linspace(nearest, np.log(max(shortest, 1e-12)), 60)
        by = np.maximum(shortest - np.exp(ways), 0.0)
        rows = np.tile(y, (len(by), 1))
        theta = self._whole(rows, None, by)
        return theta[almost_as_likely(self._height(rows, None, theta))]

    def in_formula(self, ended: Mask | None) -> bool:
        return True

    def _whole(self, y: Floats, ended: Mask | None, by: Floats) -> Floats:
        within = self.of.start(np.maximum(y - by[:, None], 1e-12), ended)
        return np.concatenate([by[:, None], within], axis=1)

    def _height(self, y: Floats, ended: Mask | None, theta: Floats) -> Floats:
        height = self.log_likelihood(y, ended, theta)
        endless = theta[:, 2] < 0 if self.of.name in ("gamma", "weibull") else np.zeros(len(theta), bool)
        return np.where(endless, -1e300, height)

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        later = y - column(theta, 0)
        inside = self.of.log_density(np.maximum(later, 1e-12), theta[:, 1:])
        return np.where(later > 0, inside, -np.inf)

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        return self.of.log_survival(np.maximum(y - column(theta, 0), 0.0), theta[:, 1:])

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        return self.of.cdf(np.maximum(y - column(theta, 0), 0.0), theta[:, 1:])

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        return np.asarray(theta[0] + self.of.drawn(rng, theta[1:], shape), np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        by, within = theta[:, 0] * unit_s, dict(self.of.figures(theta[:, 1:], unit_s))
        mean = within.pop("mean")
        return {"mean": by + mean, "by": by, "mean beyond": mean, **within}

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        by = seconds(float(theta[0]) * unit_s)
        return {"shifted": {"by": by, "of": self.of.document(theta[1:], unit_s)}}

    def worse_than(self, theta: Floats) -> bool:
        endless = self.of.name in ("gamma", "weibull") and theta[2] < 0
        return self.of.worse_than(theta[1:]) or theta[0] <= 0 or endless
