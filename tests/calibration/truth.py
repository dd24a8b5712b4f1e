"""How near does a calibration come to a plant that is known? Simulate it, calibrate its log, hold both side by side.

``python -m tests.calibration.truth assembly_line job_shop`` prints a line a plant, and each value that its interval misses;
``--replications`` (10) says how much log there is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shopfloor as sf
from shopfloor.calibration import Calibration
from shopfloor.distributions import Distribution
from shopfloor.scenario import Scenario

__all__ = ["KPIS", "Compared", "calibrated", "compared", "kpi_gaps"]

KPIS = ("throughput_rate", "lead_time", "work_in_process")


@dataclass(frozen=True)
class Compared:
    """One number of the original beside its interval."""

    path: str
    name: str
    truth: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Is the truth in the interval, but for what rounding does to either?"""
        slack = 1e-6 * max(abs(self.truth), 1e-9)
        return self.low - slack <= self.truth <= self.high + slack

    def __str__(self) -> str:
        return f"{self.path} {self.name}: {self.truth:.6g}, found {self.low:.6g} to {self.high:.6g}"


def calibrated(plant: Scenario, replications: int, seed: int = 11) -> Calibration:
    """Return what comes of the log of a plant."""
    return sf.calibrate(sf.simulate(plant, replications=replications, seed=seed), test_share=0, budget=0)


def compared(plant: Scenario, made: Calibration) -> Iterator[Compared]:
    """Yield every number that original and calibration both say, with an interval: of times the mean, and all parameters where
    the family is the same; shares as they are."""
    document = plant.model_dump(by_alias=True, exclude_none=True, mode="json")
    for path, evidence in made.draft.told():
        truth = _at(document, path)
        if truth is None or not evidence.estimates:
            continue
        pace = _pace(plant, path)
        if isinstance(truth, int | float) and "share" in evidence.estimates:
            yield _compared(path, "share", float(truth), evidence.estimates["share"])
            continue
        try:
            law = Distribution.model_validate(truth)
        except ValueError:
            continue
        found = made.draft.get(path)
        if "mean" in evidence.estimates:
            yield _compared(path, "mean", law.law.mean() / pace, evidence.estimates["mean"])
        if isinstance(found, dict) and isinstance(truth, Mapping) and list(found) == list(truth):
            ((_, parameters),) = truth.items()
            for name, value in parameters.items() if isinstance(parameters, Mapping) else ():
                if name != "mean" and name in evidence.estimates:
                    number = (
                        float(value)
                        if isinstance(value, int | float)
                        else Distribution.model_validate(value).law.mean()
                    )
                    unit = evidence.estimates[name].unit
                    yield _compared(
                        path, name, number / (pace if unit == "s" else 1.0), evidence.estimates[name]
                    )


def _compared(path: tuple[str, ...], name: str, truth: float, estimate: Any) -> Compared:
    return Compared(".".join(path), name, truth, estimate.low, estimate.high)


def _at(document: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if isinstance(document, Mapping) and name in document:
            document = document[name]
        elif isinstance(document, list) and name.isdecimal() and int(name) < len(document):
            document = document[int(name)]
        else:
            return None
    return document


def _pace(plant: Scenario, path: tuple[str, ...]) -> float:
    """How fast those are who work there, machine and person: a log shows times at their pace."""
    step = path[0] == "products" and path[-1] == "processing"
    name = _step_station(plant, path) if step else path[1]
    station = plant.stations.get(name) if step or path[0] == "stations" else None
    if station is None:
        return 1.0
    skill, speed = None, 1.0
    if path[-1] == "processing":
        speed = station.speeds[0]  # that of the first machine is called 1
        if station.needs is not None and "processing" in station.needs.during:
            skill = station.needs.skill
    elif path[-1] == "time_to_repair":
        skill = station.failures[path[3]].repaired_by
    able = [group.skills[skill] for group in plant.people.values() if skill in group.skills] if skill else []
    return speed * (able[0] if able and len(set(able)) == 1 else 1.0)


def _step_station(plant: Scenario, path: tuple[str, ...]) -> str:
    step = _at(plant.model_dump(by_alias=True, exclude_none=True, mode="json"), path[:-1])
    return str(step.get("station", "")) if isinstance(step, Mapping) else ""


def kpi_gaps(plant: Scenario, made: Calibration, replications: int) -> dict[str, float]:
    """Return KPI -> how far the calibration's mean is from the original's, as a share of it; the same random numbers."""
    rows = [
        {(row["kpi"]): row["mean"] for row in measured.kpi_rows() if row["subject"] == "plant"}
        for measured in (sf.simulate(it, replications=replications, seed=5) for it in (plant, made.scenario))
    ]
    return {name: rows[1][name] / rows[0][name] - 1 for name in KPIS if rows[0].get(name)}


def main() -> None:
    """Print what the docstring of this module says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="+")
    parser.add_argument("--replications", type=int, default=10)
    options = parser.parse_args()
    for name in options.scenarios:
        plant = sf.load(name)
        made = calibrated(plant, options.replications)
        found = list(compared(plant, made))
        inside = sum(it.inside for it in found)
        gaps = ", ".join(
            f"{kpi} {100 * gap:+.1f} %" for kpi, gap in kpi_gaps(plant, made, options.replications).items()
        )
        print(f"{name}: {inside} of {len(found)} in their intervals; {gaps}", flush=True)
        for it in found:
            if not it.inside:
                print(f"  {it}")


if __name__ == "__main__":
    main()
