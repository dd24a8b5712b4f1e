"""Which cases are members, and which are not? Halves by chance, of the same time and the same plant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.observed import Observed, happened

__all__ = ["halves"]

_MOST = 10_000
"""Cases that are parted; of more, those that came first."""


def halves(observed: Observed, seed: int) -> tuple[Observed, Observed]:
    """Return two logs with half of the cases each, by chance; machines, people and stops are those of both."""
    jobs = observed.jobs
    came = np.sort(jobs["released_us"].to_numpy(np.int64)[happened(jobs["released_us"])])
    if len(came) > _MOST:
        observed = observed.within(observed.since_us, max(int(came[_MOST]), observed.since_us + 1))
        jobs = observed.jobs
    chosen = np.random.default_rng([seed, 0x4A1F]).permutation(len(jobs)) < len(jobs) // 2
    key = _keys(jobs, jobs["job"].cat.categories)
    return _of(observed, key[chosen]), _of(observed, key[~chosen])


def _keys(table: pd.DataFrame, jobs: pd.Index) -> NDArray[np.int64]:
    """Return a number for the case of each row; -1 where a row names none."""
    code = jobs.get_indexer(table["job"].cat.categories)
    place = np.append(code, -1)[table["job"].cat.codes.to_numpy()]
    return np.where(place < 0, -1, table["replication"].to_numpy(np.int64) * len(jobs) + place)


def _of(observed: Observed, cases: NDArray[np.int64]) -> Observed:
    names = observed.jobs["job"].cat.categories
    tables = dict[str, Any]()
    for name in ("visits", "jobs", "setups", "happenings"):
        table: pd.DataFrame = getattr(observed, name)
        key = _keys(table, names)
        tables[name] = table[(key < 0) | np.isin(key, cases)].reset_index(drop=True)
    return replace(observed, **tables)
