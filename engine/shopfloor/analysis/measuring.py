"""What are the KPIs of a plant, when nobody wants its log? Counted while it runs, and the same to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from shopfloor.analysis.backlogs import Backlogs, look_for_backlogs
from shopfloor.analysis.batch_means import MOST_BATCHES
from shopfloor.analysis.finding import Finding
from shopfloor.analysis.findings import READ_OFTEN, Evidence, Overview, conclude, gathered
from shopfloor.analysis.intervals import sums_of
from shopfloor.analysis.precision import (
    MAX_REPLICATIONS,
    first_count,
    next_count,
    precision_in,
    simulate_to_precision,
)
from shopfloor.analysis.stalls import Stall, look_for_stalls
from shopfloor.analysis.warm_up import in_spans, spans_with
from shopfloor.contracts.kpi import KpiRow
from shopfloor.contracts.plant import PlantFacts
from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog
from shopfloor.eventlog.kpis import Figure, summarise
from shopfloor.scenario import Scenario, plant_facts
from shopfloor.simulation import choose_engine, simulate
from shopfloor.simulation.kernel.kpis.grid import Grid
from shopfloor.simulation.unlogged import count_replications, counting_fault, log_replications

if TYPE_CHECKING:
    import pandas as pd

    from shopfloor.simulation.kernel.kpis.seen import Seen

__all__ = ["Measured", "measure"]


@dataclass(frozen=True)
class Measured:
    """The KPIs of a run without its log: ``kpis`` and ``findings`` are those that the log would have given.

    ``figures`` are the KPIs replication by replication, as fractions (see ``eventlog.kpis``). ``note`` says why there was a
    temporary log after all; empty: there was none.
    """

    plant: PlantFacts
    figures: tuple[Figure, ...]
    overview: Overview
    note: str = ""

    def kpi_rows(self) -> list[KpiRow]:
        """Return every KPI with its mean and interval, as :func:`shopfloor.analysis.kpi_rows` does for a log."""
        return self.overview.kpis

    @property
    def kpis(self) -> pd.DataFrame:
        """The rows of :meth:`kpi_rows` as a table."""
        import pandas as pd

        frame = pd.DataFrame(self.kpi_rows(), columns=list(KpiRow.__annotations__))
        return frame.astype({"ci_low": "float64", "ci_high": "float64"})

    @property
    def findings(self) -> list[Finding]:
        """What is to be known about the KPIs, as :func:`shopfloor.findings` tells it of a log."""
        return self.overview.findings


def measure(
    scenario: Scenario,
    *,
    precision: Mapping[str, float] | None = None,
    max_replications: int = MAX_REPLICATIONS,
    replications: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    engine: str = "auto",
    progress: Callable[[int, int], None] | None = None,
) -> Measured:
    """Run a scenario and return its KPIs; no log is written, and memory does not grow with the horizon.

    >>> sf.measure(sf.load("assembly_line"), replications=10, workers=2).kpis

    Two findings need a log for once, and only then: where a machine has waited since the middle of the run, these
    replications are run again with a temporary log, which tells whether it is stuck; and likewise where a queue grows
    and jobs in one machine were blocked for different places. Where the counting code cannot be loaded (it needs
    numba), all comes from a temporary log, and ``note`` says so.

    Args:
        precision, max_replications: as for :func:`shopfloor.simulate_to_precision`.
        replications, seed, workers, engine, progress: as for :func:`shopfloor.simulate`.

    Raises:
        UsageError: as for these two.
        RunError: a worker process was killed.
    """
    how: dict[str, Any] = {
        "replications": replications,
        "seed": seed,
        "workers": workers,
        "engine": engine,
        "progress": progress,
    }
    if fault := counting_fault():
        return _from_log(scenario, precision, max_replications, fault, how)
    chosen_seed = _checked_seed(scenario, seed, workers)
    count = scenario.replications if replications is None else replications
    if precision is not None:
        count = first_count(scenario, precision, replications, max_replications)
    if count < 1:
        raise UsageError(f"got {count} replications; expected 1 or more")
    run = _Counting(scenario, chosen_seed, workers, engine, progress)
    while True:
        run.count_to(count)
        if precision is None:
            return run.measured()
        found = precision_in(summarise(run.plant, run.figures), precision)
        enough = next_count(found, count, max_replications)
        if enough == count:
            return run.measured()
        count = enough


def _from_log(
    scenario: Scenario,
    precision: Mapping[str, float] | None,
    max_replications: int,
    fault: str,
    how: Mapping[str, Any],
) -> Measured:
    if precision is None:
        log = simulate(scenario, **how)
    else:
        log = simulate_to_precision(scenario, precision, max_replications=max_replications, **how)
    evidence = gathered(log)
    note = f"the KPIs come from a temporary log, because they cannot be counted without one: {fault}"
    return Measured(log.plant, tuple(evidence.figures), conclude(log.plant, evidence), note)


def _checked_seed(scenario: Scenario, seed: int | None, workers: int) -> int:
    chosen = scenario.seed if seed is None else seed
    if chosen < 0:
        raise UsageError(f"got the seed {chosen}; expected a whole number from 0 on")
    if workers < 1:
        raise UsageError(f"got {workers} workers; expected 1 or more")
    return chosen


class _Counting:
    """Replications that have been counted, and how to count more."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        workers: int,
        engine: str,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._scenario = scenario
        self._seed = seed
        self._workers = workers
        self._engine = engine
        self._progress = progress
        self._seen: list[Seen] = []
        self._chosen = ""

    @property
    def plant(self) -> PlantFacts:
        return plant_facts(self._scenario, len(self._seen), self._seed)

    @property
    def figures(self) -> list[Figure]:
        return [figure for seen in self._seen for figure in seen.figures]

    def count_to(self, count: int) -> None:
        """Count replications until there are so many."""
        there, progress = len(self._seen), self._progress
        self._chosen = choose_engine(self._scenario, self._engine, count - there).name
        plant = plant_facts(self._scenario, count, self._seed)
        plain, with_shifts = (
            spans_with(plant, has_shifts=has_shifts, is_steady=True) for has_shifts in (False, True)
        )
        self._seen += count_replications(
            self._scenario,
            range(there, count),
            seed=self._seed,
            engine=self._chosen,
            grid=Grid(plain.length_us, with_shifts.length_us, MOST_BATCHES if count == 1 else 0),
            workers=self._workers,
            progress=None if progress is None else lambda done: progress(there + done, count),
        )

    def measured(self) -> Measured:
        """Return what all replications together tell."""
        plant, evidence = self.plant, Evidence(figures=self.figures)
        with TemporaryDirectory(prefix="shopfloor-") as folder:
            log = EventLog(Path(folder), plant, [seen.rows for seen in self._seen])
            for batch in log.batches():
                self._add(evidence, log, batch)
            overview = conclude(plant, evidence)
            if any(finding.kind == "growing_backlog" for finding in overview.findings):
                mixed = [batch for batch in log.batches() if self._has_mixed_goals(batch)]
                for batch in mixed:
                    evidence.backlogs[log.batches().index(batch)] = self._backlogs_in_log(log, batch)
                overview = conclude(plant, evidence) if mixed else overview
        return Measured(plant, tuple(evidence.figures), overview)

    def _add(self, evidence: Evidence, log: EventLog, batch: range) -> None:
        """Add what was seen of some replications, as :func:`gathered` does from their log."""
        part = [self._seen[number] for number in batch]
        first = part[0]
        evidence.spans = evidence.spans or spans_with(
            log.plant, has_shifts=first.has_shifts, is_steady=first.is_steady
        )
        evidence.deadlocks += [deadlock for seen in part for deadlock in seen.deadlocks]
        if any(seen.may_stall for seen in part):
            evidence.stalls += self._stalls_in_log(log, batch)
        evidence.backlogs.append(_backlogs(part))
        moves = [
            (seen.replication, *move)
            for seen in part
            for move in (seen.in_rhythm if evidence.spans.in_rhythm else seen.in_process)
        ]
        evidence.in_process.append(in_spans(moves, batch, evidence.spans))
        if log.plant.replications == 1:
            evidence.sums = sums_of(first.batch_counts, first.batch_spans, log.plant)

    def _has_mixed_goals(self, batch: range) -> bool:
        return any(self._seen[number].has_mixed_goals for number in batch)

    def _stalls_in_log(self, log: EventLog, batch: range) -> list[Stall]:
        self._write(log, batch)
        with closing(log.connect(batch, stored=READ_OFTEN)) as connection:
            return look_for_stalls(connection)

    def _backlogs_in_log(self, log: EventLog, batch: range) -> Backlogs:
        self._write(log, batch)
        with closing(log.connect(batch, stored=READ_OFTEN)) as connection:
            return look_for_backlogs(connection)

    def _write(self, log: EventLog, batch: range) -> None:
        """Write the log of some replications, for as long as this takes."""
        log_replications(
            self._scenario,
            batch,
            log.folder,
            seed=self._seed,
            engine=self._chosen,
            workers=self._workers,
        )


def _backlogs(part: Sequence[Seen]) -> Backlogs:
    first = part[0]
    duty_us = list(first.duty_us)
    for station in frozenset[str]().union(*(seen.off_shift for seen in part)):
        duty_us = [sum(pair) for pair in zip(duty_us, first.station_duty_us[station], strict=True)]
    return Backlogs(
        [move for seen in part for move in seen.moves],
        [row for seen in part for row in seen.stations],
        tuple(duty_us),
    )
