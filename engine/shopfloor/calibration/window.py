"""What does a log show of a window of time? What began before is left out, what ends later is still open.

The real log and the simulated one are seen through the same window, so that cases that cross an edge are treated alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shopfloor.calibration.observed import NEVER, Observed, happened

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["seen"]


def seen(observed: Observed, since_us: int, until_us: int, replications: tuple[int, ...]) -> Observed:
    """Return what was observed in ``[since_us, until_us)`` of these replications; times stay as they are."""
    visits = _begun(observed.visits, "queued_us", since_us, until_us, replications)
    visits = _cut(visits, until_us)
    return Observed(
        plant=observed.plant,
        gaps=observed.gaps,
        replications=replications,
        since_us=since_us,
        until_us=until_us,
        visits=visits,
        jobs=_open(
            _begun(observed.jobs, "released_us", since_us, until_us, replications),
            until_us,
            ("ended_us",),
            "outcome",
        ),
        stops=_open(
            _begun(observed.stops, "failed_us", since_us, until_us, replications),
            until_us,
            ("repair_started_us", "repaired_us"),
        ),
        maintenances=_open(
            _begun(observed.maintenances, "due_us", since_us, until_us, replications),
            until_us,
            ("started_us", "finished_us"),
        ),
        setups=_open(
            _begun(observed.setups, "started_us", since_us, until_us, replications),
            until_us,
            ("finished_us",),
        ),
        batches=_open(
            _begun(observed.batches, "formed_us", since_us, until_us, replications),
            until_us,
            ("started_us", "finished_us"),
        ),
        happenings=_begun(observed.happenings, "at_us", since_us, until_us, replications),
        quantities=observed.quantities,
        torn=observed.torn,
        made_up=observed.made_up,
    )


def _begun(
    table: pd.DataFrame, moment: str, since_us: int, until_us: int, replications: tuple[int, ...]
) -> pd.DataFrame:
    began = table[moment].to_numpy()
    inside = (began >= since_us) & (began < until_us) & np.isin(table["replication"].to_numpy(), replications)
    return table if inside.all() else table[inside].reset_index(drop=True)


def _open(
    table: pd.DataFrame, until_us: int, moments: tuple[str, ...], outcome: str | None = None
) -> pd.DataFrame:
    """What happened at the end of the window or later has not happened yet."""
    changed = {name: np.where(table[name] >= until_us, NEVER, table[name]) for name in moments}
    result = table.assign(**changed)
    if outcome is not None:
        result[outcome] = result[outcome].where(happened(result[moments[-1]]), None)
    return result


def _cut(visits: pd.DataFrame, until_us: int) -> pd.DataFrame:
    """Work that goes on at the end of the window has lasted so long by then, less what interrupted it before."""
    moments = (
        "loaded_us", "setup_started_us", "setup_finished_us", "started_us", "finished_us", "left_us",
    )  # fmt: skip
    late = happened(visits["finished_us"]) & (visits["finished_us"].to_numpy() >= until_us)
    result = _open(visits, until_us, moments, "outcome")
    started = result["started_us"].to_numpy()
    worked = result["worked_us"].to_numpy().copy()
    worked[~happened(started)] = 0
    at_work = late & happened(started)
    worked[at_work] = np.minimum(worked[at_work], until_us - started[at_work])
    result["worked_us"] = worked
    return result
