"""Does any sample give a law that a scenario can hold?"""

import math

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopfloor.calibration.fitting import Sample, fit
from shopfloor.distributions import Distribution

TIMES = st.one_of(
    st.floats(0, 1e12, allow_nan=False),
    st.floats(1e-7, 1e-3),
    st.integers(0, 12).map(lambda minutes: 60.0 * minutes),
    st.sampled_from([0.0, 1e-6, 180.0, 180.000001, 3600.0]),
)


@given(values=st.lists(TIMES, max_size=60), repeats=st.integers(1, 4), seed=st.integers(0, 9))
@example(values=[0.0] * 9, repeats=1, seed=0)
@example(values=[5.0], repeats=1, seed=0)
@example(values=[1e-6, 1e12], repeats=4, seed=0)
@settings(max_examples=30, deadline=None, derandomize=True)
def test_any_durations_give_a_law_that_loads_with_a_mean_among_them_or_none(values, repeats, seed):
    """Ties, zeros, single values, the shortest and the longest times: the law loads, and its mean lies in their range."""
    values_s = np.array(values * repeats)
    found = fit(Sample(values_s), seed=seed, name="a")
    if found is None:
        assert len(values_s) < 5
        return
    law = Distribution.model_validate(found.document).law
    assert math.isfinite(law.mean())
    assert values_s.min() - 1e-6 <= law.mean() <= values_s.max() + 1e-6
    assert law.support()[0] >= 0
    for estimate in found.evidence.estimates.values():
        assert not math.isnan(estimate.low + estimate.high)


@given(
    values=st.lists(st.floats(0, 1e6), min_size=1, max_size=40),
    open_=st.lists(st.floats(0, 1e7), min_size=1, max_size=40),
)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_any_durations_of_which_some_are_open_give_a_law_that_loads_or_none(values, open_):
    """However many are open, and however short, the law loads and has a mean, or there is none."""
    found = fit(Sample(np.array(values), np.array(open_)), seed=1, name="a")
    assert found is None or math.isfinite(found.law.mean())


@given(order=st.permutations(range(40)), unit=st.sampled_from([1.0, 60.0, 3600.0, 1000.0]))
@settings(max_examples=12, deadline=None, derandomize=True)
def test_the_family_depends_neither_on_the_order_nor_on_the_unit(order, unit):
    """The same durations, shuffled, and in another unit, get the same family and the same shape."""
    values_s = np.round(np.random.default_rng(3).gamma(2.0, 300.0, 40), 3)
    one = fit(Sample(values_s), seed=1, name="a")
    other = fit(Sample(values_s[list(order)] * unit), seed=1, name="a")
    assert list(one.document) == list(other.document)
    assert one.evidence.method == other.evidence.method
    assert math.isclose(other.law.mean(), one.law.mean() * unit, rel_tol=0.01)
