"""What should the reader of a log know before believing its figures?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shopfloor.analysis.backlogs import Backlogs, backlogs, look_for_backlogs
from shopfloor.analysis.deadlocks import Deadlock, deadlocks, look_for_deadlocks
from shopfloor.analysis.finding import Finding, FindingKind, counted
from shopfloor.analysis.intervals import Sums, batch_sums, too_short_for, with_intervals
from shopfloor.analysis.queries import views_of
from shopfloor.analysis.stalls import Stall, look_for_stalls, stalls
from shopfloor.analysis.warm_up import Spans, WarmUp, judge_warm_up, spans_of, work_in_process
from shopfloor.contracts.kpi import KpiRow
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog import EventLog
from shopfloor.eventlog.kpis import STORED, Figure, measure, summarise, views_measured
from shopfloor.units import duration_text

__all__ = ["READ_OFTEN", "Evidence", "Overview", "conclude", "findings", "gathered", "overview"]

READ_OFTEN = (*STORED, "visits")
"""The views that this page and the KPIs read more than once."""

_QUERIES = (
    *("rhythm", "deadlocks", "stalls", "duty", "backlogs", "busy_stations", "duty_by_quarter"),
    *("work_in_process", "batch_counts", "batch_spans"),
)


@dataclass(frozen=True)
class Overview:
    """The KPIs of a log with their intervals, and what is to be known about them."""

    kpis: list[KpiRow]
    findings: list[Finding]


def findings(log: EventLog) -> list[Finding]:
    """Return what is wrong with a run: deadlocks, what starves, backlogs that grow without bound, and where the run or
    its warm-up is too short for the figures.

    A plant that is stuck or overloaded never settles, so what that does to the warm-up and the intervals is not told.
    """
    return overview(log).findings


@dataclass
class Evidence:
    """What an overview is made of, batch by batch of the replications; ``in_process``: replications × spans."""

    figures: list[Figure] = field(default_factory=list)
    deadlocks: list[Deadlock] = field(default_factory=list)
    stalls: list[Stall] = field(default_factory=list)
    backlogs: list[Backlogs] = field(default_factory=list)
    spans: Spans | None = None
    in_process: list[NDArray[np.float64]] = field(default_factory=list)
    sums: Sums = field(default_factory=dict)


def overview(log: EventLog) -> Overview:
    """Return the KPIs and the findings of a log, from one pass over it."""
    return conclude(log.plant, gathered(log))


def gathered(log: EventLog) -> Evidence:
    """Return the evidence of a log."""
    plant, seen = log.plant, Evidence()
    read = views_of(*_QUERIES) | views_measured()
    for batch in log.batches():
        connection = log.connect(batch, stored=READ_OFTEN, only=read)  # measure closes it
        seen.spans = seen.spans or spans_of(connection, plant)
        seen.deadlocks += look_for_deadlocks(connection)
        seen.stalls += look_for_stalls(connection)
        seen.backlogs.append(look_for_backlogs(connection))
        seen.in_process.append(work_in_process(connection, batch, seen.spans))
        if plant.replications == 1:
            seen.sums = batch_sums(connection, plant)
        seen.figures += measure(connection)
    return seen


def conclude(plant: PlantFacts, seen: Evidence) -> Overview:
    """Return what follows from the evidence of all replications."""
    assert seen.spans is not None  # a log has one replication at least
    kpis = with_intervals(summarise(plant, seen.figures), seen.sums)
    deadlocked = {deadlock[0] for deadlock in seen.deadlocks}
    broken = [*deadlocks(plant, seen.deadlocks), *stalls(plant, seen.stalls, deadlocked)]
    not_moving = {number for finding in broken for number in finding.replications}
    broken += backlogs(plant, seen.backlogs, not_moving)
    if broken:
        return Overview(kpis, broken)
    unsettled = _of_warm_up(plant, judge_warm_up(plant, seen.spans, np.vstack(seen.in_process)))
    return Overview(kpis, [*unsettled, *_of_intervals(plant, kpis)])


def _of_warm_up(plant: PlantFacts, found: WarmUp) -> list[Finding]:
    declared = duration_text(found.declared_s)
    if found.verdict == "too_short":
        sentence = (
            f"the warm-up of {declared} is too short: by the work in process the plant fills up for {found.advised} "
            f"(MSER-5); set clock.warm_up to {found.advised}"
        )
        return [_of_all(plant, "short_warm_up", sentence)]
    if found.verdict == "run_too_short":
        sentence = (
            f"the run is too short to tell whether a warm-up of {declared} is enough (MSER-5); give clock.horizon more "
            "time, or run more replications"
        )
        return [_of_all(plant, "short_run", sentence)]
    return []


def _of_intervals(plant: PlantFacts, rows: Sequence[KpiRow]) -> list[Finding]:
    missing = [f"{row['kpi']} of {row['subject']}" for row in too_short_for(rows)]
    if not missing or plant.replications > 1:
        return []
    sentence = (
        f"the run is too short for an interval of {counted(missing)}: even an eighth of it depends on the one before; "
        "give clock.horizon more time, or run several replications"
    )
    return [_of_all(plant, "short_run", sentence)]


def _of_all(plant: PlantFacts, kind: FindingKind, sentence: str) -> Finding:
    return Finding(kind, "plant", (), plant.replications, None, sentence)
