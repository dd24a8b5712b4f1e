"""What can be told of a plant so that no case makes a difference? Ways, hours of orders, and times of work, with noise.

The mechanism, at the level of the case (the log with and without all rows of one job):

- ways of whole jobs with their product, one for each job: Laplace noise, and only what is above a threshold is told
  (names of products and stations come out in no other way), for a third of epsilon, and delta;
- orders by hour of the day, on weekdays, Saturdays and Sundays, one for each job: Laplace noise, for a third;
- times of work, station by station, on a grid of logarithms: of each job the first visit to each station that a told way
  knows, Laplace noise, for a third, evenly shared.

All else follows from these counts and from what is taken as known: the hours that the log covers, and the number of
machines where the log names them. Laws are fitted to times drawn from the noisy grid.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.clock import find_clock
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting import Sample, fit
from shopfloor.calibration.observed import Observed, happened
from shopfloor.calibration.privacy.noise import Ledger, Noise
from shopfloor.errors import UsageError

__all__ = ["DELTA", "private_draft"]

DELTA = 1e-6
"""The probability with which the name of a single case may come out at most."""

_GRID_S = 2.0 ** np.arange(0, 20.25, 0.25)
"""From a second to eight days; what is shorter or longer counts with the outermost."""
_GROUPS = {"mon-fri": range(5), "sat": (5,), "sun": (6,)}
_SURE = 3.0
"""In scales of the noise: less is taken for noise alone."""
_LOAD = 0.8
_LEFT_OUT = {
    "people": "who works when is a person's own, and epsilon covers cases only",
    "shifts": "read from single people and machines, which epsilon does not cover",
    "failures": "breakdowns are no cases, so epsilon does not cover them",
}

Ints = NDArray[np.int64]
Way = tuple[str, ...]


def private_draft(observed: Observed, epsilon: float, seed: int, noise: Noise) -> tuple[Draft, Ledger]:
    """Return a draft that is differentially private at the level of the case, and what it cost.

    Args:
        epsilon: how much a case may matter; the likelihood of any scenario changes by at most exp(epsilon).
        seed: of the fits; the noise has no seed.

    Raises:
        UsageError: so little is left above the noise that no plant can be made of it.
    """
    ledger = Ledger(noise, epsilon, DELTA)
    draft = Draft()
    find_clock(observed, draft, seed)
    draft.evidence[("clock",)] = Evidence(1, "the hours of the log, which are taken as known")
    ways = _told_ways(observed, ledger, epsilon / 3)
    works = _works(observed, sorted({station for _, way in ways for station in way}), ledger, epsilon / 3)
    ways = {key: n for key, n in ways.items() if all(station in works for station in key[1])}
    if not ways:
        raise UsageError(
            f"epsilon {epsilon:g}: got no way of jobs that stands out of the noise among so few jobs; "
            "expected a longer log, or a larger epsilon"
        )
    for station in sorted({station for _, way in ways for station in way}):
        _station(observed, draft, seed, station, works[station], ledger)
    _products(draft, ways)
    _orders(observed, draft, ways, ledger, epsilon / 3)
    for word, reason in _LEFT_OUT.items():
        draft.leave_out((word,), reason)
    draft.notes.append(
        f"Differentially private at the level of the case: epsilon {ledger.epsilon:.3g}, delta {ledger.delta:.1g}, by "
        f"Laplace noise on {len(ledger.releases)} tables of counts. Intervals do not know of the noise. "
        "Setups, queues, batches, quality and due dates are left out: each would cost a part of epsilon."
    )
    return draft, ledger


# --- ways --------------------------------------------------------------------------------------------------------


def _told_ways(observed: Observed, ledger: Ledger, epsilon: float) -> dict[tuple[str, Way], int]:
    jobs, visits = observed.jobs, observed.visits
    left = jobs[happened(jobs["ended_us"])]
    rows = visits.sort_values(["replication", "job", "first_event"], kind="stable")
    way = rows.groupby(["replication", "job"], observed=True)["station"].agg(
        lambda of: "\n".join(map(str, of))
    )
    key = pd.MultiIndex.from_arrays([left["replication"].to_numpy(), left["job"].astype(str).to_numpy()])
    way.index = pd.MultiIndex.from_arrays(
        [way.index.get_level_values(0), way.index.get_level_values(1).astype(str)]
    )
    found = way.reindex(key)
    product = left["product"].astype(str).to_numpy()
    keys = [
        json.dumps([of, *text.split("\n")])
        for of, text in zip(product, found, strict=True)
        if isinstance(text, str)
    ]
    counts = {str(name): int(count) for name, count in pd.Series(keys, dtype=object).value_counts().items()}
    noisy = ledger.keys("ways of whole jobs, by product", counts, epsilon)
    told = dict[tuple[str, Way], int]()
    for text, count in sorted(noisy.items()):
        of, *stations = json.loads(text)
        told[of, tuple(stations)] = count
    return told


def _products(draft: Draft, ways: dict[tuple[str, Way], int]) -> None:
    for product in sorted({of for of, _ in ways}):
        mine = {way: n for (of, way), n in ways.items() if of == product}
        total = sum(mine.values())
        shares = [round(n / total, 4) for n in mine.values()]
        shares[-1] = round(1 - sum(shares[:-1]), 4)
        route: list[Any] = [
            {
                "choice": [
                    {"share": share, "route": list(way)} for share, way in zip(shares, mine, strict=True)
                ]
            }
        ]
        told = Evidence(total, "ways of whole jobs that stand out of the noise")
        draft.put(("products", product, "route"), route if len(mine) > 1 else list(next(iter(mine))), told)


# --- work ---------------------------------------------------------------------------------------------------------


def _works(observed: Observed, stations: list[str], ledger: Ledger, epsilon: float) -> dict[str, Ints]:
    """Return noisy counts of times of work on the grid, of stations where some stand out of the noise."""
    visits = observed.visits
    first = visits[(visits["visit"] == 1).to_numpy() & happened(visits["finished_us"])]
    found = dict[str, Ints]()
    for station in stations:
        values_s = first["worked_us"].to_numpy()[(first["station"] == station).to_numpy()] / 1e6
        places = np.clip(np.searchsorted(_GRID_S, values_s, side="right") - 1, 0, len(_GRID_S) - 2)
        counts = np.bincount(places, minlength=len(_GRID_S) - 1)
        share = epsilon / len(stations)
        noisy = np.array(ledger.histogram(f"times of work at {station}", counts.tolist(), 1, share))
        kept = _above_noise(noisy, 1 / share)
        if kept.sum() >= minimum():
            found[station] = kept
    return found


def _above_noise(noisy: Ints, scale: float) -> Ints:
    """Return the counts that cannot be noise alone, and their neighbours on both sides; others are 0."""
    sure = noisy > scale * math.log(10 * len(noisy))
    near = np.convolve(sure, [1, 1, 1], "same") > 0
    return np.where(near, np.maximum(noisy, 0), 0)


def _station(observed: Observed, draft: Draft, seed: int, station: str, counts: Ints, ledger: Ledger) -> None:
    """Fit a law to times that lie evenly, by their logarithms, in each cell of the grid."""
    path = ("stations", station)
    parts = [
        np.exp(
            np.log(low) + (np.log(high) - np.log(low)) * (np.arange(count) + 0.5) / count
            if count
            else np.empty(0)
        )
        for low, high, count in zip(_GRID_S[:-1], _GRID_S[1:], counts.tolist(), strict=True)
    ]
    sample = Sample(np.concatenate(parts))
    families = {"exponential", "gamma", "weibull", "lognormal"}
    law = fit(sample, seed=seed, name=".".join((*path, "processing")), families=families)
    if law is None:
        raise AssertionError(f"{station}: {sample.n} times are too few for a law")
    if observed.knows("operations", "machine"):
        known = len(observed.machines_of(station))
        draft.put((*path, "machines"), known, Evidence(known, "machines by name, which are taken as known"))
    else:
        hours = observed.span_us / 3.6e9
        busy = sample.n * law.law.mean() / 3600 / hours
        draft.put(
            (*path, "machines"),
            max(1, math.ceil(busy / _LOAD)),
            Evidence(sample.n, f"so many that they are busy {_LOAD:.0%} of the time at most"),
        )
    notes = ("of times drawn from noisy counts on a grid of factors of 1.2",)
    told = replace(law.evidence, goodness="", notes=notes, figures={})
    draft.put((*path, "processing"), dict(law.document), told, sample)


# --- orders -------------------------------------------------------------------------------------------------------


def _orders(
    observed: Observed, draft: Draft, ways: dict[tuple[str, Way], int], ledger: Ledger, epsilon: float
) -> None:
    released = observed.jobs["released_us"].to_numpy()
    hour = (released[happened(released)] + observed.week_us) // 3_600_000_000
    group = np.array([next(i for i, days in enumerate(_GROUPS.values()) if day in days) for day in range(7)])
    bins = group[hour // 24 % 7] * 24 + hour % 24
    counts = np.bincount(bins, minlength=72)
    noisy = np.array(ledger.histogram("orders by hour of the day", counts.tolist(), 1, epsilon), np.float64)
    edges = np.arange(observed.since_us, observed.until_us, 3_600_000_000) + observed.week_us
    covered = edges // 3_600_000_000
    hours = np.bincount(group[covered // 24 % 7] * 24 + covered % 24, minlength=72) * len(
        observed.replications
    )
    scale = 1 / epsilon
    entries = _stretches(np.where(noisy > _SURE * scale, noisy, 0.0), hours.astype(np.float64), scale)
    total = sum(ways.values())
    if not entries:  # too faint for hours: what the ways tell, evenly
        entries = [{"per_hour": total / hours.sum()}]
    for product in sorted({of for of, _ in ways}):
        n = sum(count for (of, _), count in ways.items() if of == product)
        rates = [{**entry, "per_hour": float(f"{entry['per_hour'] * n / total:.3g}")} for entry in entries]
        mean = sum(ways[key] for key in ways if key[0] == product) / hours.sum()
        error = 2 * math.sqrt(n + 2 * scale**2) / hours.sum()
        estimates = {"per hour, on average": Estimate(mean, max(0.0, mean - error), mean + error, "1/h")}
        told = Evidence(
            n, "orders by hour of the day with noise, shared by the ways of each product", 0, estimates
        )
        draft.put(("products", product, "orders", "rate"), rates, told)


def _stretches(counts: NDArray[np.float64], hours: NDArray[np.float64], scale: float) -> list[dict[str, Any]]:
    """Return rates by stretches of the day: hours go together that differ by no more than chance and noise."""
    entries = list[dict[str, Any]]()
    for number, days in enumerate(_GROUPS):
        of = slice(24 * number, 24 * number + 24)
        pieces: list[list[int]] = []
        for hour, (count, lasted) in enumerate(zip(counts[of], hours[of], strict=True)):
            if lasted <= 0 or count <= 0:
                continue
            if pieces and pieces[-1][-1] == hour - 1:
                before, time = (float(x[of][pieces[-1]].sum()) for x in (counts, hours))
                expected = before / time * lasted
                if abs(count - expected) <= 3 * math.sqrt((expected + 2 * scale**2) * (1 + lasted / time)):
                    pieces[-1].append(hour)
                    continue
            pieces.append([hour])
        for piece in pieces:
            rate = float(counts[of][piece].sum() / hours[of][piece].sum())
            entries.append(
                {
                    "days": days,
                    "from": f"{piece[0]:02d}:00",
                    "to": f"{piece[-1] + 1:02d}:00",
                    "per_hour": rate,
                }
            )
    return entries
