"""How fast does a person work? Practice and fatigue against their formulas."""

from math import exp, log2
from typing import Any

import pytest

from shopfloor.scenario.model import Group
from shopfloor.simulation.pace import Pace
from shopfloor.units import to_ticks
from tests.simulation.plants import entries, small


def pace(**spec: Any) -> Pace:
    return Pace(Group.model_validate({"count": 1, "skills": {"work": 1.0, "other": 0.5}} | spec))


def multiples(learner: Pace, repetitions: int, skill: str = "work") -> list[float]:
    """What the nominal time is multiplied by, repetition for repetition."""
    found = []
    for _ in range(repetitions):
        found.append(1 / learner.at(skill, 0))
        learner.begin(0)
        learner.end(0, skill)
    return found


def test_each_doubling_of_repetitions_multiplies_the_time_by_the_rate() -> None:
    """Wright: the n-th repetition takes n ** log2(rate) of the first."""
    times = multiples(pace(learning={"rate": 0.8}), 9)
    assert times == pytest.approx([n ** log2(0.8) for n in range(1, 10)])
    assert [times[0], times[1], times[3], times[7]] == pytest.approx([1, 0.8, 0.64, 0.512])


def test_experience_counts_as_repetitions_before_the_run() -> None:
    """With three behind one, the first is the fourth."""
    assert multiples(pace(learning={"rate": 0.8, "experience": 3}), 1) == pytest.approx([0.64])


def test_practice_leads_down_to_the_floor() -> None:
    """And not below it."""
    assert multiples(pace(learning={"rate": 0.5, "floor": 0.3}), 100)[-1] == pytest.approx(0.3)


def test_practice_is_of_a_skill() -> None:
    """What was learned in one is nothing in another, whose proficiency counts as before."""
    learner = pace(learning={"rate": 0.8})
    multiples(learner, 7)
    assert 1 / learner.at("other", 0) == pytest.approx(2.0)


def test_what_is_interrupted_is_no_repetition() -> None:
    """Only what was finished counts."""
    learner = pace(learning={"rate": 0.8})
    learner.begin(0)
    learner.end(5, None)
    assert learner.repetitions == {"work": 0, "other": 0}


def tiring(tires_in: str = "60 min", recovers_in: str = "30 min") -> Pace:
    return pace(fatigue={"tires_in": tires_in, "recovers_in": recovers_in, "slows_by": 0.4})


def minutes(count: float) -> int:
    return to_ticks(count * 60)


def test_work_tires_and_rest_restores_exponentially() -> None:
    """Two hours of work, one of rest, half an hour of work: F = 1 - (1 - F) exp(-t / T), then F exp(-t / R)."""
    worker = tiring()
    worker.begin(0)
    tired = 1 - exp(-120 / 60)
    assert worker.fatigue(minutes(120)) == pytest.approx(tired)
    worker.end(minutes(120), "work")
    rested = tired * exp(-60 / 30)
    assert worker.fatigue(minutes(180)) == pytest.approx(rested)
    worker.begin(minutes(180))
    assert worker.fatigue(minutes(210)) == pytest.approx(1 - (1 - rested) * exp(-30 / 60))


def test_the_tired_take_longer_by_their_fatigue() -> None:
    """slows_by at most, and in proportion."""
    worker = tiring(tires_in="1 min")
    assert worker.at("work", 0) == 1.0
    worker.begin(0)
    worker.end(minutes(1000), "work")
    assert 1 / worker.at("work", minutes(1000)) == pytest.approx(1.4)
    assert 1 / worker.at("other", minutes(1000)) == pytest.approx(2.8)


def test_how_work_is_cut_does_not_matter_to_fatigue() -> None:
    """Ten pieces without a pause tire like one of the same length."""
    whole, pieces = tiring(), tiring()
    whole.begin(0)
    for piece in range(10):
        pieces.begin(minutes(6 * piece))
        pieces.end(minutes(6 * piece + 6), "work")
    assert pieces.fatigue(minutes(60)) == pytest.approx(whole.fatigue(minutes(60)))


def test_practice_and_fatigue_multiply() -> None:
    """Both at once, with the proficiency."""
    worker = pace(
        learning={"rate": 0.8, "experience": 1},
        fatigue={"tires_in": "1 min", "recovers_in": "1 h", "slows_by": 0.5},
    )
    worker.begin(0)
    worker.end(minutes(1000), None)
    assert 1 / worker.at("other", minutes(1000)) == pytest.approx(0.8 * 2 * 1.5)


def test_those_who_neither_learn_nor_tire_have_one_pace() -> None:
    """And nothing is measured of them."""
    assert pace().is_constant
    assert pace().fatigue(5) is None


def test_the_log_shows_the_learning_curve() -> None:
    """Planned times of a learner who does one thing after another, to the microsecond."""
    scenario = small(
        products={"part": {"orders": {"wip": 1}, "route": ["bench"]}},
        stations={"bench": {"processing": "10 min", "needs": {"skill": "work"}}},
        people={"crew": {"count": 1, "skills": {"work": 0.5}, "learning": {"rate": 0.9, "floor": 0.5}}},
    )
    planned = [row.value for row in entries(scenario, "work_started")]
    assert planned == pytest.approx(
        [1200 * max(n ** log2(0.9), 0.5) for n in range(1, len(planned) + 1)], abs=1e-6
    )
    assert len(planned) > 10


def test_two_people_learn_apart() -> None:
    """Repetitions are a person's own: two who share the work are half as practised each."""
    scenario = small(
        products={"part": {"orders": {"wip": 2}, "route": ["bench"]}},
        stations={"bench": {"machines": 2, "processing": "10 min", "needs": {"skill": "work"}}},
        people={"crew": {"count": 2, "skills": {"work": 1.0}, "learning": {"rate": 0.9}}},
    )
    rows = entries(scenario, "work_started")
    for person in ("crew.1", "crew.2"):
        own = [row.value for row in rows if row.person == person]
        assert own == pytest.approx([600 * n ** log2(0.9) for n in range(1, len(own) + 1)], abs=1e-6)
