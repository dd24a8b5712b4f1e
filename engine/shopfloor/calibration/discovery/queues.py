"""How many places are in front of a station, who is next, and what does a full queue stop?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.grouping import codes_of, groups, positions
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.fitting import count
from shopfloor.calibration.observed import NEVER, Observed, happened

__all__ = ["find_queues"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Path = tuple[str, ...]

_CHOICES = 400
"""So many choices of each station are looked at, evenly over the log: enough to tell 95 % from 90 %."""
_CLEARLY = 0.05
"""A rule must explain so much more of the choices than first in, first out before it is taken."""
_MOSTLY = 0.9


def find_queues(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.queue`` and ``blocking``."""
    del seed  # nothing is drawn
    where = positions(observed.visits["station"])
    before = _blocked_before(observed)
    due, priority = _of_jobs(observed)
    for facts in observed.plant.stations:
        path = ("stations", facts.name)
        rows = where.get(facts.name, np.empty(0, np.int64))
        if observed.knows("stations", "queue_capacity") and facts.queue_capacity is not None:
            told = {"capacity": count(facts.queue_capacity)}
            draft.put(
                (*path, "queue", "capacity"),
                facts.queue_capacity,
                Evidence(len(rows), "known of the plant", estimates=told),
            )
        if facts.batch_max == 1:
            _order(observed, draft, path, rows, due, priority)
        if before.get(facts.name, 0) >= minimum():
            evidence = Evidence(before[facts.name], "times that it waited for a place ahead before it began")
            draft.put((*path, "blocking"), "before_service", evidence)


def _blocked_before(observed: Observed) -> dict[str, int]:
    rows = observed.happenings
    rows = rows[(rows["kind"] == "blocked").to_numpy()]
    kinds = rows["detail"].astype(str).str.startswith("before_service").to_numpy(bool)
    return {
        str(name): int(number) for name, number in rows[kinds]["station"].astype(str).value_counts().items()
    }


def _of_jobs(observed: Observed) -> tuple[Floats, Floats]:
    """Return the due time and the priority of the job of each visit."""
    jobs, visits = observed.jobs, observed.visits
    names = visits["job"].cat.categories
    of = pd.Categorical(jobs["job"].astype(object), categories=names).codes.astype(np.int64)
    many = len(names) + 1
    key = jobs["replication"].to_numpy() * many + of
    asked = visits["replication"].to_numpy() * many + visits["job"].cat.codes.to_numpy().astype(np.int64)
    order = np.argsort(key, kind="stable")
    place = np.minimum(np.searchsorted(key[order], asked), max(len(key) - 1, 0))
    if not len(key):
        return np.full(len(visits), np.inf), np.zeros(len(visits))
    row = order[place]
    hit = key[row] == asked
    due = jobs["due_us"].to_numpy()
    due_us = np.where(hit & (due[row] != NEVER), due[row].astype(np.float64), np.inf)
    return due_us, np.where(hit, jobs["priority"].to_numpy()[row], 0).astype(np.float64)


def _order(observed: Observed, draft: Draft, path: Path, rows: Ints, due: Floats, priority: Floats) -> None:
    """Which rule explains who was taken out of the queue? A choice counts where several waited and the rule prefers one."""
    visits = observed.visits.iloc[rows]
    taken = (
        visits["loaded_us"].to_numpy()
        if observed.knows("operations", "loaded_us")
        else np.full(len(rows), NEVER)
    )
    queued = visits["queued_us"].to_numpy()
    if not observed.knows("operations", "queued_us") or happened(taken).sum() < minimum():
        return
    rules: dict[str, Floats] = {"fifo": queued.astype(np.float64), "lifo": -queued.astype(np.float64)}
    if observed.knows("jobs", "priority") and len(np.unique(priority[rows])) > 1:
        rules["priority"] = -priority[rows]
    if observed.knows("jobs", "due_us") and np.isfinite(due[rows]).any():
        rules["edd"] = due[rows]
    if observed.knows("operations", "worked_us"):
        time = _expected(visits)
        rules["spt"], rules["lpt"] = time, -time
    agree, n = _agreement(visits, taken, queued, rules)
    if n < minimum():
        return
    shares = {name: agree[name] / n for name in rules}
    best = max(shares, key=lambda name: shares[name])
    figures = {name: round(of, 4) for name, of in shares.items()}
    figures["by chance"] = round(agree["by chance"] / n, 4)
    error = (max(shares["fifo"] * (1 - shares["fifo"]), 1 / n) / n) ** 0.5
    if (
        best != "fifo"
        and shares[best] >= _MOSTLY
        and shares[best] - shares["fifo"] > max(_CLEARLY, 3 * error)
    ):
        word = best
    elif shares["fifo"] < _MOSTLY and _is_chance(shares, agree["by chance"] / n, n):
        word = "random"
    else:
        word = "fifo"
    if word != "fifo" or shares["fifo"] >= _MOSTLY:
        of = "as chance has it" if word == "random" else f"{shares[word]:.0%} of the choices"
        draft.put((*path, "queue", "order"), word, Evidence(n, of, figures=figures))
    else:
        draft.leave_out(
            (*path, "queue", "order"),
            f"no rule explains {_MOSTLY:.0%} of {n} choices; fifo, the default, {shares['fifo']:.0%}",
        )


def _is_chance(shares: dict[str, float], by_chance: float, n: int) -> bool:
    slack = 4 * (by_chance * (1 - by_chance) / n) ** 0.5
    return n >= 100 and all(abs(shares[name] - by_chance) <= slack for name in ("fifo", "lifo"))


def _expected(visits: pd.DataFrame) -> Floats:
    """The time that each visit's own work took; where it is not over, the mean of its product."""
    worked = visits["worked_us"].to_numpy().astype(np.float64)
    done = happened(visits["finished_us"])
    result = worked.copy()
    for rows in groups(codes_of(visits["product"])):
        over = done[rows]
        if over.any():
            result[rows[~over]] = worked[rows[over]].mean()
    return result


def _agreement(
    visits: pd.DataFrame, taken: Ints, queued: Ints, rules: dict[str, Floats]
) -> tuple[dict[str, float], int]:
    """Return how many of the choices each rule agrees with, and how many were looked at.

    Ties of a rule go by arrival; a choice between jobs that came at the same instant says nothing.
    """
    agree = dict.fromkeys([*rules, "by chance"], 0.0)
    chosen = 0
    replication = visits["replication"].to_numpy()
    out = np.where(happened(taken), taken, np.iinfo(np.int64).max)
    order = np.lexsort((queued, replication))
    begins = np.searchsorted(replication[order], np.unique(replication))
    ends = np.append(begins[1:], len(order))
    waited = np.flatnonzero(happened(taken)[order] & (out[order] > queued[order]))
    waited = waited[:: max(1, len(waited) // (3 * _CHOICES))]
    block = np.searchsorted(begins, waited, side="right") - 1
    for place, part in zip(waited.tolist(), block.tolist(), strict=True):
        me, now = order[place], taken[order[place]]
        until = begins[part] + int(
            np.searchsorted(queued[order[begins[part] : ends[part]]], now, side="left")
        )
        near = order[max(begins[part], until - 5000) : until]
        there = near[out[near] >= now]
        there = there[(out[there] > now) | (there == me)]
        if len(there) < 2 or me not in there or len(np.unique(queued[there])) < 2:
            continue
        chosen += 1
        agree["by chance"] += 1 / len(there)
        for name, value in rules.items():
            of = value[there]
            best = there[of == of.min()]
            agree[name] += float(
                best[np.argmin(queued[best])] == me
                or (queued[best].min() == queued[me] and value[me] == of.min())
            )
        if chosen >= _CHOICES:
            break
    return agree, chosen
