"""Do several jobs go into a machine together? A log tells it, or work that begins and ends at the same moments shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.grouping import codes_of
from shopfloor.calibration.observed import Observed, happened

__all__ = ["Runs", "runs_at"]

Ints = NDArray[np.int64]

_MOSTLY = 0.5
"""So many of the visits must share both their moments with another before machines are taken to work in batches."""


@dataclass(frozen=True)
class Runs:
    """What a station worked on at once: one run for each batch, or for each visit where there are no batches.

    found        whether there are batches
    of           the run of each visit (n,), -1 of a visit whose work has not begun
    first        the first visit of each run, by position; ``replication``, ``starts_us``, ``ends_us`` are its own
    jobs         how many visits make up each run
    """

    found: bool
    of: Ints
    first: Ints
    jobs: Ints
    replication: Ints
    starts_us: Ints
    ends_us: Ints


def runs_at(observed: Observed, station: str, visits: pd.DataFrame) -> Runs:
    """Return the runs of one station, whose visits these are.

    A log that was taken in splits work on one machine that overlaps: ``Oven.1``, ``Oven.2`` are then the places of one oven.
    """
    begun = happened(visits["started_us"])
    facts = next(of for of in observed.plant.stations if of.name == station)
    if observed.knows("batch_runs"):
        found, machine = facts.batch_max > 1, visits["machine"].cat.codes.to_numpy()
    else:
        machine = _without_place(visits["machine"])
        shared = begun & happened(visits["finished_us"])
        together = codes_of(
            visits["replication"].to_numpy(),
            machine,
            visits["started_us"].to_numpy(),
            visits["finished_us"].to_numpy(),
        )
        sizes = np.bincount(together[shared], minlength=1)
        worked = (visits["finished_us"].to_numpy() > visits["started_us"].to_numpy()) & shared
        found = bool(worked.any()) and float((sizes[together[worked]] > 1).mean()) >= _MOSTLY
    if not found:
        return _single(visits, begun)
    code = codes_of(visits["replication"].to_numpy(), machine, visits["started_us"].to_numpy())
    code = np.where(begun, code, -1)
    kept, first, of, jobs = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    lift = int(len(kept) > 0 and kept[0] == -1)
    first, jobs, of = first[lift:], jobs[lift:], of - lift
    return Runs(
        True, of, first, jobs, visits["replication"].to_numpy()[first],
        visits["started_us"].to_numpy()[first], visits["finished_us"].to_numpy()[first],
    )  # fmt: skip


def _single(visits: pd.DataFrame, begun: NDArray[np.bool_]) -> Runs:
    first = np.flatnonzero(begun)
    of = np.full(len(visits), -1, np.int64)
    of[first] = np.arange(len(first))
    return Runs(
        False, of, first, np.ones(len(first), np.int64), visits["replication"].to_numpy()[first],
        visits["started_us"].to_numpy()[first], visits["finished_us"].to_numpy()[first],
    )  # fmt: skip


def _without_place(machine: pd.Series) -> Ints:
    """``Oven.1`` and ``Oven.2`` are one."""
    names = [str(name).rpartition(".") for name in machine.cat.categories]
    base = [stem if stem and number.isdigit() else stem + dot + number for stem, dot, number in names]
    codes = machine.cat.codes.to_numpy()
    same = np.unique(base, return_inverse=True)[1] if base else np.zeros(0, np.int64)
    return np.asarray(np.where(codes < 0, -1, np.append(same, -1)[codes]), np.int64)
