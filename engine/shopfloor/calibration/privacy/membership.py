"""Does a scenario tell who was in the log that it was made from? An attack that tries to tell, and how far it gets.

The attacker knows the scenario and some cases, and guesses of each whether the scenario was fitted with it: what the
scenario thinks more likely was (Shokri et al. 2017; Yeom et al. 2018 measure the advantage as here: the share of members
that are found less the share of others that are taken for members). The attack is run on a scenario that is made the same
way from half of the cases, drawn by chance: they are the members, the other half the others. Both halves are of the same
time, so a plant that changes gives no advantage; and a scenario of half of the cases says rather more of each than one of
all. What chance gives is found by shuffling who is who.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import Observed, happened
from shopfloor.distributions import Distribution, Law

__all__ = ["Membership", "membership"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FEWEST, _MOST = 20, 5_000
"""Cases of either kind: fewer tell nothing, and more nothing new."""
_SHUFFLES = 400
_RARELY = 0.01
_WIDTH = 0.01
"""A density is a probability of a duration within a hundredth of it; so values that stand out count as well."""
_UNLIKELY = 1e-9
_WAYS = 5_000


@dataclass(frozen=True)
class Membership:
    """How well an attacker does who guesses from the scenario whether a case was in the log.

    members, others  how many cases of either kind were guessed
    advantage        the largest difference, over all thresholds, of the shares that are called members: 0 nothing, 1 all
    chance           what the same attack reaches on average where there is nothing to find
    low, high        95 % interval of ``advantage`` less ``chance``, by the bootstrap
    p                how often chance alone reaches as much
    """

    members: int
    others: int
    advantage: float
    chance: float
    low: float
    high: float
    p: float

    @property
    def tells(self) -> bool:
        """Does the attack find more than chance explains?"""
        return self.low > 0 and self.p < _RARELY

    @property
    def excess(self) -> float:
        """What the attacker gains beyond chance; below 0 is nothing, too."""
        return self.advantage - self.chance

    def to_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {**self.__dict__, "excess": self.excess}

    def __str__(self) -> str:
        return (
            f"membership inference: advantage {self.advantage:.3f}, of which chance gives {self.chance:.3f} "
            f"(beyond chance {self.low:.3f} to {self.high:.3f}, p={self.p:.2f}; {self.members:,} members, "
            f"{self.others:,} others)"
        )


def membership(members: Observed, others: Observed, draft: Draft, seed: int) -> Membership | None:
    """Attack a draft; ``None`` where there are too few cases of either kind.

    Args:
        members: what the draft was made from.
        others: of the same plant, and not in the draft.
        draft: what the attacker knows.
        seed: of the shuffles.
    """
    rng = np.random.default_rng([seed, 0x3E3B])
    inside, outside = (_thinned(scores(of, draft), rng) for of in (members, others))
    if min(len(inside), len(outside)) < _FEWEST:
        return None
    found = advantage(inside, outside)
    together, count = np.concatenate([inside, outside]), len(inside)
    shuffled = np.array([_split(rng.permutation(together), count) for _ in range(_SHUFFLES)])
    again = np.array(
        [
            advantage(rng.choice(inside, len(inside)), rng.choice(outside, len(outside)))
            for _ in range(_SHUFFLES)
        ]
    )
    # what is drawn again is as far from the sample as the sample from the truth: so the bias is taken off once more
    low, high = np.quantile(again - (again.mean() - found), [0.025, 0.975]) - shuffled.mean()
    p = (1 + int(np.count_nonzero(shuffled >= found))) / (1 + _SHUFFLES)
    return Membership(len(inside), len(outside), found, float(shuffled.mean()), float(low), float(high), p)


def advantage(inside: Floats, outside: Floats) -> float:
    """Return the largest difference of the shares above a threshold, over all thresholds."""
    thresholds = np.unique(np.concatenate([inside, outside]))
    above = [1 - np.searchsorted(np.sort(of), thresholds) / len(of) for of in (inside, outside)]
    return float(max(0.0, (above[0] - above[1]).max()))


def _split(together: Floats, count: int) -> float:
    return advantage(together[:count], together[count:])


def _thinned(values: Floats, rng: np.random.Generator) -> Floats:
    return values if len(values) <= _MOST else values[np.sort(rng.permutation(len(values))[:_MOST])]


# --- what the scenario thinks of a case ---------------------------------------------------------------------


def scores(observed: Observed, draft: Draft) -> Floats:
    """Return for each case that left how likely the scenario takes it to be: the mean logarithm of the probabilities of its
    work at each station, of its way, and of the time since the order before it."""
    visits, jobs = observed.visits, observed.jobs
    left = happened(jobs["ended_us"])
    cases = jobs[left]
    total, terms = np.zeros(len(cases)), np.zeros(len(cases))
    of = _case_of(visits, cases)
    worked = (of >= 0) & happened(visits["finished_us"])
    for rows, law in _laws(visits, draft, worked):
        told = _log_likely(law, visits["worked_us"].to_numpy()[rows] / 1e6)
        np.add.at(total, of[rows], told)
        np.add.at(terms, of[rows], 1)
    for rows, told in (
        (np.arange(len(cases)), _ways_of(visits, cases, of, draft)),
        _waits(jobs, left, draft),
    ):
        np.add.at(total, rows, told)
        np.add.at(terms, rows, 1)
    return np.asarray(total[terms > 0] / terms[terms > 0], np.float64)


def _case_of(visits: pd.DataFrame, cases: pd.DataFrame) -> Ints:
    """Return for each visit the place of its case; -1: it has not left."""
    names = cases["job"].cat.categories
    many = len(names) + 1
    code = names.get_indexer(visits["job"].cat.categories)[visits["job"].cat.codes.to_numpy()]
    asked = visits["replication"].to_numpy(np.int64) * many + code
    known = cases["replication"].to_numpy(np.int64) * many + cases["job"].cat.codes.to_numpy(np.int64)
    order = np.argsort(known)
    place = np.minimum(np.searchsorted(known[order], asked), max(len(known) - 1, 0))
    if not len(known):
        return np.full(len(visits), -1, np.int64)
    return np.where((known[order][place] == asked) & (code >= 0), order[place], -1)


def _log_likely(law: Law, values_s: Floats) -> Floats:
    wide = np.maximum(_WIDTH * values_s, 1e-6)
    return np.asarray(
        np.log(np.maximum(law.cdf(values_s + wide) - law.cdf(values_s - wide), _UNLIKELY)), np.float64
    )


def _law(document: Any) -> Law | None:
    return Distribution.model_validate(document).law if document is not None else None


def _laws(visits: pd.DataFrame, draft: Draft, worked: NDArray[np.bool_]) -> Iterator[tuple[Ints, Law]]:
    """Yield rows of visits and the law of their work: the product's own at a station, or that of the station."""
    station, product = visits["station"], visits["product"]
    many = len(product.cat.categories) + 1
    key = station.cat.codes.to_numpy(np.int64) * many + product.cat.codes.to_numpy(np.int64)
    rows = np.flatnonzero(worked)
    rows = rows[np.argsort(key[rows], kind="stable")]
    for part in np.split(rows, np.flatnonzero(np.diff(key[rows])) + 1) if len(rows) else ():
        at, name = (str(column.iloc[part[0]]) for column in (station, product))
        own = next(_own_times(draft.get(("products", name, "route")) or [], at), None)
        law = _law(own if own is not None else draft.get(("stations", at, "processing")))
        if law is not None:
            yield part, law


def _own_times(route: list[Any], station: str) -> Iterator[Any]:
    for step in route:
        if not isinstance(step, dict):
            continue
        if step.get("station") == station and "processing" in step:
            yield step["processing"]
        for branch in step.get("choice", ()):
            yield from _own_times(branch["route"], station)


def _ways_of(visits: pd.DataFrame, jobs: pd.DataFrame, of: Ints, draft: Draft) -> Floats:
    """Return the logarithm of the probability of each case's way, as its product's route gives it."""
    rows = np.flatnonzero(of >= 0)
    rows = rows[np.lexsort((visits["first_event"].to_numpy()[rows], of[rows]))]
    stations = visits["station"].cat.codes.to_numpy(np.int64)[rows]
    names = [str(name) for name in visits["station"].cat.categories]
    ends = np.searchsorted(of[rows], np.arange(len(jobs) + 1))
    products = jobs["product"].astype(str).to_numpy()
    known: dict[str, dict[tuple[str, ...], float]] = {}
    told = dict[Hashable, float]()
    result = np.empty(len(jobs))
    packed = stations.tobytes()
    for place in range(len(jobs)):
        way = products[place], packed[8 * ends[place] : 8 * ends[place + 1]]
        if way not in told:
            product = way[0]
            if product not in known:
                known[product] = _seen(
                    _ways(draft.get(("products", product, "route")) or []), frozenset(names)
                )
            stops = tuple(names[code] for code in stations[ends[place] : ends[place + 1]])
            told[way] = math.log(max(known[product].get(stops, 0.0), 1e-4))
        result[place] = told[way]
    return result


def _ways(route: list[Any]) -> dict[tuple[str, ...], float]:
    """Return the ways of a route with their probabilities; of very many, some."""
    ways: dict[tuple[str, ...], float] = {(): 1.0}
    for step in route:
        longer: dict[tuple[str, ...], float] = {}
        for tail, share in _branches(step):
            for way, before in ways.items():
                if len(longer) < _WAYS:
                    longer[(*way, *tail)] = longer.get((*way, *tail), 0.0) + before * share
        ways = longer
    return ways


def _seen(ways: dict[tuple[str, ...], float], names: frozenset[str]) -> dict[tuple[str, ...], float]:
    """Return the ways as a log shows them: places where jobs only wait stand in no log."""
    found: dict[tuple[str, ...], float] = {}
    for way, share in ways.items():
        told = tuple(name for name in way if name in names)
        found[told] = found.get(told, 0.0) + share
    return found


def _branches(step: Any) -> Iterator[tuple[tuple[str, ...], float]]:
    if isinstance(step, str):
        yield (step,), 1.0
    elif "choice" in step:
        for branch in step["choice"]:
            yield from ((way, branch["share"] * share) for way, share in _ways(branch["route"]).items())
    elif "alternatives" in step:
        each = [of if isinstance(of, str) else of["station"] for of in step["alternatives"]]
        yield from (((station,), 1 / len(each)) for station in each)
    else:
        yield (step["station"],), 1.0


def _waits(jobs: pd.DataFrame, left: NDArray[np.bool_], draft: Draft) -> tuple[Ints, Floats]:
    """Return places of cases and the logarithm of the probability of the time since the order of the product before."""
    place = np.cumsum(left) - 1
    rows_found, told = list[Ints](), list[Floats]()
    for name in map(str, jobs["product"].cat.categories):
        law = _law(draft.get(("products", name, "orders", "every")))
        rows = np.flatnonzero((jobs["product"] == name).to_numpy() & happened(jobs["released_us"]))
        if law is None or len(rows) < 2:
            continue
        rows = rows[np.lexsort((jobs["released_us"].to_numpy()[rows], jobs["replication"].to_numpy()[rows]))]
        replication, at = (jobs[column].to_numpy()[rows] for column in ("replication", "released_us"))
        use = (np.diff(replication) == 0) & left[rows[1:]]
        rows_found.append(place[rows[1:]][use])
        told.append(_log_likely(law, np.diff(at)[use] / 1e6))
    if not told:
        return np.empty(0, np.int64), np.empty(0)
    return np.concatenate(rows_found), np.concatenate(told)
