"""How long does a machine go until it fails, and which clock counts that time?

Each mode of each machine lives from the end of a repair (or from the start of a simulated plant, which is new) to its next
failure. What has not failed by the end of the log has lived at least so long. The clock is the one on which what
happened is most likely.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.clocks import Clock, last_before

__all__ = ["Choice", "Lives", "choose", "weibull"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ASTRAY = 0.1
"""So many failures at most may come while a clock stands still for it to be the clock all the same: slips of a log."""


@dataclass(frozen=True)
class Lives:
    """Lives of one mode: machine (as a key of the clocks), begin, end, and whether they ended with a failure. ``known``:
    the machine was as good as new at the beginning, not just first seen then."""

    key: Ints
    from_us: Ints
    until_us: Ints
    failed: Mask
    known: Mask

    def renewed(self, key: Ints, at_us: Ints, new_us: Ints) -> Lives:
        """Return the lives if each of these machines was as good as new after what was done to it from ``at_us`` to
        ``new_us``."""
        owner = last_before(self.key, self.from_us, key, at_us)
        within = (owner >= 0) & (new_us < self.until_us[np.maximum(owner, 0)]) & (key >= 0)
        owner, at_us, new_us = owner[within], at_us[within], new_us[within]
        whose = np.concatenate([np.arange(len(self.key)), owner])
        since = np.concatenate([self.from_us, new_us])
        cut = np.concatenate([np.full(len(self.key), -1, np.int64), at_us])
        order = np.lexsort((since, whose))
        whose, since, cut = whose[order], since[order], cut[order]
        goes_on = np.concatenate((whose[1:] == whose[:-1], [False])) if len(whose) else np.zeros(0, np.bool_)
        until = np.where(goes_on, np.roll(cut, -1), self.until_us[whose])
        return Lives(
            self.key[whose], since, until, self.failed[whose] & ~goes_on, self.known[whose] | (cut >= 0)
        )


@dataclass(frozen=True)
class Choice:
    """The clock that was chosen, the lives on it in seconds, and what each clock has against it (AICc above the best)."""

    clock: str
    lived_s: Floats
    astray: int
    against: Mapping[str, float]
    aicc: float = 0.0


def choose(lives: Lives, clocks: Mapping[str, Clock]) -> Choice:
    """Choose the clock by likelihood, under a Weibull law.

    A density of the same kind on every clock: a clock that runs shows a second for each second. A clock that stands still
    at a failure needs a second explanation for that failure, of a constant rate, and pays for its parameter. ``clocks`` are
    in the order of preference where there is no difference.
    """
    heights, lived, astray = dict[str, float](), dict[str, Floats](), dict[str, int]()
    calendar_s = (lives.until_us - lives.from_us) / 1e6
    failures = int(lives.failed.sum())
    for name, clock in clocks.items():
        span_us = clock.read(lives.key, lives.until_us) - clock.read(lives.key, lives.from_us)
        before = clock.read(lives.key, lives.until_us - 1)
        runs = clock.read(lives.key, lives.until_us) > before
        inside = lives.failed & runs
        out = failures - int(inside.sum())
        span_s = span_us / 1e6
        lived[name], astray[name] = span_s, out
        if out > ASTRAY * failures or not inside.any():
            continue
        use = span_s > 0
        shape, scale = weibull(span_s[use], inside[use])
        height = _height(span_s[use], inside[use], shape, scale)
        parameters = 2
        if out:
            idle_s = float(calendar_s.sum() - span_s.sum())
            height += out * math.log(out / max(idle_s, 1e-6)) - out
            parameters = 3
        heights[name] = (
            2 * parameters
            - 2 * height
            + 2 * parameters * (parameters + 1) / max(failures - parameters - 1, 1)
        )
    if not heights:
        return Choice("calendar", calendar_s, 0, {})
    least = min(heights.values())
    best = next(name for name in heights if heights[name] <= least + 1e-6)
    return Choice(
        best, lived[best], astray[best], {name: round(of - least, 2) for name, of in heights.items()}
    )


def weibull(lived_s: Floats, failed: Mask) -> tuple[float, float]:
    """Return the most likely shape and scale of lives, some of which go on; bisection, to the last digits that matter."""
    x = np.maximum(lived_s, 1e-6)
    x = x / x.max()
    logs = np.log(x)
    failures = max(int(failed.sum()), 1)
    mean_log = float(logs[failed].sum()) / failures

    def slope(shape: float) -> float:
        weight = np.exp(shape * logs)
        return float((weight * logs).sum() / weight.sum()) - 1 / shape - mean_log

    low, high = math.log(0.05), math.log(100.0)
    if slope(math.exp(high)) < 0:
        low = high
    for _ in range(60):
        middle = (low + high) / 2
        if slope(math.exp(middle)) < 0:
            low = middle
        else:
            high = middle
    shape = math.exp((low + high) / 2)
    scale = float((np.exp(shape * logs).sum() / failures) ** (1 / shape)) * float(
        np.maximum(lived_s, 1e-6).max()
    )
    return shape, scale


def _height(lived_s: Floats, failed: Mask, shape: float, scale: float) -> float:
    x = np.maximum(lived_s, 1e-6) / scale
    density = math.log(shape / scale) + (shape - 1) * np.log(x)
    return float(density[failed].sum() - (x**shape).sum())
