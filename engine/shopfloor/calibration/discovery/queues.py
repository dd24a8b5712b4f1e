"""How many places are in front of a station, who is next, and what does a full queue stop?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.batches import Runs, runs_at
from shopfloor.calibration.discovery.grouping import codes_of, groups, positions
from shopfloor.calibration.discovery.steps import turns_of
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.fitting import count
from shopfloor.calibration.observed import NEVER, Observed, happened
from shopfloor.distributions import Distribution

__all__ = ["find_queues"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Path = tuple[str, ...]

_CHOICES = 400
"""So many choices of each station are looked at, evenly over the log: enough to tell 95 % from 90 %."""
_CLEARLY = 0.05
"""A rule must explain so much more of the choices than first in, first out before it is taken."""
_MISSES = 5
"""Or it must leave so many times fewer unexplained."""
_MOSTLY = 0.9
_NEAR = 5000
"""Of a longer queue, those are looked at who came last."""


def find_queues(observed: Observed, draft: Draft, seed: int) -> None:
    """Put ``stations.<name>.queue`` and ``blocking``."""
    del seed  # nothing is drawn
    where = positions(observed.visits["station"])
    before = _blocked_before(observed)
    due, priority = _of_jobs(observed)
    ahead = _work_ahead(observed.visits) if np.isfinite(due).any() else None
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
        _order(observed, draft, path, rows, due, priority, ahead)
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


def _order(
    observed: Observed,
    draft: Draft,
    path: Path,
    rows: Ints,
    due: Floats,
    priority: Floats,
    ahead: Floats | None,
) -> None:
    """Which rule explains who was taken out of the queue? A choice counts where several waited and the rule prefers one."""
    visits = observed.visits.iloc[rows]
    if not (observed.knows("operations", "queued_us") and observed.knows("operations", "loaded_us")):
        return
    taken, queued = visits["loaded_us"].to_numpy(), visits["queued_us"].to_numpy()
    if happened(taken).sum() < minimum():
        return
    values: dict[str, Floats] = {"fifo": queued.astype(np.float64), "lifo": -queued.astype(np.float64)}
    if observed.knows("jobs", "priority") and len(np.unique(priority[rows])) > 1:
        values["priority"] = -priority[rows]
    if observed.knows("jobs", "due_us") and np.isfinite(due[rows]).any():
        values["edd"] = due[rows]
    if observed.knows("operations", "worked_us"):
        time = _expected(visits)
        values["spt"], values["lpt"] = time, -time
    rules = {name: _fixed(of) for name, of in values.items()}
    if "edd" in values and "spt" in values and ahead is not None:
        rules |= _by_work_left(due[rows], values["spt"] + ahead[rows], taken)
    choices = _choices(visits, taken, queued)
    runs = runs_at(observed, path[1], visits)
    if runs.found:
        choices = _choices_of_batches(draft, path, visits, runs)
    else:
        by_setup = _setups_for(draft, path, visits)
        if by_setup is not None:
            rules["least_setup"] = by_setup
    agree, n = _agreement(choices, queued, rules)
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
        and shares[best] - shares["fifo"] > max(min(_CLEARLY, _MISSES * (1 - shares[best])), 3 * error)
    ):
        word = best
    elif shares["fifo"] < _MOSTLY and not runs.found and _is_chance(shares, agree["by chance"] / n, n):
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


Rule = Callable[[int, Ints], Floats]
"""From who was taken, and who might have been (rows of the station), to what each is worth: the least is first."""


def _fixed(value: Floats) -> Rule:
    return lambda me, there: value[there]


def _by_work_left(due: Floats, work: Floats, taken: Ints) -> dict[str, Rule]:
    """Rules that hold the due date against the work that is left, when a machine asks."""

    def ratio(me: int, there: Ints) -> Floats:
        return np.asarray((due[there] - taken[me]) / np.maximum(work[there], 1.0), np.float64)

    return {"slack": _fixed(due - work), "critical_ratio": ratio}


def _work_ahead(visits: pd.DataFrame) -> Floats:
    """Return the work that comes after each visit: the mean of whole jobs of its product, from there."""
    job = codes_of(visits["replication"].to_numpy(), visits["job"])
    order = np.lexsort((visits["first_event"].to_numpy(), job))
    done = happened(visits["finished_us"])[order]
    worked = np.where(done, visits["worked_us"].to_numpy()[order], 0).astype(np.float64)
    ends = np.flatnonzero(np.append(job[order][1:] != job[order][:-1], True)) if len(order) else order
    sizes = np.diff(np.append(-1, ends))
    total = np.cumsum(worked)
    after = np.repeat(total[ends], sizes) - total
    whole = np.repeat(np.minimum.reduceat(done, ends - sizes + 1), sizes) if len(order) else done
    place = codes_of(visits["product"], visits["station"], visits["visit"].to_numpy())[order] + 1
    seen = np.bincount(place, whole)
    mean = np.bincount(place, after * whole) / np.maximum(seen, 1)
    result = np.empty(len(visits))
    result[order] = mean[place]
    return result


def _setups_for(draft: Draft, path: Path, visits: pd.DataFrame) -> Rule | None:
    """The time of the changeover that the machine would need, after the job that it had before."""
    setup = draft.get((*path, "setup"), {})
    if not ({"between", "to", "change"} & {*setup}):
        return None
    products = [str(name) for name in visits["product"].cat.categories]
    family = {of: name for name, members in setup.get("families", {}).items() for of in members}
    # what a machine is set up for: a product, at each step of its route that comes here; jobs that come back are at the last
    steps = max((turns_of(draft, name, path[1]) for name in products), default=1) if "change" in setup else 1
    steps = max(steps, 1)
    states = [(family.get(name, name), step) for name in products for step in range(steps)]

    def takes_s(one: tuple[str, int], other: tuple[str, int]) -> float:
        if "change" in setup:
            told = setup["change"].get(_DIFFERS[one[0] != other[0], one[1] != other[1]])
        elif one[0] == other[0]:
            told = None
        elif "between" in setup:
            told = setup["between"].get(one[0], {}).get(other[0])
        else:
            told = setup["to"].get(other[0])
        return 0.0 if told is None else Distribution.model_validate(told).law.mean()

    # after the last row stands a machine that had none before
    cost = np.array([[takes_s(one, other) for other in states] for one in states] + [[0.0] * len(states)])
    turns = np.array([max(turns_of(draft, name, path[1]), 1) for name in products])
    product = visits["product"].cat.codes.to_numpy().astype(np.int64)
    step = np.minimum(visits["visit"].to_numpy(np.int64), np.minimum(turns, steps)[product]) - 1
    state = product * steps + step
    machine = codes_of(visits["replication"].to_numpy(), visits["machine"])
    order = np.lexsort((visits["loaded_us"].to_numpy(), machine))
    before = np.full(len(visits), -1, np.int64)
    goes_on = machine[order][1:] == machine[order][:-1]
    before[order[1:]] = np.where(goes_on, state[order[:-1]], -1)
    return lambda me, there: np.asarray(cost[before[me], state[there]], np.float64)


_DIFFERS = {(True, True): "both", (True, False): "product", (False, True): "step", (False, False): ""}


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


@dataclass(frozen=True)
class _Choice:
    """One machine's choice: who was taken (``me`` among them), and who might have been: instead of any of them, or, where
    groups are ``whole``, instead of the first of them."""

    me: int
    taken: Ints
    left: Ints
    whole: bool = False


def _agreement(
    choices: Iterator[_Choice], queued: Ints, rules: dict[str, Rule]
) -> tuple[dict[str, float], int]:
    """Return how many of the choices each rule agrees with, and how many were looked at: ties of a rule go by arrival."""
    agree = dict.fromkeys([*rules, "by chance"], 0.0)
    chosen = 0
    for choice in islice(choices, _CHOICES):
        chosen += 1
        agree["by chance"] += len(choice.taken) / (len(choice.taken) + len(choice.left))
        there = np.concatenate([choice.taken, choice.left])
        for name, rule in rules.items():
            of = rule(choice.me, there)
            many = len(choice.taken)
            mine = choice.taken[[np.lexsort((queued[choice.taken], of[:many]))[0 if choice.whole else -1]]]
            last, first = rule(choice.me, mine)[0], of[many:].min()
            came = queued[mine[0]]
            waits = queued[choice.left][of[many:] == first].min()
            agree[name] += float(last < first or (last == first and came <= waits))
    return agree, chosen


def _choices(visits: pd.DataFrame, taken: Ints, queued: Ints) -> Iterator[_Choice]:
    """Yield the moments at which one of several was taken; jobs that came at the same instant leave no choice."""
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
        near = order[max(begins[part], until - _NEAR) : until]
        left = near[(out[near] > now) & (near != me)]
        if len(left) and (queued[left] != queued[me]).any():
            yield _Choice(int(me), np.array([me]), left)


def _choices_of_batches(draft: Draft, path: Path, visits: pd.DataFrame, runs: Runs) -> Iterator[_Choice]:
    """Yield the batches that left somebody waiting who might have gone along, or another group that was ready to go: then
    the first of each group is compared."""
    product = visits["product"].cat.codes.to_numpy().astype(np.int64)
    batch = draft.get((*path, "batch"), {})
    families = batch.get("families", {})
    names = {of: name for name, members in families.items() for of in members}
    same = batch.get("same", "any")
    words = [
        name if same == "product" else names.get(name, name) if same == "family" else ""
        for name in map(str, visits["product"].cat.categories)
    ]
    group = np.unique(words, return_inverse=True)[1].reshape(-1)[product]
    least, queued = int(batch.get("min", 1)), visits["queued_us"].to_numpy()
    replication = visits["replication"].to_numpy()
    loaded = visits["loaded_us"].to_numpy()
    out = np.where(happened(loaded), loaded, np.iinfo(np.int64).max)
    order = np.lexsort((queued, replication))
    sizes = np.bincount(runs.of[runs.of >= 0], minlength=len(runs.first))
    members = np.split(np.argsort(runs.of, kind="stable")[int((runs.of < 0).sum()) :], np.cumsum(sizes)[:-1])
    step = max(1, len(members) // (3 * _CHOICES))
    for taken in members[::step]:
        me, now = int(taken[0]), loaded[taken[0]]
        since = int(np.searchsorted(replication[order], replication[me], side="left"))
        rest = int(np.searchsorted(replication[order], replication[me], side="right"))
        until = since + int(np.searchsorted(queued[order[since:rest]], now, side="left"))
        near = order[max(since, until - _NEAR) : until]
        left = near[out[near] > now]
        along = left[group[left] == group[me]]
        if len(along) and (queued[along] != queued[taken].min()).any():
            yield _Choice(me, taken, along)
        ready = np.flatnonzero(np.bincount(group[left], minlength=len(words)) >= least)
        others = left[np.isin(group[left], ready) & (group[left] != group[me])]
        if len(others):
            yield _Choice(me, taken, others, whole=True)
