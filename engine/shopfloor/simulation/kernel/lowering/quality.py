"""How does quality become tables? Shares of scrap and rework, hidden faults, and inspections."""

from __future__ import annotations

import numpy as np

from shopfloor.scenario.model import Station
from shopfloor.simulation.kernel import records
from shopfloor.simulation.kernel.lowering.details import Details
from shopfloor.simulation.kernel.lowering.outline import Outline, numbered
from shopfloor.simulation.kernel.records import NONE, Table

__all__ = ["Shares", "lay_quality"]


class Shares:
    """The shares of scrap and rework, of the products that come to a station only: one row for each, once for the machines
    of the station together, and once for each machine that has shares of its own."""

    def __init__(self, outline: Outline, steps: Table) -> None:
        """Note in ``steps`` which of a station's rows is that of the step's product."""
        self._rows: list[tuple[float, float]] = []
        self._products: dict[str, list[str]] = {}
        for name, indices in outline.steps_at.items():
            numbers: dict[str, int] = {}
            for index in indices:
                product = outline.steps[index].product
                steps[index]["shares"] = numbers.setdefault(product, len(numbers))
            self._products[name] = list(numbers)

    def add(self, name: str, spec: Station) -> list[int]:
        """Add the shares of a station, and return of each machine where they begin: nowhere if it judges nothing."""
        if not spec.judges:
            return [NONE] * spec.machines
        common = self._lay(name, spec, None)
        return [
            self._lay(name, spec, machine) if machine in spec.quality.by_machine else common
            for machine in (f"{name}.{number}" for number in range(1, spec.machines + 1))
        ]

    def table(self) -> Table:
        """float64 [row, 2]: scrap and rework."""
        return np.array(self._rows, np.float64).reshape(-1, 2)

    def _lay(self, name: str, spec: Station, machine: str | None) -> int:
        """The shares of the machine come before those of the product, and these before those of the station."""
        first, quality = len(self._rows), spec.quality
        own = quality.by_machine.get(machine) if machine is not None else None
        for product in self._products[name]:
            scrap = quality.scrap
            rework = quality.rework.share if quality.rework is not None else 0.0
            for given in (quality.by_product.get(product), own):
                if given is not None:
                    scrap = scrap if given.scrap is None else given.scrap
                    rework = rework if given.rework is None else given.rework
            self._rows.append((scrap, rework))
        return first


def lay_quality(
    outline: Outline, stations: Table, steps: Table, details: Details, jobs: int
) -> dict[str, Table]:
    """Return the tables of faults and inspections, under their names in ``Plant``, and note in those of stations and steps
    where each one's begin. ``jobs``: how many have room."""
    specs = outline.specs
    defects = numbered(dict.fromkeys(defect for spec in specs for defect in spec.quality.defects))
    faults = [(station, defect) for station, spec in enumerate(specs) for defect in spec.quality.defects]
    kinds = np.zeros(len(faults), records.FAULT)
    for kind, (station, defect) in zip(kinds, faults, strict=True):
        kind["station"], kind["defect"], kind["detail"] = station, defects[defect], details.number(defect)
    inspections, sought = _inspections(outline, stations, defects, details)
    return {
        "makings": _makings(specs, steps, {fault: number for number, fault in enumerate(faults)}),
        "fault_kinds": kinds,
        "inspections": inspections,
        "sought": sought,
        "faults": np.zeros((jobs, 1 + len(faults)), np.int64),
        "inherited": np.zeros(1 + len(faults), np.int64),
    }


def _makings(specs: list[Station], steps: Table, numbers: dict[tuple[int, str], int]) -> Table:
    """The defects that work on each step may make."""
    count = sum(len(specs[step["station"]].quality.defects) for step in steps)
    makings = np.zeros(count, records.MAKING)
    place = 0
    for step in steps:
        station = int(step["station"])
        shares = specs[station].quality.defects
        if shares:
            step["makings"], step["makings_end"] = place, place + len(shares)
        for defect, share in shares.items():
            making = makings[place]
            making["draws"], making["fault"], making["share"] = NONE, numbers[station, defect], share
            place += 1
    return makings


def _inspections(
    outline: Outline, stations: Table, defects: dict[str, int], details: Details
) -> tuple[Table, Table]:
    inspecting = [
        (place, spec.inspection) for place, spec in enumerate(outline.specs) if spec.inspection is not None
    ]
    inspections = np.zeros(len(inspecting), records.INSPECTION)
    sought = np.zeros((len(inspecting), len(defects)), np.int64)
    for number, (place, spec) in enumerate(inspecting):
        stations[place]["inspection"] = number
        entry = inspections[number]
        entry["misses"], entry["false_alarms"] = spec.misses, spec.false_alarms
        entry["rework_at"] = NONE
        if spec.rework is not None:
            entry["rework_at"] = outline.stations[spec.rework.at]
            entry["rework_detail"] = details.number(spec.rework.at)
            entry["rework_at_most"] = spec.rework.at_most
        for defect in defects if spec.finds == "all" else spec.finds:
            if defect in defects:
                sought[number, defects[defect]] = True
    return inspections, sought
