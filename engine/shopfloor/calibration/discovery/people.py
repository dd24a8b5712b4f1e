"""Who works where? Groups of people who can do the same at the same times, and what needs them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.doings import Doing, Task, doings_of
from shopfloor.calibration.discovery.duty import Plans, put_station_shifts
from shopfloor.calibration.discovery.proficiency import NAMED, off, paced, proficiencies
from shopfloor.calibration.discovery.shift_plans import ShiftPlan
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting import share
from shopfloor.calibration.observed import Observed, happened

__all__ = ["find_people"]

_BY_CHANCE = 0.01
"""Somebody who did less than so likely cannot do it."""


def find_people(observed: Observed, draft: Draft, seed: int) -> Observed:
    """Put ``people``, ``shifts``, and ``needs`` and ``shift`` of stations into the draft.

    Nobody is named: groups are called ``crew`` and ``technicians`` (of a simulated log: as in its scenario), skills
    after the station. The log is returned with the pace of everybody, so that times of work are those of the fastest.
    """
    doing = doings_of(observed)
    plans = Plans(observed, draft)
    if len(doing.person):
        _groups(observed, draft, doing, plans)
        _needs(observed, draft, doing)
    elif observed.knows("people"):
        draft.leave_out(("people",), "the log names nobody at work")
    put_station_shifts(observed, draft, plans)
    return paced(observed, draft.found.get("pace", {}))


# ---------------------------------------------------------------- groups


def _groups(observed: Observed, draft: Draft, doing: Doing, plans: Plans) -> None:
    people, who = np.unique(doing.person, return_inverse=True)
    table = np.zeros((len(people), len(doing.tasks)), np.int64)
    np.add.at(table, (who, doing.task), 1)
    able = _able(table, doing.tasks)
    known = able.any(axis=1)
    if not known.any():
        draft.leave_out(("people",), f"nobody did anything {minimum()} times or more")
        return
    if not known.all():
        draft.notes.append(
            f"{int((~known).sum())} people who did nothing {minimum()} times or more are not among the people."
        )
    skills = _skills(doing.tasks, able[known])
    draft.found["skills"] = skills
    groups: dict[tuple[str | frozenset[str], ShiftPlan | None], list[int]] = {}
    plan_of = plans.of_people(people[known].tolist(), doing)
    mine_of = [frozenset(skills[doing.tasks[task]] for task in np.flatnonzero(row).tolist()) for row in able]
    for number in np.flatnonzero(known).tolist():
        name = str(people[number])
        groups.setdefault((_told_group(observed, name) or mine_of[number], plan_of[name]), []).append(number)
    taken: set[str] = set()
    named: list[tuple[str, ShiftPlan | None, list[int], list[str]]] = []
    place = {crew.name: number for number, crew in enumerate(observed.plant.crews)}

    def rank(it: tuple[tuple[str | frozenset[str], ShiftPlan | None], list[int]]) -> tuple[int, int, str]:
        """Of several who come on duty at once, those that the file names first take the oldest request."""
        (told, _), members = it
        told_place = place[told] if isinstance(told, str) else len(place)
        return told_place, -len(members), people[members[0]]

    for (told, shift), members in sorted(groups.items(), key=rank):
        mine = sorted(frozenset().union(*(mine_of[member] for member in members)))
        repairs = all(kind in ("repair", "maintenance") for kind, *_ in _tasks_of(mine, skills))
        name = _free(told if isinstance(told, str) else "technicians" if repairs else "crew", taken)
        named.append((name, shift, members, mine))
    slower = proficiencies(
        observed, {name: frozenset(people[members].tolist()) for name, _, members, _ in named}, skills
    )
    for name, shift, members, mine in named:
        level = {skill: estimate for (group, skill), estimate in slower.items() if group == name}
        estimates = {f"proficiency at {skill}": estimate for skill, estimate in level.items()}
        document: dict[str, Any] = {
            "count": len(members),
            "skills": {skill: round(level[skill].value, 3) if skill in level else 1.0 for skill in mine},
        }
        if shift is not None:
            document["shift"] = plans.name(shift)
        absence = plans.absence(people[members].tolist())
        if absence is not None:
            document["absence"] = round(absence.value, 4)
            estimates["absence"] = absence
        draft.put(
            ("people", name),
            document,
            Evidence(
                n=int(table[members].sum()),
                method=("one person" if len(members) == 1 else f"{len(members)} people who do the same")
                + (" at the same times" if shift is not None else ", around the clock"),
                estimates=estimates,
                notes=("all at the same pace",) if len(members) > 1 else (),
            ),
        )
    draft.found["pace in doubt"] = _in_doubt(table, doing.tasks, named, slower, skills)
    draft.found["pace"] = {
        (task, str(person)): slower[name, skill].value
        for name, _, members, _ in named
        for task, skill in skills.items()
        if (name, skill) in slower
        for person in people[members]
    }


def _in_doubt(
    table: NDArray[np.int64],
    tasks: tuple[Task, ...],
    named: list[tuple[str, ShiftPlan | None, list[int], list[str]]],
    slower: dict[tuple[str, str], Estimate],
    skills: dict[Task, str],
) -> dict[Task, float]:
    """Return the relative standard error of a task's times that comes from the pace of those who are slower: each by their
    part in it."""
    return {
        task: float(
            sum(
                table[members, number].sum()
                / max(table[:, number].sum(), 1)
                * off(slower[name, skills[task]])
                for name, _, members, _ in named
                if (name, skills.get(task, "")) in slower
            )
        )
        for number, task in enumerate(tasks)
    }


def _able(table: NDArray[np.int64], tasks: tuple[Task, ...]) -> NDArray[np.bool_]:
    """Who can do what: what somebody did often enough; and a repair too rare for that, where its absence may be chance.

    Whoever mends a rarer fault is among those who mend a commoner one; of these the others can do the rarer one as well,
    unless they would have done it more often (one in a hundred by chance, Poisson).
    """
    from scipy.stats import poisson

    able = table >= minimum()
    done = table.sum(axis=0)
    upkeep = [number for number, (kind, *_) in enumerate(tasks) if kind in ("repair", "maintenance")]
    for rare in sorted(upkeep, key=lambda number: (int(done[number]), number)):
        mine = able[:, rare]
        wider = [
            task
            for task in upkeep
            if done[task] > done[rare] and mine.any() and not (mine & ~able[:, task]).any()
        ]
        common = max(wider, key=lambda task: (int(done[task]), -task), default=rare)
        others = able[:, common] & ~mine
        if others.any():
            expected = done[rare] * table[others, common].sum() / table[able[:, common], common].sum()
            if poisson.cdf(table[others, rare].sum(), expected) > _BY_CHANCE:
                able[:, rare] |= others
    return able


def _skills(tasks: tuple[Task, ...], able: NDArray[np.bool_]) -> dict[Task, str]:
    """Tasks that the same people do are one skill, but work is told apart by station: a reader looks for it there."""
    by_people: dict[tuple[str, bytes], list[Task]] = {}
    for number, task in enumerate(tasks):
        if not able[:, number].any():
            continue
        kind, station, _ = task
        whose = able[:, number].tobytes()
        key = (station, b"") if kind in ("work", "setup") else ("", whose)
        by_people.setdefault(key, []).append(task)
    found: dict[Task, str] = {}
    taken: set[str] = set()
    for key, group in by_people.items():
        found |= dict.fromkeys(group, _free(key[0] or "repair", taken))
    return found


def _tasks_of(mine: Iterable[str], skills: dict[Task, str]) -> list[Task]:
    chosen = set(mine)
    return [task for task, skill in skills.items() if skill in chosen]


def _told_group(observed: Observed, person: str) -> str | None:
    """The group of a simulated person; of real people nothing is told."""
    if not observed.knows("people", "state"):
        return None
    return next((crew.name for crew in observed.plant.crews if person in crew.people), None)


def _free(base: str, taken: set[str]) -> str:
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name)
    return name


# ---------------------------------------------------------------- what needs them


def _needs(observed: Observed, draft: Draft, doing: Doing) -> None:
    skills: dict[Task, str] = draft.found.get("skills", {})
    visits, setups = observed.visits, observed.setups
    begun = happened(visits["started_us"])
    for station in sorted(str(name) for name in visits["station"].cat.categories):
        here = (visits["station"] == station).to_numpy() & begun
        changed = (setups["station"] == station).to_numpy()
        set_up = int((changed & setups["person"].notna().to_numpy()).sum())
        if set_up:  # who set up is named for the whole visit, so only visits without it tell who works
            here &= ~happened(visits["setup_started_us"])
        named = int((here & visits["person"].notna().to_numpy()).sum())
        during = [
            what
            for what, count, of in (
                ("setup", set_up, int(changed.sum())),
                ("processing", named, int(here.sum())),
            )
            if of and count / of >= NAMED
        ]
        skill = next(
            (skills[task] for task in (("work", station, ""), ("setup", station, "")) if task in skills), None
        )
        if not during or skill is None:
            if named:
                draft.leave_out(
                    ("stations", station, "needs"),
                    f"a person is named in {named:,} of {int(here.sum()):,} visits only"
                    if not during
                    else f"nobody worked there {minimum()} times or more",
                )
            continue
        if not changed.any() or (set_up and not here.any()):
            during = ["setup", "processing"]
        draft.put(
            ("stations", station, "needs"),
            {"skill": skill, "during": during},
            Evidence(
                n=int(here.sum()),
                method="a person is named at work",
                estimates={"named": share(named, int(here.sum()))},
            ),
        )
