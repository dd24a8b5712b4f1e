"""Do durations take a few values only? Then a law of these values explains them better than any smooth one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shopfloor.calibration.evidence import Estimate
from shopfloor.calibration.fitting.families.family import Floats
from shopfloor.calibration.fitting.selection import aicc
from shopfloor.calibration.fitting.shares import share
from shopfloor.calibration.fitting.texts import Seconds, Share

__all__ = ["Levels", "levels_of"]

_MOST = 12
_RARE = 0.02
"""At most this share of durations may have a value too rare to be published; it counts for the nearest one."""


@dataclass(frozen=True)
class Levels:
    """Values in seconds (k,), how often each occurs (k,), and how many of these had a rarer value nearby."""

    values_s: Floats
    counts: Floats
    moved: int
    aicc: float

    @property
    def document(self) -> dict[str, Any]:
        """As the scenario writes it."""
        return {
            "discrete": {
                "values": [Seconds(value) for value in self.values_s.tolist()],
                "weights": shares_of(self.counts),
            }
        }

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The share of each value."""
        total = float(self.counts.sum())
        return {f"{place}. weight": share(float(count), total) for place, count in enumerate(self.counts, 1)}


def levels_of(values_s: Floats, least: int) -> Levels | None:
    """Return the values that sorted durations take, if these are few, and each is taken by ``least`` of them."""
    values, counts = np.unique(values_s, return_counts=True)
    often = counts >= least
    n = len(values_s)
    if not 1 < np.count_nonzero(often) <= _MOST or counts[~often].sum() > _RARE * n:
        return None
    kept = values[often]
    nearest = np.abs(values[:, None] - kept[None, :]).argmin(axis=1)
    held = np.bincount(nearest, weights=counts, minlength=len(kept)).astype(np.float64)
    free = len(values) - 1
    height = float((counts * np.log(counts / n)).sum())
    return Levels(kept, held, int(counts[~often].sum()), aicc(height, free, n))


def shares_of(counts: Floats) -> list[Share]:
    """Return shares with four digits that sum to 1; none of them is 0."""
    shares = [max(round(float(count / counts.sum()), 4), 0.0001) for count in counts]
    most = int(np.argmax(counts))
    shares[most] = round(1 - sum(shares[:most] + shares[most + 1 :]), 4)
    return [Share(one) for one in shares]
