"""What do the rows of one replication add up to? The KPIs, and what is to be known about them, without a log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog.kpis import Figure
from shopfloor.simulation.kernel.kpis.build import build, wider, with_more_jobs
from shopfloor.simulation.kernel.kpis.figures import figures
from shopfloor.simulation.kernel.kpis.follow import close_visits, find_places, follow, settle_all
from shopfloor.simulation.kernel.kpis.grid import Grid
from shopfloor.simulation.kernel.kpis.sums import Sums
from shopfloor.simulation.kernel.kpis.words import (
    ALL_TAKEN,
    MARK_REACHED,
    MORE_GOALS,
    MORE_JOBS,
    NO_WORD,
    SIDES,
    VERDICTS,
)
from shopfloor.simulation.kernel.records import NEVER, NONE, Table
from shopfloor.simulation.kernel.words import DEADLOCKED

__all__ = ["Tally"]

_COLUMNS = {
    "time_us": np.int64,
    "kind": np.int32,
    "product": np.int32,
    "number": np.int64,
    "station": np.int32,
    "machine": np.int32,
    "person": np.int32,
    "detail": np.int32,
    "value": np.int64,
}
_STRIDE = 4_096
"""Rows that are made columns at once: so many stay in the processor's cache."""


class Tally:
    """Counts the rows of one replication, chunk by chunk. What it keeps grows with the jobs that are in the plant, and not
    with the horizon.

    >>> tally = Tally(plant)
    >>> tally.take(columns, details)
    >>> list(tally.figures(replication=0))

    Args:
        grid: at which moments is looked at the sums beside the end of the warm-up (see :func:`seen`).
        comes_back: False where no job ever comes to a station for a second time; that saves a byte for each job and station
            of its route.
    """

    def __init__(self, plant: PlantFacts, grid: Grid | None = None, *, comes_back: bool = True) -> None:
        self.plant = plant
        self.grid = Grid() if grid is None else grid
        self.tables = build(plant, self.grid, comes_back=comes_back)
        self.sums: dict[int, Sums] = {}
        """The sums at each mark, and at the horizon."""
        self.rows = 0
        self.deadlocks: list[tuple[str, str, int]] = []
        """station, cycle, time in microseconds."""
        self.targets: list[str] = []
        """What jobs were blocked for, by its number."""
        self._marks = self.grid.marks(plant)
        self._await_mark()

    def take(self, columns: Mapping[str, Table] | Table, details: Sequence[str]) -> None:
        """Take in a chunk of rows, in the order of happening.

        Args:
            columns: arrays of one length by name (or an array of records): ``time_us``; ``kind``, its position in
                ``EventKind``; ``product``, ``station``, ``machine``, ``person``, numbered as in the plant, machines
                and people over all of it; ``number`` of the job; ``detail``, a number in ``details``; ``value``,
                microseconds or a count (``words.COUNTED``). -1: none; of a value, -2^63.
            details: the words of the log so far; those of the chunks before stay as they are.
        """
        self._learn(details)
        whole = [columns[name] for name in _COLUMNS]
        for first in range(0, len(whole[0]), _STRIDE):
            self._take(
                [
                    np.ascontiguousarray(column[first : first + _STRIDE], kind)
                    for column, kind in zip(whole, _COLUMNS.values(), strict=True)
                ],
                details,
            )

    def figures(self, replication: int) -> Iterator[Figure]:
        """Yield the figures of the replication, as :func:`shopfloor.eventlog.kpis.measure` does; no rows come after."""
        self.finish()
        before, after = self.sums[self.plant.warm_up_us], self.sums[self.plant.horizon_us]
        for subject, kpi, numerator, denominator in figures(self.plant, self.tables, before, after):
            yield replication, subject, kpi, numerator, denominator

    def finish(self) -> None:
        """Let time pass until the horizon; no rows come after."""
        if self.plant.horizon_us in self.sums:
            return
        while self._marks:
            self._pass_mark()
        settle_all(self.tables, self.plant.horizon_us)
        close_visits(self.tables)
        for sums in self.sums.values():
            sums.learn_late(self.tables)
        self.sums[self.plant.horizon_us] = Sums.of(self.tables, self.plant.horizon_us)

    def _take(self, arrays: Sequence[Table], details: Sequence[str]) -> None:
        self.tables.run["place"] = 0
        told = self._run("deadlocks")
        while True:
            follow(self.tables, *arrays)
            status = self._run("status")
            if status == ALL_TAKEN:
                break
            if status == MARK_REACHED:
                self._pass_mark()
            else:
                self._make_room(status)
        self.rows += len(arrays[0])
        if self._run("deadlocks") > told:
            self._tell_deadlocks(arrays, details)

    def _run(self, field: str) -> int:
        return int(self.tables.run[0][field])

    def _await_mark(self) -> None:
        self.tables.run["mark_us"] = self._marks[0] if self._marks else NEVER

    def _pass_mark(self) -> None:
        mark_us = self._marks.pop(0)
        settle_all(self.tables, mark_us)
        self.sums[mark_us] = Sums.of(self.tables, mark_us)
        self._await_mark()

    def _make_room(self, status: int) -> None:
        tables = self.tables
        if status == MORE_JOBS:
            self.tables = with_more_jobs(tables)
            find_places(self.tables, len(tables.jobs))
        elif status == MORE_GOALS:
            self.tables = tables._replace(goals=wider(tables.goals), goal_us=wider(tables.goal_us))
        else:
            self.tables = tables._replace(stops=wider(tables.stops))

    def _learn(self, details: Sequence[str]) -> None:
        """Look up what new words of the log say."""
        known = len(self.tables.words)
        if len(details) == known:
            return
        new = [self._meaning(detail) for detail in details[known:]]
        self.tables = self.tables._replace(words=np.vstack([self.tables.words, np.array(new, np.int64)]))

    def _meaning(self, detail: str) -> tuple[int, int]:
        side, _, target = detail.partition(">")
        if side not in SIDES or not target:
            return VERDICTS.get(detail, NO_WORD), NONE
        if target not in self.targets:
            self.targets.append(target)
        return SIDES[side], self.targets.index(target)

    def _tell_deadlocks(self, arrays: Sequence[Table], details: Sequence[str]) -> None:
        times, kinds, stations, words = arrays[0], arrays[1], arrays[4], arrays[7]
        for row in np.flatnonzero(kinds == DEADLOCKED).tolist():
            station = self.plant.stations[stations[row]].name
            self.deadlocks.append((station, details[words[row]], int(times[row])))
