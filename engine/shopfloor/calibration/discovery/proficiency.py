"""How fast does a group of people work, change over, repair or maintain, beside the fastest who do the same?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.grouping import codes_of, groups, positions
from shopfloor.calibration.discovery.handovers import shared_out
from shopfloor.calibration.evidence import Estimate, Evidence
from shopfloor.calibration.observed import Observed, happened

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NAMED", "Pace", "attended", "off", "paced", "proficiencies", "with_doubt"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Task = tuple[str, str, str]

NAMED = 0.3
"""The share of work with a named person from which a station is said to need one."""
_LEAST = 10
"""Pieces of work of a group: fewer cannot be compared."""
_NOTICED, _SURE = 0.03, 3.0
"""A difference is told when it is above 3 % and three standard errors."""
_ROUNDS = 6
_STEADY = 1e-4
"""Times of work that differ less, on a logarithmic scale, are told as exactly as that: clocks have microseconds."""

Pace = Mapping[tuple[Task, str], float]
"""(task, person) -> proficiency, where it is not 1."""


@dataclass(frozen=True)
class _Done:
    """Pieces of work of one task: who did them, what else they differ by (a code), and the logarithm of their time;
    ``shared`` are those at which several people were in turn (see :func:`shared_out`; ``row`` is the piece)."""

    task: Task
    person: pd.Series
    kind: Ints
    took: Floats
    shared: pd.DataFrame | None = None

    def as_by_one(self, pace: Mapping[str, float]) -> Floats:
        """Return the logarithms of the times that the named person alone would have taken."""
        if self.shared is None or not len(self.shared):
            return self.took
        took, piece = self.took.copy(), self.shared["row"].to_numpy(np.int64)
        rates = self.shared["person"].astype(str).map(lambda name: pace.get(name, 1.0)).to_numpy(np.float64)
        rate = np.bincount(piece, rates * self.shared["share"].to_numpy(), minlength=len(took))
        mixed = np.unique(piece)
        own = self.person.iloc[mixed].astype(str).map(lambda name: pace.get(name, 1.0)).to_numpy(np.float64)
        took[mixed] += np.log(rate[mixed] / own)
        return took


def proficiencies(
    observed: Observed, crews: Mapping[str, frozenset[str]], skills: Mapping[Task, str]
) -> dict[tuple[str, str], Estimate]:
    """Return (group, skill) -> proficiency, for groups that are slower than the fastest who have that skill.

    Times are compared on a logarithmic scale, the work being the same, by weighted least squares over all that the skill is
    used for.
    """
    group_of = {person: name for name, people in crews.items() for person in people}
    names = sorted(crews)
    of_skill: dict[str, list[_Done]] = {}
    for done in _all_done(observed):
        if done.task in skills:
            of_skill.setdefault(skills[done.task], []).append(done)
    found: dict[tuple[str, str], Estimate] = {}
    for skill, parts in of_skill.items():
        rounds = _ROUNDS if any(done.shared is not None and len(done.shared) for done in parts) else 1
        paces = dict.fromkeys(names, 1.0)
        for _ in range(rounds):  # what each did of a piece in common is known once the paces are
            of_person = {person: paces[group] for person, group in group_of.items()}
            estimates = _slower(
                [replace(done, took=done.as_by_one(of_person)) for done in parts], group_of, names
            )
            paces = {name: estimates[name].value if name in estimates else 1.0 for name in names}
        found |= {(name, skill): estimate for name, estimate in estimates.items()}
    return found


def _slower(parts: list[_Done], group_of: Mapping[str, str], names: list[str]) -> dict[str, Estimate]:
    """Return group -> proficiency at one skill, of those that are slower than the fastest."""
    rank = {name: number for number, name in enumerate(names)}
    cells = [_cells(done, group_of, rank) for done in parts]
    found: dict[str, Estimate] = {}
    able = np.flatnonzero(np.sum([number.sum(axis=0) for number, _, _ in cells], axis=0) >= _LEAST)
    if len(able) < 2:
        return found
    told = _compared([(number[:, able], mean[:, able], rest) for number, mean, rest in cells])
    for at, (slower, error) in told.items():
        if slower > _NOTICED and slower > _SURE * error:
            value, low, high = (
                float(np.exp(-x)) for x in (slower, slower + 1.96 * error, slower - 1.96 * error)
            )
            found[names[int(able[at])]] = Estimate(value, low, min(high, 1.0))
    return found


def off(pace: Estimate) -> float:
    """Return the standard error of a proficiency, as a share of it; its upper bound may have been cut at 1."""
    return float(np.log(pace.value / pace.low)) / 1.96


def with_doubt(evidence: Evidence, doubt: float) -> Evidence:
    """Return the evidence of times at the pace of the fastest with intervals that are as wide as that pace is in doubt, too;
    ``doubt`` is its relative standard error."""
    if not doubt:
        return evidence

    def wider(of: Estimate) -> Estimate:
        if of.unit != "s" or of.value <= 0:
            return of
        low, high = (abs(np.log(max(bound, 1e-12) / of.value)) for bound in (of.low, of.high))
        return Estimate(
            of.value,
            float(of.value * np.exp(-np.hypot(low, 1.96 * doubt))),
            float(of.value * np.exp(np.hypot(high, 1.96 * doubt))),
            of.unit,
        )

    return replace(evidence, estimates={name: wider(of) for name, of in evidence.estimates.items()})


def attended(visits: pd.DataFrame) -> bool:
    """Is somebody there while this station works? Who sets up is named for the whole visit, so visits without it tell."""
    begun = visits[happened(visits["started_us"])]
    plain = begun[~happened(begun["setup_started_us"])]
    return not len(plain) or float(plain["person"].notna().mean()) >= NAMED


def _all_done(observed: Observed) -> Iterator[_Done]:
    from shopfloor.calibration.discovery.upkeep import stood_still

    visits = observed.visits
    parts = shared_out(observed, visits, "work")
    for station, at in positions(visits["station"]).items():
        rows = visits.iloc[at]
        if rows["person"].notna().any() and attended(rows):
            worked = rows["worked_us"].to_numpy(np.int64)
            used = happened(rows["finished_us"]) & (worked > 0)
            kind = codes_of(rows["product"], rows["visit"])
            yield _done(("work", station, ""), rows["person"], kind, worked, used, _within(parts, at))
    for station, at in positions(observed.setups["station"]).items():
        rows = observed.setups.iloc[at]
        took = (rows["finished_us"] - rows["started_us"]).to_numpy(np.int64)
        kind = codes_of(rows["from_product"], rows["to_product"])
        yield _done(
            ("setup", station, ""),
            rows["person"],
            kind,
            took,
            happened(rows["finished_us"]) & (took > 0),
        )
    rounds = observed.maintenances.rename(
        columns={"plan": "mode", "due_us": "failed_us", "finished_us": "repaired_us"}
    )
    stops = observed.stops.rename(columns={"repair_started_us": "started_us"})
    for what, table in (("repair", stops), ("maintenance", rounds)):
        if not len(table):
            continue
        lasted_us = (table["repaired_us"] - table["started_us"]).to_numpy(np.int64)
        lasted_us = lasted_us - stood_still(observed, table, what)
        ended = happened(table["repaired_us"]) & happened(table["started_us"]) & (lasted_us > 0)
        parts = shared_out(observed, observed.stops if what == "repair" else observed.maintenances, what)
        for at in groups(codes_of(table["station"], table["mode"])):
            first = table.iloc[at[0]]
            task = (what, str(first["station"]), str(first["mode"]))
            same = np.zeros(len(at), np.int64)
            yield _done(task, table["person"].iloc[at], same, lasted_us[at], ended[at], _within(parts, at))


def _within(parts: pd.DataFrame, at: Ints) -> pd.DataFrame:
    """Parts of some rows, numbered by their place among these, which are in order."""
    mine = parts[np.isin(parts["row"].to_numpy(), at)]
    return mine.assign(row=np.searchsorted(at, mine["row"].to_numpy()))


def _done(
    task: Task, person: pd.Series, kind: Ints, took_us: Ints, used: NDArray[np.bool_],
    parts: pd.DataFrame | None = None,
) -> _Done:  # fmt: skip
    used = used & person.notna().to_numpy() & (kind >= 0)
    shared = None if parts is None else _within(parts, np.flatnonzero(used))
    return _Done(task, person[used], kind[used], np.log(took_us[used].astype(np.float64)), shared)


def _cells(done: _Done, group_of: Mapping[str, str], rank: Mapping[str, int]) -> tuple[Floats, Floats, float]:
    """Return how many pieces of each kind (rows) each group (columns) did, their means, and the variance within."""
    code = np.array(
        [rank[group_of[name]] if name in group_of else -1 for name in done.person.cat.categories], np.int64
    )
    who = np.append(code, -1)[done.person.cat.codes.to_numpy()]
    mine = who >= 0
    kind = np.unique(done.kind[mine], return_inverse=True)[1].reshape(-1)
    width, height = len(rank), int(kind.max(initial=-1)) + 1
    cell = kind * width + who[mine]
    number = np.bincount(cell, minlength=height * width).astype(np.float64)
    mean = np.bincount(cell, weights=done.took[mine], minlength=len(number)) / np.maximum(number, 1)
    rest = done.took[mine] - mean[cell]
    free = max(int(mine.sum()) - int((number > 0).sum()), 1)
    within = max(float((rest**2).sum()) / free, _STEADY**2)
    return number.reshape(height, width), mean.reshape(height, width), within


def _compared(cells: list[tuple[Floats, Floats, float]]) -> dict[int, tuple[float, float]]:
    """Return group -> how much slower than the fastest it is, as a difference of logarithms, and the standard error.

    What differs between kinds of work is taken out within each kind; groups that share no work with the first one, not even
    by way of others, cannot be compared and are left out.
    """
    width = cells[0][0].shape[1]
    normal, right = np.zeros((width, width)), np.zeros(width)
    shared = np.eye(width, dtype=np.bool_)
    for number, mean, within in cells:
        weight = number / within
        total = np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
        normal += np.diag(weight.sum(axis=0)) - weight.T @ (weight / total)
        middle = (weight * mean).sum(axis=1, keepdims=True) / total
        right += (weight * (mean - middle)).sum(axis=0)
        shared |= (number.T @ number) > 0
    for _ in range(width):
        shared = (shared.astype(np.int64) @ shared) > 0
    here = np.flatnonzero(shared[int(np.argmax(np.diag(normal)))])
    if len(here) < 2:
        return {}
    spread = np.linalg.pinv(normal[np.ix_(here, here)])
    effect = spread @ right[here]
    fastest = int(np.argmin(effect))
    error = np.sqrt(np.maximum(np.diag(spread) + spread[fastest, fastest] - 2 * spread[fastest], 0.0))
    return {
        int(group): (float(effect[at] - effect[fastest]), float(error[at])) for at, group in enumerate(here)
    }


def paced(observed: Observed, pace: Pace) -> Observed:
    """Return the log with columns ``pace``: proficiency of whoever worked (visits), set up, repaired or maintained; 1 where
    nothing is said. Of visits, ``setup_pace`` is that of the changeover."""
    if not pace:
        return observed
    visits = observed.visits.assign(
        pace=_of_all(observed, observed.visits, "work", pace),
        setup_pace=_column(observed.visits, "setup", pace),
    )
    stops, rounds = observed.stops, observed.maintenances
    return replace(
        observed,
        visits=visits,
        stops=stops.assign(pace=_of_all(observed, stops, "repair", pace, "mode")),
        maintenances=rounds.assign(pace=_of_all(observed, rounds, "maintenance", pace, "plan")),
    )


def _of_all(
    observed: Observed, table: pd.DataFrame, what: str, pace: Pace, detail: str | None = None
) -> Floats:
    """Return the pace at which each row was done, by all who had a part in it."""
    result = _column(table, what, pace, detail)
    parts = shared_out(observed, table, what)
    row = parts["row"].to_numpy(np.int64)
    own = np.bincount(
        row, _column(parts, what, pace, detail) * parts["share"].to_numpy(), minlength=len(table)
    )
    return np.where(np.isin(np.arange(len(table)), row), own, result)


def _column(table: pd.DataFrame, what: str, pace: Pace, detail: str | None = None) -> Floats:
    result = np.ones(len(table))
    told = {key: value for key, value in pace.items() if key[0][0] == what}
    if not told or not len(table):
        return result
    code = codes_of(table["station"], table["person"], *([table[detail]] if detail else []))
    for rows in groups(code):
        first = table.iloc[rows[0]]
        task = (what, str(first["station"]), str(first[detail]) if detail else "")
        result[rows] = told.get((task, str(first["person"])), 1.0)
    return result
