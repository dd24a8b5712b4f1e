"""What can be asked of some replications? Opens them a group at a time, and fills the families' pools.

The work of one process: it takes a :class:`Search` and returns a :class:`Found`; what it found waits on a shelf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from shopfloor.contracts.family import Family
from shopfloor.contracts.record import Split
from shopfloor.eventlog import EventLog
from shopfloor.questions.earlier import continued, put_by
from shopfloor.questions.facts import Facts
from shopfloor.questions.focus import Moments, focus_sql, moments, views_of
from shopfloor.questions.garbage import uncollected
from shopfloor.questions.pool import OVERSAMPLE, Kind, Pool
from shopfloor.questions.shelf import Shelf
from shopfloor.questions.steps import Bench
from shopfloor.questions.worlds import Splits, Windows, World

__all__ = ["Found", "Search", "Unit", "forget", "opened", "search"]

FEWEST_REPLICATIONS = 20
"""Worlds come from so many replications at least, if there are so many."""


@dataclass(frozen=True)
class Unit:
    """Replications of one log that are worked on together, in the order in which they are looked at, their splits, and
    how large these are. ``log`` is its place among the logs."""

    number: int
    log: int
    replications: tuple[int, ...]
    splits: Splits
    sizes: Mapping[Split, float]


@dataclass(frozen=True)
class Search:
    """So many questions are wanted of each family and kind of window. Other tasks may do other families of the same unit:
    ``every`` are the windows of all of them, ``most`` the questions that are wanted of one, and ``views`` what they read,
    so that it does not matter who does which. ``alone``: there is no other unit."""

    unit: Unit
    log: EventLog | Path
    families: Sequence[Family]
    views: Sequence[str]
    every: Sequence[float]
    most: int
    wanted: Mapping[str, Mapping[Kind, int]]
    foci: Sequence[str]
    levels: range
    seed: int
    shelf: Shelf
    alone: bool


@dataclass(frozen=True)
class Found:
    """What was found for one family in a unit: candidates of each kind, whether there are no more of it, how many
    windows of it there are; how many were looked at, and why questions were rejected."""

    candidates: Mapping[Kind, int]
    exhausted: Mapping[Kind, bool]
    windows: Mapping[Kind, int]
    looked_at: int
    rejected: Mapping[str, int]


_open: list[tuple[object, Facts]] = []
"""The replications that this process has open: to compute their views takes longer than most searches, and the next search
is often about the same."""


def forget() -> None:
    """Let go of the replications that are open."""
    while _open:
        _open.pop()[1].close()


def opened(log: EventLog | Path) -> EventLog:
    """Return a log; one that was sent to another process comes as its folder."""
    return EventLog.open(log) if isinstance(log, Path) else log


@uncollected()
def search(task: Search) -> dict[str, Found]:
    """Fill the pools of the families that are wanted, put what was found on the shelf, and return its numbers.

    Raises:
        FamilyError: a family's SQL or patterns do not fit this log.
    """
    with closing(_Survey(task)) as survey:
        for pool in survey.pools:
            continued(task.shelf, task.unit.number, pool)
        survey.collect()
        for pool in survey.pools:
            put_by(task.shelf, task.unit.number, pool)
        return {pool.family.family: _found(pool, task.wanted[pool.family.family]) for pool in survey.pools}


class _Survey:
    """The pools of some families over some replications of a log."""

    def __init__(self, task: Search) -> None:
        self._task, self._place, self._views = task, task.log, tuple(task.views)
        self._log, self._wanted = opened(task.log), task.wanted
        replications = task.unit.replications
        at_once = max(self._log.plant.replications // len(self._log.batches()), 1)
        self._groups = [replications[i : i + at_once] for i in range(0, len(replications), at_once)]
        rare = self._moments(task.foci)

        def kind_of(world: World) -> Kind:
            stratum = rare.stratum(world.replication, world.since_us, world.until_us)
            return task.unit.splits.of(world), stratum

        def stands(world: World) -> bool:
            return not task.unit.splits.divides(world)

        self.pools = [
            Pool(
                family,
                Windows(self._log.plant, family.window.every),
                self._groups,
                kind_of,
                stands,
                task.levels,
                task.seed,
            )
            for family in task.families
        ]
        self._bench = Bench()

    def close(self) -> None:
        """Let go of the database; the log stays open, see :func:`forget`."""
        self._bench.close()

    def collect(self) -> None:
        """Fill the pools: from the first groups evenly, then from whatever group has more, at last from the
        subjects that were left out."""
        short = [(pool, self._wanted[pool.family.family]) for pool in self.pools]
        spread = self._spread()
        for part_of_group, again in ((1 / spread, False), (1, False), (1, True)):
            for number in range(len(self._groups)):
                part = min((number + 1) * part_of_group, 1)
                short = [(pool, wanted) for pool, wanted in short if not pool.has_enough(wanted)]
                for pool, wanted in short:
                    pool.look(number, partial(self._facts, number), self._bench, wanted, part, again=again)

    def _spread(self) -> int:
        """Over how many groups of replications a family's questions are spread: enough for many replications,
        and for the worlds that are needed."""
        numbers = [Windows(self._log.plant, every).numbers for every in self._task.every]
        windows = min((len(of) for of in numbers if of), default=1)
        replications = max(FEWEST_REPLICATIONS, -(-OVERSAMPLE * self._task.most // windows))
        return min(-(-replications // len(self._groups[0])), len(self._groups))

    def _facts(self, number: int) -> Facts:
        """The log, open at a group of replications; one at a time, so that memory stays bounded."""
        group = tuple(self._groups[number])
        key = id(self._place) if isinstance(self._place, EventLog) else self._place, group, self._views
        if not _open or _open[0][0] != key:
            forget()
            _open.append((key, Facts(self._log, group, self._views, self._kept(number))))
        return _open[0][1]

    def _kept(self, number: int) -> Path | None:
        """Where the views of a group wait, if it will be opened again."""
        if self._task.alone and len(self._groups) == 1:
            return None
        return self._task.shelf.home / f"{self._task.unit.number:05d}-{number:05d}.views"

    def _moments(self, foci: Sequence[str]) -> Moments:
        """When the rare things happened in these replications."""
        rows: dict[str, list[tuple[int, int]]] = {name: [] for name in foci}
        read = sorted(views_of(foci))
        for group in self._groups if foci else ():
            with closing(self._log.connect(group, stored=read, only=read)) as connection:
                for name in foci:
                    rows[name] += connection.execute(focus_sql(name)).fetchall()
        return Moments({name: moments(found) for name, found in rows.items()})


def _found(pool: Pool, wanted: Mapping[Kind, int]) -> Found:
    kinds = {*wanted, *pool.windows}
    return Found(
        candidates={kind: pool.found[kind] for kind in kinds},
        exhausted={kind: pool.has_nothing_more(kind) for kind in kinds},
        windows=dict(pool.windows),
        looked_at=pool.looked_at,
        rejected=dict(pool.rejected),
    )
