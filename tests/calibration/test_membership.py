"""Can an attacker tell from a scenario who was in the log?"""

from __future__ import annotations

import copy

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import Observed, observe
from shopfloor.calibration.privacy import membership
from shopfloor.calibration.privacy.membership import advantage, scores

PLANT = """
scenario: shop
clock: {start: 2026-01-05T06:00, horizon: 10 d}
products:
  pump:
    orders: {every: {gamma: {mean: 40 min, cv: 0.7}}}
    route: [saw, {choice: [{share: 0.7, route: [mill]}, {share: 0.3, route: []}]}, test]
stations:
  saw: {processing: {gamma: {mean: 10 min, cv: 0.8}}}
  mill: {processing: {lognormal: {mean: 20 min, cv: 0.9}}}
  test: {processing: {gamma: {mean: 5 min, cv: 0.6}}}
"""


@pytest.fixture(scope="module")
def halves() -> tuple[Observed, Observed]:
    observed = observe(sf.simulate(sf.scenario.loads(PLANT), replications=1, seed=5))
    half = observed.until_us // 2
    return observed.within(0, half), observed.within(half, observed.until_us)


@pytest.fixture(scope="module")
def draft(halves: tuple[Observed, Observed]) -> Draft:
    return drafted(halves[0], 0)


def test_a_calibrated_scenario_tells_no_more_than_chance(halves, draft):
    """Four numbers of 180 cases remember none of them."""
    found = membership(*halves, draft, 0)
    assert found.low < 0 < found.high
    assert found.p > 0.05
    assert found.members > 100


def test_a_scenario_that_remembers_is_found_out(halves, draft):
    """Where a law lists what was observed, members are far more likely than others."""
    leaky = copy.deepcopy(draft)
    visits = halves[0].visits
    for station in ("saw", "mill"):
        values_s = visits["worked_us"][(visits["station"] == station).to_numpy()].to_numpy() / 1e6
        listed = {"empirical": {"values": [f"{value:.6f} s" for value in values_s]}}
        leaky.put(("stations", station, "processing"), listed)
    found = membership(*halves, leaky, 0)
    assert found.low > 0.1
    assert found.p < 0.01


def test_the_same_attack_gives_the_same_figures(halves, draft):
    assert membership(*halves, draft, 0) == membership(*halves, draft, 0)


def test_too_few_cases_tell_nothing(halves, draft):
    members, others = halves
    assert (
        membership(members, others.within(others.since_us, others.since_us + 3_600_000_000), draft, 0) is None
    )


def test_the_advantage_is_the_largest_difference_of_shares():
    """Of four members and four others, three and none are above 2."""
    inside, outside = np.array([1.0, 3.0, 4.0, 5.0]), np.array([0.0, 0.0, 1.0, 2.0])
    assert advantage(inside, outside) == pytest.approx(0.75)
    assert advantage(inside, inside) == 0.0
    assert advantage(outside, inside) == 0.0


def test_a_likely_case_scores_higher(halves, draft):
    """A way that the route knows, and works of usual lengths."""
    rare = copy.deepcopy(draft)
    rare.put(("products", "pump", "route"), ["test", "saw"])
    assert (scores(halves[0], rare) < scores(halves[0], draft)).all()
