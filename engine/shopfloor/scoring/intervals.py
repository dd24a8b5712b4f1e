"""How sure is a share of right answers, when records of one replication are right or wrong together?

Wilson's interval with an effective number of records (Korn and Graubard 1998): the number, divided by the design effect
of the clusters (the variance of the share as a ratio of their sums, over that of independent records; at least 1), and
adjusted for the few degrees of freedom that few clusters leave.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence

from shopfloor.student import student_t

__all__ = ["share_interval"]

_Z = 1.959963984540054


def share_interval(right: Sequence[float], clusters: Sequence[Hashable]) -> tuple[float, float]:
    """Return the 95 % interval of the mean of ``right`` (0 to 1 each); ``clusters``: which belong together."""
    n = len(right)
    share = math.fsum(right) / n
    sums: dict[Hashable, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for value, cluster in zip(right, clusters, strict=True):
        sums[cluster][0] += value
        sums[cluster][1] += 1
    k = len(sums)
    if k == 1:
        # one world says nothing about others; this is the interval of its own records
        return _wilson(share, n)
    effect = 1.0
    if 0 < share < 1:
        of_ratio = k / (k - 1) * math.fsum((hits - share * size) ** 2 for hits, size in sums.values()) / n**2
        effect = max(1.0, of_ratio / (share * (1 - share) / n))
    return _wilson(share, n / effect * (_Z / student_t(k - 1)) ** 2)


def _wilson(share: float, n: float) -> tuple[float, float]:
    z2 = _Z**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
