"""Do jobs go the same ways on both engines? Forks within forks, sent back over forks; ways that take time, and places that are
kept on them; orders that wait for their release."""

from pathlib import Path
from statistics import fmean

import pyarrow.parquet as pq
import pytest

from shopfloor.scenario import loads
from shopfloor.simulation.kernel.lowering import lower
from shopfloor.simulation.reference.plant import Plant
from tests.simulation.kernel.identity import assert_same_log

FORKS = """
scenario: forks
clock: {start: 2026-01-05T00:00, horizon: 20 h}
products:
  one:
    orders: {supply: unlimited}
    route:
      - choice:
          - {share: 0.3, route: [{station: a, processing: 1 min}, b]}
          - {share: 0.7, route: [{station: a, processing: 2 min}]}
      - choice:
          - share: 0.5
            route:
              - choice: [{share: 0.25, route: []}, {share: 0.75, route: [c, {alternatives: [b, d], by: random}]}]
          - {share: 0.5, route: [{alternatives: [c, d], by: least_loaded}]}
      - {alternatives: [b, c, d]}
      - d
  two:
    orders: {every: 4 min, due_in: 2 h}
    initial: {c: 2, d: 1}
    route:
      - {alternatives: [c, a], by: random}
      - choice: [{share: 0.6, route: [{alternatives: [b, d]}]}, {share: 0.4, route: [b]}]
      - {alternatives: [d, b], by: least_loaded}
stations:
  a: {processing: 90 s}
  b: {processing: 1 min, machines: 2, queue: {order: slack}}
  c: {processing: {exponential: {mean: 50 s}}, queue: {capacity: 2}, machines: 2}
  d: {processing: 25 s, machines: 3, queue: {order: critical_ratio}, quality: {rework: {share: 0.3, at: d, at_most: 3}}}
"""

SENT_BACK = """
scenario: sent_back
clock: {start: 2026-01-05T00:00, horizon: 10 h}
products:
  one:
    orders: {every: 3 min}
    route:
      - {alternatives: [a, b], by: random}
      - choice: [{share: 0.5, route: [c]}, {share: 0.5, route: [{alternatives: [a, b]}, c]}]
      - d
stations:
  a: {processing: 30 s}
  b: {processing: 30 s, machines: 2}
  c: {processing: 20 s, quality: {rework: {share: 0.4, at: c, at_most: 4}}}
  d: {processing: 1 min, quality: {scrap: 0.05, rework: {share: 0.4, at: c, at_most: 3}}}
"""

KEPT = """
scenario: kept
clock: {start: 2026-01-05T00:00, horizon: 10 h}
products:
  own: {orders: {supply: unlimited}, route: [b, {station: c, processing: 30 s}]}
  guest: {orders: {every: 5 min, quantity: 2}, route: [a, b, c, a]}
stations:
  a: {processing: 1 min, machines: 2, blocking: before_service}
  b: {processing: 2 min, machines: 2, queue: {capacity: 0}, failures: {jam: {clock: calendar, job: scrap, time_to_failure: {exponential: {mean: 20 min}}, time_to_repair: {constant: 4 min}}}}
  c: {processing: {exponential: {mean: 1 min}}, quality: {scrap: 0.2, rework: {share: 0.2, at: c, at_most: 2}}}
travel: {between: {a: {b: 3 min}, b: {c: 20 s, a: 4 min}, c: {b: 0 s}}, otherwise: 90 s}
"""

LOCKED = """
scenario: locked
clock: {start: 2026-01-05T00:00, horizon: 5 h}
products:
  one: {orders: {every: 90 s}, route: [{alternatives: [a, b]}, {choice: [{share: 0.5, route: [b, c]}, {share: 0.5, route: [c]}]}, a]}
  two: {orders: {every: 2 min, when_full: lose}, route: [b, {alternatives: [c, a], by: least_loaded}, b]}
stations:
  a: {processing: 30 s, queue: {capacity: 1}}
  b: {processing: 1 min, queue: {capacity: 1}, machines: 2}
  c: {processing: 1 min, queue: {capacity: 1}}
travel: {otherwise: 45 s}
"""

FLOOR = """
scenario: floor
clock: {start: 2026-01-05T00:00, horizon: 5 h}
products:
  one: {orders: {every: 2 min}, route: [a, {alternatives: [b, c]}, d, e]}
stations: {a: {processing: 30 s}, b: {processing: 1 min}, c: {processing: 1 min}, d: {processing: 10 s}, e: {processing: 10 s}}
travel: {between: {d: {e: 7 s}}, speed: 0.7 m/s}
floor:
  positions: {a: [0, 0], b: [3.3, 7], c: [10, 1.1], d: [20, 20], gate: [4, 4]}
  DISTANCES
"""

EITHER = """
scenario: either
clock: {start: 2026-01-05T00:00, horizon: 1 h}
products: {one: {orders: {every: 1 min}, route: [a, {alternatives: [b, c, d]}]}}
stations: {a: {processing: 1 s}, STATIONS}
"""

BACKLOG = """
scenario: backlog
clock: {start: 2026-01-05T00:00, horizon: 10 h}
products:
  early: {orders: {every: 4 min, quantity: 2, due_in: {uniform: {low: 10 min, high: 3 h}}, priority: 1,
          release: {wip_below: 2, order: edd}}, route: [a, b]}
  late: {orders: {every: 3 min, due_in: {constant: 1 h}, release: {wip_below: 6, of: plant}}, route: [b, a]}
  dated: {orders: {every: 7 min, due_in: {uniform: {low: 0 s, high: 2 h}}, release: {before_due: 30 min}}, route: [a]}
  loop: {orders: {wip: 2}, route: [{station: a, processing: 3 min}]}
stations: {a: {processing: 1 min, queue: {capacity: 2}, quality: {scrap: 0.1}}, b: {processing: 1 min}}
"""


def _kinds(folder: Path) -> list[str]:
    return pq.read_table(folder / "kernel.parquet", columns=["kind"]).column("kind").to_pylist()  # type: ignore[no-any-return]


@pytest.mark.parametrize("text", [FORKS, SENT_BACK], ids=["forks", "sent_back"])
def test_jobs_take_the_same_forks(text: str, tmp_path: Path) -> None:
    """At the beginning of a route and inside of others, again when they are sent back; equal loads go to the first."""
    assert assert_same_log(loads(text), tmp_path) > 5000
    assert "reworked" in _kinds(tmp_path)


def test_places_are_kept_on_the_way(tmp_path: Path) -> None:
    """Promised before or taken on leaving; a machine kept for somebody takes nothing else in."""
    assert assert_same_log(loads(KEPT), tmp_path) > 2000
    assert "moved" in _kinds(tmp_path)


def test_jobs_on_their_way_lock_up_with_the_others(tmp_path: Path) -> None:
    """Who is on the way to a full station comes to stay, and fills it."""
    assert_same_log(loads(LOCKED), tmp_path)
    assert "deadlocked" in _kinds(tmp_path)


@pytest.mark.parametrize("distances", ["distance: straight", "distance: rectilinear", "aisles: [[a, gate], [gate, b], [gate, c], [c, d]]"])  # fmt: skip
def test_ways_across_the_floor_take_the_same_time(distances: str, tmp_path: Path) -> None:
    """To the microsecond; what has no position needs none if its times are given."""
    assert assert_same_log(loads(FLOOR.replace("DISTANCES", distances)), tmp_path) > 2000


def test_orders_leave_the_backlog_alike(tmp_path: Path) -> None:
    """By the number of jobs in the plant or of the product, by priority, due date and age, or so long before they are due."""
    assert assert_same_log(loads(BACKLOG), tmp_path) > 2000
    assert "job_ordered" in _kinds(tmp_path)


def test_expected_work_is_the_same_on_every_python() -> None:
    """Over alternatives it is the exact mean; newer versions of Python sum floats more exactly than older ones."""
    law = "{{processing: {{triangular: {{low: 0 s, mode: 7 s, high: {} s}}}}}}"
    stations = ", ".join(
        f"{name}: {law.format(high)}" for name, high in zip("bcd", (7.1, 7.3, 8.2), strict=True)
    )
    scenario = loads(EITHER.replace("STATIONS", stations))
    mean_us = fmean(scenario.stations[name].processing.law.mean() * 1e6 for name in "bcd")  # type: ignore[union-attr]
    assert Plant(scenario, 1, 0, list.clear).lines["one"].route.expected_us[1] == mean_us
    assert lower(scenario, 1, 0).plant.expected_us[0] == mean_us
