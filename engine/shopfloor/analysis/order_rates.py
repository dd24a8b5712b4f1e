"""How many jobs of each product come in a second, on average over a run? From the scenario alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopfloor.analysis.expected_visits import Step
from shopfloor.analysis.hours import Hours
from shopfloor.scenario import Scenario, rate_stretches
from shopfloor.scenario.model import Orders
from shopfloor.units import to_ticks

__all__ = ["order_rates"]

_US_PER_H = 3.6e9


def order_rates(
    scenario: Scenario, hours: Hours, steps: Mapping[str, Sequence[Step] | None]
) -> dict[str, float | None]:
    """Return jobs per second of each product, those that are taken out of others included; ``None``: as many as are
    taken (``supply: unlimited``, ``wip``), or not to be reckoned.

    Args:
        steps: of each product, by :func:`expected_visits`.
    """
    products = scenario.products
    ordered = {name: _ordered(scenario, hours, product.orders) for name, product in products.items()}
    total = dict(ordered)
    for _ in products:  # nothing comes out of itself, so so many rounds reach the innermost part
        taken_out: dict[str, float | None] = dict.fromkeys(products, 0.0)
        for name, of_product in steps.items():
            for step in of_product or ():
                for part, count in step.visit.disassemble.items():
                    taken_out[part] = _sum(taken_out[part], _times(total[name], step.passed * count))
        total = {name: _sum(ordered[name], taken_out[name]) for name in products}
    return total


def _ordered(scenario: Scenario, hours: Hours, orders: Orders) -> float | None:
    horizon = scenario.clock.horizon
    if orders.supply is not None or orders.wip is not None:
        return None
    if orders.every is not None:
        there = hours.of_shift(orders.shift) * max(1 - orders.first_at / horizon, 0.0)
        return orders.quantity * there / orders.every.law.mean()
    if orders.at is not None:
        return orders.quantity * sum(time < horizon for time in orders.at) / horizon
    if orders.rate is not None:
        stretches = rate_stretches(orders.rate, scenario.clock.start, to_ticks(horizon))
        expected = sum((until - since) / _US_PER_H * per_hour for since, until, per_hour in stretches)
        return orders.quantity * expected / horizon
    return 0.0


def _sum(some: float | None, more: float | None) -> float | None:
    return None if some is None or more is None else some + more


def _times(rate: float | None, factor: float) -> float | None:
    return None if rate is None else rate * factor
