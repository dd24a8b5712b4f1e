"""When did something rare happen? One SQL file of ``sql/focus`` for each thing that can be looked for.

A statement reads the views of a log and returns ``replication`` and ``at_us``; its first lines say exactly what it
looks for. A window holds the thing when one of these moments lies in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

__all__ = ["FOCI", "Moments", "focus_about", "focus_sql", "views_of", "weights"]

FOCI = ("double_breakdown", "starving_bottleneck", "late_hot_lot")
"""The rare things that can be looked for."""

_READ = {
    "double_breakdown": ("stoppages",),
    "starving_bottleneck": ("machine_states",),
    "late_hot_lot": ("jobs",),
}

Stratum = str | None


def focus_sql(name: str) -> str:
    """Return the statement that finds the moments of a rare thing."""
    return (files("shopfloor.questions") / "sql" / "focus" / f"{name}.sql").read_text(encoding="utf-8")


def focus_about(name: str) -> str:
    """Return the exact definition of a rare thing, as it stands at the head of its file."""
    lines = focus_sql(name).splitlines()
    return " ".join(line.removeprefix("--").strip() for line in lines if line.startswith("--"))


def views_of(names: Iterable[str]) -> set[str]:
    """Return the views that the statements read."""
    return {view for name in names for view in _READ[name]}


class Moments:
    """The moments of some rare things in some replications."""

    def __init__(self, found: Mapping[str, Mapping[int, NDArray[np.int64]]]) -> None:
        self._found = found

    def stratum(self, replication: int, since_us: int, until_us: int) -> Stratum:
        """Return the first of the things that the window ``[since_us, until_us)`` holds; ``None``: none."""
        for name, of in self._found.items():
            times = of.get(replication)
            if times is not None:
                place = int(times.searchsorted(since_us))
                if place < len(times) and times[place] < until_us:
                    return name
        return None


def weights(windows: Mapping[Stratum, int], records: Mapping[Stratum, int]) -> dict[Stratum, float]:
    """Return for each kind of window how much a record of it counts: its share among all windows by its share among the
    records, in proportion to that of windows without anything rare, which count 1. So weighted means are those of windows
    that nobody chose."""
    ratios = {kind: windows.get(kind, 0) / count for kind, count in records.items() if count}
    if ratios.get(None):
        return {kind: ratio / ratios[None] for kind, ratio in ratios.items()}
    even = sum(windows.values()) / sum(records.values())
    return {kind: ratio / even for kind, ratio in ratios.items()}


def moments(rows: Sequence[tuple[int, int]]) -> dict[int, NDArray[np.int64]]:
    """Return the moments of each replication, in order."""
    by_replication: dict[int, list[int]] = {}
    for replication, at_us in rows:
        by_replication.setdefault(replication, []).append(at_us)
    return {number: np.array(sorted(times), np.int64) for number, times in by_replication.items()}
