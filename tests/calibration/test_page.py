"""What the page shows is what is so."""

import numpy as np
import pytest

from shopfloor.calibration.fitting import Sample
from shopfloor.calibration.page.charts import survival
from shopfloor.calibration.page.page import heading
from shopfloor.distributions import Distribution


@pytest.mark.parametrize("share_open", [0.0, 0.4])
def test_what_a_law_made_lies_on_its_curve(share_open):
    """The areas under both lines are the same to a part in twenty (standard error: 0.016 to 0.02), censored or not."""
    rng = np.random.default_rng(5)
    lasts, watched = rng.exponential(100, 4000), rng.exponential(150 if share_open else 1e9, 4000)
    ended = lasts <= watched
    chart = survival(
        Sample(lasts[ended], watched[~ended]),
        Distribution.model_validate({"exponential": {"mean": "100 s"}}).law,
    )
    assert chart is not None
    areas = [np.trapezoid(*np.array(chart[of]).T[::-1]) for of in ("points", "curve")]
    assert areas[0] == pytest.approx(areas[1], rel=0.05)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            ("stations", "assembly", "failures", "screwdriver", "time_to_failure"),
            "assembly: time to failure of screwdriver",
        ),
        (("products", "part", "route", "1", "processing"), "part: processing of step 2"),
        (("stations", "saw", "processing"), "saw: time of work"),
        (("products", "part", "orders", "every"), "part: time between orders"),
    ],
)
def test_a_heading_says_whose_it_is(path, words):
    """And counts steps from one."""
    assert heading(path) == words
