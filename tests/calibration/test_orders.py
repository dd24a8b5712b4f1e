"""Are the orders of a scenario found again in its log?"""

from functools import cache

import pytest

from shopfloor.calibration.discovery.clock import find_clock
from shopfloor.calibration.discovery.orders import find_orders
from shopfloor.calibration.discovery.people import find_people
from shopfloor.calibration.discovery.rework import find_rework
from shopfloor.calibration.discovery.routes import find_routes
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import observe
from shopfloor.scenario import loads
from shopfloor.simulation import simulate

PLANT = """
scenario: plant
clock: {{start: 2026-01-05T00:00, horizon: {horizon}}}
products:
  part: {{orders: {orders}, route: [first, second]{more}}}
stations:
  first: {{machines: 3, processing: {{gamma: {{mean: 4 min, cv: 0.5}}}}}}
  second: {{machines: 3, processing: 5 min}}
"""


@cache
def found(text, replications=5):
    observed = observe(simulate(loads(text), replications=replications))
    draft = Draft()
    for find in (find_clock, find_people, find_routes, find_rework, find_orders):
        find(observed, draft, 0)
    return draft


def orders(text, horizon="14 d", more="", replications=5):
    """The orders found in a log of the plant with such orders."""
    draft = found(PLANT.format(orders=text, horizon=horizon, more=more), replications)
    return draft.get(("products", "part", "orders")), draft


def test_times_between_orders_have_the_mean_of_the_plant():
    """The interval holds the truth, and jobs that come together are one order."""
    text, draft = orders(
        "{every: {exponential: {mean: 20 min}}, quantity: 3, due_in: {uniform: {low: 1 h, high: 2 h}}}"
    )
    mean = draft.evidence["products", "part", "orders", "every"].estimates["mean"]
    assert mean.low < 1200 < mean.high
    assert mean.high - mean.low < 120
    assert text["quantity"] == 3
    due = draft.evidence["products", "part", "orders", "due_in"].estimates["mean"]
    assert due.low < 5400 < due.high
    assert "rate" not in text
    assert "shift" not in text


def test_orders_by_the_hour_are_found_as_the_plan_says_them():
    """Two rates on weekdays, nothing at the weekend, and the days told apart no further."""
    plan = '{rate: [{days: mon-fri, from: "06:00", to: "14:00", per_hour: 4}, {days: mon-fri, from: "14:00", to: "20:00", per_hour: 1}]}'
    text, draft = orders(plan)
    hours = [(entry["days"], entry["from"], entry["to"]) for entry in text["rate"]]
    assert hours == [("mon-fri", "06:00", "14:00"), ("mon-fri", "14:00", "20:00")]
    rates = draft.evidence["products", "part", "orders", "rate"].estimates.values()
    assert [of.low < truth < of.high for of, truth in zip(rates, (4, 1), strict=True)] == [True, True]


@pytest.mark.parametrize(
    "every", ["{exponential: {mean: 20 min}}", "{gamma: {mean: 20 min, cv: 0.4}}", "20 min"]
)
def test_an_even_week_has_no_hours(every):
    """Neither chance nor a steady beat looks like a plan of the week."""
    text, _ = orders(f"{{every: {every}}}")
    assert set(text) == {"every"}


def test_steady_orders_within_a_shift_count_its_time_only():
    """Every half hour, but not at night: the time between two orders is that on the shift."""
    text = """
scenario: plant
clock: {start: 2026-01-05T00:00, horizon: 14 d}
products:
  part: {orders: {every: {gamma: {mean: 30 min, cv: 0.4}}, shift: day}, route: [first]}
stations:
  first: {processing: 4 min}
shifts:
  day: {days: mon-fri, from: "06:00", to: "14:00"}
"""
    draft = found(text)
    shift = draft.get(("products", "part", "orders", "shift"))
    hours = draft.get(("shifts", shift))
    assert (hours["days"], hours["from"], hours["to"]) == ("mon-fri", "06:00", "14:00")
    mean = draft.evidence["products", "part", "orders", "every"].estimates["mean"]
    assert mean.low < 1800 < mean.high


def test_constant_work_in_process_is_no_rate():
    """Who leaves is followed by the next."""
    assert orders("{wip: 7}", horizon="2 d")[0] == {"wip": 7}


def test_a_supply_without_end_is_no_rate():
    """Whenever a machine of the first station is free, there is a job."""
    assert orders("{supply: unlimited}", horizon="2 d")[0] == {"supply": "unlimited"}


def test_orders_that_wait_for_room_tell_the_limit():
    """With a limit of six in the plant, orders of more than it can take leave the backlog one by one."""
    text, draft = orders("{every: {exponential: {mean: 100 s}}, release: {wip_below: 6}}", horizon="2 d")
    assert text["release"] == {"wip_below": 6}
    mean = draft.evidence["products", "part", "orders", "every"].estimates["mean"]
    assert mean.low < 100 < mean.high  # of the orders, not of their releases


def test_orders_let_in_ahead_of_their_due_date():
    """Four hours before it is due, an order becomes a job."""
    text, _ = orders(
        "{every: {exponential: {mean: 20 min}}, due_in: {uniform: {low: 6 h, high: 9 h}}, release: {before_due: 4 h}}"
    )
    assert text["release"] == {"before_due": "4 h"}


def test_lost_orders_and_jobs_at_the_beginning():
    """What stands in the plant when the log begins is no order."""
    _, draft = orders("{every: {exponential: {mean: 20 min}}}", more=", initial: {first: 4, second: 3}")
    assert draft.get(("products", "part", "initial")) == {"first": 4, "second": 3}


def test_too_few_orders_are_left_out_with_a_reason():
    """Three orders are nobody's rate."""
    _, draft = orders("{every: 1 d}", horizon="3 d", replications=1)
    assert draft.get(("products", "part", "orders")) is None
    assert [path for path in draft.left_out if path[:2] == ("products", "part")]


def test_a_first_delivery_that_is_larger_stands_there_at_the_beginning():
    """What comes daily by the clock stays constant, and the surplus of the first day is not lost."""
    text, draft = orders("{at: [1 h, 1 h, 25 h, 49 h, 73 h, 97 h, 121 h, 145 h], quantity: 8}", horizon="7 d")
    assert (text["every"], text["first_at"], text["quantity"]) == ({"constant": "1 d"}, "1 h", 8)
    assert draft.get(("products", "part", "initial")) == {"first": 8}
