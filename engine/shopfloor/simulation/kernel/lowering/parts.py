"""How do components become tables? What goes into jobs and comes out of them, who takes it, and where it waits."""

from __future__ import annotations

import numpy as np

from shopfloor.simulation.kernel import records
from shopfloor.simulation.kernel.lowering.details import Details
from shopfloor.simulation.kernel.lowering.outline import Outline
from shopfloor.simulation.kernel.lowering.tables import filled, set_zero
from shopfloor.simulation.kernel.records import NONE, Table

__all__ = ["lay_parts", "lay_stocks"]

_ZERO = ("reserved", "length", "idle", "vacant", "machines", "machines_end", "supply", "supply_end")


def lay_parts(outline: Outline, steps: Table, products: Table) -> dict[str, Table]:
    """Return the tables of parts, under their names in ``Plant``, and note in those of steps and products where each one's
    begin."""
    parts: list[tuple[int, int]] = []
    takers: dict[int, dict[int, None]] = {}
    for step, work in zip(steps, outline.steps, strict=True):
        for word, given in (("parts", work.visit.assemble), ("pieces", work.visit.disassemble)):
            step[word] = len(parts)
            parts += [(outline.products[product], count) for product, count in given.items()]
            step[f"{word}_end"] = len(parts)
        for part in work.visit.assemble:
            takers.setdefault(outline.products[part], {})[int(step["station"])] = None
    all_takers: list[int] = []
    for number, (product, stations) in enumerate(takers.items()):
        line = products[product]
        line["stock"] = len(outline.stations) + number
        line["takers"] = len(all_takers)
        all_takers += stations
        line["takers_end"] = len(all_takers)
    return {
        "parts": np.array(parts, records.PART),
        "takers": np.array(all_takers, np.int64),
        "stocked": np.array(list(takers), np.int64),
    }


def lay_stocks(outline: Outline, details: Details, products: Table) -> Table:
    """Return the stocks, as doors and queues without machines."""
    stocks = filled(int(np.count_nonzero(products["stock"] != NONE)), records.STATION, NONE)
    set_zero(stocks, _ZERO)
    for product, (line, (name, spec)) in enumerate(
        zip(products, outline.scenario.products.items(), strict=True)
    ):
        if line["stock"] == NONE:
            continue
        stock = stocks[line["stock"] - len(outline.stations)]
        stock["product"] = product
        stock["capacity"] = NONE if spec.stock.capacity is None else spec.stock.capacity
        stock["after_service"] = details.number(f"after_service>{name}")
        stock["before_service"] = details.number(f"before_service>{name}")
    return stocks
