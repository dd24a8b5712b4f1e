"""What becomes of products of which there are too few jobs to say anything? Together they are one, called ``others``.

So the plant keeps its load, and a rare name tells nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from shopfloor.calibration.evidence import MINIMUM
from shopfloor.calibration.observed import Observed

__all__ = ["OTHERS", "with_rare_products_together"]

OTHERS = "others"
_TABLES = ("visits", "jobs", "stops", "maintenances", "setups", "batches", "happenings")
_COLUMNS = ("product", "from_product", "to_product")


def with_rare_products_together(observed: Observed) -> tuple[Observed, str]:
    """Return the same with one product in place of the rare ones, and what is to be said about it."""
    plant = observed.plant
    rare = _rare(observed)
    if not rare:
        return observed, ""
    taken = {of.name.casefold() for of in plant.products}
    others = next(
        name for name in (OTHERS, *(f"{OTHERS}_{number}" for number in range(2, 9999))) if name not in taken
    )
    tables: dict[str, Any] = {name: _together(getattr(observed, name), rare, others) for name in _TABLES}
    kept = tuple(of for of in plant.products if of.name not in rare)
    first = next(of for of in plant.products if of.name in rare)
    facts = plant.model_copy(
        update={"products": (*kept, first.model_copy(update={"name": others, "route": ()}))}
    )
    told = f"{len(rare)} products with fewer than {MINIMUM} jobs each go together as {others}."
    return replace(observed, plant=facts, **tables), told


def _rare(observed: Observed) -> frozenset[str]:
    """Return the products that are too rare, if together they are not; parts and what holds parts stay what they are."""
    jobs = observed.jobs
    tied = set(jobs["product"][(jobs["out_of"].notna() | jobs["part_of"].notna()).to_numpy()].unique())
    counts = jobs["product"].value_counts().reindex([of.name for of in observed.plant.products], fill_value=0)
    rare = [str(name) for name, number in counts.items() if 0 < number < MINIMUM and name not in tied]
    return frozenset(rare) if len(rare) > 1 and int(counts[rare].sum()) >= MINIMUM else frozenset()


def _together(table: pd.DataFrame, rare: frozenset[str], others: str) -> pd.DataFrame:
    changed = dict[str, Any]()
    for column in _COLUMNS:
        if column not in table or not isinstance(table[column].dtype, pd.CategoricalDtype):
            continue
        old = table[column].cat
        wanted = [others if str(text) in rare else str(text) for text in old.categories]
        kept = {name: number for number, name in enumerate(sorted(set(wanted)))}
        numbers = np.array([*(kept[name] for name in wanted), -1], np.int64)
        changed[column] = pd.Categorical.from_codes(
            numbers[old.codes.to_numpy()], categories=pd.Index(list(kept))
        )
    return table.assign(**changed)
