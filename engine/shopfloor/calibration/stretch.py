"""Which stretch of a long log is simulated? Enough tells enough, and the rest costs time."""

from __future__ import annotations

from shopfloor.calibration.observed import Observed
from shopfloor.calibration.retiming import apart

__all__ = ["around", "from_the_start"]

_DAY_US = 86_400_000_000
_RUN_IN = 0.1
"""The share of a stretch that is simulated before it, since a simulated plant begins empty."""

Window = tuple[int, int]


def from_the_start(observed: Observed, visits: int) -> Observed:
    """Return the first days of the log, as many as hold so many visits in each replication; all of them if it has fewer."""
    share = _share(observed, visits)
    if share >= 1:
        return observed
    span_us = share * (observed.until_us - observed.since_us)
    return apart(observed, 0, observed.since_us + _days(span_us + _DAY_US))


def around(observed: Observed, split_us: int, visits: int) -> tuple[Observed, dict[str, Window]]:
    """Return a stretch of about so many visits, and its windows before (``train``) and after (``test``) ``split_us``.

    A log with fewer is returned whole; a stretch is a log of its own that begins some days before the first window.
    """
    share = _share(observed, visits)
    since_us = round(split_us - share * (split_us - observed.since_us))
    until_us = round(split_us + share * (observed.until_us - split_us))
    begin_us = _days(since_us - _RUN_IN * (until_us - since_us)) if share < 1 else 0
    if begin_us <= observed.since_us:
        return observed, {"train": (observed.since_us, split_us), "test": (split_us, observed.until_us)}
    windows = {"train": (since_us, split_us), "test": (split_us, until_us)}
    shown = {side: (one - begin_us, other - begin_us) for side, (one, other) in windows.items()}
    return apart(observed, begin_us, until_us), shown


def _share(observed: Observed, visits: int) -> float:
    return min(1.0, visits * len(observed.replications) / max(len(observed.visits), 1))


def _days(us: float) -> int:
    return max(int(us // _DAY_US), 0) * _DAY_US
