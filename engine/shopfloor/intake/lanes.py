"""How many things at once? Intervals that overlap are told apart as lanes: 1, 2, …"""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

__all__ = ["keep_apart", "lanes"]

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def lanes(group: Ints, start: Ints, end: Ints) -> Ints:
    """Return the lane of each interval, from 1: the lowest of its group that is free.

    The arrays are sorted by start, end, and then as the rows stand. Intervals that touch do not overlap.
    """
    lane = np.ones(len(group), np.int64)
    for rows in _crowded(group, start, end):
        free: list[int] = []
        busy: list[tuple[int, int]] = []
        used = 0
        for row in rows.tolist():
            while busy and busy[0][0] <= start[row]:
                heappush(free, heappop(busy)[1])
            if free:
                lane[row] = heappop(free)
            else:
                used += 1
                lane[row] = used
            heappush(busy, (int(end[row]), int(lane[row])))
    return lane


def keep_apart(group: Ints, start: Ints, end: Ints) -> Flags:
    """Return which intervals may stay where no two of a group may overlap: the earlier one does."""
    kept = np.ones(len(group), bool)
    for rows in _crowded(group, start, end):
        until = None
        for row in rows.tolist():
            if until is not None and start[row] < until:
                kept[row] = False
            else:
                until = end[row] if until is None else max(until, end[row])
    return kept


def _crowded(group: Ints, start: Ints, end: Ints) -> list[Ints]:
    """Return the rows of each group in which something overlaps; most groups have nothing of the kind."""
    order = np.argsort(group, kind="stable")
    of, begins, ends = group[order], start[order], end[order]
    if not len(of):
        return []
    # the latest end so far within the group: groups follow each other, each lifted above the one before
    lift = np.concatenate(([0], np.cumsum(of[1:] != of[:-1])))
    rank = np.unique(np.concatenate((begins, ends)), return_inverse=True)[1]
    span = int(rank.max()) + 1
    latest = np.maximum.accumulate(rank[len(begins) :] + lift * span)
    overlapping = np.zeros(len(of), bool)
    overlapping[1:] = (of[1:] == of[:-1]) & (rank[1 : len(begins)] + lift[1:] * span < latest[:-1])
    edges = np.flatnonzero(np.concatenate(([True], of[1:] != of[:-1], [True])))
    hit = np.unique(lift[overlapping])
    return [order[edges[number] : edges[number + 1]] for number in hit.tolist()]
