"""Does the kernel know everything that a scenario says? What it does not know, it names; it leaves nothing out."""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Product
from shopfloor.scenario.policies import POLICIES

__all__ = ["unknown"]

_MOST_SUPPLIED = 10_000
"""More jobs than this, taken at one moment, would need room that no plant needs."""


def unknown(scenario: Scenario) -> list[str]:
    """Return the place and the word of each thing that the kernel does not know: ``$.stations.welding.needs: …``."""
    return [f"{place}: {what}" for place, what in _findings(scenario)]


def _findings(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for name, product in scenario.products.items():
        yield from _of_product(f"$.products.{name}", product, scenario)
    if scenario.dispatch not in POLICIES:
        yield "$.dispatch", f"the policy {scenario.dispatch}, which is plugged in"


def _of_product(place: str, product: Product, scenario: Scenario) -> Iterator[tuple[str, str]]:
    if product.orders.supply is not None:
        station = scenario.stations[product.visits[0].station]
        jobs = station.machines * (1 if station.batch is None else station.batch.max)
        if jobs > _MOST_SUPPLIED:
            yield f"{place}.orders.supply", f"an unlimited supply of {jobs} jobs at one moment"
