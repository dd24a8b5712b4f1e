"""When did the plant stand still for weeks? Whole weeks without any event are taken out of the time, and told.

Nothing in a scenario brings a plant to a halt that comes once a year, or a row whose date is years off; left in, such a gap
would look like a time between orders.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.evidence import minimum
from shopfloor.calibration.observed import Observed, happened
from shopfloor.calibration.retiming import MOMENTS, retimed

__all__ = ["without_standstills"]

Ints = NDArray[np.int64]

_WEEK_US = 604_800_000_000
_LEAST_US = 10 * 86_400_000_000
_FACTOR = 20
"""A standstill is so many times as long as three of four times between jobs; chance would hardly ever do that."""
_PROMISED = ("due_us",)
"""Moments at which nothing need happen."""


def without_standstills(observed: Observed) -> tuple[Observed, list[str]]:
    """Return the log with its times moved together, and a sentence about what was taken out; weekdays stay as they are.

    Only logs of files of one run have such gaps. Work that goes on through a gap fills it.
    """
    gaps = _gaps(observed) if observed.plant.origin == "real" else []
    if not gaps:
        return observed, []
    begins = np.array([since for since, _ in gaps], np.int64)
    weeks = np.array([(until - since) // _WEEK_US for since, until in gaps], np.int64)
    ends = np.array([until for _, until in gaps], np.int64)
    out_us = np.concatenate([[0], np.cumsum(weeks * _WEEK_US)])

    def moved(at: Ints) -> Ints:
        past = np.searchsorted(ends, at, side="right")
        inside = np.minimum(past, len(begins) - 1)
        within = (past < len(begins)) & (at > begins[inside])
        last = ends[inside] - weeks[inside] * _WEEK_US
        result: Ints = np.where(within, np.minimum(at, last), at) - out_us[past]
        return result

    until_us = observed.until_us - int(out_us[-1])
    plant = observed.plant.model_copy(update={"horizon_us": observed.plant.horizon_us - int(out_us[-1])})
    times = "once" if len(gaps) == 1 else f"{len(gaps)} times"
    total = int(weeks.sum())
    said = (
        f"Nothing happened for {'a week' if total == 1 else 'weeks'}, {times}: {total:,} whole "
        f"week{'s are' if total > 1 else ' is'} taken out of the time."
    )
    return replace(retimed(observed, moved), plant=plant, until_us=until_us), [said]


def _gaps(observed: Observed) -> list[tuple[int, int]]:
    came = np.unique(observed.jobs["released_us"].to_numpy()[happened(observed.jobs["released_us"])])
    if len(came) <= minimum():
        return []
    usual = float(np.quantile(np.diff(came), 0.75, method="lower"))
    least = max(_LEAST_US, _FACTOR * usual)
    at = np.unique(np.concatenate(list(_all_moments(observed))))
    long = np.flatnonzero(np.diff(at) > least)
    visits = observed.visits
    since, until = visits["started_us"].to_numpy(), visits["finished_us"].to_numpy()
    worked = happened(since) & happened(until)
    found = list[tuple[int, int]]()
    for begin, end in zip(at[long].tolist(), at[long + 1].tolist(), strict=True):
        if not (worked & (since <= begin) & (until >= end)).any():
            found.append((begin, end))
    return found


def _all_moments(observed: Observed) -> Iterator[Ints]:
    for name, columns in MOMENTS.items():
        for column in columns:
            if column not in _PROMISED:
                at = getattr(observed, name)[column].to_numpy()
                yield at[happened(at)]
