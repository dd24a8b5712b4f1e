"""After which fixed time do rounds come? A number that agrees with what was seen, though work at hand is finished first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.clocks import Clock
from shopfloor.calibration.evidence import minimum

__all__ = ["Steady", "roundest", "steady_rounds"]

Ints = NDArray[np.int64]

_MOST, _NEARLY = 0.5, 0.02
"""A fixed interval agrees with so many of the rounds at least, and with the others but for so much of it."""
_LATE, _FEW = 1.5, 0.1
"""A round so many times as late has missed one before it; so few do."""
_TICKS = 2
"""Microseconds by which clocks may differ for being rounded."""
_UNITS_S = (604_800.0, 86_400.0, 21_600.0, 3600.0, 1800.0, 900.0, 300.0, 60.0, 30.0, 10.0, 5.0, 1.0)


@dataclass(frozen=True)
class Steady:
    """Rounds come after a fixed time: on which clock, between what it lies (s), and with how many rounds it agrees."""

    clock: str
    least_s: float
    most_s: float
    agree: int
    nearly: int
    missed: int

    @property
    def agrees_with(self) -> str:
        rounds = self.agree + self.nearly + self.missed
        if rounds == self.agree:
            return "every round"
        parts = [f"{self.agree} of {rounds} rounds"]
        if self.nearly:
            parts.append(f"nearly with {self.nearly} more")
        if self.missed:
            parts.append(f"{self.missed} came much later, as if one before them were not recorded")
        return ", ".join(parts)


def steady_rounds(clocks: Mapping[str, Clock], rounds: tuple[Ints, Ints, Ints, Ints]) -> Steady | None:
    """Return the clock on which all rounds may have come after the same time; where there is none, the one on which most
    may, and nearly all of the others nearly: people write a stop down a minute late, or not at all."""
    key, begins, since, due = rounds
    found: list[Steady] = []
    for name, clock in clocks.items():
        from_us = clock.read(key, begins)
        least_us, most_us = clock.read(key, since) - from_us, clock.read(key, due) - from_us
        least, most = int(least_us.max()), int(most_us.min())
        if most > 0 and least <= most + _TICKS:
            return Steady(name, min(least, most) / 1e6, most / 1e6, len(key), 0, 0)
        lows = np.sort(least_us)
        agree = np.searchsorted(lows, lows, "right") - np.searchsorted(np.sort(most_us), lows, "left")
        value_us = lows[agree.argmax()]
        off_us = np.maximum(np.maximum(least_us - value_us, value_us - most_us), 0)
        fits, missed = off_us == 0, least_us > _LATE * value_us
        of_all = len(key) - missed.sum()
        if (
            fits.sum() >= max(_MOST * len(key), minimum())
            and missed.sum() <= _FEW * len(key)
            and off_us[~missed].max() <= _NEARLY * value_us
        ):
            found.append(
                Steady(
                    name,
                    float(least_us[fits].max()) / 1e6,
                    float(most_us[fits].min()) / 1e6,
                    int(fits.sum()),
                    int(of_all - fits.sum()),
                    int(missed.sum()),
                )
            )
    return max(found, key=lambda it: it.agree, default=None)


def roundest(least_s: float, most_s: float) -> float:
    """Return the number of seconds between two bounds that is told in the largest unit."""
    for unit_s in _UNITS_S:
        value_s = int(most_s / unit_s + 1e-9) * unit_s
        if value_s > 0 and value_s >= least_s - 1e-6:
            return min(max(value_s, least_s), most_s)
    return most_s
