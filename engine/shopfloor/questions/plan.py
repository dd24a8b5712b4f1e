"""How many questions does each family ask? Shares become whole numbers that add up.

A column is what has a number of records of its own: a split, or the windows of a split that hold a rare thing.
First the fractions: in each column the shares that were asked for, and within them as even as the families'
rooms allow (a bounded least-squares problem). Then the whole numbers next to them (an integer program), with the
totals of the columns before those of the groups, and those before the evenness.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopfloor.questions.worlds import draw

__all__ = ["Group", "apportioned", "divided", "planned"]

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_TOTAL, _GROUP, _DEFAULT, _EVEN = 1000.0, 100.0, 10.0, 1.0
"""What comes before what, in the fractions."""
_MISSING, _OFF, _BY_DEFAULT, _UNEVEN = 10_000.0, 500.0, 20.0, 3.0
"""What a record too few, a record off a group's share (of the user, of the default), and a record off a family's
even share cost, in the whole numbers."""


@dataclass(frozen=True)
class Group:
    """Families (by their places) that have a share of each column; ``named`` by the user, or a default."""

    name: str
    members: NDArray[np.bool_]
    shares: Sequence[float]
    named: bool


def planned(
    names: Sequence[str], totals: Sequence[int], rooms: Numbers, groups: Sequence[Group], seed: int
) -> Whole:
    """Return the number of questions of each family (row) in each column.

    Args:
        totals: of each column.
        rooms: how many each family can ask in each column at most; infinite where nothing is known.
    """
    fractions = np.column_stack([_fractions(j, total, rooms[:, j], groups) for j, total in enumerate(totals)])
    return _whole(names, totals, rooms, groups, fractions, seed)


def apportioned(total: int, shares: Sequence[float]) -> list[int]:
    """Divide ``total`` by shares: whole numbers, each next to its fraction, the largest remainders rounded up."""
    whole = sum(shares)
    if total <= 0 or whole <= 0:
        return [0] * len(shares)
    exact = [total * share / whole for share in shares]
    counts = [int(part + 1e-9) for part in exact]
    order = sorted(range(len(shares)), key=lambda i: (counts[i] - exact[i], i))
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


def divided(
    wanted: Whole, rooms: NDArray[np.float64], targets: Sequence[float], names: Sequence[str]
) -> Whole:
    """Divide each family's number (``wanted``) over places, so that the places come near to their targets.

    Args:
        rooms: family x place, what it can ask there.
        targets: of the places; families that have few places to choose from go first.
    """
    counts = np.zeros(rooms.shape, np.int64)
    left = np.asarray(targets, np.float64).copy()
    order = sorted(range(len(names)), key=lambda f: (int((rooms[f] > 0).sum()), draw("place", names[f])))
    for f in order:
        missing = int(wanted[f])
        while missing > 0:
            free = rooms[f] - counts[f]
            if not (free > 0).any():
                break
            pull = np.where(free > 0, np.maximum(left, 1e-6), 0.0)
            given = np.minimum(apportioned(missing, pull.tolist()), np.minimum(free, missing)).astype(
                np.int64
            )
            counts[f] += given
            left -= given
            missing -= int(given.sum())
    return counts


def _fractions(column: int, total: int, rooms: Numbers, groups: Sequence[Group]) -> Numbers:
    from scipy.optimize import lsq_linear

    size = len(rooms)
    if total == 0 or not rooms.any():
        return np.zeros(size)
    high = np.minimum(rooms, total)
    free = high > 0
    even = total / size
    rows = [np.ones(size) * _TOTAL, *(group.members * _weight(group) for group in groups)]
    aims = [total * _TOTAL, *(total * group.shares[column] * _weight(group) for group in groups)]
    matrix = np.vstack([*rows, np.eye(size) * _EVEN])[:, free]
    aim = np.array([*aims, *([even * _EVEN] * size)])
    found = np.zeros(size)
    found[free] = lsq_linear(matrix, aim, (0, high[free]), method="bvls", tol=1e-12).x
    return found.clip(0, high)


def _weight(group: Group) -> float:
    return _GROUP if group.named else _DEFAULT


def _whole(
    names: Sequence[str],
    totals: Sequence[int],
    rooms: Numbers,
    groups: Sequence[Group],
    near: Numbers,
    seed: int,
) -> Whole:
    """The variables are the counts, how far each is from its fraction, and what each margin lacks or has too
    much."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    families, columns = near.shape
    cells = families * columns
    flat = np.arange(cells).reshape(families, columns)
    margins: list[tuple[NDArray[np.int64], float, float]] = []
    margins += [(flat[:, j], float(total), _MISSING) for j, total in enumerate(totals)]
    for group in groups:
        parts = apportioned(
            round(sum(t * s for t, s in zip(totals, group.shares, strict=True))),
            [t * s for t, s in zip(totals, group.shares, strict=True)],
        )
        penalty = _OFF if group.named else _BY_DEFAULT
        margins += [(flat[group.members, j], float(part), penalty) for j, part in enumerate(parts)]
    margins += [(flat[f], float(near[f].sum()), _UNEVEN) for f in range(families)]
    size = 2 * cells + 2 * len(margins)
    row, col, val = list[int](), list[int](), list[float]()
    low, high = list[float](), list[float]()
    for i, fraction in enumerate(near.ravel().tolist()):
        # distance >= count - aim, and >= aim - count
        for sign in (1.0, -1.0):
            row += [len(low)] * 2
            col += [i, cells + i]
            val += [sign, -1.0]
            low.append(-np.inf)
            high.append(sign * fraction)
    for m, (of, aim, _) in enumerate(margins):
        row += [len(low)] * (len(of) + 2)
        col += [*of.tolist(), 2 * cells + 2 * m, 2 * cells + 2 * m + 1]
        val += [1.0] * len(of) + [1.0, -1.0]
        low.append(aim)
        high.append(aim)
    # a hash decides between plans that are equally good, so that every solver finds the same
    lots = [draw("lot", seed, names[i // columns], i % columns) % 10_000 / 1e7 for i in range(cells)]
    cost = np.array([*lots, *([1.0] * cells), *(p for _, _, p in margins for _ in range(2))])
    most = np.minimum(rooms, np.ceil(near) + 2).ravel()
    upper = np.concatenate([most, np.full(size - cells, np.inf)])
    whole = np.concatenate([np.ones(cells), np.zeros(size - cells)])
    matrix = coo_array((val, (row, col)), shape=(len(low), size)).tocsr()
    found = milp(
        cost,
        integrality=whole,
        bounds=Bounds(np.zeros(size), upper),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0.0, "time_limit": 60.0},
    )
    if found.x is None:  # never: the slack makes every plan possible
        raise RuntimeError(f"no plan was found: {found.message}")
    return np.rint(found.x[:cells]).astype(np.int64).reshape(families, columns)
