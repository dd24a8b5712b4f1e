"""How near does a calibration come to a plant that is known? Simulate it, calibrate its log, hold both side by side.

``python -m tests.calibration.truth`` prints a line for each built-in plant: how many numbers of the original lie in their
95 % intervals, how many kinds, counts, rules and calendars are the same, and how far the figures of the calibrated plant are
off. ``--misses`` tells what is not. ``--replications`` (20) says how much log there is, ``--runs`` (40) on how many runs of
each plant the figures rest.
"""

from __future__ import annotations

import argparse

import shopfloor as sf
from shopfloor.builtin import scenarios_folder
from shopfloor.calibration import Calibration
from shopfloor.eventlog import EventLog
from shopfloor.scenario import Scenario
from tests.calibration.comparing import exact, numbers

__all__ = ["KPIS", "calibrated", "kpi_gaps"]

KPIS = ("throughput_rate", "lead_time", "work_in_process")


def calibrated(plant: Scenario, replications: int, seed: int = 11) -> Calibration:
    """Return what comes of the log of a plant."""
    return sf.calibrate(sf.simulate(plant, replications=replications, seed=seed), test_share=0, budget=0)


def kpi_gaps(plant: Scenario, made: Calibration, replications: int) -> dict[str, float]:
    """Return KPI -> how far the calibration's mean is from the original's, as a share of it; the same random numbers."""
    logs = [sf.simulate(it, replications=replications, seed=5) for it in (plant, made.scenario)]
    before, after = (means(log) for log in logs)
    return {name: after[name] / before[name] - 1 for name in before}


def means(log: EventLog) -> dict[str, float]:
    """Return KPI -> its mean in the whole plant."""
    rows = {row["kpi"]: row["mean"] for row in log.kpi_rows() if row["subject"] == "plant"}
    return {name: rows[name] for name in KPIS if rows.get(name)}


def main() -> None:
    """Print what the docstring of this module says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "scenarios", nargs="*", default=sorted(path.stem for path in scenarios_folder().glob("*.yaml"))
    )
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    print(
        "| plant | visits | numbers in their intervals | the same | throughput | lead time | work in process |"
    )
    print("|---|---|---|---|---|---|---|")
    for name in options.scenarios:
        plant = sf.load(name)
        made = calibrated(plant, options.replications)
        found, told = list(numbers(plant, made)), list(exact(plant, made))
        gaps = kpi_gaps(plant, made, options.runs)
        cells = [
            name,
            f"{len(made.observed.visits):,}",
            f"{sum(it.inside for it in found)} of {len(found)}",
            f"{sum(it.same for it in told)} of {len(told)}",
            *(f"{100 * gaps[kpi]:+.1f} %" if kpi in gaps else "" for kpi in KPIS),
        ]
        print(f"| {' | '.join(cells)} |", flush=True)
        if options.misses:
            for it in (*(it for it in found if not it.inside), *(it for it in told if not it.same)):
                print(f"  {it}")


if __name__ == "__main__":
    main()
