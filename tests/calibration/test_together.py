"""What several had a part in is told apart: people who take turns, jobs that share a batch, rounds that wait for other stops."""

from __future__ import annotations

import numpy as np
import pytest

from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.discovery.longest import time_of_one
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import observe
from shopfloor.scenario import loads
from shopfloor.simulation import simulate

PLANT = """
scenario: forge
clock: {start: 2026-01-05T00:00, horizon: 25 d}
seed: 7
products:
  bolt:
    orders: {every: {exponential: {mean: 150 min}}, quantity: 4}
    route: [heating, testing]
stations:
  heating:
    machines: 2
    processing: {normal: {mean: 100 min, sd: 10 min}}
    batch: {max: 6, same: product, time: longest}
    failures:
      burner: {time_to_failure: {exponential: {mean: 10 h}}, time_to_repair: 30 min}
    maintenance:
      descaling: {every: 15 h, clock: working, takes: 20 min, opportunistic: 0.8}
      soot: {every: {gamma: {mean: 20 h, cv: 0.4}}, clock: working, takes: 10 min}
  testing:
    machines: 3
    processing: {constant: 45 min}
    needs: {skill: testing}
people:
  old_hands: {count: 1, skills: {testing: 1.0}, shift: early}
  new_hands: {count: 2, skills: {testing: 0.6}, shift: late}
shifts:
  early: {days: mon-sun, from: "00:00", to: "14:00", breaks: [{at: "04:00", for: 1 h}], at_end: interrupt}
  late: {days: mon-sun, from: "09:00", to: "24:00", at_end: interrupt}
"""


@pytest.fixture(scope="module")
def forge() -> Draft:
    return drafted(observe(simulate(loads(PLANT, name="forge"), replications=1)), seed=0)


def test_work_that_one_began_and_another_finished_counts_for_both(forge: Draft) -> None:
    """Constant work stays constant, and the pace of the slower is exact, though pieces go from hand to hand."""
    assert forge.get(("stations", "testing", "processing")) == {"constant": "45 min"}
    assert forge.get(("people", "new_hands", "skills")) == {"testing": 0.6}


def test_a_batch_as_long_as_its_longest_tells_the_time_of_one(forge: Draft) -> None:
    """Larger batches take longer, so the longest counts, and what is said is the time of one job."""
    assert forge.get(("stations", "heating", "batch", "time")) == "longest"
    mean = forge.evidence["stations", "heating", "processing"].estimates["mean"]
    assert mean.low <= 6000 <= mean.high


def test_the_time_of_one_has_the_law_of_one() -> None:
    """Of 4,000 batches of one to six, mean and spread are right within four standard errors."""
    rng = np.random.default_rng(3)
    jobs = rng.integers(1, 7, 4000)
    longest = np.array([rng.normal(100, 10, of).max() for of in jobs])
    one = time_of_one(longest, jobs)
    assert one.mean() == pytest.approx(100, abs=4 * 10 / 4000**0.5)
    assert one.std() == pytest.approx(10, abs=4 * 10 / 8000**0.5)


def test_a_plan_is_opportunistic_only_where_other_stops_do_not_pass_it_by(forge: Draft) -> None:
    """Rounds at random times fall together with other stops, too; but most other stops pass them by."""
    plans = forge.get(("stations", "heating", "maintenance"))
    assert plans["descaling"]["opportunistic"] == pytest.approx(0.8, abs=0.05)
    assert "opportunistic" not in plans["soot"]
