"""From durations to a distribution: which law do these times follow, and how sure is that?"""

from shopfloor.calibration.fitting.fitting import Fit, fit
from shopfloor.calibration.fitting.pooling import fit_pooled
from shopfloor.calibration.fitting.sample import Sample
from shopfloor.calibration.fitting.shares import count, rate, share

__all__ = ["Fit", "Sample", "count", "fit", "fit_pooled", "rate", "share"]
