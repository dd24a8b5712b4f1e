"""How does the same log look with other times? Moments are moved, durations stay, and so does the order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.observed import NEVER, Observed, happened

__all__ = ["MOMENTS", "apart", "retimed"]

Ints = NDArray[np.int64]

MOMENTS = {
    "visits": (
        "queued_us", "loaded_us", "setup_started_us", "setup_finished_us", "started_us", "finished_us", "left_us",
    ),
    "jobs": ("ordered_us", "released_us", "due_us", "ended_us"),
    "stops": ("failed_us", "repair_started_us", "repaired_us"),
    "maintenances": ("due_us", "started_us", "finished_us"),
    "setups": ("started_us", "finished_us"),
    "batches": ("formed_us", "started_us", "finished_us"),
    "happenings": ("at_us",),
}  # fmt: skip
"""The columns of each table that are moments; all others that end in ``_us`` are durations."""

_DAY_US = 86_400_000_000


def retimed(observed: Observed, moved: Callable[[Ints], Ints]) -> Observed:
    """Return the log with ``moved`` in place of each moment that has been; the window and the plant stay as they are."""

    def column(of: Any) -> Ints:
        at = np.asarray(of, np.int64)
        return np.where(happened(at), moved(at), NEVER)

    tables: dict[str, Any] = {
        name: getattr(observed, name).assign(**{of: column(getattr(observed, name)[of]) for of in columns})
        for name, columns in MOMENTS.items()
    }
    return replace(observed, **tables)


def apart(observed: Observed, since_us: int, until_us: int) -> Observed:
    """Return what the log shows of ``[since_us, until_us)`` as a log of its own, which begins at 0 us.

    ``since_us`` is a whole number of days from the start of the log: the hours of the clock stay what they are.
    """
    if since_us % _DAY_US:
        raise AssertionError(f"got {since_us} us; expected whole days")
    shown = retimed(observed.within(since_us, until_us), lambda at: at - since_us)
    start = observed.plant.clock_start + dt.timedelta(microseconds=since_us)
    plant = observed.plant.model_copy(update={"clock_start": start, "horizon_us": until_us - since_us})
    return replace(shown, plant=plant, since_us=0, until_us=until_us - since_us)
