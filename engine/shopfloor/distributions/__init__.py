"""How long does it take? The laws of durations that a scenario can name, one family a file.

>>> from shopfloor.distributions import Distribution
>>> processing = Distribution.model_validate({"lognormal": {"mean": "4 min", "cv": 0.3}})
>>> processing.law.mean()
240.0
"""

from shopfloor.distributions.beta import Beta, Pert
from shopfloor.distributions.constant import Constant
from shopfloor.distributions.discrete import Discrete
from shopfloor.distributions.distribution import Component, Distribution, Mixture, Shifted
from shopfloor.distributions.empirical import Empirical
from shopfloor.distributions.erlang import Erlang
from shopfloor.distributions.exponential import Exponential
from shopfloor.distributions.gamma import Gamma
from shopfloor.distributions.law import Law
from shopfloor.distributions.lognormal import Lognormal
from shopfloor.distributions.normal import Normal
from shopfloor.distributions.trace import Trace
from shopfloor.distributions.triangular import Triangular
from shopfloor.distributions.uniform import Uniform
from shopfloor.distributions.weibull import Weibull

__all__ = [
    "Beta",
    "Component",
    "Constant",
    "Discrete",
    "Distribution",
    "Empirical",
    "Erlang",
    "Exponential",
    "Gamma",
    "Law",
    "Lognormal",
    "Mixture",
    "Normal",
    "Pert",
    "Shifted",
    "Trace",
    "Triangular",
    "Uniform",
    "Weibull",
]
