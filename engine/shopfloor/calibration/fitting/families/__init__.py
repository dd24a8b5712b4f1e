"""Which families of laws are fitted, and how? One family a file."""

from shopfloor.calibration.fitting.families.beta import Beta
from shopfloor.calibration.fitting.families.erlang import Erlang
from shopfloor.calibration.fitting.families.exponential import Exponential
from shopfloor.calibration.fitting.families.family import Family
from shopfloor.calibration.fitting.families.gamma import Gamma
from shopfloor.calibration.fitting.families.lognormal import Lognormal
from shopfloor.calibration.fitting.families.mixture import Mixture
from shopfloor.calibration.fitting.families.normal import Normal
from shopfloor.calibration.fitting.families.shifted import Shifted
from shopfloor.calibration.fitting.families.triangular import Triangular
from shopfloor.calibration.fitting.families.uniform import Uniform
from shopfloor.calibration.fitting.families.weibull import Weibull

__all__ = ["FAMILIES", "Erlang", "Family", "Gamma"]

_SIMPLE: tuple[Family, ...] = (Exponential(), Gamma(), Weibull(), Lognormal())

FAMILIES: tuple[Family, ...] = (
    *_SIMPLE,
    Normal(),
    Uniform(),
    Triangular(),
    Beta(),
    *(Shifted(family) for family in _SIMPLE),
    Mixture(2),
    Mixture(3),
)
"""In the order in which they are preferred where the likelihood has no preference."""
