"""Do two groups of times differ, or is it chance?"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

__all__ = ["alike", "differ"]

Floats = NDArray[np.float64]
K = TypeVar("K", bound=Hashable)

_BY_CHANCE = 1e-4
"""Groups are told apart when chance alone would do it so rarely: a plant has hundreds of pairs."""
_SLIGHT = 0.005
"""A difference of the means below this share of them is of no use to anybody."""


def alike(samples: Mapping[K, Floats], *, only_means: bool = False) -> list[list[K]]:
    """Return the groups of samples between which nothing differs, the largest first.

    Each sample, the largest first, joins the group that it differs from least, or founds one.
    """
    members, pooled = list[list[K]](), list[Floats]()
    for key in sorted(samples, key=lambda key: (-len(samples[key]), str(key))):
        values = samples[key]
        chances = [differ(of, values, only_means=only_means) for of in pooled]
        best = max(range(len(chances)), key=lambda place: chances[place], default=-1)
        if best >= 0 and chances[best] >= _BY_CHANCE:
            members[best].append(key)
            pooled[best] = np.concatenate([pooled[best], values])
        else:
            members.append([key])
            pooled.append(values)
    order = sorted(range(len(members)), key=lambda place: -len(pooled[place]))
    return [members[place] for place in order]


def differ(one: Floats, other: Floats, *, only_means: bool = False) -> float:
    """Return how probable such a difference is by chance, where both follow one law: of the means (Welch), or of the
    distributions (Kolmogorov-Smirnov); 1 where the means are as good as the same and the distributions do not differ.

    Source: Welch (1947); Smirnov (1948), the two-sample test with its asymptotic law.
    """
    means = (float(one.mean()), float(other.mean()))
    spread = math.sqrt(sum(float(of.var(ddof=1)) / len(of) if len(of) > 1 else 0.0 for of in (one, other)))
    gap = abs(means[0] - means[1])
    if gap <= _SLIGHT * max(means) or gap == 0:
        by_means = 1.0
    elif spread <= 1e-9 * max(means):
        by_means = 0.0
    else:
        by_means = float(2 * special.stdtr(_freedom(one, other), -gap / spread))
    if only_means:
        return by_means
    return min(1.0, 2 * min(by_means, _smirnov(one, other)))


def _freedom(one: Floats, other: Floats) -> float:
    parts = [float(of.var(ddof=1)) / len(of) if len(of) > 1 else 0.0 for of in (one, other)]
    below = sum(part**2 / (len(of) - 1) for part, of in zip(parts, (one, other), strict=True) if len(of) > 1)
    return sum(parts) ** 2 / below if below > 0 else 1.0


def _smirnov(one: Floats, other: Floats) -> float:
    both = np.concatenate([one, other])
    # times that are the same but for a rounding are the same
    grid = np.round(both / max(float(np.abs(both).max()), 1e-12), 9)
    values = np.unique(grid)
    shares = [
        np.searchsorted(np.sort(part), values, side="right") / len(part)
        for part in (grid[: len(one)], grid[len(one) :])
    ]
    distance = float(np.abs(shares[0] - shares[1]).max())
    size = math.sqrt(len(one) * len(other) / (len(one) + len(other)))
    return float(special.kolmogorov((size + 0.12 + 0.11 / size) * distance))
