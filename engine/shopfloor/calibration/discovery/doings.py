"""Who began what, and when? Work, change-overs, repairs and maintenance in which somebody is named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.grouping import positions
from shopfloor.calibration.discovery.proficiency import attended
from shopfloor.calibration.observed import Observed, happened

__all__ = ["Doing", "Task", "begun", "doings_of"]

Task = tuple[str, str, str]
"""What somebody does: ``("work", station, "")``, ``("setup", station, "")``, ``("repair", station, mode)`` or
``("maintenance", station, plan)``."""


@dataclass(frozen=True)
class Doing:
    """Every time somebody began something: who, what, when."""

    person: NDArray[np.str_]
    task: NDArray[np.int64]
    at_us: NDArray[np.int64]
    tasks: tuple[Task, ...]


def doings_of(observed: Observed) -> Doing:
    """Collect the starts of work, setup, repair and maintenance by people."""
    parts = []
    for kind, table, moment, detail in (
        ("work", observed.visits, "started_us", None),
        ("setup", observed.setups, "started_us", None),
        ("repair", observed.stops, "repair_started_us", "mode"),
        ("maintenance", observed.maintenances, "started_us", "plan"),
    ):
        named = table["person"].notna().to_numpy() & happened(table[moment])
        if kind == "work":  # a visit names who set up for it, too: that is no work of theirs
            for at in positions(table["station"]).values():
                named[at] &= attended(table.iloc[at])
        if named.any():
            rows = table[named]
            parts.append(
                pd.DataFrame(
                    {
                        "kind": kind,
                        "station": rows["station"].astype(str).to_numpy(),
                        "detail": rows[detail].astype(str).to_numpy() if detail else "",
                        "person": rows["person"].astype(str).to_numpy(),
                        "at_us": begun(rows, moment),
                    }
                )
            )
    if not parts:
        return Doing(np.array([], np.str_), np.array([], np.int64), np.array([], np.int64), ())
    rows = pd.concat(parts, ignore_index=True)
    code, keys = pd.factorize(pd.MultiIndex.from_frame(rows[["kind", "station", "detail"]]), sort=True)
    return Doing(
        rows["person"].to_numpy(np.str_),
        np.asarray(code, np.int64),
        rows["at_us"].to_numpy(np.int64),
        tuple((str(kind), str(station), str(detail)) for kind, station, detail in keys),
    )


def begun(rows: pd.DataFrame, moment: str) -> NDArray[np.int64]:
    """Work that a changeover goes before was begun with it."""
    at_us = rows[moment].to_numpy(np.int64)
    if "setup_started_us" not in rows:
        return at_us
    prepared = rows["setup_started_us"].to_numpy(np.int64)
    return np.where(happened(prepared), prepared, at_us)
