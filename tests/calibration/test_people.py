"""Who works where and when is found, from recorded shifts and from the work alone."""

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.calibration.discovery.people import find_people
from shopfloor.calibration.discovery.shift_plans import DAY, WEEK, inferred_plan
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import observe

PLANT = """
scenario: two_crews
clock: {start: 2026-01-05T00:00, horizon: 2 week}
products: {part: {orders: {every: {exponential: {mean: 9 min}}}, route: [sawing, welding]}}
stations:
  sawing: {machines: 2, processing: {exponential: {mean: 6 min}}, needs: {skill: saw, during: [processing]}}
  welding:
    machines: 2
    processing: {exponential: {mean: 7 min}}
    needs: {skill: weld, during: [processing]}
    failures: {torch: {time_to_failure: {exponential: {mean: 6 h}}, time_to_repair: 20 min, repaired_by: mend}}
people:
  fitter: {count: 1, skills: {mend: 1.0}}
  late: {count: 2, skills: {weld: 1.0}, shift: night}
  early: {count: 2, skills: {saw: 1.0, weld: 1.0}, shift: morning}
shifts:
  morning: {days: mon-fri, from: "06:00", to: "14:00", breaks: [{at: "09:30", for: 30 min}]}
  night: {days: mon-sat, from: "21:00", to: "05:00"}
"""


def found(log) -> Draft:
    draft = Draft()
    find_people(observe(log), draft, 0)
    return draft


@pytest.fixture(scope="module")
def log():
    from shopfloor.scenario import loads

    return sf.simulate(loads(PLANT), replications=1, seed=3)


def test_recorded_shifts_are_found_to_the_minute(log):
    """Days, beginning, end and breaks, a night shift among them."""
    shifts = found(log).document["shifts"].values()
    said = {(shift["days"], shift["from"], shift["to"], str(shift.get("breaks"))) for shift in shifts}
    assert said == {
        ("mon-fri", "06:00", "14:00", "[{'at': '09:30', 'for': '30 min'}]"),
        ("mon-sat", "21:00", "05:00", "None"),
    }


def test_groups_are_those_of_the_plant(log):
    """So many people, each able to do what members of the group did; in their order, for of those who come on duty at the
    same time the first takes the oldest request."""
    people = found(log).document["people"]
    assert [(name, group["count"]) for name, group in people.items()] == [
        ("fitter", 1), ("late", 2), ("early", 2),
    ]  # fmt: skip
    assert set(people["early"]["skills"]) == {"sawing", "welding"}
    assert set(people["late"]["skills"]) == {"welding"}
    assert "shift" not in people["fitter"]


def test_a_station_needs_those_who_were_there(log):
    """Its skill is one that somebody has."""
    draft = found(log)
    skills = {skill for group in draft.document["people"].values() for skill in group["skills"]}
    for station in ("sawing", "welding"):
        assert draft.get(("stations", station, "needs"))["skill"] in skills


def starts(days, since, until, per_day, weeks, seed=0):
    """Random starts of work within a shift, in minutes from a Monday 00:00."""
    rng = np.random.default_rng(seed)
    length = (until - since) % DAY
    return np.sort(
        np.concatenate(
            [
                week * WEEK + day * DAY + since + rng.integers(0, length, per_day)
                for week in range(weeks)
                for day in days
            ]
        )
    )


@pytest.mark.parametrize(
    ("days", "since", "until", "told"),
    [
        (range(5), 360, 840, ("mon-fri", "06:00", "14:00")),
        (range(6), 1260, 300, ("mon-sat", "21:00", "05:00")),
        ((0, 2, 4), 435, 960, ("mon, wed, fri", "07:15", "16:00")),
        (range(7), 480, 1200, ("mon-sun", "08:00", "20:00")),
    ],
)
def test_a_shift_is_read_off_the_work_to_the_quarter_of_an_hour(days, since, until, told):
    """Also when nobody recorded it, and when it goes past midnight."""
    plan = inferred_plan(starts(days, since, until, 60, 3), 0, 3 * WEEK)
    assert plan is not None
    said = plan.document()
    assert (said["days"], said["from"], said["to"]) == told
    assert not plan.breaks


def test_a_break_is_a_time_in_which_nothing_begins():
    """But a quiet while that chance may leave is none."""
    work = starts(range(5), 360, 840, 120, 4)
    rest = (work % DAY >= 570) & (work % DAY < 600)
    plan = inferred_plan(work[~rest], 0, 4 * WEEK)
    assert plan is not None
    assert plan.breaks == ((570, 30),)


def test_overtime_now_and_then_is_no_shift():
    """One start in two hundred outside the plan leaves the plan as it is, and is told."""
    work = starts(range(5), 360, 840, 200, 2)
    stray = np.array([6 * DAY + 700, WEEK + 5 * DAY + 100, 1200, DAY + 1230])
    plan = inferred_plan(np.sort(np.r_[work, stray]), 0, 2 * WEEK)
    assert plan is not None
    assert (plan.days, plan.since, plan.until) == (tuple(range(5)), 360, 840)
    assert 0 < plan.stray < 0.01


@pytest.mark.parametrize("per_day", [200, 20])
def test_work_around_the_clock_has_no_shift(per_day):
    """Without a rest there is nothing to say."""
    assert inferred_plan(starts(range(7), 0, DAY - 1, per_day, 2), 0, 2 * WEEK) is None


def test_few_starts_of_work_tell_no_shift():
    """Gaps between a dozen jobs are chance."""
    assert inferred_plan(starts(range(5), 360, 840, 2, 1), 0, WEEK) is None


def test_a_weekday_that_the_log_does_not_cover_is_like_the_others():
    """Monday to Thursday are seen: Friday is said, and said to be assumed; a weekend is not."""
    plan = inferred_plan(starts(range(4), 360, 840, 60, 1), 0, 4 * DAY)
    assert plan is not None
    assert plan.document()["days"] == "mon-fri"
    assert plan.assumed == (4,)


def test_a_weekday_that_is_covered_and_idle_is_free():
    """Friday was looked at, and nobody worked."""
    plan = inferred_plan(starts(range(4), 360, 840, 60, 2), 0, 2 * WEEK)
    assert plan is not None
    assert plan.document()["days"] == "mon-thu"
    assert not plan.assumed


def test_a_shift_is_seen_though_some_work_begins_at_any_hour() -> None:
    draw = np.random.default_rng(2)
    day = draw.integers(0, 60, 1200) * DAY
    begun = day + np.where(
        draw.random(1200) < 0.94, draw.integers(420, 960, 1200), draw.integers(0, DAY, 1200)
    )
    plan = inferred_plan(np.sort(begun), 0, 60 * DAY)
    assert plan is not None
    assert (plan.since, plan.until) == (420, 960)


def test_few_starts_at_any_hour_are_no_shift() -> None:
    draw = np.random.default_rng(5)
    begun = np.sort(draw.integers(0, 60 * DAY, 60))
    assert inferred_plan(begun, 0, 60 * DAY, clearly=True) is None
