"""Which figures can both a real log and a simulated one tell of the same window? Those of work, queues and jobs."""

from __future__ import annotations

import numpy as np

from shopfloor.calibration.validation.distances import Moments

__all__ = ["UNITS", "measures"]

UNITS = {
    "completed": "count",
    "throughput_rate": "1/h",
    "lead_time": "s",
    "visits_begun": "count",
    "waiting_time": "s",
    "processing_time": "s",
    "machines_at_work": "count",
}
"""Name -> unit. They are called as the KPIs of ``docs/eventlog.md``; ``machines_at_work`` is a mean over the window."""


def measures(of: Moments, span_us: int) -> dict[tuple[str, str], float]:
    """Return (name, subject) -> value, of one replication on average; what did not happen has no mean.

    ``span_us`` is the length of the window.
    """
    gone, runs = of.left_us >= 0, of.replications
    found: dict[tuple[str, str], float] = {
        ("completed", "plant"): float(gone.sum()) / runs,
        ("throughput_rate", "plant"): float(gone.sum()) / (span_us / 3.6e9) / runs,
    }
    if gone.any():
        found["lead_time", "plant"] = float(np.mean((of.left_us - of.came_us)[gone]) / 1e6)
    for number, name in enumerate(of.stations):
        here = of.station == number
        if not here.any():
            continue
        subject, ended = f"station:{name}", here & (of.ended_us >= 0)
        found["visits_begun", subject] = float(here.sum()) / runs
        found["waiting_time", subject] = float(np.mean(of.waited_us[here]) / 1e6)
        found["machines_at_work", subject] = float(of.worked_us[here].sum() / span_us) / runs
        if ended.any():
            found["processing_time", subject] = float(np.mean(of.worked_us[ended]) / 1e6)
    return found
