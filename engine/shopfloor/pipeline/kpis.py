"""What was measured, and what is to be known about it? What ``kpis.json`` holds."""

from collections.abc import Mapping
from typing import Any

from shopfloor.analysis import Measured, Overview, overloads, overview, precision_in
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog import EventLog
from shopfloor.scenario import Scenario

__all__ = ["kpi_report", "run_report"]


def kpi_report(log: EventLog) -> dict[str, Any]:
    """Return the KPIs of a log, and what is to be known about them."""
    return _report(log.plant, overview(log))


def _report(plant: PlantFacts, seen: Overview) -> dict[str, Any]:
    return {
        "scenario": plant.name,
        "seed": plant.seed,
        "replications": plant.replications,
        "kpis": seen.kpis,
        "findings": [finding.to_json() for finding in seen.findings],
    }


def run_report(
    run: EventLog | Measured, scenario: Scenario, precision: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """Return the same as ``shopfloor simulate --json`` prints it: what the scenario says already is among the
    findings, and what became of the precision that was asked for stands there, too. It is the same with and without a
    log."""
    report = _report(run.plant, run.overview) if isinstance(run, Measured) else kpi_report(run)
    report["findings"] = [*(finding.to_json() for finding in overloads(scenario)), *report["findings"]]
    if precision is not None:
        report["precision"] = [it.to_json() for it in precision_in(report["kpis"], precision)]
    return report
