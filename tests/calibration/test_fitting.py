"""Do durations get the law that they came from?"""

import numpy as np
import pytest

from shopfloor.calibration.fitting import Sample, fit
from shopfloor.calibration.fitting.families.exponential import Exponential
from shopfloor.calibration.fitting.middle import expected_distances
from shopfloor.distributions import Distribution

LAWS = {
    "exponential": {"exponential": {"mean": "6 min"}},
    "gamma": {"gamma": {"mean": "6 min", "cv": 0.4}},
    "weibull": {"weibull": {"shape": 3.2, "mean": "6 min"}},
    "lognormal": {"lognormal": {"mean": "6 min", "cv": 0.9}},
}


def drawn(document: object, n: int, seed: int = 1) -> np.ndarray:
    return Distribution.model_validate(document).law.sample(np.random.default_rng(seed), 0, n)


@pytest.mark.parametrize("name", LAWS)
def test_a_family_is_recognised_and_its_numbers_lie_within_their_intervals(name):
    """Of 2,000 durations the family is the one they were drawn from, and every interval holds the truth."""
    found = fit(Sample(drawn(LAWS[name], 2000)), seed=1, name="a")
    assert list(found.document) == [name]
    assert found.evidence.estimates["mean"].low <= 360 <= found.evidence.estimates["mean"].high
    for parameter in set(LAWS[name][name]) - {"mean"}:
        estimate = found.evidence.estimates[parameter]
        assert estimate.low <= LAWS[name][name][parameter] <= estimate.high


def test_what_never_varies_is_a_constant():
    assert fit(Sample(np.full(9, 180.0)), seed=1, name="a").document == {"constant": "3 min"}


def test_too_few_durations_give_no_law():
    assert fit(Sample(np.array([1.0, 2.0, 3.0, 4.0])), seed=1, name="a") is None


def test_a_few_open_durations_leave_the_choice_of_the_family_as_it_is():
    """A uniform law, cut off at the end of each of twenty replications, is still uniform, and its bounds are not biased."""
    gaps = drawn({"uniform": {"low": "4 h", "high": "6 h"}}, 400).reshape(20, 20)
    at = np.cumsum(gaps, axis=1)
    ended = at <= 48 * 3600
    open_s = 48 * 3600 - np.where(ended, at, 0).max(axis=1)
    found = fit(Sample(gaps[ended], open_s), seed=1, name="a")
    assert list(found.document) == ["uniform"]
    assert found.evidence.censored == 20
    assert found.evidence.estimates["low"].low <= 4 * 3600 <= found.evidence.estimates["low"].high
    assert found.evidence.estimates["high"].low <= 6 * 3600 <= found.evidence.estimates["high"].high


def test_the_middle_of_several_laws_is_nearest_to_what_the_truth_may_be():
    """Exponential laws are as far from each other as their means are: 1, 2 and 4; the last is the truth most often."""
    laws = [(Exponential(), np.log([[mean]])) for mean in (1.0, 2.0, 4.0)]
    y = np.sort(np.random.default_rng(1).exponential(2.0, 400))
    far = expected_distances(y, laws, np.array([0.3, 0.3, 0.4]))
    assert far == pytest.approx([1.5, 1.1, 1.5], rel=0.001)
