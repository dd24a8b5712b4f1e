"""How long has a machine worked, or been on shift, by a moment? Clocks that stand still and run on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.grouping import codes_of
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import NEVER, Observed, happened
from shopfloor.scenario import shift_stretches
from shopfloor.scenario.model import Shift

__all__ = [
    "Clock",
    "calendar",
    "closed_hours",
    "ends_of_work",
    "keys_in",
    "last_before",
    "machine_keys",
    "on_shift",
    "passed",
    "pauses",
    "shifts_of_work",
    "working",
]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Clock:
    """The time that has run on the clock of each of several things, by moments of the calendar.

    ``key`` and ``at_us`` are sorted by both; ``ran_us`` is what had run by then, and ``runs`` says whether it goes on.
    """

    key: Ints
    at_us: Ints
    ran_us: Ints
    runs: NDArray[np.bool_]

    def read(self, key: Ints, at_us: Ints) -> Ints:
        """Return what the clock of each key shows at a moment, in microseconds; one never heard of shows 0."""
        place = last_before(self.key, self.at_us, key, at_us)
        if not len(self.key):
            return np.zeros(len(key), np.int64)
        here = np.maximum(place, 0)
        since = np.where(self.runs[here], at_us - self.at_us[here], 0)
        return np.asarray(np.where(place >= 0, self.ran_us[here] + since, 0), np.int64)

    def is_running(self, key: Ints, at_us: Ints) -> NDArray[np.bool_]:
        """Say whether the clock of each key runs from a moment on."""
        place = last_before(self.key, self.at_us, key, at_us)
        if not len(self.key):
            return np.zeros(len(key), np.bool_)
        return np.asarray((place >= 0) & self.runs[np.maximum(place, 0)], np.bool_)


def spans(key: Ints, since_us: Ints, until_us: Ints) -> Clock:
    """A clock that runs during these stretches of time, which may overlap; those of key -1 are left out."""
    kept = np.flatnonzero(key >= 0)
    ones, no = np.ones(len(kept), np.int64), np.zeros(2 * len(kept), np.int64)
    moments = np.concatenate([since_us[kept], until_us[kept]])
    return clock_of(np.tile(key[kept], 2), moments, np.concatenate([ones, -ones]), no)


def calendar(key: Ints) -> Clock:
    """A clock that never stands still."""
    keys = np.unique(key)
    return Clock(
        keys, np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64), np.ones(len(keys), np.bool_)
    )


def clock_of(key: Ints, at_us: Ints, up: Ints, halt: Ints) -> Clock:
    """A clock that runs while the sum of ``up`` so far is above 0, and that of ``halt`` is not."""
    order = np.lexsort((at_us, key))
    key, at_us, up, halt = key[order], at_us[order], up[order], halt[order]
    fresh = np.concatenate(([True], key[1:] != key[:-1])) if len(key) else np.zeros(0, np.bool_)
    runs = (_running_sum(up, fresh) > 0) & (_running_sum(halt, fresh) <= 0)
    step = np.zeros(len(key), np.int64)
    if len(key):
        step[1:] = np.where(fresh[1:] | ~runs[:-1], 0, np.diff(at_us))
    return Clock(key, at_us, _running_sum(step, fresh), runs)


def machine_keys(observed: Observed) -> dict[tuple[int, str], int]:
    """Return a number for each machine in each replication."""
    names = sorted(name for of in observed.plant.stations for name in of.machines)
    return {
        (replication, name): place * len(names) + number
        for place, replication in enumerate(observed.replications)
        for number, name in enumerate(names)
    }


def keys_in(table: pd.DataFrame, keys: Mapping[tuple[int, str], int]) -> Ints:
    """Return the number of the machine of each row; -1 where none is named."""
    code = codes_of(table["replication"].to_numpy(), table["machine"])
    firsts = np.unique(code, return_index=True)[1]
    known = np.full(int(code.max(initial=-1)) + 2, -1, np.int64)
    replication = table["replication"].to_numpy()[firsts].tolist()
    machine = table["machine"].astype(object).to_numpy()[firsts].tolist()
    for place, of, name in zip(code[firsts].tolist(), replication, machine, strict=True):
        known[place] = keys.get((of, name), -1) if place >= 0 else -1
    return known[code]


def working(observed: Observed, keys: Mapping[tuple[int, str], int], stations: frozenset[str]) -> Clock:
    """The clock of work at these stations: it runs while work goes on in a machine, whatever the number of jobs."""
    visits = observed.visits
    begun = visits["station"].isin(stations).to_numpy() & happened(visits["started_us"])
    visits = visits[begun]
    key = keys_in(visits, keys)
    since = visits["started_us"].to_numpy()
    until = ends_of_work(visits, observed.until_us)
    halts = pauses(observed, stations)
    halted = keys_in(halts, keys)
    stop, resume = halts["from_us"].to_numpy(), halts["until_us"].to_numpy()
    ones, no = np.ones(len(key), np.int64), np.zeros(len(key), np.int64)
    halt_ones, none = np.ones(len(halted), np.int64), np.zeros(len(halted), np.int64)
    all_keys = np.concatenate([key, key, halted, halted])
    kept = all_keys >= 0
    return clock_of(
        all_keys[kept],
        np.concatenate([since, until, stop, resume])[kept],
        np.concatenate([ones, -ones, none, none])[kept],
        np.concatenate([no, no, halt_ones, -halt_ones])[kept],
    )


def ends_of_work(visits: pd.DataFrame, until_us: int) -> Ints:
    """Return when work on each visit ended: finished, given up (scrapped by a failure), or not before the end."""
    finished, left = visits["finished_us"].to_numpy(), visits["left_us"].to_numpy()
    return np.asarray(
        np.where(finished != NEVER, finished, np.where(left != NEVER, left, until_us)), np.int64
    )


def pauses(observed: Observed, stations: frozenset[str] | None = None) -> pd.DataFrame:
    """Return when begun work stood still: replication, job, station, machine, from_us, until_us, detail (why), then (what
    came next: ``work_resumed``, ``work_restarted``, ``scrapped``, or nothing)."""
    kinds = ("work_interrupted", "work_resumed", "work_restarted", "scrapped")
    rows = observed.happenings
    rows = rows[rows["kind"].isin(kinds).to_numpy()]
    if stations is not None:
        rows = rows[rows["station"].isin(stations).to_numpy()]
    key = codes_of(rows["replication"].to_numpy(), rows["job"])
    rows = rows.iloc[np.lexsort((rows["event"].to_numpy(), key))]
    key = np.sort(key, kind="stable")
    is_pause = (rows["kind"] == "work_interrupted").to_numpy()
    goes_on = np.concatenate((key[1:] == key[:-1], [False])) if len(key) else np.zeros(0, np.bool_)
    then_us, then = rows["at_us"].to_numpy(np.int64), rows["kind"].astype(object).to_numpy()
    result = rows[["replication", "job", "station", "machine", "detail"]].assign(
        from_us=then_us,
        until_us=np.where(goes_on, np.roll(then_us, -1), observed.until_us),
        then=np.where(goes_on, np.roll(then, -1), ""),
    )
    return result[is_pause].reset_index(drop=True)


def on_shift(
    observed: Observed, keys: Mapping[tuple[int, str], int], machines: frozenset[str]
) -> Clock | None:
    """The clock of the shifts of these machines, where the log tells them; ``None`` where it tells of none."""
    rows = observed.happenings
    rows = rows[rows["machine"].isin(machines).to_numpy()]
    kinds = {"shift_started": (1, 0), "shift_ended": (-1, 0), "break_started": (0, 1), "break_ended": (0, -1)}
    rows = rows[rows["kind"].isin(kinds).to_numpy() & rows["machine"].notna().to_numpy()]
    key = keys_in(rows, keys)
    rows, key = rows[key >= 0], key[key >= 0]
    if not len(rows):
        return None
    kind = rows["kind"].astype(object)
    up = kind.map({name: of[0] for name, of in kinds.items()}).to_numpy(np.int64)
    halt = kind.map({name: of[1] for name, of in kinds.items()}).to_numpy(np.int64)
    at = rows["at_us"].to_numpy()
    # whose first row is an end was there before; who has none at all is always there
    order = np.lexsort((rows["event"].to_numpy(), key))
    firsts = order[np.unique(key[order], return_index=True)[1]]
    there = firsts[up[firsts] != 1]
    asked = [keys[of, name] for of in observed.replications for name in sorted(machines)]
    absent_from_rows = np.setdiff1d(np.array(asked, np.int64), key)
    starts = np.concatenate([key[there], absent_from_rows])
    return clock_of(
        np.concatenate([starts, key]),
        np.concatenate([np.full(len(starts), observed.since_us, np.int64), at]),
        np.concatenate([np.ones(len(starts), np.int64), up]),
        np.concatenate([np.zeros(len(starts), np.int64), halt]),
    )


def told_shift(observed: Observed, draft: Draft, station: str, key: Ints) -> Clock | None:
    """The clock of the shift that a draft gives a station, the same for all its machines; ``None`` where it has none."""
    return _clock_of_shift(observed, draft, draft.get(("stations", station, "shift")), key)


def shifts_of_work(observed: Observed, draft: Draft, station: str) -> list[Clock] | None:
    """The clocks, of key 0, during which somebody can work at a station: its own, or those of the groups of people who have
    the skill; ``None``: at any time."""
    key = np.zeros(1, np.int64)
    own = told_shift(observed, draft, station, key)
    skill = draft.get(("stations", station, "needs", "skill"))
    if skill is None:
        return None if own is None else [own]
    able = [of for of in draft.get(("people",), {}).values() if skill in of.get("skills", {})]
    clocks = [_clock_of_shift(observed, draft, of.get("shift"), key) for of in able]
    told = [clock for clock in clocks if clock is not None]
    return told if told and len(told) == len(clocks) else None


def closed_hours(observed: Observed, draft: Draft, station: str) -> tuple[Ints, Ints] | None:
    """When nobody can work at a station, by its shift and those of people: the stretches (n,) between, in order; ``None``:
    somebody always can."""
    names = [draft.get(("stations", station, "shift"))]
    skill = draft.get(("stations", station, "needs", "skill"))
    if skill is not None:
        names = [
            of.get("shift") for of in draft.get(("people",), {}).values() if skill in of.get("skills", {})
        ]
    open_ = [_stretches_of(observed, draft, name) for name in names]
    told = [of for of in open_ if of is not None]
    if not told or len(told) < len(open_):
        return None
    since, until = (np.concatenate([of[side] for of in told]) for side in (0, 1))
    order = np.argsort(since, kind="stable")
    since, until = since[order], np.maximum.accumulate(until[order])
    gap = since[1:] > until[:-1]
    begins, ends = until[:-1][gap], since[1:][gap]
    return np.append(begins, until[-1:]), np.append(ends, np.full(len(until[-1:]), observed.until_us))


def _clock_of_shift(observed: Observed, draft: Draft, name: object, key: Ints) -> Clock | None:
    stretches = _stretches_of(observed, draft, name)
    if stretches is None:
        return None
    since, until = stretches
    return spans(np.repeat(key, len(since)), np.tile(since, len(key)), np.tile(until, len(key)))


def _stretches_of(observed: Observed, draft: Draft, name: object) -> tuple[Ints, Ints] | None:
    document = draft.get(("shifts", str(name)))
    if name is None or document is None:
        return None
    shift = Shift.model_validate(document)
    off = [dt.date.fromisoformat(str(day)) for day in draft.get(("holidays",), [])]
    stretches = shift_stretches(shift, observed.start, observed.until_us, off)
    since = np.array([of.from_us for of in stretches], np.int64)
    until = np.array([of.until_us for of in stretches], np.int64)
    return since, until


def passed(since_us: Ints, until_us: Ints, at_us: Ints) -> Ints:
    """Return how much of these stretches of time, in order and apart (n,), had passed at each moment (m,)."""
    before = np.concatenate([[0], np.cumsum(until_us - since_us)])
    place = np.searchsorted(since_us, at_us, side="right")
    last = np.maximum(place - 1, 0)
    running = np.clip(at_us - since_us[last], 0, until_us[last] - since_us[last])
    return np.where(place > 0, before[last] + running, 0)


def _running_sum(step: Ints, fresh: NDArray[np.bool_]) -> Ints:
    """The sum so far, anew at each ``fresh`` row."""
    if not len(step):
        return step
    total = np.cumsum(step)
    begins = np.flatnonzero(fresh)
    before = np.repeat((total - step)[begins], np.diff(np.append(begins, len(step))))
    return np.asarray(total - before, np.int64)


def last_before(key: Ints, at_us: Ints, asked: Ints, asked_us: Ints) -> Ints:
    """Return, for each asked (key, moment), the last row of the same key that is not later; -1: there is none.

    Of rows at the same moment the last one counts. The rows need no order.
    """
    both = np.concatenate([key, asked])
    moment = np.concatenate([at_us, asked_us])
    is_asked = np.repeat([0, 1], [len(key), len(asked)])
    order = np.lexsort((is_asked, moment, both))
    row = np.where(is_asked[order] == 0, np.arange(len(order)), -1)
    latest = np.maximum.accumulate(row)
    found = np.where(latest >= 0, order[np.maximum(latest, 0)], -1)
    found = np.where((found >= 0) & (both[found] == both[order]), found, -1)
    result = np.empty(len(asked), np.int64)
    mine = is_asked[order] == 1
    result[order[mine] - len(key)] = found[mine]
    return result
