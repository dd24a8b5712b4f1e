"""When did the orders of a product come, and of how many jobs?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.evidence import minimum
from shopfloor.calibration.fitting import Sample
from shopfloor.calibration.observed import Observed, happened

__all__ = ["Arrivals", "arrivals_of", "gaps_of", "sample_of", "stocked_up"]

Ints = NDArray[np.int64]
_CLOCKWORK = 0.002


@dataclass(frozen=True)
class Arrivals:
    """The orders of a product in the window, in order of replication and time; jobs that were there at its beginning are
    apart.

    jobs          the rows of ``observed.jobs`` that were ordered, in this order
    replication   of each order
    at_us         of each order: when it came
    quantity      how many jobs an order has
    there         replication -> how many jobs were released at the very beginning of the window
    repeated      do all replications have the same orders? Then one of them says all; the others are left out
    """

    jobs: pd.DataFrame
    replication: Ints
    at_us: Ints
    quantity: int
    there: dict[int, int]
    repeated: bool = False


def arrivals_of(observed: Observed, product: str) -> Arrivals:
    """Return the orders of a product, those apart that are taken out of other jobs."""
    jobs = observed.jobs
    jobs = jobs[(jobs["product"] == product).to_numpy() & jobs["out_of"].isna().to_numpy()]
    ordered, released = jobs["ordered_us"].to_numpy(), jobs["released_us"].to_numpy()
    at = np.where(happened(ordered), ordered, released)
    replication = jobs["replication"].to_numpy(np.int64)
    order = np.lexsort((np.arange(len(at)), at, replication))
    order = order[happened(at[order])]
    jobs, at, replication = jobs.iloc[order].reset_index(drop=True), at[order], replication[order]
    beginning = at <= observed.since_us
    there = {one: int((replication[beginning] == one).sum()) for one in observed.replications}
    new = np.ones(len(at), bool)
    new[1:] = (at[1:] != at[:-1]) | (replication[1:] != replication[:-1])
    first = np.flatnonzero(new)
    sizes = np.diff(np.append(first, len(at)))
    later = sizes[~beginning[first]]
    quantity = reduce(gcd, later.tolist(), 0) or 1
    times = np.where(beginning[first], 1, sizes // quantity)
    of, moments = np.repeat(replication[first], times), np.repeat(at[first], times)
    parts = [moments[of == one] for one in observed.replications]
    repeated = len(parts) > 1 and all(np.array_equal(part, parts[0]) for part in parts[1:])
    if repeated:
        of, moments = of[of == of[:1]], parts[0]
    return Arrivals(jobs, of, moments, quantity, there, repeated)


def stocked_up(arrivals: Arrivals) -> int:
    """Return how many orders more than one came at the first moment of each replication, where all later ones come singly
    and by the clock; 0 otherwise."""
    at, replication = arrivals.at_us, arrivals.replication
    if len(at) < 3:
        return 0
    gap, same = np.diff(at), replication[1:] == replication[:-1]
    later = gap[same & (gap > 0)]
    steady = len(later) > 1 and later.std() <= _CLOCKWORK * later.mean()
    first = np.searchsorted(replication, replication)
    begun = at == at[first]
    if not steady or (same & (gap == 0) & ~begun[1:]).any():
        return 0
    return int(np.bincount(first[begun], minlength=1)[np.unique(first)].min()) - 1


def gaps_of(observed: Observed, arrivals: Arrivals) -> Sample:
    """Return the times between orders; the last ones are open at the end of the window."""
    at, replication = arrivals.at_us, arrivals.replication
    if stocked_up(arrivals):
        new = np.append(True, (np.diff(at) > 0) | (replication[1:] != replication[:-1]))
        at, replication = at[new], replication[new]
    same = replication[1:] == replication[:-1]
    last = np.append(~same, True) if len(at) else np.zeros(0, bool)
    return sample_of((at[1:] - at[:-1])[same] / 1e6, (observed.until_us - at[last]) / 1e6)


def sample_of(gaps_s: NDArray[np.float64], open_s: NDArray[np.float64]) -> Sample:
    """Return the sample; where orders come like clockwork, the time since the last one tells nothing: a longer one is the
    end of the orders, or of the hour up to which a log is taken to reach."""
    steady = len(gaps_s) > 1 and gaps_s.std() <= _CLOCKWORK * gaps_s.mean()
    if steady and (len(gaps_s) >= minimum() or (open_s <= gaps_s.max()).all()):
        open_s = open_s[:0]
    return Sample(gaps_s, open_s)
