"""Which families of laws are fitted, and how? One family a file."""

from shopfloor.calibration.fitting.families.exponential import Exponential
from shopfloor.calibration.fitting.families.family import Family
from shopfloor.calibration.fitting.families.gamma import Gamma
from shopfloor.calibration.fitting.families.lognormal import Lognormal
from shopfloor.calibration.fitting.families.weibull import Weibull

__all__ = ["FAMILIES", "Exponential", "Family", "Gamma", "Lognormal", "Weibull"]

FAMILIES: tuple[Family, ...] = (Exponential(), Gamma(), Weibull(), Lognormal())
"""In the order in which they are preferred where the likelihood has no preference."""
