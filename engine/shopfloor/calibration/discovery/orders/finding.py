"""When do the jobs of a product arrive, and with what promise?"""

from __future__ import annotations

from typing import Any

import numpy as np

from shopfloor.calibration.discovery.orders.arrivals import Arrivals, arrivals_of, gaps_of
from shopfloor.calibration.draft import Draft, Path
from shopfloor.calibration.evidence import MINIMUM, Evidence
from shopfloor.calibration.fitting import Sample, count, fit, share
from shopfloor.calibration.observed import Observed, happened

__all__ = ["find_orders"]


def find_orders(observed: Observed, draft: Draft, seed: int) -> None:
    """Put the orders of every product that has a route into the draft."""
    for facts in observed.plant.products:
        if draft.get(("products", facts.name, "route")) is not None:
            _find(observed, facts.name, draft, seed)


def _find(observed: Observed, product: str, draft: Draft, seed: int) -> None:
    path = ("products", product, "orders")
    arrivals = arrivals_of(observed, product)
    if len(arrivals.at_us) < MINIMUM:
        taken_out = observed.jobs["out_of"].notna() & (observed.jobs["product"] == product)
        if not taken_out.any():
            draft.leave_out(path, f"fewer than {MINIMUM} orders")
        return
    _put_source(observed, arrivals, draft, path, seed)
    _put_promise(arrivals, draft, path, seed)


def _put_source(observed: Observed, arrivals: Arrivals, draft: Draft, path: Path, seed: int) -> None:
    every = fit(gaps_of(observed, arrivals), seed=seed, name=".".join((*path, "every")))
    if every is None:
        draft.leave_out(path, f"fewer than {MINIMUM} times between orders")
        return
    draft.put((*path, "every"), every.document, every.evidence)
    if arrivals.quantity > 1:
        orders = len(arrivals.at_us)
        draft.put(
            (*path, "quantity"),
            arrivals.quantity,
            Evidence(
                orders, "jobs that arrive at the same moment", estimates={"jobs": count(arrivals.quantity)}
            ),
        )


def _put_promise(arrivals: Arrivals, draft: Draft, path: Path, seed: int) -> None:
    """Due dates, priority, and what a full plant does."""
    jobs = arrivals.jobs
    due, ordered = jobs["due_us"].to_numpy(), jobs["ordered_us"].to_numpy()
    at = np.where(happened(ordered), ordered, jobs["released_us"].to_numpy())
    promised = happened(due) & (due >= at)
    due_in = fit(Sample((due - at)[promised] / 1e6), seed=seed, name=".".join((*path, "due_in")))
    if due_in is not None:
        draft.put((*path, "due_in"), due_in.document, due_in.evidence)
    priorities = np.unique(jobs["priority"].to_numpy())
    if len(priorities) == 1 and happened(priorities)[0] and priorities[0] != 0:
        draft.put((*path, "priority"), int(priorities[0]), Evidence(len(jobs), "the same for all jobs"))
    lost = int((jobs["outcome"] == "lost").sum())
    if lost >= MINIMUM:
        estimates: dict[str, Any] = {"share of lost jobs": share(lost, len(jobs))}
        draft.put(
            (*path, "when_full"), "lose", Evidence(len(jobs), "jobs that found no place", estimates=estimates)
        )
