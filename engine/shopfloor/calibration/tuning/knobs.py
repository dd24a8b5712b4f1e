"""Which inputs does the log not show, that may matter? Each with the range in which to look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shopfloor.calibration.draft import Draft, Path
from shopfloor.calibration.evidence import minimum
from shopfloor.calibration.observed import Observed, happened
from shopfloor.units import duration_text

__all__ = ["Knob", "knobs", "turned"]

_BUSY_ELSEWHERE = 0.6
"""At most so much of a shift may people spend on what the log does not show."""
_WORTH = 60.0
"""Seconds: a shorter delay on the way is not looked for."""


@dataclass(frozen=True)
class Knob:
    """An input that cannot be seen.

    path       where it stands
    low, high  the range of ``x``; ``start`` is what the draft has now
    kind       ``places`` (a whole number; ``high`` stands for any number), ``share``, or ``time`` (seconds)
    why        what the log does not say
    """

    path: Path
    low: float
    high: float
    start: float
    kind: str
    why: str

    @property
    def whole(self) -> bool:
        """Is it a whole number?"""
        return self.kind == "places"

    def said(self, x: float) -> str:
        """Return a value for people."""
        if self.kind == "places":
            return "unlimited" if round(x) >= self.high else f"{round(x)}"
        return f"{100 * x:.0f} %" if self.kind == "share" else duration_text(round(x))


def knobs(observed: Observed, draft: Draft) -> tuple[Knob, ...]:
    """Return what is unknown of this log: of a simulated one, whose every wait has a reason, nothing.

    Places in front of a station, where jobs before it may have been blocked; what people do besides, which makes jobs wait;
    how long jobs are on their way.
    """
    if observed.knows("job_time", "reason"):
        return ()
    return (*_away(observed, draft), *_places(observed, draft), *_travel(observed, draft))


def turned(draft: Draft, values: Mapping[Knob, float]) -> Draft:
    """Return the draft with the inputs set; evidence stays."""
    import copy

    changed = copy.deepcopy(draft)
    for knob, x in values.items():
        if knob.kind == "places":
            if round(x) >= knob.high:
                _remove(changed.document, knob.path)
            else:
                changed.put(knob.path, round(x))
        elif knob.kind == "share":
            changed.put(knob.path, round(float(x), 4)) if x >= 5e-4 else _remove(changed.document, knob.path)
        else:
            changed.put(knob.path, duration_text(round(x))) if x >= 1 else _remove(
                changed.document, knob.path
            )
    return changed


def _remove(document: dict[str, Any], path: Path) -> None:
    for name in path[:-1]:
        document = document.get(name, {})
    document.pop(path[-1], None)


def _away(observed: Observed, draft: Draft) -> list[Knob]:
    """People of a plant do things that its log does not know; shifts that they miss come nearest to it."""
    groups = draft.get(("people",), {})
    return [
        Knob(
            ("people", name, "absence"),
            0.0,
            _BUSY_ELSEWHERE,
            0.0,
            "share",
            "what people do besides is not recorded",
        )
        for name, group in groups.items()
        if group.get("shift") and group.get("count", 0) > 1 and "absence" not in group
    ]


def _places(observed: Observed, draft: Draft) -> list[Knob]:
    """A queue that is often as long as it ever was, and never longer, may have no more places."""
    found = []
    for station in draft.get(("stations",), {}):
        if draft.get(("stations", station, "queue", "capacity")) is not None:
            continue
        longest, often = _longest_queue(observed, station)
        if longest >= 1 and often >= minimum():
            found.append(
                Knob(
                    ("stations", station, "queue", "capacity"), max(longest - 1, 1), longest + 2, longest + 2, "places",
                    f"its queue was {longest} long {often} times, and never longer",
                )
            )  # fmt: skip
    return found


def _longest_queue(observed: Observed, station: str) -> tuple[int, int]:
    """Return the most jobs that waited at once, and how often that was reached."""
    visits = observed.visits
    here = (visits["station"] == station).to_numpy()
    came = visits["queued_us"].to_numpy()[here]
    taken = visits["loaded_us"].to_numpy()[here]
    waited = happened(taken) & (taken > came)
    times = np.r_[came[waited], taken[waited]]
    if not len(times):
        return 0, 0
    change = np.r_[np.ones(waited.sum(), np.int64), -np.ones(waited.sum(), np.int64)]
    order = np.lexsort((change, times))  # whoever leaves makes room first
    length = np.cumsum(change[order])
    longest = int(length.max())
    return longest, int(((length == longest) & (change[order] > 0)).sum())


def _travel(observed: Observed, draft: Draft) -> list[Knob]:
    """Jobs that wait though a machine is free may still be on their way."""
    if draft.get(("travel",)) is not None or "places" in draft.found or len(draft.get(("stations",), {})) < 2:
        return []
    visits = observed.visits
    waited = (visits["loaded_us"] - visits["queued_us"]).to_numpy()[happened(visits["loaded_us"])] / 1e6
    if len(waited) < 4 * minimum() or float(np.quantile(waited, 0.25)) < _WORTH:
        return []
    high = float(np.quantile(waited, 0.5))
    return [
        Knob(
            ("travel", "otherwise"), 0.0, high, 0.0, "time", "how long jobs are on their way is not recorded"
        )
    ]
