"""Does the state of the queues decide which of the stations that exchange for each other takes a job?

A rule decides where jobs go to the station with the fewest jobs far
more often than chance would send them there; otherwise it is a fork with shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from shopfloor.calibration.discovery.parts import visit_at
from shopfloor.calibration.discovery.routes.steps import Exchange, Token
from shopfloor.calibration.discovery.visits_of_jobs import Journeys, Stop
from shopfloor.calibration.evidence import Estimate, minimum
from shopfloor.calibration.fitting.shares import share
from shopfloor.calibration.observed import Observed, happened

__all__ = ["Ruled", "exchanged", "exchanges_of", "is_even"]

Ints = NDArray[np.int64]

_MOSTLY, _CLEARLY = 0.75, 4.0
"""A rule is followed by this share of jobs at least, so many standard errors more than by chance."""
_EVEN = 0.01


@dataclass(frozen=True)
class Ruled:
    """Stations of which a rule chooses: how many choices there were, and how often the rule tells which
    (``None``: it is chance)."""

    exchange: Exchange
    jobs: int
    followed: Estimate | None
    by_chance: float


def exchanges_of(
    observed: Observed, seen: Journeys, product: str, groups: list[tuple[str, ...]]
) -> list[Ruled]:
    """Return the groups of which the queues decide, for the jobs of a product; who wins a tie stands first."""
    return [ruled for group in groups if (ruled := _ruled(observed, seen, product, group)) is not None]


def exchanged(way: tuple[Token, ...], exchanges: list[Exchange]) -> tuple[Token, ...]:
    """Return the way with an exchange in place of its stations."""
    of = {Stop(station): exchange for exchange in exchanges for station in exchange.stations}
    return tuple(of.get(stop, stop) if isinstance(stop, Stop) else stop for stop in way)


def is_even(observed: Observed, product: str, group: tuple[str, ...]) -> bool:
    """Do all of the stations get the same share of the jobs?"""
    visits = observed.visits
    mine = visits["station"][(visits["product"] == product).to_numpy() & (visits["visit"] == 1).to_numpy()]
    counts = [int((mine == station).sum()) for station in group]
    return bool(stats.chisquare(counts).pvalue > _EVEN)


def _ruled(observed: Observed, seen: Journeys, product: str, group: tuple[str, ...]) -> Ruled | None:
    chosen, jobs_there = _choices(observed, seen, product, group)
    machines = np.array([max(len(observed.machines_of(station)), 1) for station in group], np.float64)
    best, share_so_far = None, 0.0
    for by, load in (("shortest_queue", jobs_there), ("least_loaded", jobs_there / machines)):
        least = load == load.min(axis=1, keepdims=True)
        open_choice = ~least.all(axis=1)
        n = int(open_choice.sum())
        if n < 4 * minimum():
            continue
        hit = least[np.arange(len(chosen)), chosen][open_choice]
        shares = np.bincount(chosen, minlength=len(group)) / len(chosen)
        luck = float((least[open_choice] @ shares).mean())
        more = (hit.mean() - luck) / np.sqrt(max(luck * (1 - luck), 1e-9) / n)
        followed = share(int(hit.sum()), n)
        if hit.mean() >= _MOSTLY and more > _CLEARLY and followed.value > share_so_far:
            order = _order(chosen, least, group)
            best, share_so_far = Ruled(Exchange(order, by), n, followed, luck), followed.value
    return best


def _order(chosen: Ints, least: NDArray[np.bool_], group: tuple[str, ...]) -> tuple[str, ...]:
    """The station that wins a tie stands before the one that loses it."""
    won = np.zeros(len(group))
    for a, b in combinations(range(len(group)), 2):
        tie = least[:, a] & least[:, b]
        first, second = int((chosen[tie] == a).sum()), int((chosen[tie] == b).sum())
        won[a] += first >= second
        won[b] += second > first
    return tuple(group[at] for at in np.argsort(-won, kind="stable"))


def _choices(
    observed: Observed, seen: Journeys, product: str, group: tuple[str, ...]
) -> tuple[Ints, NDArray[np.float64]]:
    """Of each job that came to one of the stations: which, and how many jobs were at each when it was decided."""
    visits, place = observed.visits, seen.steps["place"].to_numpy()
    replication = visits["replication"].to_numpy(np.int64)
    order = np.lexsort((place, visits["job"].cat.codes.to_numpy(), replication))
    before = np.full(len(order), -1)
    before[order[1:]] = order[:-1]
    before[place == 0] = -1
    finished, left = visits["finished_us"].to_numpy(), visits["left_us"].to_numpy()
    queued = visits["queued_us"].to_numpy()
    decided = np.where((before >= 0) & happened(finished[before]), finished[before], queued)
    entered = np.where((before >= 0) & happened(left[before]), left[before], queued)
    station = visits["station"].to_numpy(object)
    mine = np.flatnonzero((visits["product"] == product).to_numpy() & np.isin(station, group))
    departed = _departures(observed)
    known = (before >= 0) & (departed[before] >= 0)
    event = np.where(known, departed[before], visits["first_event"].to_numpy())
    there = np.zeros((len(mine), len(group)))
    for column, name in enumerate(group):
        at = np.flatnonzero(station == name)
        came = _before((replication, entered, event), at, (replication, decided, event), mine)
        gone = at[happened(left[at])]
        went = _before(
            (replication, left, np.full(len(event), -1)), gone, (replication, decided, event), mine
        )
        there[:, column] = came - went
    number = {name: column for column, name in enumerate(group)}
    return np.array([number[name] for name in station[mine]], np.int64), there


def _departures(observed: Observed) -> Ints:
    """Of each visit: the event with which the job set out for the next station; -1: it was there in no time."""
    moves = observed.happenings[(observed.happenings["kind"] == "move_started").to_numpy()]
    rows = moves[["replication", "job", "event"]].assign(job=moves["job"].astype(object))
    departed = np.full(len(observed.visits), -1)
    if len(rows):
        at = visit_at(observed.visits, rows)
        departed[at[at >= 0]] = rows["event"].to_numpy()[at >= 0]
    return departed


def _before(keys: tuple[Ints, Ints, Ints], rows: Ints, asked: tuple[Ints, Ints, Ints], asking: Ints) -> Ints:
    """Of each row that asks: how many rows of its replication come before it (replication, time, event)."""
    merged = [np.concatenate([key[rows], ask[asking]]) for key, ask in zip(keys, asked, strict=True)]
    is_row = np.arange(len(merged[0])) < len(rows)
    order = np.lexsort(
        (is_row, merged[2], merged[1], merged[0])
    )  # what asks comes before a row at its own moment
    so_far = np.cumsum(is_row[order])
    counts = np.empty(len(order), np.int64)
    counts[order] = so_far
    replications, sizes = np.unique(keys[0][rows], return_counts=True)
    start = np.concatenate([[0], np.cumsum(sizes)])
    earlier = start[np.searchsorted(replications, asked[0][asking])]
    return np.asarray(counts[len(rows) :] - earlier, np.int64)
