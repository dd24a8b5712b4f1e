"""Is what is wrong with a run found, told with what to do, and nothing else?"""

import json
import re

import pytest

import shopfloor as sf
from tests.analysis.conftest import queue

FULL_CIRCLE = """
products:
  left: {orders: {every: 10 min}, route: [a, b]}
  right: {orders: {every: 10 min}, route: [b, a]}
stations:
  a: {queue: {capacity: 0}, processing: 9 min}
  b: {queue: {capacity: 0}, processing: 9 min}
"""
NO_WHEELS = """
products:
  cart: {orders: {every: 1 h}, route: [{station: fit, assemble: {wheel: 2}}]}
  wheel: {orders: {at: [0 s, 0 s, 1 h]}, route: [turn]}
stations:
  turn: {processing: 9 min}
  fit: {processing: 9 min}
"""
NEVER_FULL = """
products:
  part: {orders: {at: [0 s, 0 s, 0 s, 0 s, 1 h, 2 h, 3 h]}, route: [oven]}
stations:
  oven: {processing: 9 min, batch: {max: 6, min: 4}}
"""
TAKEN = """
products:
  part: {orders: {every: 1 h}, route: [a]}
  long: {orders: {at: [0 s]}, route: [b]}
stations:
  a: {processing: 9 min, %s}
  b: {processing: 20 d, needs: {skill: craft}}
people:
  ann: {count: 1, skills: {craft: 1.0}}
"""
NOBODY_COMES = TAKEN % "needs: {skill: craft}"
NOBODY_REPAIRS = TAKEN % "failures: {jam: {time_to_failure: 2 h, time_to_repair: 10 min, repaired_by: craft}}"
NIGHT = """
products:
  part: {orders: {every: 30 min}, route: [a]}
stations:
  a: {processing: 9 min, needs: {skill: craft}}
people:
  ann: {count: 1, skills: {craft: 1.0}, shift: early}
shifts:
  early: {days: mon-sun, from: "06:00", to: "14:00"}
"""


def line(orders: str, places: str = "") -> str:
    """Two stations, the second of which is too slow for the orders."""
    return (
        f"products: {{part: {{orders: {orders}, route: [a, b]}}}}\n"
        f"stations: {{a: {{processing: {{exponential: {{mean: 8 min}}}}{places}}},"
        f" b: {{processing: {{exponential: {{mean: 12 min}}}}{places}}}}}\n"
    )


def only(log: sf.EventLog) -> sf.Finding:
    (finding,) = sf.findings(log)
    return finding


def test_a_deadlock_is_told_with_its_circle(log_of):
    """Since when, in how many replications, and nothing else of a plant that stands still."""
    found = only(log_of(FULL_CIRCLE))
    assert (found.kind, found.where, found.share) == ("deadlock", "station:a", 1.0)
    assert found.since_s == 540
    assert "a > b > a" in found.sentence
    assert "2026-01-05 06:09" in found.sentence


@pytest.mark.parametrize(
    ("body", "where", "since_s", "says"),
    [
        (NO_WHEELS, "station:fit", 3600, "fit.1 has waited .* for parts \\(wheel\\)"),
        (NEVER_FULL, "station:oven", 3600, "3 jobs have waited in front of oven .* full batch"),
        (NOBODY_COMES, "station:a", 3600, "a.1 has waited .* for somebody to run it"),
        (NOBODY_REPAIRS, "station:a", 46_980, "a.1 has waited .* for a repair"),
    ],
)
def test_what_starves_is_told_with_what_it_waits_for(log_of, body, where, since_s, says):
    """Parts, others for a batch, a person, a repair: from the moment on at which it began to wait."""
    found = only(log_of(body))
    assert (found.kind, found.where, found.since_s) == ("starvation", where, since_s)
    assert re.search(says, found.sentence)


def test_a_night_is_no_starvation(log_of):
    """Two thirds of a day, and still nobody was late; nor is the queue of the night a growing one."""
    assert {found.kind for found in sf.findings(log_of(NIGHT, horizon="1 d"))} <= {"short_run"}


@pytest.mark.parametrize(
    ("orders", "where", "says"),
    [
        ("{every: {exponential: {mean: 10 min}}}", "station:b", "the queue in front of b"),
        (
            "{every: {exponential: {mean: 10 min}}, release: {wip_below: 5}}",
            "product:part",
            "orders that wait for their release .* what holds it up is b",
        ),
    ],
)
def test_a_backlog_is_told_where_it_grows(log_of, orders, where, says):
    """In front of the slow station, or outside, with the station that holds everything up."""
    found = only(log_of(line(orders)))
    assert (found.kind, found.where) == ("growing_backlog", where)
    assert re.search(says, found.sentence)


def test_jobs_outside_are_a_backlog(log_of):
    """Where all queues are short, they pile up in front of the first, and the sentence names the slowest."""
    found = only(log_of(line("{every: {exponential: {mean: 10 min}}}", ", queue: {capacity: 3}")))
    assert (found.kind, found.where) == ("growing_backlog", "product:part")
    assert "what holds it up is b" in found.sentence


def test_more_parts_than_assemblies_take_are_a_backlog(log_of):
    """A stock without a limit is a queue like any other."""
    plenty = NO_WHEELS.replace("at: [0 s, 0 s, 1 h]", "every: 20 min")
    found = only(log_of(plenty))
    assert (found.kind, found.where) == ("growing_backlog", "product:wheel")


@pytest.mark.parametrize("orders", ["{supply: unlimited}", "{wip: 30}"])
def test_a_plant_that_takes_what_it_can_has_no_backlog(log_of, orders):
    """Unlimited supply behind full queues, or constant work in process: nothing can pile up."""
    kinds = {found.kind for found in sf.findings(log_of(line(orders, ", queue: {capacity: 30}")))}
    assert "growing_backlog" not in kinds


def test_a_warm_up_that_is_too_short_is_told_with_the_right_one(log_of):
    """The value can be put into the scenario, and then there is nothing more to say."""
    slow = (
        "products: {part: {orders: {every: 10 min}, route: [long, oven]}}\n"
        "stations: {long: {machines: 200, processing: {uniform: {low: 15 h, high: 20 h}}}, oven: {processing: 8 min}}\n"
    )
    found = only(log_of(slow, horizon="10 d", replications=4))
    assert found.kind == "short_warm_up"
    advised = found.sentence.rpartition("clock.warm_up to ")[2]
    assert 15 <= float(advised.removesuffix(" h")) <= 30
    assert sf.findings(log_of(slow, horizon="10 d", warm_up=advised, replications=4)) == []


def test_a_single_run_that_is_too_short_is_told(log_of):
    """An hour of a queue with a load of 0.97 says nothing of its mean."""
    kinds = {
        found.kind for found in sf.findings(log_of(queue("10 min", "9.7 min"), horizon="2 d", replications=1))
    }
    assert kinds == {"short_run"}


def test_findings_go_into_json(log_of):
    """As plain data, with the share of replications."""
    (found,) = json.loads(json.dumps([it.to_json() for it in sf.findings(log_of(FULL_CIRCLE))]))
    assert found["kind"] == "deadlock"
    assert (found["replications"], found["share"], found["since_s"]) == ([0, 1], 1.0, 540.0)
