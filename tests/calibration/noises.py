"""Noise for tests: Laplace's, from a seed, and none at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["Seeded"]


class Seeded:
    """Laplace noise that can be repeated; it costs what it should."""

    def __init__(self, seed: int = 0) -> None:
        self._rng = np.random.default_rng(seed)

    def histogram(self, counts: Sequence[int], sensitivity: int, scale: float) -> tuple[list[int], float]:
        return [count + round(self._rng.laplace(0, scale)) for count in counts], sensitivity / scale

    def keys(
        self, counts: Mapping[str, int], scale: float, threshold: int
    ) -> tuple[dict[str, int], float, float]:
        noisy = {key: count + round(self._rng.laplace(0, scale)) for key, count in counts.items()}
        kept = {key: count for key, count in noisy.items() if count >= threshold}
        return kept, 1 / scale, float(np.exp((1 - threshold) / scale) / 2)
