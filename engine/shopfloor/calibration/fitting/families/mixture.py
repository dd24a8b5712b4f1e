"""How is a law fitted that is made of two or three?"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from shopfloor.calibration.evidence import minimum
from shopfloor.calibration.fitting.families.family import Family, Floats, Mask, seconds
from shopfloor.calibration.fitting.texts import Share

__all__ = ["Mixture"]

_LOG_ROOT = 0.5 * np.log(2 * np.pi)
_LEAST_SIGMA = 0.02
"""A narrower part would be a value that is written down, not a law."""

_FIRST_STEPS, _STEPS = 15, 150


class Mixture(Family):
    """Lognormal parts. Parameters: their weights (w,), means of logarithms (w,), logarithms of sigma (w,), by mean.

    Expectation-maximisation (Dempster, Laird and Rubin 1977) from starts that quantiles give, the same each time; the
    most likely after a few steps is followed to its end. No part is narrower than a fiftieth of the spread of all,
    nor lighter than :func:`minimum` observations: there the likelihood has no top. Where a part holds fewer all the same,
    there is no mixture: its parameters are not numbers.
    """

    regular = False
    censored = False

    def __init__(self, parts: int) -> None:
        self.parts = parts
        self.parameters = 3 * parts - 1

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"mixture of {('two', 'three')[self.parts - 2]}"

    def start(self, y: Floats, ended: Mask | None) -> Floats:
        logs = np.sort(np.log(y), axis=1)
        best, height = np.empty((len(y), 3 * self.parts)), np.full(len(y), -np.inf)
        for cuts in _CUTS[self.parts]:
            theta = self._climbed(logs, self._split(logs, cuts), _FIRST_STEPS)
            reached = self._log_terms(logs, theta)[1].sum(axis=1)
            better = reached > height
            best[better], height[better] = theta[better], reached[better]
        theta = self._in_order(self._climbed(logs, best, _STEPS))
        terms, total = self._log_terms(logs, theta)
        held = np.exp(terms - total[:, None, :]).sum(axis=2)
        theta[(held < minimum()).any(axis=1)] = np.nan  # a part of fewer would be the law of these few
        return theta

    def fitted(self, y: Floats, ended: Mask | None, *, near: Floats | None = None, steps: int = 30) -> Floats:
        if near is None:
            return self.start(y, ended)
        return self._in_order(self._climbed(np.log(y), near, steps))

    def _split(self, logs: Floats, cuts: tuple[float, ...]) -> Floats:
        n = logs.shape[1]
        edges = [0, *(max(1, round(cut * n)) for cut in cuts), n]
        pieces = [logs[:, a:b] for a, b in pairwise(edges)]
        weight = [np.full(len(logs), piece.shape[1] / n) for piece in pieces]
        sigma = [np.log(np.maximum(piece.std(axis=1), self._least(logs))) for piece in pieces]
        return np.stack([*weight, *(piece.mean(axis=1) for piece in pieces), *sigma], axis=1)

    def _climbed(self, logs: Floats, theta: Floats, steps: int) -> Floats:
        parts, n = self.parts, logs.shape[1]
        least = self._least(logs)[:, None]
        theta = theta.copy()
        going, before = np.arange(len(logs)), np.full(len(logs), -np.inf)
        for _ in range(steps):
            held = logs[going]
            terms, total = self._log_terms(held, theta[going])
            shares = np.exp(terms - total[:, None, :])  # (rows, parts, n)
            sums = np.maximum(shares.sum(axis=2), 1e-12)
            mean = (shares * held[:, None, :]).sum(axis=2) / sums
            variance = (shares * (held[:, None, :] - mean[:, :, None]) ** 2).sum(axis=2) / sums
            weight = np.maximum(sums / n, min(minimum() / n, 0.5 / parts))
            weight /= weight.sum(axis=1, keepdims=True)
            sigma = np.log(np.maximum(np.sqrt(variance), least[going]))
            theta[going] = np.concatenate([weight, mean, sigma], axis=1)
            height = total.sum(axis=1)
            gone_on = height - before > 1e-5 * n**0.5
            before, going = height[gone_on], going[gone_on]
            if not len(going):
                break
        return theta

    def _log_terms(self, logs: Floats, theta: Floats) -> tuple[Floats, Floats]:
        """Log densities of the logarithms: by part (rows, parts, n), and of all (rows, n)."""
        weight, mean, sigma = np.split(theta[:, :, None], 3, axis=1)
        z = (logs[:, None, :] - mean) * np.exp(-sigma)
        terms = np.log(weight) - 0.5 * z**2 - sigma - _LOG_ROOT
        top = terms.max(axis=1, keepdims=True)
        return terms, np.asarray(np.log(np.exp(terms - top).sum(axis=1)) + top[:, 0], np.float64)

    def _in_order(self, theta: Floats) -> Floats:
        order = np.argsort(theta[:, self.parts : 2 * self.parts], axis=1, kind="stable")
        whole = np.concatenate([order + self.parts * block for block in range(3)], axis=1)
        return np.take_along_axis(theta, whole, axis=1)

    @staticmethod
    def _least(logs: Floats) -> Floats:
        return np.asarray(np.maximum(logs.std(axis=1) / 50, _LEAST_SIGMA), np.float64)

    def log_density(self, y: Floats, theta: Floats) -> Floats:
        logs = np.log(y)
        return np.asarray(self._log_terms(logs, theta)[1] - logs, np.float64)

    def log_survival(self, y: Floats, theta: Floats) -> Floats:
        return np.asarray(np.log(np.maximum(1 - self.cdf(y, theta), 1e-300)), np.float64)

    def cdf(self, y: Floats, theta: Floats) -> Floats:
        from scipy.special import ndtr

        weight, mean, sigma = np.split(theta[:, :, None], 3, axis=1)
        with np.errstate(divide="ignore"):
            below = ndtr((np.log(y)[:, None, :] - mean) * np.exp(-sigma))
        return np.asarray((weight * below).sum(axis=1), np.float64)

    def drawn(self, rng: np.random.Generator, theta: Floats, shape: tuple[int, int]) -> Floats:
        weight, mean, sigma = np.split(theta, 3)
        part = np.searchsorted(np.cumsum(weight)[:-1], rng.random(shape), side="right")
        return np.asarray(np.exp(mean[part] + np.exp(sigma)[part] * rng.standard_normal(shape)), np.float64)

    def figures(self, theta: Floats, unit_s: float) -> Mapping[str, Floats]:
        weight, mean, sigma = (part.T for part in np.split(theta, 3, axis=1))
        variance = np.exp(2 * sigma)
        means, cvs = np.exp(mean + variance / 2) * unit_s, np.sqrt(np.expm1(np.minimum(variance, 600.0)))
        figures = {"mean": (weight * means).sum(axis=0)}
        for place in range(self.parts):
            figures[f"{place + 1}. weight"] = weight[place]
            figures[f"{place + 1}. mean"] = means[place]
            figures[f"{place + 1}. cv"] = cvs[place]
        return figures

    def document(self, theta: Floats, unit_s: float) -> dict[str, Any]:
        figures = {name: float(of[0]) for name, of in self.figures(theta[None], unit_s).items()}
        weights = [round(figures[f"{place}. weight"], 4) for place in range(1, self.parts)]
        weights.append(round(1 - sum(weights), 4))
        return {
            "mixture": [
                {
                    "weight": Share(weight),
                    "of": {
                        "lognormal": {
                            "mean": seconds(figures[f"{place}. mean"]),
                            "cv": figures[f"{place}. cv"],
                        }
                    },
                }
                for place, weight in enumerate(weights, 1)
            ]
        }

    def worse_than(self, theta: Floats) -> bool:
        return super().worse_than(theta) or bool(np.any(np.exp(theta[2 * self.parts :]) > 2.0))


_CUTS: dict[int, list[tuple[float, ...]]] = {
    2: [(0.1,), (0.3,), (0.5,), (0.7,), (0.9,)],
    3: [(0.33, 0.67), (0.2, 0.5), (0.5, 0.8), (0.15, 0.85), (0.6, 0.9), (0.1, 0.4)],
}
"""Where the sorted sample is cut into the first parts, as shares of it."""
