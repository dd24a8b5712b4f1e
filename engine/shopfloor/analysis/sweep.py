"""How do the KPIs change over a grid of changes? Every point of it, on the same random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shopfloor.analysis.finding import Finding
from shopfloor.analysis.findings import overview
from shopfloor.analysis.measuring import measure
from shopfloor.analysis.subjects import chosen, kpi_named
from shopfloor.contracts.kpi import KpiRow
from shopfloor.errors import UsageError
from shopfloor.scenario import SweepPoint
from shopfloor.simulation import shared, simulate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["USUAL_KPIS", "Sweep", "SweptPoint", "sweep"]

USUAL_KPIS = ("throughput_rate", "lead_time", "work_in_process")
"""What is shown unless something else is asked for."""


@dataclass(frozen=True)
class SweptPoint:
    """What was changed, the KPIs asked for, and what is to be known about them (as :class:`Finding` says it)."""

    changes: Mapping[str, Any]
    kpis: tuple[KpiRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Sweep:
    """The points of a sweep, in its order."""

    scenario: str
    seed: int
    replications: int
    points: tuple[SweptPoint, ...]

    def to_pandas(self) -> pd.DataFrame:
        """Return one row a point and KPI: a column for each path that was changed, then those of a KPI row."""
        import pandas as pd

        return pd.DataFrame([{**point.changes, **row} for point in self.points for row in point.kpis])

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, as ``simulate --sweep --json`` prints it."""
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "replications": self.replications,
            "points": [{"set": dict(point.changes), "kpis": list(point.kpis)} for point in self.points],
        }


def sweep(
    points: Sequence[SweepPoint],
    kpis: Sequence[str] = USUAL_KPIS,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    engine: str = "auto",
    log: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Sweep:
    """Simulate every point of a sweep and return the KPIs of each.

    >>> sf.sweep(sf.load_sweep("line.yaml", "crews"), ["throughput_rate", "product:pump/lead_time"]).to_pandas()

    All points have the same seed, and draws are bound to what they are for, so what a change does not concern is the
    same at every point.

    Args:
        points: of :func:`shopfloor.load_sweep`.
        kpis: KPI (of the plant), or subject/KPI.
        replications, seed, engine: as for :func:`shopfloor.simulate`.
        workers: how many processes share the points.
        log: if False, the KPIs are counted while the plants run, and no log is written (see :func:`measure`).
        progress: called with (points done, points in all).

    Raises:
        UsageError: no points; a KPI that is not there.
    """
    if not points:
        raise UsageError("a sweep needs one point at least")
    for name in kpis:
        kpi_named(name)
    tasks = [_Task(point, tuple(kpis), replications, seed, engine, log) for point in points]
    watcher = None if progress is None else lambda done: progress(done, len(tasks))
    swept = shared(_swept, tasks, workers, watcher)
    first = points[0].scenario
    return Sweep(
        first.scenario,
        first.seed if seed is None else seed,
        first.replications if replications is None else replications,
        tuple(swept),
    )


@dataclass(frozen=True)
class _Task:
    point: SweepPoint
    kpis: tuple[str, ...]
    replications: int | None
    seed: int | None
    engine: str
    log: bool


def _swept(task: _Task) -> SweptPoint:
    plant = task.point.scenario
    how: dict[str, Any] = {"replications": task.replications, "seed": task.seed, "engine": task.engine}
    seen = overview(simulate(plant, **how)) if task.log else measure(plant, **how).overview
    return SweptPoint(task.point.changes, tuple(chosen(seen.kpis, task.kpis)), tuple(seen.findings))
