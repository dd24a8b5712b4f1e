"""Is work put down at breaks and when people go home? A file of starts and ends tells no pauses, so work looks long.

Work that begins in one shift and ends in a later one took either all the time between, or only that in which somebody was
there. Which of the two is more like the work that fits into one shift is what is taken for true, station by station.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.clocks import closed_hours, passed
from shopfloor.calibration.discovery.grouping import codes_of, groups, positions
from shopfloor.calibration.discovery.people import find_people
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import minimum
from shopfloor.calibration.observed import Observed, happened

__all__ = ["with_pauses"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_LEAST = 20
"""Pieces of work within a shift: of fewer nobody knows how long it takes."""
_SURE, _EACH = 12.0, 6.0
"""Log of the odds from which on work is taken to be put down, and the most that one piece of work may add."""
_MOSTLY = 0.75
"""Where so much of the work that may have been put down is more likely so, all of it was: a short piece looks long else."""
_STEADIEST = 0.02
"""The least spread of times of work, on a logarithmic scale: people write times down to the minute."""
_TEXTS = ("kind", "job", "product", "station", "machine", "person", "detail")
_BREAK_US = 4 * 3_600_000_000
"""What lasts shorter is a break."""


def with_pauses(observed: Observed) -> tuple[Observed, list[str]]:
    """Return a log that was taken in with the pauses of work that nobody wrote down, and a sentence about them.

    They are put into ``happenings`` as a simulated log tells them (``work_interrupted``, ``work_resumed``), and taken off
    ``worked_us``. A log that tells interruptions itself stays as it is.
    """
    if observed.knows("events", "kind") or not observed.knows("operations", "worked_us"):
        return observed, []
    draft = Draft()
    find_people(observed, draft, 0)
    found = [
        of
        for station, rows in positions(observed.visits["station"]).items()
        if (of := _put_down(observed, draft, str(station), rows)) is not None
    ]
    if not found:
        return observed, []
    stations = sorted(of.station for of in found)
    pieces = sum(len(of.rows) for of in found)
    where = ", ".join(stations[:5]) + (f" and {len(stations) - 5} more" if len(stations) > 5 else "")
    said = (
        f"Work at {where} is put down for breaks and at the end of shifts: {pieces:,} pieces of work lasted over them, "
        "and are like the others only without that time."
    )
    return _told(observed, found), [said]


@dataclass(frozen=True)
class _PutDown:
    """Work at a station that was put down: its rows among the visits (n,), how long nobody was there meanwhile, stops of
    the machine apart (n,), and when nobody was there (k,)."""

    station: str
    rows: Ints
    off_us: Ints
    closed_us: Ints
    opened_us: Ints


def _put_down(observed: Observed, draft: Draft, station: str, rows: Ints) -> _PutDown | None:
    closed = closed_hours(observed, draft, station)
    if closed is None:
        return None
    visits = observed.visits.iloc[rows]
    since, until = visits["started_us"].to_numpy(np.int64), visits["finished_us"].to_numpy(np.int64)
    whole = happened(since) & happened(until) & (until > since)
    rows, visits, since, until = rows[whole], visits[whole], since[whole], until[whole]
    off_us = passed(*closed, until) - passed(*closed, since)
    off_us -= _stopped(observed, station, visits, closed)
    place = np.searchsorted(closed[0], since, side="right") - 1
    there = (place < 0) | (
        since >= closed[1][np.maximum(place, 0)]
    )  # work that begins out of hours is overtime
    worked = visits["worked_us"].to_numpy(np.int64)
    spans = there & (off_us > 0) & (off_us < worked)
    usual = there & (off_us == 0) & (worked > 0)
    if usual.sum() < _LEAST or spans.sum() < minimum():
        return None
    mean, spread = _of_products(codes_of(visits["product"]), np.log(np.maximum(worked, 1)), usual)
    gross, net = np.log(worked[spans]), np.log((worked - off_us)[spans])
    odds = ((gross - mean[spans]) ** 2 - (net - mean[spans]) ** 2) / (2 * spread**2)
    odds = np.clip(odds, -_EACH, _EACH)
    if odds.sum() <= _SURE:
        return None
    mine = (odds > 0) | (float((odds > 0).mean()) >= _MOSTLY)
    return _PutDown(station, rows[spans][mine], off_us[spans][mine], *closed)


def _stopped(observed: Observed, station: str, visits: pd.DataFrame, closed: tuple[Ints, Ints]) -> Ints:
    """Return how much of the closed time within each visit (n,) its machine was stopped: that is no work already."""
    stops = observed.stops
    stops = stops[(stops["station"] == station).to_numpy() & stops["job"].notna().to_numpy()]
    stops = stops[happened(stops["repaired_us"])]
    asked = visits[["replication", "started_us", "finished_us"]].assign(
        job=visits["job"].astype(object), row=np.arange(len(visits))
    )
    told = stops[["replication", "failed_us", "repaired_us"]].assign(job=stops["job"].astype(object))
    both = asked.merge(told, on=["replication", "job"])
    both = both[(both["failed_us"] >= both["started_us"]) & (both["repaired_us"] <= both["finished_us"])]
    ends = (passed(*closed, both[name].to_numpy(np.int64)) for name in ("repaired_us", "failed_us"))
    stopped = np.zeros(len(visits), np.int64)
    np.add.at(stopped, both["row"].to_numpy(np.int64), np.subtract(*ends))
    return stopped


def _of_products(
    product: Ints, log_us: NDArray[np.float64], usual: Flags
) -> tuple[NDArray[np.float64], float]:
    """Return the mean of each row's product (n,), and the spread within products, both of work in one shift."""
    mean = np.full(len(log_us), float(np.median(log_us[usual])))
    for rows in groups(product):
        mine = rows[usual[rows]]
        if len(mine) >= _LEAST:
            mean[rows] = float(np.median(log_us[mine]))
    off = np.abs(log_us - mean)[usual]
    return mean, max(1.4826 * float(np.median(off)), float(np.quantile(off, 0.9)) / 1.645, _STEADIEST)


def _told(observed: Observed, found: list[_PutDown]) -> Observed:
    visits = observed.visits
    worked, stood = (visits[name].to_numpy(np.int64).copy() for name in ("worked_us", "interrupted_us"))
    parts = [observed.happenings]
    for of in found:
        since, until = (visits[name].to_numpy(np.int64)[of.rows] for name in ("started_us", "finished_us"))
        worked[of.rows] -= of.off_us
        stood[of.rows] += of.off_us
        parts.append(_rows(visits, of, since, until))
    rows = pd.concat([part.astype(dict.fromkeys(_TEXTS, object)) for part in parts], ignore_index=True)
    rows = rows.astype(dict.fromkeys(_TEXTS, "category"))
    rows["event"] = _numbered(observed.happenings, rows)
    order = np.lexsort((rows["at_us"].to_numpy(), rows["event"].to_numpy(), rows["replication"].to_numpy()))
    return replace(
        observed,
        visits=visits.assign(worked_us=worked, interrupted_us=stood),
        happenings=rows.iloc[order].reset_index(drop=True),
    )


def _rows(visits: pd.DataFrame, of: _PutDown, since: Ints, until: Ints) -> pd.DataFrame:
    """The rows of the pauses of one station, two for each."""
    first = np.searchsorted(of.closed_us, since, side="left")
    many = np.searchsorted(of.closed_us, until, side="left") - first
    piece = np.repeat(np.arange(len(since)), many)
    place = np.arange(len(piece)) - np.repeat(np.cumsum(many) - many, many) + first[piece]
    begins, ends = of.closed_us[place], np.minimum(of.opened_us[place], until[piece])
    why = np.where(of.opened_us[place] - begins < _BREAK_US, "break", "shift_end")
    told = visits.iloc[of.rows[piece]][["replication", "job", "product", "station", "machine", "person"]]
    halves = [
        told.assign(at_us=at, kind=kind, detail=why, value=np.nan)
        for at, kind in ((begins, "work_interrupted"), (ends, "work_resumed"))
    ]
    return pd.concat(halves, ignore_index=True)


def _numbered(known: pd.DataFrame, rows: pd.DataFrame) -> Ints:
    """Return the number of each row's event: what is new has that of the last event before it."""
    event = np.full(len(rows), -1, np.int64)
    event[: len(known)] = known["event"].to_numpy(np.int64)
    replication, at_us = rows["replication"].to_numpy(np.int64), rows["at_us"].to_numpy(np.int64)
    new = np.arange(len(rows)) >= len(known)
    order = np.lexsort((new, at_us, replication))
    last = np.maximum.accumulate(np.where(new[order], -1, event[order]))
    event[order] = np.where(new[order], last, event[order])
    return event
