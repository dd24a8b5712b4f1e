"""What stands beside a value can be read."""

import pytest

from shopfloor.calibration.evidence import Estimate
from shopfloor.calibration.writing.remarks import interval_text


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(600, 1e-12, 2784, "s"), "mean at most 46.4 min"),
        (Estimate(2, 0, 16.5), "mean at most 16.5"),
        (Estimate(600, 1, 2784, "s"), "mean 0.0167 to 46.4 min"),
        (Estimate(0, 0, 0.02, "share"), "mean 0 to 2 %"),
        (Estimate(0.5, -0.2, 0.8), "mean -0.200 to 0.800"),
    ],
)
def test_a_lower_bound_next_to_nothing_is_none(estimate, text):
    """Below a thousandth of the value; what may be negative, and a value of nothing, keep both bounds."""
    assert interval_text("mean", estimate) == text
