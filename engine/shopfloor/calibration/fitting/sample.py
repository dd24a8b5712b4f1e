"""What is a law fitted to? Durations that ended, and durations that were still open when last seen."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shopfloor.units import TICKS_PER_SECOND

__all__ = ["Sample"]

_LONGEST_S = 1e12
"""Beyond a clock's reach; such a duration is a slip of the pen."""


def _none() -> NDArray[np.float64]:
    return np.empty(0)


@dataclass(frozen=True)
class Sample:
    """Durations of one kind, in seconds, in the order in which they happened.

    values_s     those that ended (n,)
    censored_s   those still open (m,): at least so long
    """

    values_s: NDArray[np.float64]
    censored_s: NDArray[np.float64] = field(default_factory=_none)

    @property
    def n(self) -> int:
        """How many ended."""
        return len(self.values_s)

    def to_the_clock(self) -> Sample:
        """Return what can be a duration, to the microsecond: neither below zero nor endless."""
        return Sample(_durations(self.values_s), _durations(self.censored_s))


def _durations(values_s: NDArray[np.float64]) -> NDArray[np.float64]:
    values_s = np.asarray(values_s, np.float64)
    values_s = values_s[(values_s >= 0) & (values_s <= _LONGEST_S)]
    return np.asarray(np.rint(values_s * TICKS_PER_SECOND) / TICKS_PER_SECOND, np.float64)
