"""How do many ways become one route? What they share stands once, and where they part there is a fork.

Common beginnings and ends are taken out. What is left is cut into parts one after another where they are independent of each
other; where they are not, it is a fork, and each of its branches is looked at in the same manner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
from scipy import stats

from shopfloor.calibration.discovery.routes.steps import Fork, Route, Token, numbered
from shopfloor.scenario.model.routes import MAX_NESTING

__all__ = ["joined"]

_REJECTED = 1e-3
"""Two parts depend on each other where chance would do as much only so rarely."""

Turn = tuple[Token, int]
"""A token and the number of its occurrence in the way."""
Path = tuple[Turn, ...]


def joined(
    often: Mapping[tuple[Token, ...], int],
    rare: Mapping[tuple[Token, ...], int],
    *,
    room: int = MAX_NESTING,
) -> Route:
    """Return a route that generates the ways of ``often`` (way -> jobs), and beyond them only what is as rare as chance
    would have it; ``rare`` ways count as witnesses of what goes together. Forks are nested ``room`` deep at most."""
    all_ways = [(_numbered(way), jobs) for way, jobs in often.items()]
    witnesses = [(_numbered(way), jobs) for way, jobs in rare.items()]
    return numbered(_route(dict(all_ways), witnesses, room))


def _numbered(way: Iterable[Token]) -> Path:
    seen = dict[Token, int]()
    path = list[Turn]()
    for token in way:
        seen[token] = seen.get(token, 0) + 1
        path.append((token, seen[token]))
    return tuple(path)


def _route(ways: dict[Path, int], witnesses: list[tuple[Path, int]], room: int) -> Route:
    """``room``: how many forks may still stand in forks."""
    paths = list(ways)
    head = _common(paths)
    shortest = min(len(path) for path in paths) - head
    tail = min(_common([path[::-1] for path in paths]), shortest)
    middles = {path[head : len(path) - tail]: jobs for path, jobs in ways.items()}
    before = tuple(token for token, _ in paths[0][:head])
    after = tuple(token for token, _ in paths[0][len(paths[0]) - tail :])
    if len(middles) == 1:
        return (*before, *after)
    first, last = set(paths[0][:head]), set(paths[0][len(paths[0]) - tail :])
    seen = [
        (tuple(turn for turn in path if turn not in first and turn not in last), n) for path, n in witnesses
    ]
    return (*before, *_between(middles, seen, room), *after)


def _common(paths: list[Path]) -> int:
    """How many tokens all ways begin with."""
    length = 0
    for turns in zip(*paths, strict=False):
        if len(set(turns)) > 1:
            break
        length += 1
    return length


def _between(ways: dict[Path, int], witnesses: list[tuple[Path, int]], room: int) -> Route:
    for left, right in _cuts(ways, witnesses):
        before, after = _projected(ways, left), _projected(ways, right)
        if _independent(ways, witnesses, left, before, after):
            inner = [(tuple(turn for turn in path if turn in left), jobs) for path, jobs in witnesses]
            outer = [(tuple(turn for turn in path if turn not in left), jobs) for path, jobs in witnesses]
            return (*_route(before, inner, room), *_route(after, outer, room))
    groups = _branches(ways) if room > 1 else [{path: jobs} for path, jobs in ways.items()]
    groups.sort(key=lambda group: (-sum(group.values()), min((len(path), repr(path)) for path in group)))
    return (Fork(tuple(_route(group, witnesses, room - 1) for group in groups)),)


def _projected(ways: dict[Path, int], side: frozenset[Turn]) -> dict[Path, int]:
    parts = dict[Path, int]()
    for path, jobs in ways.items():
        part = tuple(turn for turn in path if turn in side)
        parts[part] = parts.get(part, 0) + jobs
    return parts


def _cuts(
    ways: dict[Path, int], witnesses: list[tuple[Path, int]]
) -> list[tuple[frozenset[Turn], frozenset[Turn]]]:
    """Return what stands before and after a cut, for each place where all ways could be cut in two."""
    turns = sorted({turn for path in ways for turn in path}, key=repr)
    number = {turn: at for at, turn in enumerate(turns)}
    before, hints = (np.zeros((len(turns), len(turns)), bool) for _ in range(2))
    for path, told in [(path, before) for path in ways] + [(path, hints) for path, _ in witnesses]:
        at = [number[turn] for turn in path if turn in number]
        for place, first in enumerate(at):
            told[first, at[place + 1 :]] = True
    before |= hints & ~(before | before.T)  # rare ways tell the order of what no other way has both of
    together = before == before.T  # either order, or never in one way: on the same side of any cut
    group = np.arange(len(turns))
    for a, b in np.argwhere(np.triu(together, 1)):
        group[group == group[b]] = group[a]
    while True:  # groups whose members precede each other are one
        names = np.unique(group)
        ahead = np.array([[before[np.ix_(group == a, group == b)].any() for b in names] for a in names])
        circular = np.argwhere(np.triu(ahead & ahead.T, 1))
        if not len(circular):
            break
        for a, b in circular:
            group[group == group[names[b]]] = group[names[a]]
    ranked = [names[at] for at in np.argsort(ahead.sum(axis=0) - ahead.diagonal(), kind="stable")]
    cuts, left = list[tuple[frozenset[Turn], frozenset[Turn]]](), set[Turn]()
    for here, _ in pairwise(ranked):
        left |= {turns[at] for at in np.flatnonzero(group == here)}
        cuts.append((frozenset(left), frozenset(turns) - left))
    return cuts


def _independent(
    ways: dict[Path, int],
    witnesses: list[tuple[Path, int]],
    left: frozenset[Turn],
    before: dict[Path, int],
    after: dict[Path, int],
) -> bool:
    """Is what comes before the cut no reason for what comes after it? Every pair that does not occur counts as well."""
    if len(before) == 1 or len(after) == 1:
        return True
    if len(before) * len(after) > 100_000:
        return False
    rows, columns = ({part: at for at, part in enumerate(parts)} for parts in (before, after))
    table = np.zeros((len(rows), len(columns)))
    for path, jobs in (*ways.items(), *witnesses):
        row = rows.get(tuple(turn for turn in path if turn in left))
        column = columns.get(tuple(turn for turn in path if turn not in left))
        if row is not None and column is not None:
            table[row, column] += jobs
    return bool(stats.chi2_contingency(table, correction=False).pvalue > _REJECTED)


def _branches(ways: dict[Path, int]) -> list[dict[Path, int]]:
    """Ways that share nothing are apart; else they part by their first token."""
    parent = dict[Turn, Turn]()

    def root(turn: Turn) -> Turn:
        while parent.setdefault(turn, turn) != turn:
            turn = parent[turn]
        return turn

    for path in ways:
        for a, b in pairwise(path):
            parent[root(b)] = root(a)
    groups = dict[Turn | None, dict[Path, int]]()
    for path, jobs in ways.items():
        groups.setdefault(root(path[0]) if path else None, {})[path] = jobs
    if len(groups) == 1 or (len(groups) == 2 and None in groups):
        groups = {}
        for path, jobs in ways.items():
            groups.setdefault(path[0] if path else None, {})[path] = jobs
    return list(groups.values())
