"""How fast does a group of people work at a station, beside the fastest there?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.evidence import Estimate
from shopfloor.calibration.observed import Observed, happened

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["paced", "proficiencies"]

_LEAST = 30
"""Visits of a group to a station: the same work varies too much to be compared in fewer."""
_NOTICED, _SURE = 0.03, 3.0
"""A difference is told when it is above 3 % and three standard errors."""


def proficiencies(
    observed: Observed, groups: Mapping[str, frozenset[str]]
) -> dict[tuple[str, str], tuple[Estimate, int]]:
    """Return (group, station) -> proficiency and visits, for groups that are slower than the fastest at that station.

    Times of work are compared on a logarithmic scale within the same product and turn, by least squares.
    """
    visits = observed.visits
    group_of = {person: name for name, people in groups.items() for person in people}
    names = sorted(groups)
    code = np.array(
        [names.index(group_of[p]) if p in group_of else -1 for p in visits["person"].cat.categories], np.int64
    )
    who = np.where(visits["person"].isna(), -1, np.r_[code, -1][visits["person"].cat.codes.to_numpy()])
    done = happened(visits["finished_us"]) & (visits["worked_us"].to_numpy() > 0) & (who >= 0)
    found: dict[tuple[str, str], tuple[Estimate, int]] = {}
    for station in visits["station"].cat.categories:
        here = done & (visits["station"] == station).to_numpy()
        present, counts = np.unique(who[here], return_counts=True)
        able = [int(number) for number, count in zip(present, counts, strict=True) if count >= _LEAST]
        if len(able) < 2:
            continue
        rows = visits[here & np.isin(who, able)]
        effect, error = _effects(rows, who[rows.index.to_numpy()], able)
        fastest = int(np.argmin(effect))
        for at, number in enumerate(able):
            slower, sure = effect[at] - effect[fastest], np.hypot(error[at], error[fastest])
            if slower > _NOTICED and slower > _SURE * sure:
                value, low, high = (
                    float(np.exp(-x)) for x in (slower, slower + 1.96 * sure, slower - 1.96 * sure)
                )
                found[names[number], str(station)] = (
                    Estimate(value, low, min(high, 1.0)),
                    int(counts[present == number][0]),
                )
    return found


def _effects(
    rows: pd.DataFrame, who: NDArray[np.int64], able: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean of log times of each group, the work being the same, and its standard error."""
    took = np.log(rows["worked_us"].to_numpy(np.float64))
    kinds = np.unique(
        np.c_[rows["product"].cat.codes.to_numpy(), rows["visit"].to_numpy()], axis=0, return_inverse=True
    )
    kind = kinds[1].reshape(-1)
    group = np.searchsorted(able, who)
    width, cell = len(able), kind * len(able) + group
    count = np.bincount(cell, minlength=(kind.max() + 1) * width).astype(np.float64)
    total = np.bincount(cell, weights=took, minlength=len(count))
    used = np.flatnonzero(count)
    weight = np.sqrt(count[used])
    design = np.zeros((len(used), kind.max() + 1 + width - 1))
    design[np.arange(len(used)), used // width] = 1
    later = used % width > 0
    design[np.flatnonzero(later), kind.max() + used[later] % width] = 1
    solved = np.linalg.lstsq(design * weight[:, None], total[used] / count[used] * weight, rcond=None)[0]
    effect = np.r_[0.0, solved[kind.max() + 1 :]]
    rest = took - solved[kind] - effect[group]
    spread = float(np.sqrt(np.mean(rest**2)))
    return effect, spread / np.sqrt(np.bincount(group, minlength=width))


def paced(observed: Observed, pace: Mapping[tuple[str, str], float]) -> Observed:
    """Return the log with the column ``pace`` in ``visits``: (station, person) -> proficiency, 1 where nothing is said."""
    from dataclasses import replace

    if not pace:
        return observed
    visits = observed.visits
    stations = {name: number for number, name in enumerate(visits["station"].cat.categories)}
    people = {name: number for number, name in enumerate(visits["person"].cat.categories)}
    table = np.ones((len(stations), len(people) + 1))  # the last column: nobody is named
    for (station, person), value in pace.items():
        if station in stations and person in people:
            table[stations[station], people[person]] = value
    column = table[visits["station"].cat.codes.to_numpy(), visits["person"].cat.codes.to_numpy()]
    return replace(observed, visits=visits.assign(pace=column))
