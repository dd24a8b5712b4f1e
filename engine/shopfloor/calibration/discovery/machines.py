"""How many machines has a station? As many as are named; where none are, as many as were at work at once."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.batches import runs_at
from shopfloor.calibration.discovery.clocks import ends_of_work, machine_keys, on_shift, spans
from shopfloor.calibration.discovery.grouping import codes_of, groups, positions
from shopfloor.calibration.discovery.routes import turns_in
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.fitting import count
from shopfloor.calibration.observed import NEVER, Observed, happened

__all__ = ["at_once", "find_machines", "in_order"]

Ints = NDArray[np.int64]

_NUMBERS = re.compile(r"(\d+)")
_CLEARLY = 0.9
"""So many choices must agree with a rule before it is told; some are spoilt by machines that are down or off shift."""
_CHOICES = 30


def in_order(machines: Iterable[str]) -> tuple[str, ...]:
    """Return machines as a scenario numbers them: ``saw.2`` before ``saw.10``."""

    def place(name: str) -> list[tuple[int, str]]:
        return [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBERS.split(name) if part]

    return tuple(sorted(machines, key=place))


def find_machines(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.machines`` and, where the choice among idle machines shows a rule, ``pick``."""
    del seed  # nothing is drawn
    where = positions(observed.visits["station"])
    _sort(observed, draft)
    for station in (of.name for of in observed.plant.stations):
        visits = observed.visits.iloc[where.get(station, np.empty(0, np.int64))]
        path = ("stations", station)
        machines, evidence = _number(observed, station, visits)
        draft.put((*path, "machines"), machines, evidence)
        if machines > 1:
            _pick(observed, draft, path, station, visits)


def _sort(observed: Observed, draft: Draft) -> None:
    """Stations stand in the order in which the routes come to them, as a reader expects."""
    routes = [draft.get(("products", of.name, "route")) for of in observed.plant.products]
    order = [name for route in routes if isinstance(route, list) for _, _, name, _ in turns_in(route)]
    names = dict.fromkeys([*order, *(of.name for of in observed.plant.stations)])
    old = draft.get(("stations",), {})
    draft.document["stations"] = {name: old.get(name, {}) for name in names}


def _number(observed: Observed, station: str, visits: pd.DataFrame) -> tuple[int, Evidence]:
    names = in_order(observed.machines_of(station))
    told = {name: observed.made_up[name] for name in names if name in observed.made_up}
    shared = sorted({text for text in told.values() if text})
    runs = runs_at(observed, station, visits)
    split = runs.found and not observed.knows(
        "batch_runs"
    )  # the places of one machine have names of their own
    nameless = [name for name, text in told.items() if not text]
    if observed.knows("operations", "machine") and not nameless and not shared and not split:
        return len(names), _counted(visits, len(names), "machines by name")
    until = ends_of_work(visits.iloc[runs.first], observed.until_us)
    if split or not observed.knows("operations", "machine"):
        many = max(at_once(runs.replication, runs.starts_us, until), 1)
        how = "the most pieces of work that went on at once, reached often"
        return many, _counted(visits, many, how + ("; a batch counts once" if split else ""))
    machine = visits["machine"].astype(object).map(told).to_numpy()[runs.first]
    of = {text: np.flatnonzero(machine == text) for text in shared}
    most = {
        text: max(at_once(runs.replication[rows], runs.starts_us[rows], until[rows]), 1)
        for text, rows in of.items()
    }
    named = len(names) - len(told) + sum(most.values())
    many = max(at_once(runs.replication, runs.starts_us, until), named, 1)
    notes = ["machines by name"]
    if several := sum(number > 1 for number in most.values()):
        notes.append(f"{several} of the names count as often as work on them overlaps, again and again")
    if once := sum(number == 1 for number in most.values()):
        notes.append(f"work on {once} of them overlaps now and then, which makes no machine more")
    if many > named:
        notes = ["the most pieces of work that went on at once, reached often, more than machines are named"]
    elif nameless:
        notes.append("rows that name none make no machine more")
    return many, _counted(visits, many, "; ".join(notes))


def _counted(visits: pd.DataFrame, machines: int, how: str) -> Evidence:
    return Evidence(len(visits), how, estimates={"machines": count(machines)})


def at_once(replication: Ints, since_us: Ints, until_us: Ints) -> int:
    """Return how many intervals go on at once at most; a number that is reached only by a slip does not count.

    A number counts when it was reached in one of a thousand of the intervals, and :func:`minimum` times at least
    (or by a station with fewer visits than that). Intervals that touch do not overlap; those of no length are one
    after the other.
    """
    if not len(since_us):
        return 0
    lasted = until_us > since_us
    if not lasted.any():
        return 1
    replication, since_us, until_us = replication[lasted], since_us[lasted], until_us[lasted]
    at = np.concatenate([until_us, since_us])
    step = np.repeat([-1, 1], len(since_us))
    order = np.lexsort((step, at, np.concatenate([replication, replication])))
    level = np.cumsum(step[order])[step[order] == 1]
    reached = np.bincount(level)
    enough = max(minimum(), len(since_us) // 1000)
    most = np.flatnonzero(reached >= min(enough, len(since_us)))
    return int(most[-1]) if len(most) else 1


def _on_shift(
    observed: Observed, names: tuple[str, ...], replication: Ints, at_us: Ints
) -> NDArray[np.bool_]:
    """Return which machines (columns) were on shift at moments (rows), as far as that is told."""
    keys = machine_keys(observed)
    clock = on_shift(observed, keys, frozenset(names))
    if clock is None:
        return np.ones((len(at_us), len(names)), np.bool_)
    of = {name: np.array([keys[one, name] for one in observed.replications], np.int64) for name in names}
    place = np.searchsorted(np.array(observed.replications), replication)
    return np.stack([clock.is_running(of[name][place], at_us) for name in names], axis=1)


def _down(
    observed: Observed, station: str, names: tuple[str, ...], replication: Ints, at_us: Ints
) -> NDArray[np.bool_]:
    """Return which machines (columns) were down or maintained at moments (rows)."""
    machine, since, until = list[Ints](), list[Ints](), list[Ints]()
    many = len(names)
    for table, begins, ends in (
        (observed.stops, "failed_us", "repaired_us"),
        (observed.maintenances, "due_us", "finished_us"),
    ):
        mine = table[(table["station"] == station).to_numpy()]
        number = pd.Categorical(mine["machine"].astype(object), categories=list(names)).codes.astype(np.int64)
        machine.append(np.where(number < 0, -1, mine["replication"].to_numpy() * many + number))
        since.append(mine[begins].to_numpy(np.int64))
        until.append(np.where(happened(mine[ends]), mine[ends], observed.until_us).astype(np.int64))
    clock = spans(np.concatenate(machine), np.concatenate(since), np.concatenate(until))
    return np.stack([clock.is_running(replication * many + place, at_us) for place in range(many)], axis=1)


def _pick(
    observed: Observed, draft: Draft, path: tuple[str, ...], station: str, visits: pd.DataFrame
) -> None:
    """Which of several idle machines took the job? Only jobs that did not wait show it."""
    if not observed.knows("operations", "machine"):
        return
    names = in_order(observed.machines_of(station))
    loaded = visits["loaded_us"].to_numpy()
    met = happened(loaded) & (loaded == visits["queued_us"].to_numpy())
    number = visits["machine"].cat.codes.to_numpy()
    codes = {name: code for code, name in enumerate(visits["machine"].cat.categories)}
    left = np.where(happened(visits["left_us"]), visits["left_us"], observed.until_us)
    replication = visits["replication"].to_numpy()
    if len(names) > 100:
        return
    if met.sum() < _CHOICES:
        draft.leave_out((*path, "pick"), f"{int(met.sum())} jobs only found a machine idle")
        return
    asked = np.flatnonzero(met)[:: max(1, int(met.sum()) // 5000)]
    rank = np.empty(
        len(loaded), np.int64
    )  # of jobs that come at the same moment the next one finds a machine fewer
    rank[np.argsort(loaded, kind="stable")] = np.arange(len(loaded))
    if runs_at(observed, station, visits).found:  # those of a batch come together, and take one machine
        rank = loaded
    free_since = np.full((len(asked), len(names)), NEVER, np.int64)  # of the machines that are idle then
    idle = np.ones((len(asked), len(names)), np.bool_)
    for rows in groups(codes_of(replication)):
        mine = np.flatnonzero(replication[asked] == replication[rows[0]])
        for place, name in enumerate(names):
            of = rows[(number[rows] == codes.get(name, -2)) & happened(loaded[rows])]
            of = of[np.argsort(rank[of])]
            before = np.searchsorted(rank[of], rank[asked[mine]], side="left") - 1
            had = before >= 0
            last = np.maximum.accumulate(left[of])[np.maximum(before, 0)] if len(of) else np.zeros(len(mine))
            idle[mine, place] = ~had | (last <= loaded[asked[mine]])
            free_since[mine, place] = np.where(had, last, NEVER)
    idle &= _on_shift(observed, names, replication[asked], loaded[asked])
    idle &= ~_down(observed, station, names, replication[asked], loaded[asked])
    place_of = np.array(
        [names.index(str(name)) if str(name) in names else -1 for name in visits["machine"].cat.categories],
        np.int64,
    )
    taken = place_of[number[asked]]
    # the machine that took it must have been idle by this reckoning, too; and before its first job none is idle longest
    real = (idle.sum(axis=1) > 1) & idle[np.arange(len(asked)), taken]
    told = real & (free_since != NEVER).all(axis=1)
    if told.sum() < _CHOICES:
        reason = f"a choice among idle machines was seen {int(told.sum())} times only"
        draft.leave_out((*path, "pick"), reason)
        return
    idle, free_since, taken = idle[told], free_since[told], taken[told]
    first = idle.argmax(axis=1) == taken
    longest = np.where(idle, free_since, np.iinfo(np.int64).max).argmin(axis=1) == taken
    by_chance = float((1 / idle.sum(axis=1)).mean())
    n = int(told.sum())
    agree = {"longest_idle": float(longest.mean()), "first": float(first.mean())}
    word = max(agree, key=lambda name: agree[name])
    slack = 4 * np.sqrt(by_chance * (1 - by_chance) / n)
    figures = {**{name: round(share, 4) for name, share in agree.items()}, "by chance": round(by_chance, 4)}
    if agree[word] >= _CLEARLY:
        method = f"{agree[word]:.0%} of the choices among idle machines"
    elif n >= 10 * _CHOICES and all(abs(share - by_chance) <= slack for share in agree.values()):
        word, method = "random", "idle machines take turns as chance has it"
    else:
        return
    draft.put((*path, "pick"), word, Evidence(n, method, figures=figures))
