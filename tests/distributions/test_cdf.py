"""Are mean, cdf and support those of the textbook?"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import gamma

from tests.distributions.cases import CASES, ORACLES, law

EQUAL = [
    ({"gamma": {"mean": "15 min", "cv": 0.5}}, {"gamma": {"shape": 4, "scale": "225 s"}}),
    ({"erlang": {"mean": "6 min", "shape": 4}}, {"gamma": {"mean": "6 min", "cv": 0.5}}),
    ({"exponential": {"mean": "6 min"}}, {"gamma": {"mean": "6 min", "cv": 1}}),
    ({"exponential": {"mean": "6 min"}}, {"weibull": {"mean": "6 min", "cv": 1}}),
    ({"weibull": {"shape": 2, "mean": "1 h"}}, {"weibull": {"mean": "1 h", "cv": (4 / math.pi - 1) ** 0.5}}),
    ({"weibull": {"shape": 1, "mean": "1 h"}}, {"weibull": {"shape": 1, "scale": "1 h"}}),
    (
        {"lognormal": {"mean": "1 h", "cv": (math.e - 1) ** 0.5}},
        {"lognormal": {"median": f"{3600 / math.e**0.5} s", "sigma": 1}},
    ),
    ({"normal": {"mean": "40 s", "sd": "12 s"}}, {"normal": {"mean": "40 s", "cv": 0.3}}),
    (
        {"pert": {"low": "3 min", "mode": "4 min", "high": "7 min"}},
        {"beta": {"low": "3 min", "high": "7 min", "alpha": 2, "beta": 4}},
    ),
    (
        {"discrete": {"values": ["2 s", "5 s"]}},
        {"discrete": {"values": ["5 s", "2 s"], "weights": [0.5, 0.5]}},
    ),
    ({"empirical": {"values": ["2 s", "5 s", "2 s"]}}, {"trace": ["5 s", "2 s", "2 s"]}),
    ({"constant": "3 min"}, {"discrete": {"values": ["3 min"]}}),
    ({"constant": "3 min"}, {"shifted": {"by": "1 min", "of": "2 min"}}),
    (
        {"mixture": [{"weight": 0.3, "of": "2 s"}, {"weight": 0.7, "of": "5 s"}]},
        {"discrete": {"values": ["2 s", "5 s"], "weights": [0.3, 0.7]}},
    ),
]


@pytest.mark.parametrize("name", ORACLES)
def test_cdf_is_that_of_scipy(name):
    """At 200 places, beyond both ends too, the cdf is scipy's to twelve digits."""
    ours, theirs = law(CASES[name]), ORACLES[name]
    inside = theirs.ppf(np.linspace(0.0005, 0.9995, 196))
    x = np.concatenate([[-1.0, 0.0], inside, [theirs.ppf(0.9999) * 10, 1e12]])
    np.testing.assert_allclose(ours.cdf(x), theirs.cdf(x), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ORACLES)
def test_mean_and_support_are_those_of_scipy(name):
    """Mean, shortest and longest time are scipy's."""
    ours, theirs = law(CASES[name]), ORACLES[name]
    np.testing.assert_allclose(ours.mean(), theirs.mean(), rtol=1e-10)
    np.testing.assert_allclose(ours.support(), theirs.support(), rtol=1e-15)


@pytest.mark.parametrize("name", CASES)
def test_cdf_climbs_from_0_to_1_over_the_support(name):
    """Below the shortest time the probability is 0, at the longest it is 1, and in between it never falls."""
    ours = law(CASES[name])
    low, high = ours.support()
    assert ours.cdf(np.nextafter(low, -np.inf)) == 0
    assert ours.cdf(high) == 1
    assert (np.diff(ours.cdf(np.linspace(0, 10 * ours.mean(), 1000))) >= 0).all()


@pytest.mark.parametrize("name", CASES)
def test_cdf_has_the_shape_of_what_was_asked(name):
    """A number gives a number, a list a list, a matrix a matrix."""
    ours = law(CASES[name])
    assert ours.cdf(60.0).shape == ()
    assert ours.cdf([60.0, 120.0]).shape == (2,)
    assert ours.cdf(np.full((2, 3), 60.0)).shape == (2, 3)


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_one_law_said_in_two_ways_is_one_law(one, other):
    """Mean and cdf do not depend on which parameters were given."""
    one, other = law(one), law(other)
    x = np.linspace(0, 4 * one.mean(), 101)
    assert one.mean() == pytest.approx(other.mean(), rel=1e-9)
    np.testing.assert_allclose(one.cdf(x), other.cdf(x), atol=1e-8)


def test_discrete_mean_and_steps_by_hand():
    """0.25 × 5 + 0.7 × 2 + 0.05 × 9 min = 3.1 min; the cdf jumps at the values and not before."""
    discrete = law(CASES["discrete"])
    assert discrete.mean() == pytest.approx(186)
    np.testing.assert_allclose(discrete.cdf([119.999, 120, 300, 539.999, 540]), [0, 0.7, 0.95, 0.95, 1])


def test_mixture_mean_and_cdf_by_hand():
    """0.9 × 3.5 + 0.1 × 20 min = 5.15 min; at 3.5 min, 0.9 × ½ + 0.1 × (1 - e^(-3.5/20))."""
    mixture = law(CASES["mixture"])
    assert mixture.mean() == pytest.approx(309)
    assert mixture.cdf(210) == pytest.approx(0.45 + 0.1 * (1 - np.exp(-3.5 / 20)))
    assert mixture.support() == (0, np.inf)


@pytest.mark.parametrize("cv", [0.001, 0.01, 0.1, 0.5, 0.999, 1, 1.001, 2, 10, 100])
def test_weibull_shape_of_a_cv_is_the_root(cv):
    """The shape has the cv that was asked for, and is the root that scipy's brentq finds."""
    shape, scale_s = law({"weibull": {"mean": "1 h", "cv": cv}}).native
    second = gamma(1 + 2 / shape) * scale_s**2
    assert scale_s * gamma(1 + 1 / shape) == pytest.approx(3600)
    assert second / 3600**2 - 1 == pytest.approx(cv**2, rel=1e-6)
    root = brentq(lambda k: gamma(1 + 2 / k) / gamma(1 + 1 / k) ** 2 - 1 - cv**2, 0.05, 5000, xtol=1e-12)
    assert shape == pytest.approx(root, rel=1e-6)
