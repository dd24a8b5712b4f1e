"""How do people become tables? Who is there when, and who can do what."""

from __future__ import annotations

import numpy as np

from shopfloor.simulation.kernel import records, words
from shopfloor.simulation.kernel.lowering.floor import places_of
from shopfloor.simulation.kernel.lowering.outline import Outline
from shopfloor.simulation.kernel.lowering.shifts import Shifts
from shopfloor.simulation.kernel.lowering.streams import Sources
from shopfloor.simulation.kernel.lowering.tables import filled
from shopfloor.simulation.kernel.records import NONE, Table

__all__ = ["lay_people"]


def lay_people(outline: Outline, sources: Sources, shifts: Shifts) -> dict[str, Table]:
    """Return the tables of people and skills, under their names in ``Plant``."""
    people = filled(len(outline.crew), records.PERSON, NONE)
    own_skills = _teach(outline, people)
    _employ(outline, sources, shifts, people)
    skills, able = _lay_skills(outline)
    return {
        "people": people,
        "skills": skills,
        "able": able,
        "own_skills": own_skills,
        "proficiency": _proficiency(outline),
    }


def _teach(outline: Outline, people: Table) -> Table:
    """Say what everybody can do."""
    own_skills: list[int] = []
    for somebody, group in zip(people, outline.crew, strict=True):
        somebody["first_skill"] = len(own_skills)
        own_skills += [outline.skills[skill] for skill in group.skills]
        somebody["end_of_skills"] = len(own_skills)
    return np.array(own_skills, np.int64)


def _proficiency(outline: Outline) -> Table:
    proficiency = np.zeros((len(outline.crew), len(outline.skills)), np.float64)
    for person, group in enumerate(outline.crew):
        for skill, share in group.skills.items():
            proficiency[person, outline.skills[skill]] = share
    return proficiency


def _lay_skills(outline: Outline) -> tuple[Table, Table]:
    """The skills, and who has each. Who is asked first: the best at it, then by the order of the file."""
    knowing: dict[str, list[tuple[float, int]]] = {skill: [] for skill in outline.skills}
    for person, group in enumerate(outline.crew):
        for skill, share in group.skills.items():
            knowing[skill].append((-share, person))
    skills = filled(len(outline.skills), records.SKILL, NONE)
    able: list[int] = []
    for entry, known in zip(skills, knowing.values(), strict=True):
        entry["first_able"] = len(able)
        able += [person for _, person in sorted(known)]
        entry["end_of_able"] = len(able)
        entry["waiting"] = 0
    return skills, np.array(able, np.int64)


def _employ(outline: Outline, sources: Sources, shifts: Shifts, people: Table) -> None:
    """Say when and where everybody is."""
    places = places_of(outline)
    for name, group, somebody in zip(outline.people, outline.crew, people, strict=True):
        shifts.follow(somebody, group.shift)
        shifts.end(somebody, group.shift)
        somebody["phase"] = somebody["shifts"] = somebody["is_absent"] = 0
        somebody["on_duty"] = somebody["on_call"] = somebody["is_present"] = group.shift is None
        somebody["leaves_for"] = words.BY_SHIFT
        if group.absence:
            somebody["absence"] = group.absence
            expected = somebody["stretches_end"] - somebody["stretch"]
            somebody["absences"] = sources.uniforms(f"{name}.absence", float(expected))
        somebody["walks"], somebody["speed"] = group.speed is not None, group.speed or 0.0
        somebody["walked_m"] = 0.0
        if group.home is not None:
            somebody["place"] = somebody["home"] = places[group.home]
        somebody["learns"], somebody["tires"] = group.learning is not None, group.fatigue is not None
