"""Are batches, and jobs that become parts of others, the same on both engines? Chance that ranks a whole queue, batches that
leave one by one, stocks that are full, parts that never come."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from shopfloor.scenario import loads
from tests.simulation.kernel.identity import assert_same_log

FULL_BATCHES = """
scenario: full_batches
clock: {start: 2026-01-05T00:00, horizon: 20 h}
products:
  one: {orders: {supply: unlimited, priority: 1}, route: [oven, rack, end]}
  two: {orders: {supply: unlimited, priority: 2}, route: [oven, rack, end]}
stations:
  oven: {processing: {uniform: {low: 5 min, high: 15 min}}, machines: 3, pick: random, speed: [1, 2, 0.5],
         batch: {max: 600, time: longest}}
  rack: {processing: 1 min, machines: 2, batch: {max: 50, min: 20, same: product, wait_at_most: 10 min},
         queue: {capacity: 70, order: random}, blocking: before_service, quality: {scrap: 0.1}}
  end: {processing: 1 s, machines: 2, queue: {capacity: 60, order: priority},
        failures: {jam: {clock: working, job: scrap, time_to_failure: 3 min, time_to_repair: 1 min}}}
"""

GATHERING = """
scenario: gathering
clock: {start: 2026-01-05T00:00, horizon: 60 h}
products:
  one: {orders: {every: 1 min, due_in: 2 h}, route: [saw, oven, end]}
  two: {orders: {every: 90 s, quantity: 2, due_in: {uniform: {low: 1 h, high: 3 h}}}, route: [saw, oven, end]}
  three: {orders: {every: 3 min, quantity: 3}, route: [oven, end]}
stations:
  saw: {processing: 20 s, machines: 2}
  oven: {processing: {uniform: {low: 2 min, high: 8 min}}, machines: 2, pick: random, setup: {to: {one: 1 min, two: 2 min}},
         batch: {max: 8, min: 4, same: family, families: {small: [one, two]}, wait_at_most: 15 min},
         queue: {capacity: 12, order: ORDER}}
  end: {processing: 15 s, queue: {capacity: 2}}
"""

KITS = """
scenario: kits
clock: {start: 2026-01-05T00:00, horizon: 40 h}
products:
  frame: {orders: {wip: 4}, route: [press, weld], stock: {capacity: 3}}
  wheel: {orders: {supply: unlimited}, route: [press, turn], stock: {capacity: 5}}
  cart: {orders: {every: 12 min}, initial: {join: 3}, route: [{station: join, assemble: {frame: 1, wheel: 4}}, check],
         stock: {capacity: 2}}
  train: {orders: {every: 30 min}, route: [{station: join, assemble: {cart: 2}}, check, {station: undo, disassemble:
          {rest: 3}}]}
  rest: {route: [press, check]}
stations:
  press: {processing: 30 s, machines: 2, quality: {defects: {dent: 0.1}}}
  weld: {processing: {exponential: {mean: 4 min}}, queue: {capacity: 2}, blocking: before_service}
  turn: {processing: 40 s, queue: {capacity: 4}, batch: {max: 4}, quality: {defects: {crack: 0.05}}}
  join: {processing: 2 min, machines: 2, queue: {capacity: 3}}
  check: {processing: 1 min, inspection: {misses: 0.2, false_alarms: 0.05}, queue: {capacity: 20}}
  undo: {processing: 3 min}
"""

STARVED = """
scenario: starved
clock: {start: 2026-01-05T00:00, horizon: 2 h}
products:
  part: {orders: {every: 5 min}, route: [a, only]}
  whole: {orders: {every: 7 min}, route: [{station: only, assemble: {part: 2}}]}
stations:
  a: {processing: 1 min}
  only: {processing: 1 min}
"""

CROWDED = """
scenario: crowded
clock: {start: 2026-01-05T00:00, horizon: 5 h}
products:
  one: {orders: {every: 5 min}, route: [a, b]}
  two: {orders: {every: 7 min, first_at: 1 min}, route: [a, b]}
stations:
  a: {processing: 1 min}
  b: {processing: 1 min, queue: {capacity: 4}, batch: {max: 4, min: 4, same: product}}
"""


@pytest.mark.parametrize("text", [FULL_BATCHES, KITS], ids=["full batches", "kits"])
def test_batches_and_parts_have_one_log(text: str, tmp_path: Path) -> None:
    """Thousands of jobs that come at one moment; parts of parts, with their hidden faults."""
    assert assert_same_log(loads(text), tmp_path) > 1000


@pytest.mark.parametrize("order", [
    "fifo", "lifo", "priority", "spt", "lpt", "edd", "slack", "critical_ratio", "least_setup", "random",
])  # fmt: skip
def test_batches_gather_in_one_order(order: str, tmp_path: Path) -> None:
    """Who leads a batch, and who goes along, by every order of the queue."""
    assert assert_same_log(loads(GATHERING.replace("ORDER", order)), tmp_path) > 1000


@pytest.mark.parametrize(("text", "cycle"), [(STARVED, "only>part>only"), (CROWDED, "b>b")])
def test_what_waits_for_parts_or_company_for_ever_is_told(text: str, cycle: str, tmp_path: Path) -> None:
    """An assembly on the only machine that its parts need; a queue that is full of jobs which do not go together."""
    assert_same_log(loads(text), tmp_path)
    rows = pq.read_table(tmp_path / "kernel.parquet", columns=["kind", "detail"]).to_pylist()
    assert [row["detail"] for row in rows if row["kind"] == "deadlocked"] == [cycle]
