"""Where do the questions come from? Opens the log a group of replications at a time, and fills the families'
pools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial

from shopfloor.contracts.family import Family
from shopfloor.eventlog import EventLog
from shopfloor.questions.balance import even_shares
from shopfloor.questions.facts import Facts, views_read
from shopfloor.questions.pool import OVERSAMPLE, Pool
from shopfloor.questions.sqlcheck import SqlCheck
from shopfloor.questions.steps import Bench
from shopfloor.questions.worlds import Windows, in_turn, splits

__all__ = ["Survey"]

FEWEST_REPLICATIONS = 20
"""Worlds come from so many replications at least, if there are so many."""


class Survey:
    """The pools of all families over one log."""

    def __init__(self, log: EventLog, families: Sequence[Family], seed: int) -> None:
        with closing(SqlCheck()) as sql:
            self._views = views_read(families, sql)
        self._log = log
        self._seed = seed
        replications = in_turn(splits(log.plant), seed)
        at_once = max(len(replications) // len(log.batches()), 1)
        self._groups = [replications[i : i + at_once] for i in range(0, len(replications), at_once)]
        self._windows = [Windows(log.plant, family.window.every) for family in families]
        self.pools = [
            Pool(family, windows, self._groups, seed)
            for family, windows in zip(families, self._windows, strict=True)
        ]
        self._open: tuple[int, Facts] | None = None
        self._bench = Bench()

    def close(self) -> None:
        """Let go of the log."""
        self._bench.close()
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def shares(self, questions: int) -> dict[str, int]:
        """Find so many questions, and return how many each family asks.

        First all get the same share, none more than it can ask with balanced answers; if that is not enough,
        none more than it can ask at all."""
        shares = self._divided(questions, Pool.most)
        return shares if sum(shares.values()) == questions else self._divided(questions, Pool.any)

    def shortfalls(self, questions: int, shares: dict[str, int]) -> dict[str, str]:
        """Return why families ask less than their even share."""
        told = {}
        for pool in self.pools:
            name, due = pool.family.family, questions // len(self.pools)
            if shares[name] < due:
                told[name] = f"{shares[name]} of {due} questions: {_why(pool, due)}"
        return told

    def _divided(self, questions: int, possible: Callable[[Pool, int], int]) -> dict[str, int]:
        pools = {pool.family.family: pool for pool in self.pools}
        rooms: dict[str, int | None] = dict.fromkeys(pools)
        while True:
            shares = even_shares(questions, rooms, "share", self._seed)
            self._collect((pools[name], share) for name, share in shares.items() if share)
            short = {name: possible(pools[name], share) for name, share in shares.items()}
            full = {name: room for name, room in short.items() if room < shares[name]}
            if not full:
                return shares
            rooms |= full

    def _collect(self, wanted: Iterable[tuple[Pool, int]]) -> None:
        """Fill the pools: from the first groups evenly, then from whatever group has more, at last from the
        subjects that were left out."""
        short = list(wanted)
        spread = self._spread(max((share for _, share in short), default=0))
        for part_of_group, again in ((1 / spread, False), (1, False), (1, True)):
            for number in range(len(self._groups)):
                part = min((number + 1) * part_of_group, 1)
                short = [(pool, share) for pool, share in short if not pool.has_enough(share)]
                for pool, share in short:
                    pool.look(number, partial(self._facts, number), self._bench, share, part, again=again)

    def _spread(self, share: int) -> int:
        """Over how many groups of replications a family's questions are spread: enough for many replications,
        and for the worlds that are needed."""
        windows = min((len(windows.numbers) for windows in self._windows if windows.numbers), default=1)
        replications = max(FEWEST_REPLICATIONS, -(-OVERSAMPLE * share // windows))
        return min(-(-replications // len(self._groups[0])), len(self._groups))

    def _facts(self, number: int) -> Facts:
        """The log, open at a group of replications; one at a time, so that memory stays bounded."""
        if self._open is None or self._open[0] != number:
            if self._open is not None:
                self._open[1].close()
            self._open = (number, Facts(self._log, self._groups[number], self._views))
        return self._open[1]


def _why(pool: Pool, due: int) -> str:
    if not pool.looked_at:
        return "no window of its length lies between warm-up and horizon"
    reasons = [f"{count} {reason}" for reason, count in pool.rejections().items()]
    windows = f"{pool.looked_at} windows gave {len(pool.candidates)} questions"
    text = f"{windows}, not asked: {', '.join(reasons)}" if reasons else windows
    if not pool.is_constant and len(pool.candidates) >= due:
        text += f"; their {len(pool.supply())} different answers are too uneven"
    return text
