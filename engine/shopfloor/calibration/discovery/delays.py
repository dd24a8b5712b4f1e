"""How long are jobs on their way? Moves that were recorded tell it, and otherwise the waiting that nothing explains.

Where work at the next station never begins before a while has passed, though one of its machines stands idle, the job
was on its way. What is random, or not always there, is no travel; it may be a place of its own (:mod:`places`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.clocks import ends_of_work, shifts_of_work, spans
from shopfloor.calibration.discovery.grouping import codes_of, groups
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting.texts import duration
from shopfloor.calibration.observed import Observed, happened

__all__ = ["find_delays"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_ALWAYS = 0.05
"""So many waits at most may be shorter than half of the usual one."""
_STEADY = 0.25
"""The middle half of the waits may differ by so much of the usual one."""
_TOLD, _WORTH_S = 20, 60.0
"""A random wait is told from so many on, and where it is so long on average, in seconds."""
_REST = 0.1
"""A machine that has stood for this part of its usual work was at rest; shorter waits are not worth a word either."""


@dataclass(frozen=True)
class _Ways:
    """Ways of jobs from one station to another: codes of the stations, how long it took in seconds."""

    one: Ints
    other: Ints
    took_s: Floats
    names: list[str]


def find_delays(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``travel``; ``draft.found["waits"]`` tells station -> waits of other lengths that nothing explains, in seconds."""
    told = observed.knows("events", "kind")
    if not told:
        draft.found["waits"] = _random(observed, draft)
    ways = _recorded(observed) if told else _unexplained(observed, draft)
    if ways is None:
        return
    found = dict[tuple[str, str], Floats]()
    for rows in groups(codes_of(ways.one, ways.other)):
        pair = ways.names[ways.one[rows[0]]], ways.names[ways.other[rows[0]]]
        took_s = np.sort(ways.took_s[rows])
        middle = float(np.median(took_s))
        if len(took_s) < minimum() or middle < (1e-6 if told else 1.0):
            continue
        quarter = float(np.quantile(took_s, 0.75) - np.quantile(took_s, 0.25))
        if not told and (float((took_s < middle / 2).mean()) > _ALWAYS or quarter > _STEADY * middle):
            continue
        found[pair] = took_s
    if not found:
        return
    for (one, other), took_s in sorted(found.items()):
        method = "moves that were recorded" if told else "waits that nothing explains, median"
        value_s = float(np.median(took_s))
        half = 0.98 * len(took_s) ** 0.5
        low, high = (_near(took_s, round(len(took_s) / 2 + side * half)) for side in (-1, 1))
        estimate = Estimate(value_s, min(low, value_s), max(high, value_s), "s")
        evidence = Evidence(len(took_s), method, estimates={"mean": estimate})
        draft.put(
            ("travel", "between", one, other),
            duration(value_s, 6 if high - low < 1e-3 * value_s else 3),
            evidence,
        )
    for one, other in sorted(found):  # a pair counts both ways unless the other way is given
        if (other, one) not in found and _is_taken(observed, other, one):
            draft.put(("travel", "between", other, one), "0 s")


def _near(ordered: Floats, place: int) -> float:
    """A bound that is nobody's own time."""
    first = min(max(place - minimum() // 2, 0), max(len(ordered) - minimum(), 0))
    return float(ordered[first : first + minimum()].mean())


def _recorded(observed: Observed) -> _Ways | None:
    rows = observed.happenings
    rows = rows[rows["kind"].isin(["move_started", "moved"]).to_numpy()]
    if not len(rows):
        return None
    key = codes_of(rows["replication"].to_numpy(), rows["job"])
    order = np.lexsort((rows["event"].to_numpy(), key))
    rows, key = rows.iloc[order], key[order]
    begins = (rows["kind"] == "move_started").to_numpy()
    ends = np.concatenate((begins[:-1] & (key[1:] == key[:-1]) & ~begins[1:], [False]))
    at = rows["at_us"].to_numpy(np.int64)
    names = sorted(of.name for of in observed.plant.stations)
    place = {name: number for number, name in enumerate(names)}
    one = rows["station"].astype(object).map(place).to_numpy()[ends]
    other = rows["detail"].astype(object).map(place).to_numpy()[ends]
    took_s = (np.roll(at, -1) - at)[ends] / 1e6
    known = ~(np.isnan(one.astype(np.float64)) | np.isnan(other.astype(np.float64)))
    return _Ways(one[known].astype(np.int64), other[known].astype(np.int64), took_s[known], names)


def _unexplained(observed: Observed, draft: Draft) -> _Ways | None:
    """Waits of jobs that another station sent, at moments when a machine of theirs was idle and nobody else waited."""
    if not (observed.knows("operations", "worked_us") and observed.knows("operations", "machine")):
        return None
    visits = observed.visits
    job = codes_of(visits["replication"].to_numpy(), visits["job"])
    order = np.lexsort((visits["first_event"].to_numpy(), job))
    station = visits["station"].cat.codes.to_numpy().astype(np.int64)
    queued, started = visits["queued_us"].to_numpy(np.int64), visits["started_us"].to_numpy(np.int64)
    before, after = order[:-1], order[1:]
    sent = (job[after] == job[before]) & (station[after] != station[before]) & happened(started[after])
    before, after = before[sent], after[sent]
    if not len(after):
        return None
    names = [str(name) for name in visits["station"].cat.categories]
    until = np.where(happened(visits["left_us"]), visits["left_us"], observed.until_us).astype(np.int64)
    replication = visits["replication"].to_numpy(np.int64)
    key = replication * len(names) + station
    begun = happened(started)
    busy = _level(key[begun], started[begun], until[begun], key[after], queued[after])
    # its own work is no reason to wait
    busy -= (started[after] == queued[after]) & (until[after] > queued[after])
    waits = begun & (queued < started)
    waiting = _level(key[waits], queued[waits], started[waits], key[after], queued[after] - 1)
    machines = np.array([len(observed.machines_of(name)) for name in names], np.int64)
    idle = busy < machines[station[after]]
    stops = observed.stops
    down = spans(
        stops["replication"].to_numpy(np.int64) * len(names) + _codes(stops["station"], names),
        stops["failed_us"].to_numpy(np.int64),
        np.where(happened(stops["repaired_us"]), stops["repaired_us"], observed.until_us).astype(np.int64),
    )
    idle &= ~down.is_running(key[after], queued[after]) & (waiting == 0)
    idle &= _is_attended(observed, draft, names, station[after], queued[after])
    idle &= ~_changed(observed)[after] & ~np.isin(station[after], _in_batches(draft, names))
    return _Ways(station[before[idle]], station[after[idle]], (started - queued)[after[idle]] / 1e6, names)


def _random(observed: Observed, draft: Draft) -> dict[str, Floats]:
    """Return station -> how long jobs from elsewhere waited that found a machine, and whoever worked there, idle at last.

    Work that begins after a rest of the machine did not wait for the machine: the job was not ready before. When it gets
    ready does not depend on what the machine does, so these waits are like those of all jobs.
    """
    if not (observed.knows("operations", "worked_us") and observed.knows("operations", "machine")):
        return {}
    visits = observed.visits
    job = codes_of(visits["replication"].to_numpy(), visits["job"])
    order = np.lexsort((visits["first_event"].to_numpy(), job))
    station = visits["station"].cat.codes.to_numpy().astype(np.int64)
    queued, started = visits["queued_us"].to_numpy(np.int64), visits["started_us"].to_numpy(np.int64)
    before, after = order[:-1], order[1:]
    rows = np.sort(
        after[(job[after] == job[before]) & (station[after] != station[before]) & happened(started[after])]
    )
    names = [str(name) for name in visits["station"].cat.categories]
    work_us = np.array(
        [_usual(visits["worked_us"].to_numpy()[station == number]) for number in range(len(names))]
    )
    rest_us = np.maximum(_REST * work_us, 60e6).astype(np.int64)[station[rows]]
    machines = np.array([len(observed.machines_of(name)) for name in names], np.int64)
    key = visits["replication"].to_numpy(np.int64) * len(names) + station
    person = codes_of(visits["replication"].to_numpy(), visits["person"])
    begun = happened(started)
    alone = begun & visits["person"].notna().to_numpy()
    until = np.maximum(ends_of_work(visits, observed.until_us), started)
    free = np.ones(len(rows), np.bool_)
    for moment in (started[rows] - rest_us, started[rows] - 1):
        free &= _level(key[begun], started[begun], until[begun], key[rows], moment) < machines[station[rows]]
        busy = _level(person[alone], started[alone], until[alone], person[rows], moment) > 0
        free &= ~(busy & alone[rows])
        free &= _is_attended(observed, draft, names, station[rows], moment)
    free &= ~np.isin(station[rows], _in_batches(draft, names))
    rows = rows[free]
    rows = rows[np.argsort(started[rows], kind="stable")]
    found = dict[str, Floats]()
    for place in groups(station[rows]):
        number, waits_s = int(station[rows[place[0]]]), (started - queued)[rows[place]] / 1e6
        if len(waits_s) >= _TOLD and float(waits_s.mean()) >= max(_WORTH_S, _REST * work_us[number] / 1e6):
            found[names[number]] = waits_s
    return found


def _usual(worked_us: Ints) -> float:
    return float(np.median(worked_us)) if len(worked_us) else 0.0


def _is_attended(
    observed: Observed, draft: Draft, names: list[str], station: Ints, at_us: Ints
) -> NDArray[np.bool_]:
    """Return where somebody could work at the station at that moment, as shifts go."""
    attended = np.ones(len(station), np.bool_)
    for number, name in enumerate(names):
        here = station == number
        clocks = shifts_of_work(observed, draft, name) if here.any() else None
        if clocks is not None:
            key = np.zeros(int(here.sum()), np.int64)
            attended[here] = np.logical_or.reduce([of.is_running(key, at_us[here]) for of in clocks])
    return attended


def _changed(observed: Observed) -> NDArray[np.bool_]:
    """Return which visits came after another product on their machine: they may have waited for a changeover."""
    visits = observed.visits
    machine = codes_of(visits["replication"].to_numpy(), visits["machine"])
    product = visits["product"].cat.codes.to_numpy()
    order = np.lexsort((visits["started_us"].to_numpy(), machine))
    result = np.zeros(len(visits), np.bool_)
    same = machine[order][1:] == machine[order][:-1]
    result[order[1:]] = same & (product[order][1:] != product[order][:-1])
    return result


def _in_batches(draft: Draft, names: list[str]) -> Ints:
    """Return the stations where jobs wait for each other."""
    batched = [draft.get(("stations", name, "batch")) is not None for name in names]
    return np.flatnonzero(batched)


def _codes(column: object, names: list[str]) -> Ints:
    import pandas as pd

    return pd.Categorical(pd.Series(column).astype(object), categories=names).codes.astype(np.int64)


def _level(key: Ints, since: Ints, until: Ints, asked: Ints, at_us: Ints) -> Ints:
    """Return how many of the stretches ``[since, until)`` of a key hold a moment."""

    def before(moments: Ints) -> Ints:
        both = np.concatenate([key, asked])
        at = np.concatenate([moments, at_us])
        is_asked = np.repeat([0, 1], [len(key), len(asked)])
        order = np.lexsort((is_asked, at, both))
        passed = np.cumsum(is_asked[order] == 0)
        first = np.searchsorted(both[order], both[order], side="left")
        count = passed - np.where(first > 0, passed[np.maximum(first - 1, 0)], 0)
        result = np.empty(len(asked), np.int64)
        mine = is_asked[order] == 1
        result[order[mine] - len(key)] = count[mine]
        return result

    return before(since) - before(until)


def _is_taken(observed: Observed, one: str, other: str) -> bool:
    """Whether jobs go from one station straight to the other."""
    visits = observed.visits
    job = codes_of(visits["replication"].to_numpy(), visits["job"])
    order = np.lexsort((visits["first_event"].to_numpy(), job))
    name = visits["station"].astype(object).to_numpy()[order]
    return bool(((job[order][1:] == job[order][:-1]) & (name[:-1] == one) & (name[1:] == other)).any())
