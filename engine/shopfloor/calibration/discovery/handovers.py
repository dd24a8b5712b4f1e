"""Who did how much of what one person began and another finished?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.clocks import last_before
from shopfloor.calibration.observed import Observed, happened

__all__ = ["shared_out"]

Ints = NDArray[np.int64]


def shared_out(observed: Observed, table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the parts of each row at which several people were in turn: row (its position), person, share (of its time; the
    shares of a row sum to 1), and the columns by which the row's task is known.

    Args:
        observed: the log.
        table: visits, stops or maintenances of it.
        what: ``work``, ``repair`` or ``maintenance``.
    """
    who, begin, end, names = {
        "work": ("job", "started_us", "finished_us", ["station"]),
        "repair": ("machine", "repair_started_us", "repaired_us", ["station", "mode"]),
        "maintenance": ("machine", "started_us", "finished_us", ["station", "plan"]),
    }[what]
    rows = observed.happenings
    kinds = [f"{what}_interrupted", f"{what}_resumed", f"{what}_restarted"]
    rows = rows[rows["kind"].isin(kinds).to_numpy() & rows["person"].notna().to_numpy()]
    begun = np.flatnonzero(happened(table[begin]))
    nothing = table.iloc[:0][names].assign(row=np.zeros(0, np.int64), person=[], share=np.zeros(0))
    if not len(rows) or not len(begun):
        return nothing

    key, asked = table["replication"].to_numpy(np.int64), rows["replication"].to_numpy(np.int64)
    for column, of in ((who, who), *((name, "detail") for name in names[1:])):
        words = [*table[column].cat.categories]
        key = key * (len(words) + 1) + table[column].cat.codes.to_numpy()
        codes = pd.Categorical(rows[of].astype(object), categories=words).codes.astype(np.int64)
        asked = np.where(codes >= 0, asked * (len(words) + 1) + codes, -1)
    moment, at = table[begin].to_numpy(np.int64), rows["at_us"].to_numpy(np.int64)
    row = last_before(key[begun], moment[begun], asked, at)
    rows, row = rows[row >= 0], begun[row[row >= 0]]
    rows, row = _since_restart(rows, row)
    order = np.lexsort((rows["event"].to_numpy(), row))
    rows, row = rows.iloc[order], row[order]
    at, stops = rows["at_us"].to_numpy(np.int64), (rows["kind"] == kinds[0]).to_numpy()
    fresh = np.concatenate(([True], row[1:] != row[:-1])) if len(row) else np.zeros(0, np.bool_)
    last = np.concatenate((fresh[1:], [True])) if len(row) else fresh
    until = np.where(happened(table[end]), table[end], observed.until_us).astype(np.int64)
    # a part ends where it is interrupted; the last one goes on to the end
    since = np.where(fresh, moment[row], np.roll(at, 1))
    took = np.where(stops, at - since, np.where(last, until[row] - at, 0))
    parts = pd.DataFrame(
        {"row": row, "person": rows["person"].astype(str).to_numpy(), "took": np.maximum(took, 0)}
    )
    several = parts[parts["took"] > 0].groupby("row")["person"].nunique()
    parts = parts[parts["row"].isin(several.index[several > 1]).to_numpy()]
    total = parts.groupby("row")["took"].transform("sum").to_numpy(np.float64)
    told = table.iloc[parts["row"].to_numpy()][names].reset_index(drop=True)
    person = pd.Categorical(parts["person"].to_numpy())
    return told.assign(row=parts["row"].to_numpy(), person=person, share=parts["took"].to_numpy() / total)


def _since_restart(rows: pd.DataFrame, row: Ints) -> tuple[pd.DataFrame, Ints]:
    """What was done before work was begun anew is lost, and does not count."""
    again = rows["kind"].astype(str).str.endswith("_restarted").to_numpy(np.bool_)
    if not again.any():
        return rows, row
    last = np.full(int(row.max()) + 1, -1, np.int64)
    event = rows["event"].to_numpy(np.int64)
    np.maximum.at(last, row[again], event[again])
    kept = event >= last[row]
    return rows[kept], row[kept]
