"""What does a change change? Pairs of replications on the same random numbers, and the mean of their differences.

Draws are bound to what they are for (``streams``), so both plants of a pair get the same orders, the same work and the same
failures wherever the change does not touch them, and what is left of the difference is due to the change. The interval is
that of a paired t: far narrower than the difference of two means of independent runs. Source: Law (2015), Simulation
Modeling and Analysis, 5th ed., sections 10.2.1 and 11.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from shopfloor.analysis.measuring import measure
from shopfloor.analysis.subjects import kpi_named, nothing_there
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog import EventLog
from shopfloor.eventlog.kpis import UNITS, Figure, Values, figures_of, summarise, values_of
from shopfloor.scenario import Scenario
from shopfloor.simulation import simulate
from shopfloor.student import student_t

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "Difference", "compare", "compare_logs"]


@dataclass(frozen=True)
class Difference:
    """A KPI of both plants, the mean of ``changed - base`` over ``n`` pairs of replications, and its 95 % interval
    (``None`` with fewer than two pairs)."""

    kpi: str
    subject: str
    base: float
    changed: float
    difference: float
    ci_low: float | None
    ci_high: float | None
    unit: str
    n: int

    @property
    def is_sure(self) -> bool:
        """Does the interval leave 0 out?"""
        return self.ci_low is not None and self.ci_high is not None and not self.ci_low <= 0 <= self.ci_high


@dataclass(frozen=True)
class Comparison:
    """The differences, in the order of the KPI rows."""

    scenario: str
    seed: int
    replications: int
    differences: tuple[Difference, ...]

    def to_pandas(self) -> pd.DataFrame:
        """Return one row a difference."""
        import pandas as pd

        return pd.DataFrame([asdict(difference) for difference in self.differences])

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, as ``simulate --compare --json`` prints it."""
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "replications": self.replications,
            "differences": [asdict(difference) for difference in self.differences],
        }


def compare(
    base: Scenario,
    changed: Scenario,
    kpis: Sequence[str] | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    engine: str = "auto",
    log: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Simulate two plants with the same seed and return what the second changes.

    >>> plant = sf.load("assembly_line")
    >>> sf.compare(plant, sf.load("assembly_line", what_if="second_technician")).to_pandas()

    Args:
        kpis: KPI (of the plant), or subject/KPI; left out: all that both plants have.
        replications, seed: instead of those of ``base``.
        workers, engine: as for :func:`shopfloor.simulate`.
        log: if False, the figures are counted while the plants run, and no log is written (see :func:`measure`).
        progress: called with (replications done, replications in all), of both plants.

    Raises:
        UsageError: a KPI that is not there.
    """
    for name in kpis or ():
        kpi_named(name)
    count = base.replications if replications is None else replications
    chosen_seed = base.seed if seed is None else seed

    def run(plant: Scenario, already: int) -> tuple[PlantFacts, Sequence[Figure]]:
        how: dict[str, Any] = {
            "replications": count,
            "seed": chosen_seed,
            "workers": workers,
            "engine": engine,
            "progress": None if progress is None else lambda done, _: progress(already + done, 2 * count),
        }
        if not log:
            measured = measure(plant, **how)
            return measured.plant, measured.figures
        made = simulate(plant, **how)
        return made.plant, figures_of(made, made.batches())

    return _compared(*run(base, 0), *run(changed, count), kpis)


def compare_logs(base: EventLog, changed: EventLog, kpis: Sequence[str] | None = None) -> Comparison:
    """Return the differences of two logs, replication by replication; they must be of the same seed to be pairs.

    Of each KPI those pairs count in which both plants have it; ``n`` says how many they are."""
    before, after = (figures_of(log, log.batches()) for log in (base, changed))
    return _compared(base.plant, before, changed.plant, after, kpis)


def _compared(
    base: PlantFacts,
    before: Sequence[Figure],
    changed: PlantFacts,
    after: Sequence[Figure],
    kpis: Sequence[str] | None,
) -> Comparison:
    rows = [*summarise(base, before), *summarise(changed, after)]
    told = {(row["subject"], row["kpi"]) for row in rows}
    pairs = _pairs(values_of(base, before), values_of(changed, after))
    wanted = [place for place in pairs if place in told]
    if kpis is not None:
        known, wanted = set(wanted), [kpi_named(name) for name in kpis]
        for subject, kpi in wanted:
            if (subject, kpi) not in known:
                raise nothing_there(subject, kpi, rows)
    return Comparison(
        base.name,
        base.seed,
        min(base.replications, changed.replications),
        tuple(_difference(*place, pairs[place]) for place in wanted),
    )


def _pairs(before: Values, after: Values) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """The values of the replications in which both plants have the figure; no KPI without one."""
    pairs = {
        place: [
            (float(base[number]), float(after[place][number]))
            for number in sorted(base.keys() & after[place].keys())
        ]
        for place, base in before.items()
        if place in after
    }
    return {place: of for place, of in pairs.items() if of}


def _difference(subject: str, kpi: str, pairs: Sequence[tuple[float, float]]) -> Difference:
    n = len(pairs)
    gaps = [second - first for first, second in pairs]
    mean = math.fsum(gaps) / n
    low = high = None
    if n > 1:
        half = student_t(n - 1) * math.sqrt(math.fsum((gap - mean) ** 2 for gap in gaps) / (n - 1) / n)
        low, high = mean - half, mean + half
    return Difference(
        kpi,
        subject,
        math.fsum(first for first, _ in pairs) / n,
        math.fsum(second for _, second in pairs) / n,
        mean,
        low,
        high,
        UNITS[kpi],
        n,
    )
