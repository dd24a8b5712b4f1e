"""How do hidden faults and inspections become tables?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Station
from shopfloor.simulation.kernel import records
from shopfloor.simulation.kernel.records import NONE, Table

__all__ = ["judges", "lay_quality"]


def judges(spec: Station) -> bool:
    """Can anything become of work here but that it goes on?"""
    quality = spec.quality
    shares = (*quality.by_product.values(), *quality.by_machine.values())
    return (
        quality.scrap > 0
        or quality.rework is not None
        or bool(quality.defects)
        or spec.inspection is not None
        or any(share.scrap for share in shares)
    )


def lay_quality(
    scenario: Scenario, stations: Table, steps: Table, detail: Callable[[str], int], jobs: int
) -> dict[str, Table]:
    """Return the tables of faults and inspections, under their names in ``Plant``, and note in those of stations and steps
    where each one's begin. ``jobs``: how many have room."""
    specs = list(scenario.stations.values())
    defects = {defect: 0 for spec in specs for defect in spec.quality.defects}
    defects = {defect: number for number, defect in enumerate(defects)}
    faults = [(station, defect) for station, spec in enumerate(specs) for defect in spec.quality.defects]
    kinds = np.zeros(len(faults), records.FAULT)
    for kind, (station, defect) in zip(kinds, faults, strict=True):
        kind["station"], kind["defect"], kind["detail"] = station, defects[defect], detail(defect)
    inspections, sought = _inspections(scenario, stations, defects, detail)
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
    scenario: Scenario, stations: Table, defects: dict[str, int], detail: Callable[[str], int]
) -> tuple[Table, Table]:
    names = list(scenario.stations)
    places = [place for place, spec in enumerate(scenario.stations.values()) if spec.inspection is not None]
    inspections = np.zeros(len(places), records.INSPECTION)
    sought = np.zeros((len(places), len(defects)), np.int64)
    for number, place in enumerate(places):
        stations[place]["inspection"] = number
        spec, entry = scenario.stations[names[place]].inspection, inspections[number]
        assert spec is not None
        entry["misses"], entry["false_alarms"] = spec.misses, spec.false_alarms
        entry["rework_at"] = NONE
        if spec.rework is not None:
            entry["rework_at"], entry["rework_detail"] = names.index(spec.rework.at), detail(spec.rework.at)
            entry["rework_at_most"] = spec.rework.at_most
        for defect, column in defects.items():
            sought[number, column] = spec.finds == "all" or defect in spec.finds
    return inspections, sought
