"""Which jobs were in the plant when the window began?"""

from __future__ import annotations

import numpy as np

from shopfloor.calibration.discovery.visits_of_jobs import Journeys
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.observed import Observed, happened

__all__ = ["initial_of"]


def initial_of(
    observed: Observed, seen: Journeys, product: str, first_order: int
) -> tuple[dict[str, int], Evidence, int] | None:
    """Return station -> jobs that stand before it at the beginning, why, and how many could not be told (too few).

    ``first_order``: how many of the jobs that are released at the very beginning come with the first order.
    """
    visits, jobs = observed.visits, observed.jobs
    mine = (visits["product"] == product).to_numpy()
    first = visits[mine & (seen.steps["place"] == 0).to_numpy()]
    if not len(first):
        return None
    table = jobs[["replication", "job", "released_us", "out_of"]].assign(job=jobs["job"].astype(object))
    rows = first[["replication", "job", "station"]].assign(
        job=first["job"].astype(object), way=seen.steps["way"].to_numpy()[first.index]
    )
    known = rows.merge(table, on=["replication", "job"], how="left")
    unseen = ~happened(known["released_us"].fillna(np.iinfo(np.int64).min).to_numpy(np.int64))
    begun = np.array([way.begun for way in seen.ways], bool)[known["way"].to_numpy()]
    at_start = (known["released_us"] == observed.since_us).to_numpy() & known["out_of"].isna().to_numpy()
    there = unseen | (at_start if not observed.gaps else ~begun)
    totals = {str(name): int(number) for name, number in known[there]["station"].value_counts().items()}
    entrance = known[~there]["station"].mode()
    found, lost, n = dict[str, int](), 0, 0
    for station in known["station"].cat.categories:
        total = totals.get(str(station), 0)
        if not total:
            continue
        each = round(total / len(observed.replications))
        if len(entrance) and station == entrance.iloc[0]:
            each -= first_order
        if each <= 0:
            continue
        if total < minimum():
            lost += each
            continue
        found[str(station)] = each
        n += total
    if not found:
        return None
    return found, Evidence(n, "jobs that were there when the log began"), lost
