"""At which moments is looked at the sums?"""

from __future__ import annotations

from dataclasses import dataclass

from shopfloor.contracts.plant import PlantFacts

__all__ = ["EIGHTHS", "QUARTERS", "Grid"]

EIGHTHS = 8
QUARTERS = 4


@dataclass(frozen=True)
class Grid:
    """Into what a run is cut beside the KPIs: spans of all of it, of one length or, where there are shifts, of another (0:
    none), and equal batches of what comes after the warm-up (0: none)."""

    span_us: int = 0
    rhythm_span_us: int = 0
    batches: int = 0

    def marks(self, plant: PlantFacts) -> list[int]:
        """Return the moments, in order: the end of the warm-up, and the limits of quarters, eighths and batches."""
        return sorted(
            {
                *self.quarters(plant)[:-1],
                *limits(plant, EIGHTHS)[:-1],
                *(limits(plant, self.batches)[:-1] if self.batches else ()),
            }
        )

    def quarters(self, plant: PlantFacts) -> list[int]:
        """Return the limits of the quarters of ``[warm_up, horizon)``, rounded down."""
        window_us = plant.horizon_us - plant.warm_up_us
        return [plant.warm_up_us + window_us * number // QUARTERS for number in range(QUARTERS + 1)]


def limits(plant: PlantFacts, count: int) -> list[int]:
    """Return the limits of equal parts of ``[warm_up, horizon)``: each part begins with the first microsecond in it."""
    window_us = plant.horizon_us - plant.warm_up_us
    return [plant.warm_up_us - (-number * window_us // count) for number in range(count + 1)]
