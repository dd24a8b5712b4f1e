"""Do several jobs go into a machine together? A log tells it, or work that begins and ends at the same moments shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.grouping import codes_of, positions
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting.texts import duration
from shopfloor.calibration.observed import Observed, happened

__all__ = ["Runs", "find_batches", "runs_at"]

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


# --- the rule -----------------------------------------------------------------------------------------------

_OFTEN = 0.2
_TIED = 0.9
"""So many batches must keep to a rule before it is told."""


def find_batches(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.batch``: how many jobs go in together, how many are waited for and how long, and which."""
    del seed  # nothing is drawn
    for station, rows in positions(observed.visits["station"]).items():
        visits = observed.visits.iloc[rows]
        runs = runs_at(observed, station, visits)
        if runs.found and len(runs.jobs) >= minimum():
            _put(observed, draft, station, visits, runs)


def _put(observed: Observed, draft: Draft, station: str, visits: pd.DataFrame, runs: Runs) -> None:
    path = ("stations", station, "batch")
    facts = next(of for of in observed.plant.stations if of.name == station)
    told = observed.knows("batch_runs")
    most = facts.batch_max if told else _reached(runs.jobs)
    if most < 2:
        return
    how = "known of the plant" if told else "the most that were worked on together, again and again"
    sizes = {
        str(size): int(number) for size, number in enumerate(np.bincount(runs.jobs)) if number >= minimum()
    }
    draft.put((*path, "max"), most, Evidence(len(runs.jobs), how, figures={"batches by size": sizes}))
    _rule(draft, path, visits, runs, most)
    _same(draft, path, visits, runs)


def _reached(jobs: Ints) -> int:
    """The largest number that was seen often enough."""
    at_least = np.cumsum(np.bincount(jobs)[::-1])[::-1]
    return int(np.flatnonzero(at_least >= minimum())[-1])


def _rule(draft: Draft, path: tuple[str, ...], visits: pd.DataFrame, runs: Runs, most: int) -> None:
    """What did a machine that stood idle wait for? The arrival that made enough, or a time."""
    queued, loaded = visits["queued_us"].to_numpy(np.int64), visits["loaded_us"].to_numpy(np.int64)
    inside = runs.of >= 0
    oldest = np.full(len(runs.first), np.iinfo(np.int64).max)
    youngest = np.full(len(runs.first), np.iinfo(np.int64).min)
    np.minimum.at(oldest, runs.of[inside], queued[inside])
    np.maximum.at(youngest, runs.of[inside], queued[inside])
    formed = loaded[runs.first]
    by_arrival = (formed == youngest) & (oldest < youngest) | ((formed == youngest) & (runs.jobs == 1))
    sizes = runs.jobs[by_arrival]
    if len(sizes) >= minimum():
        least = int(np.bincount(sizes).argmax())
        agree = float((sizes == least).mean())
        if least > 1 and agree >= _TIED:
            method = f"{agree:.0%} of the batches that an arrival completed had so many"
            draft.put((*path, "min"), min(least, most), Evidence(len(sizes), method))
    short = runs.jobs < draft.get((*path, "min"), 1)
    if short.sum() < minimum():
        return
    # a machine that was busy when the time was up takes them later, so what repeats itself is the time
    waited_s = np.sort((formed - oldest)[short] / 1e6)
    near = np.searchsorted(waited_s, waited_s * 1.001, side="right") - np.arange(len(waited_s))
    place, often = int(near.argmax()), int(near.max())
    if often >= max(minimum(), _OFTEN * len(waited_s)):
        wait_s = float(np.median(waited_s[place : place + often]))
        method = f"{often / len(waited_s):.0%} of the smaller batches had waited so long, within a thousandth"
        estimate = Estimate(wait_s, wait_s * 0.999, wait_s * 1.001, "s")
    else:
        wait_s = float(waited_s[: minimum()].mean())
        method = f"smaller batches had waited so long or longer, mean of the shortest {minimum()}"
        estimate = Estimate(wait_s, 0.0, wait_s, "s")
    draft.put(
        (*path, "wait_at_most"),
        duration(wait_s, 4),
        Evidence(len(waited_s), method, estimates={"wait": estimate}),
    )


def _same(draft: Draft, path: tuple[str, ...], visits: pd.DataFrame, runs: Runs) -> None:
    """Which products go together? Only where chance would have mixed them is anything told."""
    inside = runs.of >= 0
    product = visits["product"].cat.codes.to_numpy().astype(np.int64)[inside]
    many = len(visits["product"].cat.categories)
    table = np.zeros((len(runs.first), many), np.int64)
    np.add.at(table, (runs.of[inside], product), 1)
    shares = table.sum(axis=0) / max(int(table.sum()), 1)
    several = table.sum(axis=1) > 1
    if (shares > 0).sum() < 2 or several.sum() < minimum():
        return
    pure = (table > 0).sum(axis=1) == 1
    by_chance = np.power(shares[None, :], table.sum(axis=1)[several][:, None]).sum(axis=1).mean()
    if float(pure[several].mean()) >= 1 - 1e-9 and by_chance < 1 - 5 / several.sum():
        draft.put((*path, "same"), "product", Evidence(int(several.sum()), "no batch is of several products"))
        return
    together = (table.T > 0).astype(np.int64) @ (table > 0).astype(np.int64) > 0
    families = [of for of in _joined(together) if len(of) > 1]
    if len(_joined(together)) < 2 or not families:
        return
    names = [str(name) for name in visits["product"].cat.categories]
    told = {f"family_{number}": [names[of] for of in members] for number, members in enumerate(families, 1)}
    draft.put((*path, "same"), "family", Evidence(int(several.sum()), "only these were ever together"))
    draft.put((*path, "families"), told)


def _joined(together: NDArray[np.bool_]) -> list[list[int]]:
    """Return what is connected, each group once; things that never were there are left out."""
    here = np.flatnonzero(np.diag(together)).tolist()
    groups, seen = list[list[int]](), set[int]()
    for one in here:
        if one in seen:
            continue
        group, edge = {one}, [one]
        while edge:
            edge = [of for of in here if of not in group and together[list(group), of].any()]
            group.update(edge)
        seen |= group
        groups.append(sorted(group))
    return groups
