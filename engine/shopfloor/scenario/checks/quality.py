"""Can an inspection find what it looks for?"""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.document import shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import Plant
from shopfloor.scenario.checks.values import number
from shopfloor.scenario.vocabulary import listed

__all__ = ["CHECKS"]


def _what_is_looked_for_is_made_before(plant: Plant) -> Iterator[Problem]:
    found = _findable(plant)
    for name, station in plant.stations.items():
        inspection = station.at("inspection")
        if inspection is None or name not in plant.visitors:
            continue
        made = found.get(name, set())
        named = list(inspection.items("finds"))
        for finds in named:
            if finds.text in plant.defects and finds.text not in made:
                makers = plant.defects[finds.text]
                yield finds.problem(
                    f"got {shown(finds.node)}, which is made at {listed(makers)}, and no job comes from there "
                    f'to "{name}"; expected one of {listed(defect for defect in plant.defects if defect in made)}'
                )
        alarms = inspection.at("false_alarms")
        if not named and not made and (alarms is None or number(alarms) == 0):
            yield inspection.key_problem(
                f'nothing can be found: neither "{name}" nor a station before it makes defects; give one of '
                "them some, such as quality: {defects: {scratch: 0.02}}, or leave the inspection out"
            )


def _findable(plant: Plant) -> dict[str, set[str]]:
    """Station with an inspection -> the defects that a job, or a part in it, may have when it leaves."""
    found: dict[str, set[str]] = {}
    looking = {name for name, station in plant.stations.items() if station.at("inspection") is not None}
    made_at: dict[str, list[str]] = {}
    for defect, makers in plant.defects.items():
        for maker in makers:
            made_at.setdefault(maker, []).append(defect)
    inside: dict[str, set[str]] = {}
    for steps in plant.visits.values() if looking and plant.defects else ():
        so_far: set[str] = set()
        here: dict[str, set[str]] = {}
        for visit in steps:
            station = plant.meant_stations.get(visit.station.text or "", "")
            for part in plant.parts(visit, "assemble"):
                if part not in inside:
                    inside[part] = _made_within(plant, part, made_at)
                so_far |= inside[part]
            so_far |= set(made_at.get(station, ()))
            if station in looking:
                here[station] = set(so_far)
        for station, defects in here.items():
            found.setdefault(station, set()).update(defects)
    return found


def _made_within(plant: Plant, part: str, made_at: dict[str, list[str]]) -> set[str]:
    """The defects that a finished part may have."""
    defects: set[str] = set()
    rest, seen = [part], {part}
    while rest:
        for visit in plant.visits.get(rest.pop(), ()):
            defects.update(made_at.get(plant.meant_stations.get(visit.station.text or "", ""), ()))
            new = [inner for inner in plant.parts(visit, "assemble") if inner not in seen]
            seen.update(new)
            rest += new
    return defects


CHECKS = (_what_is_looked_for_is_made_before,)
