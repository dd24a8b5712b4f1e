"""How do batches become tables? The stations where they are formed, and which jobs may go together there."""

from __future__ import annotations

import numpy as np

from shopfloor.scenario.model import Batch
from shopfloor.simulation.kernel import records
from shopfloor.simulation.kernel.lowering.outline import Outline, numbered
from shopfloor.simulation.kernel.records import NONE, Table
from shopfloor.units import to_ticks

__all__ = ["lay_batches"]


def lay_batches(outline: Outline, stations: Table) -> dict[str, Table]:
    """Return the tables of batches, under their names in ``Plant``, and note in that of stations which is whose."""
    forming = [
        (name, spec.batch) for name, spec in outline.scenario.stations.items() if spec.batch is not None
    ]
    batches = np.zeros(len(forming), records.BATCH)
    group_of = np.zeros((len(forming), len(outline.products)), np.int64)
    groups = 0
    for number, (name, spec) in enumerate(forming):
        stations[outline.stations[name]]["batch"] = number
        batch = batches[number]
        batch["least"], batch["most"] = spec.min, spec.max
        batch["wait_us"] = NONE if spec.wait_at_most is None else to_ticks(spec.wait_at_most)
        batch["by_longest"] = spec.time == "longest"
        batch["groups"] = groups
        of_products = _groups(
            spec, list(dict.fromkeys(outline.steps[i].product for i in outline.steps_at[name]))
        )
        known = numbered(dict.fromkeys(of_products.values()))
        for product, group in of_products.items():
            group_of[number, outline.products[product]] = groups + known[group]
        groups += len(known)
        batch["groups_end"] = groups
    return {"batches": batches, "groups": np.zeros(groups, records.GROUP), "group_of": group_of}


def _groups(spec: Batch, products: list[str]) -> dict[str, str]:
    """Return what each product has in common with those that it may go together with."""
    if spec.same == "any":
        return dict.fromkeys(products, "")
    if spec.same == "product":
        return {product: product for product in products}
    family = {product: name for name, members in spec.families.items() for product in members}
    return {product: family.get(product, product) for product in products}
