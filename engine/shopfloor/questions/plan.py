"""How many questions does each family ask? Shares become whole numbers that add up.

A column is what has a number of records of its own: a split, or the windows of a split that hold a rare thing.
Columns are planned one after the other, the largest last, for it has most room to make up what the others lack. First
the fractions: the shares that were asked for, and within them as even as the families' rooms allow (a bounded
least-squares problem). Then the whole numbers next to them (a small integer program), with the total of the column
before those of the groups, and those before the evenness. What rounding takes from a family or a group in one column
is due in the next.
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
_MISSING, _OFF, _BY_DEFAULT = 10_000.0, 500.0, 20.0
"""What a record too few and a record off a group's share (of the user, of the default) cost in the whole numbers, where
a record off a family's own fraction costs 1."""
_UNKNOWN = 0.25
"""What it costs to ask a family of which it is not known whether it has questions: less than a share, more than a lot."""
_UNCERTAIN = 0.25
"""How much a place counts of which that is not known."""
_NODES = 2_000
"""An integer program that is not solved by then has a plan that is good enough. A limit of time would make it another
plan on another machine."""


@dataclass(frozen=True)
class Group:
    """Families (by their places) that have a share of each column; ``named`` by the user, or a default. Groups of one
    kind (``skill.rank`` and ``skill.trace``) have no family in common."""

    name: str
    members: NDArray[np.bool_]
    shares: Sequence[float]
    named: bool

    @property
    def kind(self) -> str:
        return self.name.partition(".")[0]


def planned(
    names: Sequence[str],
    totals: Sequence[int],
    rooms: Numbers,
    groups: Sequence[Group],
    seed: int,
    known: NDArray[np.bool_] | None = None,
) -> Whole:
    """Return the number of questions of each family (row) in each column.

    Args:
        totals: of each column.
        rooms: how many each family can ask in each column at most; infinite where nothing is known.
        known: where a family is known to have questions. Of families that are as good, these come first: a plan
            that is made again with what was learnt stays what it was, as far as it can.
    """
    counts = np.zeros(rooms.shape, np.int64)
    even = _spread(np.full(rooms.shape, 1 / max(len(names), 1)), totals, rooms)
    shares = [
        _spread(np.array([group.shares]), totals, rooms[group.members].max(axis=0, keepdims=True))[0]
        for group in groups
    ]
    of_family, of_group = np.zeros(len(names)), np.zeros(len(groups))
    for j in sorted(range(len(totals)), key=lambda j: (totals[j], j)):
        due = np.array([share[j] for share in shares]) + of_group
        fractions = _fractions(totals[j], rooms[:, j], even[:, j], groups, due)
        lots = np.array([draw("lot", seed, name, j) % 10_000 / 1e7 for name in names])
        if known is not None:
            lots += np.where(known[:, j], 0.0, _UNKNOWN)
        aims = fractions + of_family
        counts[:, j] = _whole(totals[j], rooms[:, j], aims, groups, _parts(totals[j], groups, due), lots)
        of_family = aims - counts[:, j]
        reached = np.array([counts[group.members, j].sum() for group in groups])
        # what a column lacks is made up where the user asked for it; of a default only what was rounded
        of_group = np.array(
            [
                missing if group.named else np.clip(missing, -1, 1)
                for group, missing in zip(groups, due - reached, strict=True)
            ]
        )
    return counts


def _spread(shares: Numbers, totals: Sequence[int], rooms: Numbers) -> Numbers:
    """Turn shares of the columns into numbers; what stands in some columns only has the number of all of them there."""
    due = shares * np.asarray(totals, np.float64)
    open_ = np.where(rooms > 0, due, 0.0)
    reached = open_.sum(axis=1, keepdims=True)
    return np.where(reached > 0, open_ * due.sum(axis=1, keepdims=True) / np.maximum(reached, 1e-300), 0.0)


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
    wanted: Whole,
    rooms: Numbers,
    targets: Sequence[float],
    names: Sequence[str],
    known: NDArray[np.bool_] | None = None,
) -> Whole:
    """Divide each family's number (``wanted``) over places, so that the places come near to their targets.

    Args:
        rooms: family x place, what it can ask there.
        targets: of the places; families that have few places to choose from go first.
        known: family x place, where it is known to have questions; a place that must be looked for counts less.
    """
    certain = np.ones(rooms.shape) if known is None else np.where(known, 1.0, _UNCERTAIN)
    counts = np.zeros(rooms.shape, np.int64)
    left = np.asarray(targets, np.float64).copy()
    order = sorted(range(len(names)), key=lambda f: (int((rooms[f] > 0).sum()), draw("place", names[f])))
    for f in order:
        missing = int(wanted[f])
        while missing > 0:
            free = rooms[f] - counts[f]
            if not (free > 0).any():
                break
            pull = np.where(free > 0, np.maximum(left, 1e-6) * certain[f], 0.0)
            given = np.minimum(apportioned(missing, pull.tolist()), np.minimum(free, missing)).astype(
                np.int64
            )
            counts[f] += given
            left -= given
            missing -= int(given.sum())
    return counts


def _fractions(total: int, rooms: Numbers, even: Numbers, groups: Sequence[Group], due: Numbers) -> Numbers:
    from scipy.optimize import lsq_linear

    high = np.minimum(rooms, total)
    free = high > 0
    found = np.zeros(len(rooms))
    if not free.any():
        return found
    weights = [_GROUP if group.named else _DEFAULT for group in groups]
    rows = [group.members * weight for group, weight in zip(groups, weights, strict=True)]
    matrix = np.vstack([np.ones(len(rooms)) * _TOTAL, *rows, np.eye(len(rooms)) * _EVEN])[:, free]
    aim = np.concatenate([[total * _TOTAL], due * weights, even * _EVEN])
    found[free] = lsq_linear(matrix, aim, (0, high[free]), method="bvls", tol=1e-12).x
    return found.clip(0, high)


def _parts(total: int, groups: Sequence[Group], due: Numbers) -> list[int]:
    """The whole numbers of the groups: those of one kind and the rest of the families add up to the total."""
    parts = [0] * len(groups)
    for kind in {group.kind: None for group in groups}:
        places = [i for i, group in enumerate(groups) if group.kind == kind]
        aims = [max(float(due[i]), 0.0) for i in places]
        counts = apportioned(total, [*aims, max(total - sum(aims), 0.0)])
        for i, count in zip(places, counts, strict=False):
            parts[i] = count
    return parts


def _whole(
    total: int, rooms: Numbers, aims: Numbers, groups: Sequence[Group], parts: Sequence[int], lots: Numbers
) -> Whole:
    """The variables are the counts, how far each is from its fraction, and what each margin lacks or has too
    much. Lots decide between plans that are equally good."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    size = len(rooms)
    margins = [(np.ones(size), total, _MISSING)]
    for group, part in zip(groups, parts, strict=True):
        margins.append((group.members.astype(float), part, _OFF if group.named else _BY_DEFAULT))
    unit, none = np.eye(size), np.zeros((size, 2 * len(margins)))
    slack = np.kron(np.eye(len(margins)), [1.0, -1.0])
    matrix = np.block(
        [
            [unit, -unit, none],
            [-unit, -unit, none],
            [np.array([of for of, _, _ in margins]), np.zeros((len(margins), size)), slack],
        ]
    )
    margin = np.array([float(aim) for _, aim, _ in margins])
    low = np.concatenate([np.full(2 * size, -np.inf), margin])
    high = np.concatenate([aims, -aims, margin])
    costs = np.repeat([penalty for _, _, penalty in margins], 2)
    most = np.minimum(rooms, np.ceil(aims.clip(0)) + 2)
    found = milp(
        np.concatenate([lots, np.ones(size), costs]),
        integrality=np.concatenate([np.ones(size), np.zeros(size + len(costs))]),
        bounds=Bounds(0, np.concatenate([most, np.full(size + len(costs), np.inf)])),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if found.x is None:  # never: the slack makes every plan possible
        raise RuntimeError(f"no plan was found: {found.message}")
    return np.rint(found.x[:size]).astype(np.int64)
