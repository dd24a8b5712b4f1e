"""Does the kernel know everything that a scenario says? What it does not know, it names; it leaves nothing out."""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Product, Station
from shopfloor.scenario.policies import POLICIES

__all__ = ["unknown"]

_MOST_SUPPLIED = 100
"""More machines than this at a station could take more jobs at one moment than draws are ready for."""


def unknown(scenario: Scenario) -> list[str]:
    """Return the place and the word of each thing that the kernel does not know: ``$.stations.welding.needs: …``."""
    return [f"{place}: {what}" for place, what in _findings(scenario)]


def _findings(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for name, product in scenario.products.items():
        yield from _of_product(f"$.products.{name}", product, scenario)
    for name, station in scenario.stations.items():
        yield from _of_station(f"$.stations.{name}", station)
    if scenario.dispatch not in POLICIES:
        yield "$.dispatch", f"the policy {scenario.dispatch}, which is plugged in"


def _of_product(place: str, product: Product, scenario: Scenario) -> Iterator[tuple[str, str]]:
    for visit in product.visits:
        if visit.assemble:
            yield f"{place}.route", f"parts that are put together at {visit.station}"
        elif visit.disassemble:
            yield f"{place}.route", f"parts that are taken apart at {visit.station}"
    if product.orders.supply is not None:
        machines = scenario.stations[product.visits[0].station].machines
        if machines > _MOST_SUPPLIED:
            yield f"{place}.orders.supply", f"an unlimited supply for {machines} machines"


def _of_station(place: str, station: Station) -> Iterator[tuple[str, str]]:
    if station.batch:
        yield f"{place}.batch", "batch"
