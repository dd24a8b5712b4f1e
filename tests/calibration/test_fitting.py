"""Do durations get the law that they came from?"""

import numpy as np
import pytest

from shopfloor.calibration.fitting import Sample, fit
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
