"""Do the draws follow the law that was asked for?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.streams import generator
from tests.distributions.cases import CASES, law

FIXED = settings(derandomize=True, deadline=None)
N = 100_000
STRETCHED = {
    "constant": lambda times: {"constant": f"{3 * times} min"},
    "uniform": lambda times: {"uniform": {"low": f"{4 * times} h", "high": f"{8 * times} h"}},
    "exponential": lambda times: {"exponential": {"mean": f"{6 * times} min"}},
    "erlang": lambda times: {"erlang": {"mean": f"{6 * times} min", "shape": 3}},
    "gamma": lambda times: {"gamma": {"mean": f"{15 * times} min", "cv": 0.5}},
    "weibull": lambda times: {"weibull": {"mean": f"{40 * times} h", "cv": 0.7}},
    "lognormal": lambda times: {"lognormal": {"mean": f"{45 * times} min", "cv": 0.8}},
    "normal": lambda times: {"normal": {"mean": f"{40 * times} s", "cv": 0.3}},
    "pert": lambda times: {"pert": {"low": "0 s", "mode": f"{4 * times} s", "high": f"{7 * times} s"}},
}


def draws(name, n=N, seed=42):
    return law(CASES[name]).sample(generator(seed, 0, name, 0), 0, n)


@pytest.mark.parametrize("name", CASES)
def test_sample_mean_is_the_mean(name):
    """The mean of 100,000 draws lies within 4 standard errors, which a fault of 2 % would exceed."""
    sample, mean = draws(name), law(CASES[name]).mean()
    standard_error = sample.std() / N**0.5
    assert 4 * standard_error < 0.02 * mean
    assert (
        abs(sample.mean() - mean) <= 4 * standard_error + 1e-5 * mean
    )  # a trace ends in the middle of a turn


@pytest.mark.parametrize("name", CASES)
def test_sample_distance_is_that_of_chance(name):
    """The gap between draws and cdf is smaller than what chance exceeds once in 10,000 (Kolmogorov)."""
    sample = draws(name)
    values, counts = np.unique(sample, return_counts=True)
    after = np.cumsum(counts) / N
    cdf = law(CASES[name]).cdf
    at, below = cdf(values), cdf(np.nextafter(values, 0))
    gap = max(np.abs(after - at).max(), np.abs(after - counts / N - below).max())
    assert gap < 2.23 / N**0.5


@pytest.mark.parametrize("name", CASES)
def test_rows_are_samples_of_their_generators(name):
    """Many blocks at once are, to the last bit, the samples that each generator gives by itself."""
    one, out = law(CASES[name]), np.empty((3, 128))
    one.sample_rows((generator(42, 0, name, block) for block in (5, 6, 7)), 640, out)
    for row, block in zip(out, (5, 6, 7), strict=True):
        assert row.tolist() == one.sample(generator(42, 0, name, block), 128 * block, 128).tolist()


@pytest.mark.parametrize("name", CASES)
def test_draws_lie_within_the_support(name):
    """No draw is shorter or longer than the law says is possible, and none is below zero."""
    low, high = law(CASES[name]).support()
    sample = draws(name)
    assert sample.dtype == np.float64
    assert 0 <= low <= sample.min() <= sample.max() <= high * (1 + 1e-15)


@pytest.mark.parametrize("name", CASES)
def test_draws_are_a_function_of_the_generator(name):
    """The same place of the same stream gives the same draws, another seed gives others."""
    assert np.array_equal(draws(name, 128), draws(name, 128))
    varies = name not in ("constant", "trace")
    assert np.array_equal(draws(name, 128), draws(name, 128, seed=43)) != varies


@pytest.mark.parametrize("family", STRETCHED)
def test_another_mean_stretches_the_same_draws(family):
    """Common random numbers: twice the mean is twice every draw."""
    once = law(STRETCHED[family](1)).sample(generator(1, 0, family, 0), 0, 128)
    twice = law(STRETCHED[family](2)).sample(generator(1, 0, family, 0), 0, 128)
    assert np.array_equal(twice, 2 * once)


def test_trace_gives_its_list_in_order_and_starts_again():
    """Draw k of a trace is value k modulo its length."""
    trace = law({"trace": ["3 s", "2 s", "4 s"]})
    assert trace.sample(generator(1, 0, "any", 0), 0, 7).tolist() == [3, 2, 4, 3, 2, 4, 3]
    assert trace.sample(generator(1, 0, "any", 1), 128, 3).tolist() == [4, 3, 2]


def test_mixture_changes_only_where_a_changed_law_is_drawn():
    """Another shape of one law of a mixture leaves the draws of the other as they were."""
    other = {"uniform": {"low": "1 s", "high": "2 s"}}
    draws = [
        law({"mixture": [{"weight": 0.5, "of": one}, {"weight": 0.5, "of": other}]}).sample(
            generator(1, 0, "mixture", 0), 0, 128
        )
        for one in ({"gamma": {"shape": shape, "scale": "1000 h"}} for shape in (9, 20))
    ]
    of_the_other = draws[0] <= 2
    assert 40 < of_the_other.sum() < 90
    assert np.array_equal(draws[0][of_the_other], draws[1][of_the_other])
    assert not (draws[0] == draws[1])[~of_the_other].any()


class Ends:
    """A generator of the least and the greatest uniform draw that there are."""

    def random(self, n):
        return np.resize([0.0, 1 - 2.0**-53], n)


@pytest.mark.parametrize("weights", [[0.0, 1.0, 0.0], [0.0, 1 - 1e-10, 0.0]])
def test_a_weight_of_zero_is_never_drawn(weights):
    """Neither an end of the unit interval nor the last digits of a sum draw a value without weight."""
    never = law({"discrete": {"values": ["1 s", "2 s", "3 s"], "weights": weights}})
    assert never.support() == (2, 2)
    assert never.sample(Ends(), 0, 2).tolist() == [2, 2]


def test_the_ends_of_the_unit_interval_are_ends_of_the_law():
    """The least and the greatest uniform draw give a first and a last value, no error and no infinity."""
    assert law(CASES["empirical"]).sample(Ends(), 0, 2).tolist() == [186, 168]
    far_from_zero = law({"normal": {"mean": "40 s", "sd": "1 s"}})
    assert far_from_zero.sample(Ends(), 0, 2) == pytest.approx([40 - 8.2, 40 + 8.2], abs=0.1)
    assert law(CASES["normal_cut_twice"]).sample(Ends(), 0, 2) == pytest.approx([35, 60])


@FIXED
@given(
    shape=st.floats(0.01, 100),
    mean=st.floats(1e-3, 1e9),
    seed=st.integers(0, 2**63 - 1),
)
def test_weibull_draws_are_numbers_for_every_shape(shape, mean, seed):
    """Even the heaviest tail draws a number and not a nan."""
    weibull = law({"weibull": {"shape": shape, "mean": f"{mean} s"}})
    sample = weibull.sample(generator(seed, 0, "w", 0), 0, 128)
    assert np.isfinite(sample).all()
    assert (sample >= 0).all()


@FIXED
@given(
    mean=st.floats(0, 1e6),
    sd=st.floats(1e-3, 1e6),
    low=st.floats(-2, 2),
    width=st.floats(0.1, 20) | st.none(),
    seed=st.integers(0, 2**63 - 1),
)
def test_normal_is_drawn_within_its_bounds(mean, sd, low, width, seed):
    """A truncated normal draws between its bounds, and its mean lies there too (low and width are in sd)."""
    low_s = max(0.0, mean + low * sd)
    bounds = {"low": f"{low_s} s"} | ({} if width is None else {"high": f"{low_s + width * sd} s"})
    normal = law({"normal": {"mean": f"{mean} s", "sd": f"{sd} s", **bounds}})
    shortest, longest = normal.support()
    sample = normal.sample(generator(seed, 0, "n", 0), 0, 128)
    assert shortest <= sample.min() <= sample.max() <= longest
    assert shortest <= normal.mean() <= longest
