"""Can an attacker tell from a scenario who was in the log?"""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.fitting.empirical import empirical_document
from shopfloor.calibration.observed import Observed, observe
from shopfloor.calibration.privacy import halves as by_chance
from shopfloor.calibration.privacy import membership
from shopfloor.calibration.privacy.membership import Membership, advantage, scores

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


def test_listed_means_tell_little_of_what_they_are_means_of():
    """Times with two modes, listed: over 40 samples members stand out by less than 3 of 100; means of seven give 5."""
    beyond = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        first = rng.random(860) < 0.4
        values_s = np.where(first, rng.lognormal(5.5, 0.25, 860), rng.lognormal(6.4, 0.3, 860))
        inside, outside = values_s[::2], values_s[1::2]
        listed = np.array([float(of) for of in empirical_document(np.sort(inside), 5)["empirical"]["values"]])
        near = [-np.abs(np.log(listed[None] / of[:, None])).min(axis=1) for of in (inside, outside)]
        both = rng.permutation(np.concatenate(near))
        beyond.append(advantage(*near) - advantage(both[:430], both[430:]))
    assert np.mean(beyond) < 0.03


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


def test_halves_share_the_time_and_no_case(halves):
    """Each case is in one half, with all that is told of it; half of them in either."""
    whole = halves[0]
    one, other = by_chance(whole, 0)
    jobs = [set(of.jobs["job"].astype(str)) for of in (one, other)]
    assert not jobs[0] & jobs[1]
    assert jobs[0] | jobs[1] == set(whole.jobs["job"].astype(str))
    assert abs(len(jobs[0]) - len(jobs[1])) <= 1
    for half, mine in zip((one, other), jobs, strict=True):
        assert set(half.visits["job"].astype(str)) <= mine
        assert set(half.happenings["job"].dropna().astype(str)) <= mine
        assert half.stops.equals(whole.stops)
    assert len(one.visits) + len(other.visits) == len(whole.visits)


def test_a_plant_that_changes_gives_no_advantage():
    """In the second week all work takes twice as long: that tells the weeks apart, and nobody's part in the log."""
    text = PLANT.replace("horizon: 10 d", "horizon: 14 d")
    slow = text.replace("stations:\n", "stations:\n  # slow\n").replace("mean: 10 min", "mean: 25 min")
    weeks = [observe(sf.simulate(sf.scenario.loads(of), replications=1, seed=5)) for of in (text, slow)]
    assert membership(*weeks, drafted(weeks[0], 0), 0).low > 0.1
    visits = weeks[0].visits
    late = (visits["started_us"] > weeks[0].until_us // 2).to_numpy() & (
        visits["station"] == "saw"
    ).to_numpy()
    changed = replace(weeks[0], visits=visits.assign(worked_us=visits["worked_us"] * np.where(late, 3, 1)))
    members, others = by_chance(changed, 0)
    assert membership(members, others, drafted(members, 0), 0).p > 0.05


@pytest.mark.parametrize(
    ("low", "p", "tells"), [(0.05, 0.002, True), (-0.01, 0.002, False), (0.01, 0.04, False)]
)
def test_only_what_chance_does_not_explain_is_a_warning(low, p, tells):
    """Both the interval and the shuffles have to say so."""
    assert Membership(200, 200, 0.2, 0.05, low, 0.3, p).tells is tells
