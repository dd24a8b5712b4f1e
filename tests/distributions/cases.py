"""Which laws do the tests of this folder try? Each family in each of its ways, as a scenario writes it."""

import math
from typing import Any

from scipy import stats

from shopfloor.distributions import Distribution
from shopfloor.distributions.law import Law

CASES: dict[str, Any] = {
    "constant": {"constant": "3 min"},
    "uniform": {"uniform": {"low": "4 h", "high": "8 h"}},
    "triangular": {"triangular": {"low": "3 min", "mode": "4 min", "high": "7 min"}},
    "triangular_left": {"triangular": {"low": "3 min", "mode": "3 min", "high": "7 min"}},
    "triangular_right": {"triangular": {"low": "3 min", "mode": "7 min", "high": "7 min"}},
    "exponential": {"exponential": {"mean": "6 min"}},
    "erlang": {"erlang": {"mean": "6 min", "shape": 3}},
    "gamma_mean_cv": {"gamma": {"mean": "15 min", "cv": 0.5}},
    "gamma_shape_scale": {"gamma": {"shape": 0.7, "scale": "10 min"}},
    "weibull_shape_mean": {"weibull": {"shape": 1.5, "mean": "40 h"}},
    "weibull_shape_scale": {"weibull": {"shape": 0.8, "scale": "40 h"}},
    "weibull_mean_cv": {"weibull": {"mean": "40 h", "cv": 0.7}},
    "lognormal_mean_cv": {"lognormal": {"mean": "45 min", "cv": 0.8}},
    "lognormal_median_sigma": {"lognormal": {"median": "45 min", "sigma": 0.5}},
    "normal": {"normal": {"mean": "40 s", "sd": "12 s"}},
    "normal_cv": {"normal": {"mean": "40 s", "cv": 0.3}},
    "normal_cut_hard": {"normal": {"mean": "10 s", "sd": "20 s"}},
    "normal_cut_twice": {"normal": {"mean": "40 s", "sd": "12 s", "low": "35 s", "high": "60 s"}},
    "normal_cut_above_mean": {"normal": {"mean": "40 s", "sd": "12 s", "low": "52 s"}},
    "beta": {"beta": {"low": "2 min", "high": "10 min", "alpha": 2, "beta": 5}},
    "pert": {"pert": {"low": "3 min", "mode": "4 min", "high": "7 min"}},
    "discrete": {"discrete": {"values": ["5 min", "2 min", "9 min"], "weights": [0.25, 0.7, 0.05]}},
    "discrete_equal": {"discrete": {"values": ["2 min", "5 min"]}},
    "empirical": {"empirical": {"values": ["3.1 min", "2.8 min", "4.4 min", "2.8 min"]}},
    "mixture": {
        "mixture": [
            {"weight": 0.9, "of": {"uniform": {"low": "3 min", "high": "4 min"}}},
            {"weight": 0.1, "of": {"exponential": {"mean": "20 min"}}},
        ]
    },
    "shifted": {"shifted": {"by": "2 min", "of": {"exponential": {"mean": "4 min"}}}},
    "shifted_back": {"shifted": {"by": "-90 s", "of": {"uniform": {"low": "2 min", "high": "4 min"}}}},
    "trace": {"trace": ["3 min", "2 min", "4 min"]},
}

ORACLES: dict[str, Any] = {
    "uniform": stats.uniform(14400, 14400),
    "triangular": stats.triang(0.25, 180, 240),
    "triangular_left": stats.triang(0, 180, 240),
    "triangular_right": stats.triang(1, 180, 240),
    "exponential": stats.expon(scale=360),
    "erlang": stats.erlang(3, scale=120),
    "gamma_mean_cv": stats.gamma(4, scale=225),
    "gamma_shape_scale": stats.gamma(0.7, scale=600),
    "weibull_shape_mean": stats.weibull_min(1.5, scale=144000 / math.gamma(5 / 3)),
    "weibull_shape_scale": stats.weibull_min(0.8, scale=144000),
    "lognormal_mean_cv": stats.lognorm(math.log(1 + 0.8**2) ** 0.5, scale=2700 / (1 + 0.8**2) ** 0.5),
    "lognormal_median_sigma": stats.lognorm(0.5, scale=2700),
    "normal": stats.truncnorm(-40 / 12, float("inf"), 40, 12),
    "normal_cv": stats.truncnorm(-40 / 12, float("inf"), 40, 12),
    "normal_cut_hard": stats.truncnorm(-0.5, float("inf"), 10, 20),
    "normal_cut_twice": stats.truncnorm(-5 / 12, 20 / 12, 40, 12),
    "normal_cut_above_mean": stats.truncnorm(1, float("inf"), 40, 12),
    "beta": stats.beta(2, 5, 120, 480),
    "pert": stats.beta(2, 4, 180, 240),
    "shifted": stats.expon(120, 240),
    "shifted_back": stats.uniform(30, 120),
}
"""The same laws as scipy.stats knows them, worked from their definitions."""


def law(written: Any) -> Law:
    """Return the law that a scenario writes so."""
    return Distribution.model_validate(written).law
