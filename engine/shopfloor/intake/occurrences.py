"""What happened, one row each? Visits and stops become the events of our log, in an order that keeps its laws.

At one instant machines are repaired first; then work ends that began before; then jobs arrive; then work begins, each
piece with all that follows at once if it takes no time; then machines fail; then repairs begin. Pieces of work
that begin at one instant keep their order: shorter first, then as their rows stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["TEXTS", "Happened", "busy_twice", "occurrences"]

TEXTS = ("kind", "job", "product", "station", "machine", "person", "detail")

Ints = npt.NDArray[np.int64]

_REPAIRED, _ENDS, _ARRIVES, _BEGINS, _FAILS, _MENDING = range(6)
_ROWS_AT_ONCE = 65_536
_US = 1_000_000


def busy_twice(visits: pd.DataFrame, stops: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the visits and the stops whose person is busy elsewhere at the time; whoever began first stays.

    Work that a stop interrupts is no work meanwhile, so an operator may repair the machine.
    """
    pieces = _stretches(visits, stops)[["person", "from_us", "to_us", "visit"]].assign(stop=-1)
    mends = stops.assign(from_us=stops["repair_us"], visit=-1, stop=np.arange(len(stops)))
    both = pd.concat([pieces, mends[["person", "from_us", "to_us", "visit", "stop"]]], ignore_index=True)
    both = both[both["person"].notna()].sort_values(
        ["person", "from_us", "to_us", "visit", "stop"], kind="stable"
    )
    until: int | None = None
    who = None
    nameless: tuple[set[int], set[int]] = (set(), set())
    columns = (both[name].tolist() for name in ("person", "from_us", "to_us", "visit", "stop"))
    for person, since, to, visit, stop in zip(*columns, strict=True):
        if person != who:
            who, until = person, None
        out, item = (nameless[0], visit) if visit >= 0 else (nameless[1], stop)
        if item in out:
            continue
        if until is not None and since < until:
            out.add(item)
        else:
            until = to
    return np.array(sorted(nameless[0]), np.int64), np.array(sorted(nameless[1]), np.int64)


def _stretches(visits: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches of time in which each visit is worked on: all of it, but for the stops in between."""
    whole = pd.DataFrame(
        {
            "visit": np.arange(len(visits)),
            "from_us": visits["start_us"].to_numpy(),
            "to_us": visits["end_us"].to_numpy(),
        }
    )
    cuts = stops[stops["visit"] >= 0].sort_values(["visit", "from_us"], kind="stable")
    if len(cuts):
        cut = cuts["visit"].to_numpy(np.int64)
        first = np.concatenate(([True], cut[1:] != cut[:-1]))
        last = np.concatenate((cut[1:] != cut[:-1], [True]))
        starts, ends = cuts["from_us"].to_numpy(np.int64), cuts["to_us"].to_numpy(np.int64)
        whole.loc[cut[first], "to_us"] = starts[first]
        until = np.where(last, visits["end_us"].to_numpy(np.int64)[cut], np.append(starts[1:], 0))
        more = pd.DataFrame({"visit": cut, "from_us": ends, "to_us": until})
        whole = pd.concat([whole, more], ignore_index=True)
        whole = whole.sort_values(["visit", "from_us"], kind="stable").reset_index(drop=True)
    whole["person"] = visits["person"].to_numpy()[whole["visit"].to_numpy()]
    return whole


def occurrences(visits: pd.DataFrame, stops: pd.DataFrame, horizon_us: int) -> Happened:
    """Return the events in order.

    Args:
        visits: sorted by start, end and row; job, product, station, machine, person, start_us, end_us, is_open, outcome,
            arrival_us (of the job), due_us (-1: none), all times from the start of the log.
        stops: machine, station, from_us, repair_us, to_us, cause, person, planned, visit.
    """
    visits = visits.reset_index(drop=True)
    rank = np.arange(len(visits))
    job = visits["job"].cat.codes.to_numpy(np.int64)
    order = np.argsort(job, kind="stable")
    same = job[order][1:] == job[order][:-1]
    following, preceding = np.full(len(visits), -1), np.full(len(visits), -1)
    following[order[:-1][same]], preceding[order[1:][same]] = order[1:][same], order[:-1][same]
    parts = _Parts(visits, stops)
    _arrive(parts, visits, rank, preceding < 0)
    _work(parts, visits, stops, rank)
    _leave(parts, visits, stops, rank, following)
    _stand(parts, stops)
    return parts.sorted(horizon_us)


@dataclass(frozen=True)
class Happened:
    """The events in order: times, values, and for each column of texts a number for each event (-1: none) into its
    ``words``."""

    time_us: Ints
    value: npt.NDArray[np.float64]
    codes: Mapping[str, Ints]
    words: Mapping[str, npt.NDArray[np.object_]]

    def __len__(self) -> int:
        return len(self.time_us)

    def rows(self) -> Iterator[list[Any]]:
        """Give the rows for the writer, a part at a time."""
        for first in range(0, len(self), _ROWS_AT_ONCE):
            part = slice(first, first + _ROWS_AT_ONCE)
            texts = [self.words[name][self.codes[name][part]].tolist() for name in TEXTS]
            value = self.value[part]
            values = [
                None if is_nan else number
                for number, is_nan in zip(value.tolist(), np.isnan(value).tolist(), strict=True)
            ]
            yield list(zip(self.time_us[part].tolist(), *texts, values, [None] * len(values), strict=True))


class _Parts:
    """Collects events by kind; what is not given is that of the visit, or nothing."""

    def __init__(self, visits: pd.DataFrame, stops: pd.DataFrame) -> None:
        self._index: dict[str, dict[str, int]] = {name: {} for name in TEXTS}
        self._visits: dict[str, Ints] = {}
        for name in ("job", "product", "station", "machine", "person"):
            column = visits[name].astype("category")
            if name in stops:  # what stands still may name people that nobody works with
                column = column.cat.add_categories(
                    sorted(set(stops[name].dropna()) - set(column.cat.categories))
                )
            self._index[name] = {word: code for code, word in enumerate(column.cat.categories)}
            self._visits[name] = np.asarray(column.cat.codes, np.int64)
        self._parts: list[dict[str, npt.NDArray[Any]]] = []

    def add(
        self, kind: str, at: Ints, phase: Ints | int, rank: Ints, sub: int, visit: Ints, *, where: bool = True,
        machine: bool = True, person: bool = False, value: npt.NDArray[np.float64] | float = np.nan,
        detail: Sequence[object] | str | None = None,
    ) -> None:  # fmt: skip
        """Add an event for each of ``visit``; it names a station (``where``), a machine and a person if it should."""
        of = {name: codes[visit] for name, codes in self._visits.items()}
        for name, told in (("station", where), ("machine", where and machine), ("person", person)):
            if not told:
                of[name] = np.full(len(visit), -1)
        self.put(kind, at, phase, rank, sub, of, value, detail)

    def put(
        self, kind: str, at: Ints, phase: Ints | int, rank: Ints, sub: int, of: Mapping[str, Ints],
        value: npt.NDArray[np.float64] | float = np.nan, detail: Sequence[object] | str | None = None,
    ) -> None:  # fmt: skip
        """Add events that name what ``of`` says."""
        size = len(at)
        details = [detail] if detail is None or isinstance(detail, str) else detail
        part: dict[str, npt.NDArray[Any]] = {
            "time_us": at, "phase": np.broadcast_to(phase, size), "rank": rank, "sub": np.full(size, sub),
            "value": np.broadcast_to(value, size), "kind": np.broadcast_to(self.codes("kind", [kind]), size),
            "detail": np.broadcast_to(self.codes("detail", details), size),
        }  # fmt: skip
        self._parts.append(part | {name: of[name] for name in self._visits})

    def codes(self, name: str, texts: Sequence[object]) -> Ints:
        """Return the number of each text in its column."""
        index = self._index[name]
        return np.array(
            [
                -1 if text is None or text != text else index.setdefault(str(text), len(index))
                for text in texts
            ],
            np.int64,
        )

    def of_stops(self, stops: pd.DataFrame, keep: npt.NDArray[np.bool_], who: bool) -> dict[str, Ints]:
        """Return what the events of stops name: the machine, the job in it, and the person if ``who``."""
        visit = stops["visit"].to_numpy(np.int64)[keep]
        of = {name: np.where(visit >= 0, self._visits[name][visit], -1) for name in ("job", "product")}
        for name in ("station", "machine"):
            of[name] = self.codes(name, stops[name].tolist())[keep]
        of["person"] = self.codes("person", stops["person"].tolist() if who else [None] * len(stops))[keep]
        return of

    def sorted(self, horizon_us: int) -> Happened:
        """Return all events in order, with the length of the queue in those that enter one."""
        columns = {name: np.concatenate([part[name] for part in self._parts]) for name in self._parts[0]}
        order = np.lexsort((columns["sub"], columns["rank"], columns["phase"], columns["time_us"]))
        order = order[columns["time_us"][order] < horizon_us]
        columns = {
            name: column[order] for name, column in columns.items() if name not in ("phase", "rank", "sub")
        }
        words = {name: np.array([*self._index[name], None], dtype=object) for name in TEXTS}
        kinds = self._index["kind"]
        value = columns["value"].copy()
        _count_queues(columns, value, kinds["queue_entered"], kinds["loaded"])
        return Happened(columns["time_us"], value, {name: columns[name] for name in TEXTS}, words)


def _count_queues(
    columns: Mapping[str, Ints], value: npt.NDArray[np.float64], enters: int, leaves: int
) -> None:
    kind = columns["kind"]
    rows = np.flatnonzero((kind == enters) | (kind == leaves))
    rows = rows[np.argsort(columns["station"][rows], kind="stable")]
    station, steps = columns["station"][rows], np.where(kind[rows] == enters, 1, -1)
    total = np.cumsum(steps)
    first = np.concatenate(([True], station[1:] != station[:-1]))
    before = np.repeat((total - steps)[first], np.diff(np.append(np.flatnonzero(first), len(rows))))
    value[rows] = np.where(steps > 0, total - before, np.nan)


def _arrive(parts: _Parts, visits: pd.DataFrame, rank: Ints, is_first: npt.NDArray[np.bool_]) -> None:
    first = np.flatnonzero(is_first)
    at, due = visits["arrival_us"].to_numpy(np.int64)[first], visits["due_us"].to_numpy(np.int64)[first]
    due_s = np.where(visits["has_due"].to_numpy(bool)[first], due / _US, np.nan)
    parts.add("job_released", at, _ARRIVES, rank[first], 0, first, where=False, value=due_s)
    parts.add("queue_entered", at, _ARRIVES, rank[first], 1, first, machine=False)


def _work(parts: _Parts, visits: pd.DataFrame, stops: pd.DataFrame, rank: Ints) -> None:
    start, end = visits["start_us"].to_numpy(np.int64), visits["end_us"].to_numpy(np.int64)
    cuts = stops[stops["visit"] >= 0].sort_values(["visit", "from_us"], kind="stable")
    stood = np.zeros(len(visits), np.int64)
    lost = (cuts["to_us"] - cuts["from_us"]).to_numpy(np.int64)
    np.add.at(stood, cuts["visit"].to_numpy(np.int64), lost)
    planned = end - start - stood
    named = np.flatnonzero(visits["person"].notna().to_numpy())
    parts.add("loaded", start, _BEGINS, rank, 0, rank)
    parts.add("assigned", start[named], _BEGINS, named, 1, named, person=True, value=1.0, detail="recorded")
    parts.add("work_started", start, _BEGINS, rank, 2, rank, person=True, value=planned / _US)
    if not len(cuts):
        return
    visit = cuts["visit"].to_numpy(np.int64)
    since, until = cuts["from_us"].to_numpy(np.int64), cuts["to_us"].to_numpy(np.int64)
    # stops of a visit before this one, this one not included
    earlier = pd.Series(lost).groupby(visit).cumsum().to_numpy() - lost
    left = planned[visit] - (since - start[visit] - earlier)
    parts.add(
        "work_interrupted",
        since,
        _FAILS,
        visit,
        1,
        visit,
        person=True,
        value=left / _US,
        detail=cuts["cause"].tolist(),
    )
    has = visits["person"].notna().to_numpy()[visit]
    parts.add(
        "assigned", until[has], _BEGINS, visit[has], 3, visit[has], person=True, value=1.0, detail="recorded"
    )
    parts.add("work_resumed", until, _BEGINS, visit, 4, visit, person=True, value=left / _US)


def _leave(parts: _Parts, visits: pd.DataFrame, stops: pd.DataFrame, rank: Ints, following: Ints) -> None:
    """Work ends, is judged, and the job goes on to its next queue or leaves the plant."""
    start, end = visits["start_us"].to_numpy(np.int64), visits["end_us"].to_numpy(np.int64)
    resumed_at_end = np.zeros(len(visits), bool)
    cuts = stops[stops["visit"] >= 0]
    visit = cuts["visit"].to_numpy(np.int64)
    resumed_at_end[visit] = cuts.groupby("visit")["to_us"].transform("max").to_numpy() == end[visit]
    phase = np.where((start == end) | resumed_at_end, _BEGINS, _ENDS)
    done = np.flatnonzero(~visits["is_open"].to_numpy(bool))
    parts.add("work_finished", end[done], phase[done], rank[done], 10, done, person=True)
    outcome = visits["outcome"].to_numpy(object)
    scrapped = done[outcome[done] == "scrapped"]
    parts.add("scrapped", end[scrapped], phase[scrapped], rank[scrapped], 11, scrapped, detail="quality")
    back = done[(outcome[done] == "reworked") & (following[done] >= 0)]
    station = visits["station"].to_numpy(object)
    times = visits.iloc[back].groupby(["job", "station"], observed=True).cumcount().to_numpy() + 1.0
    parts.add(
        "reworked",
        end[back],
        phase[back],
        rank[back],
        11,
        back,
        value=times,
        detail=station[following[back]].tolist(),
    )
    on = done[following[done] >= 0]
    queued = following[on]
    parts.add("queue_entered", end[on], phase[on], rank[on], 12, queued, machine=False)
    gone = done[(following[done] < 0) & (outcome[done] != "scrapped")]
    lead_s = (end[gone] - visits["arrival_us"].to_numpy(np.int64)[gone]) / _US
    parts.add("job_completed", end[gone], phase[gone], rank[gone], 12, gone, where=False, value=lead_s)


def _stand(parts: _Parts, stops: pd.DataFrame) -> None:
    if not len(stops):
        return
    since, mending, until = (stops[name].to_numpy(np.int64) for name in ("from_us", "repair_us", "to_us"))
    rank, cause = np.arange(len(stops)), stops["cause"].tolist()
    named = stops["person"].notna().to_numpy()
    failed = ~stops["planned"].to_numpy(bool)
    for kinds, keep in (
        (("failed", "repair_started", "repaired"), failed),
        (("maintenance_due", "maintenance_started", "maintenance_finished"), ~failed),
    ):
        alone, known = parts.of_stops(stops, keep, False), parts.of_stops(stops, keep, True)
        why = [text for text, is_kept in zip(cause, keep.tolist(), strict=True) if is_kept]
        began, went, over = (times[keep] for times in (since, mending, until))
        parts.put(kinds[0], began, _FAILS, rank[keep], 0, alone, detail=why)
        parts.put(kinds[1], went, _MENDING, rank[keep], 1, known, (over - went) / _US, why)
        parts.put(kinds[2], over, _REPAIRED, rank[keep], 0, known, detail=why)
    parts.put(
        "assigned",
        mending[named],
        _MENDING,
        rank[named],
        0,
        parts.of_stops(stops, named, True),
        1.0,
        "recorded",
    )
