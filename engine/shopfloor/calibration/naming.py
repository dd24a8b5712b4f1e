"""What are things called in a calibrated scenario? As in the log, with letters, digits and ``_`` only.

Products of which there are too few jobs to say anything go together as one: so the plant keeps its load, and a rare name
tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from shopfloor.calibration.evidence import MINIMUM
from shopfloor.calibration.observed import Observed

__all__ = ["OTHERS", "renamed"]

OTHERS = "others"
_TABLES = ("visits", "jobs", "stops", "maintenances", "setups", "batches", "happenings")
_PRODUCT_COLUMNS = ("product", "from_product", "to_product")


def renamed(observed: Observed) -> tuple[Observed, tuple[str, ...]]:
    """Return the same with names that a scenario can hold, and what is to be said about it."""
    plant = observed.plant
    stations = _allowed(of.name for of in plant.stations)
    together = _rare(observed)
    products = _allowed(of.name for of in plant.products if of.name not in together)
    products |= dict.fromkeys(together, OTHERS if OTHERS not in products.values() else f"{OTHERS}_together")
    if all(name == text for names in (stations, products) for name, text in names.items()):
        return observed, ()
    tables: dict[str, Any] = {
        name: _with_names(
            getattr(observed, name), {"station": stations}, dict.fromkeys(_PRODUCT_COLUMNS, products)
        )
        for name in _TABLES
    }
    known = {products[of.name]: of for of in reversed(plant.products)}
    facts = plant.model_copy(
        update={
            "stations": tuple(of.model_copy(update={"name": stations[of.name]}) for of in plant.stations),
            "products": tuple(
                known[name].model_copy(
                    update={"name": name, "route": tuple(stations.get(of, of) for of in known[name].route)}
                )
                for name in dict.fromkeys(products[of.name] for of in plant.products)
            ),
        }
    )
    told = f"{len(together)} products with fewer than {MINIMUM} jobs each go together as {OTHERS}"
    return replace(observed, plant=facts, **tables), (told,) if together else ()


def _rare(observed: Observed) -> frozenset[str]:
    """Return the products that are too rare, if together they are not; parts and what holds parts stay what they are."""
    jobs = observed.jobs
    tied = set(jobs["product"][(jobs["out_of"].notna() | jobs["part_of"].notna()).to_numpy()].unique())
    counts = jobs["product"].value_counts().reindex([of.name for of in observed.plant.products], fill_value=0)
    rare = [str(name) for name, number in counts.items() if 0 < number < MINIMUM and name not in tied]
    return frozenset(rare) if len(rare) > 1 and int(counts[rare].sum()) >= MINIMUM else frozenset()


def _allowed(names: Iterable[str]) -> dict[str, str]:
    """Return name -> a letter, then letters, digits and ``_``, each once."""
    names = list(names)
    given = {name: name for name in names if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name)}
    taken = {name.casefold() for name in given}
    for name in names:
        if name in given:
            continue
        base = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
        base = base if base[:1].isalpha() else f"n_{base}"
        wanted, number = base, 1
        while wanted.casefold() in taken:
            number += 1
            wanted = f"{base}_{number}"
        taken.add(wanted.casefold())
        given[name] = wanted
    return given


def _with_names(table: pd.DataFrame, *columns: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    changed = dict[str, Any]()
    for names in columns:
        for column, new in names.items():
            if column not in table or not hasattr(table[column], "cat"):
                continue
            old = table[column].cat
            wanted = [new.get(str(text), str(text)) for text in old.categories]
            kept = sorted(set(wanted))
            numbers = np.array([*(kept.index(name) for name in wanted), -1], np.int64)
            changed[column] = pd.Categorical.from_codes(
                numbers[old.codes.to_numpy()], categories=pd.Index(kept)
            )
    return table.assign(**changed)
