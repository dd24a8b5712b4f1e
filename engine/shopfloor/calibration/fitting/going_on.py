"""How long would open times have become? Where few are open, as long as others that had lasted so long."""

from __future__ import annotations

import numpy as np

from shopfloor.calibration.fitting.families.family import Floats
from shopfloor.calibration.fitting.grid import step_of

__all__ = ["gone_on_like_others"]

_FEW = 0.2
"""So many of all times may be open: the others show what becomes of such times."""
_APART = 0.6180339887498949
"""The golden section's multiples lie evenly between 0 and 1, however many there are."""


def gone_on_like_others(values_s: Floats, open_s: Floats, least: int) -> Floats | None:
    """Return a whole time for each open one (m,), evenly from the complete times (sorted) that are longer; ``None`` where
    more than a few are open, or fewer than ``least`` became longer.

    What the sample then shows is Kaplan and Meier's curve (Efron 1967: redistribution to the right), and all laws can
    be fitted to it, also those that have no formula for open times.
    """
    if not len(open_s) or len(open_s) > _FEW * (len(open_s) + len(values_s)):
        return None
    longer = len(values_s) - np.searchsorted(values_s, open_s, side="right")
    if int(longer.min()) < least:
        return None
    place = len(values_s) - longer * ((np.arange(1, len(open_s) + 1) * _APART) % 1.0) - 0.5
    between = np.interp(
        place, np.arange(len(values_s)), values_s
    )  # none is anybody's own, as no time comes twice
    step_s = step_of(values_s)
    return np.asarray(np.maximum(np.rint(between / step_s) * step_s, open_s), np.float64)
