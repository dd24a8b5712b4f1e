"""Which job goes first, and which machine takes it? Found again where jobs come many at once, go in together, or by their
changeovers."""

from __future__ import annotations

import pytest

from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import observe
from shopfloor.scenario import loads
from shopfloor.simulation import simulate

PLANT = """
scenario: kiln
clock: {start: 2026-01-05T06:00, horizon: 15 d}
seed: 7
products:
  bowl:
    orders: &orders {every: {uniform: {low: 30 min, high: 90 min}}, quantity: 3, due_in: {uniform: {low: 1 h, high: 20 h}}}
    route: [pressing, glazing, firing]
  vase: {orders: *orders, route: [pressing, glazing, {station: firing, processing: 50 min}]}
  tile: {orders: *orders, route: [pressing, {station: glazing, processing: 3 min}, firing]}
stations:
  pressing:
    machines: 3
    pick: first
    processing: {gamma: {mean: 8 min, cv: 0.2}}
  firing:
    machines: 2
    queue: {order: lpt}
    processing: 70 min
    batch: {max: 6, min: 2, wait_at_most: 3 h, same: product}
  glazing:
    queue: {order: least_setup}
    processing: 4 min
    setup: {to: {bowl: 5 min, vase: 9 min, tile: 2 min}}
"""


def found(order: str) -> Draft:
    text = PLANT.replace("order: lpt", f"order: {order}")
    return drafted(observe(simulate(loads(text, name="kiln"), replications=1)), seed=0)


@pytest.mark.parametrize("order", ["lpt", "edd"])
def test_the_order_of_batches_is_found(order: str) -> None:
    """It decides which group goes next, and who of a group goes along."""
    draft = found(order)
    assert draft.get(("stations", "firing", "queue", "order")) == order
    assert draft.get(("stations", "glazing", "queue", "order")) == "least_setup"


def test_of_jobs_that_come_at_once_each_finds_a_machine_fewer() -> None:
    assert found("fifo").get(("stations", "pressing", "pick")) == "first"


BACK_AGAIN = """
scenario: lenses
clock: {start: 2026-01-05T06:00, horizon: 12 d}
seed: 7
products:
  thick:
    orders: &orders {every: {exponential: {mean: 74 min}}, due_in: {uniform: {low: 5 h, high: 30 h}}}
    route: &twice
      - coating
      - {station: baking, processing: {gamma: {mean: 25 min, cv: 0.9}}}
      - {station: coating, processing: 5 min}
      - polishing
  thin: {orders: *orders, route: *twice}
  flat: {orders: *orders, route: [baking, polishing]}
stations:
  coating: {queue: {order: least_setup}, setup: {change: {product: 3 min, step: 6 min, both: 9 min}}, processing: 14 min}
  baking: {queue: {order: slack}, processing: {gamma: {mean: 20 min, cv: 0.9}}}
  polishing: {processing: {gamma: {mean: 6 min, cv: 0.9}}}
"""


@pytest.mark.parametrize("order", ["slack", "critical_ratio"])
def test_rules_that_ask_when_a_machine_is_free_are_found(order: str) -> None:
    """By the due date beside the work that is left, and by what the machine did before, its step of the route included."""
    text = BACK_AGAIN.replace("order: slack", f"order: {order}")
    draft = drafted(observe(simulate(loads(text, name="lenses"), replications=1)), seed=0)
    assert draft.get(("stations", "baking", "queue", "order")) == order
    assert draft.get(("stations", "coating", "queue", "order")) == "least_setup"
