"""Which parts went into a job at a visit, and which jobs came out of it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.observed import Observed

__all__ = ["NOTHING", "Kit", "Parts", "parts_of", "visit_at"]

Kit = tuple[tuple[str, int], ...]
"""Products with numbers, in the order of their names."""
NOTHING: tuple[Kit, Kit] = ((), ())


@dataclass(frozen=True)
class Parts:
    """``kits[of_visit[i]]`` is what went into the job at visit i, and what came out of it; ``kits[0]`` is nothing."""

    of_visit: NDArray[np.int64]
    kits: tuple[tuple[Kit, Kit], ...]


def parts_of(observed: Observed) -> Parts:
    """Find the assemblies and disassemblies of a log; a log that does not record them has none."""
    visits = observed.visits
    moved = [_assembled(observed), _taken_out(observed)]
    rows = pd.concat([frame.assign(out=out) for out, frame in enumerate(moved)], ignore_index=True)
    of_visit = np.zeros(len(visits), np.int64)
    if not len(rows):
        return Parts(of_visit, (NOTHING,))
    rows["visit"] = visit_at(visits, rows)
    rows = rows[rows["visit"] >= 0]
    counts = rows.groupby(["visit", "out", "product"], observed=True).size()
    kits = dict[int, tuple[dict[str, int], dict[str, int]]]()
    frame = counts.rename("number").reset_index()
    for visit, out, product, number in frame.itertuples(index=False):
        kits.setdefault(int(visit), ({}, {}))[out][str(product)] = int(number)
    numbers: dict[tuple[Kit, Kit], int] = {NOTHING: 0}
    for visit, (into, out_of) in kits.items():
        kit = (tuple(sorted(into.items())), tuple(sorted(out_of.items())))
        of_visit[visit] = numbers.setdefault(kit, len(numbers))
    return Parts(of_visit, tuple(numbers))


def _assembled(observed: Observed) -> pd.DataFrame:
    """The components that were put into jobs: replication, job (that they went into), event, product."""
    of = observed.happenings
    of = of[(of["kind"] == "assembled").to_numpy()]
    return pd.DataFrame(
        {
            "replication": of["replication"].to_numpy(),
            "job": of["detail"].astype(object).to_numpy(),
            "event": of["event"].to_numpy(),
            "product": of["product"].astype(object).to_numpy(),
        }
    )


def _taken_out(observed: Observed) -> pd.DataFrame:
    """The jobs that came out of others: replication, job (that they came out of), event, product."""
    of = observed.happenings
    of = of[(of["kind"] == "disassembled").to_numpy()]
    taken = observed.jobs[observed.jobs["out_of"].notna().to_numpy()]
    ends = pd.DataFrame(
        {
            "replication": of["replication"].to_numpy(),
            "job": of["job"].astype(object).to_numpy(),
            "at": of["at_us"].to_numpy(),
            "event": of["event"].to_numpy(),
        }
    ).drop_duplicates(["replication", "job", "at"])
    out = pd.DataFrame(
        {
            "replication": taken["replication"].to_numpy(),
            "job": taken["out_of"].astype(object).to_numpy(),
            "at": taken["released_us"].to_numpy(),
            "product": taken["product"].astype(object).to_numpy(),
        }
    )
    return out.merge(ends, on=["replication", "job", "at"])[["replication", "job", "event", "product"]]


def visit_at(visits: pd.DataFrame, rows: pd.DataFrame) -> NDArray[np.int64]:
    """Row number of the visit during which each happened (``replication``, ``job``, ``event``); -1: none."""
    job = visits["job"].cat.categories.get_indexer(pd.Index(rows["job"]))
    replication = rows["replication"].to_numpy(np.int64)
    span = int(max(visits["first_event"].max(), rows["event"].max())) + 1
    jobs = max(len(visits["job"].cat.categories), 1)
    place = visits["replication"].to_numpy(np.int64) * jobs + visits["job"].cat.codes.to_numpy(np.int64)
    key = place * span + visits["first_event"].to_numpy(np.int64)
    order = np.argsort(key, kind="stable")
    wanted = (replication * jobs + job) * span + rows["event"].to_numpy(np.int64)
    at = np.searchsorted(key[order], wanted, side="right") - 1
    found = np.where(at >= 0, order[at], -1)
    fits = (found >= 0) & (job >= 0)
    fits[fits] &= place[found[fits]] == (replication * jobs + job)[fits]
    return np.where(fits, found, -1)
