"""How do products and their orders become tables? When jobs come, when they are let in, and those that are there."""

from __future__ import annotations

from typing import Any

import numpy as np

from shopfloor.scenario.model import Orders, Release
from shopfloor.simulation.kernel import records, words
from shopfloor.simulation.kernel.lowering.outline import Outline
from shopfloor.simulation.kernel.lowering.routes import Routes
from shopfloor.simulation.kernel.lowering.streams import Sources
from shopfloor.simulation.kernel.lowering.tables import filled, set_zero
from shopfloor.simulation.kernel.records import NONE, Table
from shopfloor.units import to_ticks

__all__ = ["lay_initial", "lay_products"]


def lay_products(outline: Outline, sources: Sources, routes: Routes) -> Table:
    """Return the products."""
    products = filled(len(outline.products), records.PRODUCT, NONE)
    set_zero(products, ("ordered", "in_plant", "at_once", "next_moment", "takers", "takers_end"))
    for number, (name, spec) in enumerate(outline.scenario.products.items()):
        line = products[number]
        line["first_step"] = outline.first_steps[number]
        line["last_step"] = outline.first_steps[number + 1] - 1
        line["route"] = routes.begins[number]
        line["begins"] = routes.step_at(routes.begins[number])
        _set_orders(line, spec.orders)
        _give_streams(line, name, spec.orders, outline, sources)
    return products


def lay_initial(outline: Outline) -> Table:
    """Return the jobs that are in the plant from the beginning, and before which step."""
    initial = [
        (product, step, spec.initial[station])
        for product, spec in enumerate(outline.scenario.products.values())
        if spec.initial
        for station, step in _first_steps(outline, product, list(spec.initial)).items()
    ]
    return np.array(initial, records.INITIAL)


def _first_steps(outline: Outline, product: int, stations: list[str]) -> dict[str, int]:
    """The first step of a route at each of these stations."""
    first: dict[str, int] = {}
    for step in range(*outline.first_steps[product : product + 2]):
        first.setdefault(outline.steps[step].station, step)
    return {station: first[station] for station in stations}


def _set_orders(line: Any, orders: Orders) -> None:
    line["priority"], line["quantity"] = orders.priority, orders.quantity
    line["loses"] = orders.when_full == "lose"
    line["wip"] = NONE if orders.wip is None else orders.wip
    line["releases"] = words.AT_ONCE
    if orders.release is not None:
        _set_release(line, orders.release)


def _set_release(line: Any, spec: Release) -> None:
    """Say when orders of a product are let into the plant, and which first."""
    if spec.before_due is not None:
        line["releases"], line["before_due_us"] = words.BEFORE_DUE, to_ticks(spec.before_due)
        return
    line["releases"], line["wip_below"] = words.WIP_BELOW, spec.wip_below
    line["counts_all"], line["by_due"] = spec.of == "plant", spec.order == "edd"


def _give_streams(line: Any, name: str, orders: Orders, outline: Outline, sources: Sources) -> None:
    if orders.due_in is not None:
        line["due_in"] = sources.durations(f"{name}.orders.due_in", orders.due_in.law, outline.jobs_of(name))
    if orders.every is not None or orders.at is not None or orders.rate is not None:
        line["moments"] = sources.moments(name, outline.jobs_of(name) / orders.quantity)
