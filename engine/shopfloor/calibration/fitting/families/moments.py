"""What are the mean and the cv of times of which some were still open, about?"""

from __future__ import annotations

import numpy as np

from shopfloor.calibration.fitting.families.family import Floats, Mask
from shopfloor.calibration.fitting.families.weibull import Weibull

__all__ = ["mean_and_cv"]


def mean_and_cv(y: Floats, ended: Mask) -> tuple[Floats, Floats]:
    """Return those of the Weibull laws (rows,), which have a formula, as a place to climb from."""
    from scipy.special import gammaln

    theta = Weibull().start(y, ended)
    power = np.exp(-np.clip(theta[:, 1], -0.7, 5.0))
    mean = np.exp(theta[:, 0] + gammaln(1 + power))
    cv = np.sqrt(np.expm1(gammaln(1 + 2 * power) - 2 * gammaln(1 + power)))
    return mean, np.maximum(cv, 0.01)
