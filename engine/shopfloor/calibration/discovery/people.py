"""Who works where, and when? Groups of people who can do the same at the same times, and what needs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.grouping import codes_of, positions
from shopfloor.calibration.discovery.holidays import closed_days, quiet_days
from shopfloor.calibration.discovery.overtime import with_overtime
from shopfloor.calibration.discovery.proficiency import NAMED, attended, off, paced, proficiencies
from shopfloor.calibration.discovery.shift_plans import DAY, ShiftPlan, inferred_plan, joined, recorded_plan
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Estimate, Evidence, minimum
from shopfloor.calibration.fitting import share
from shopfloor.calibration.observed import Observed, happened

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Task", "find_people"]

Task = tuple[str, str, str]
"""What somebody does: ``("work", station, "")``, ``("setup", station, "")``, ``("repair", station, mode)`` or
``("maintenance", station, plan)``."""

_MINUTE_US = 60_000_000
_SHIFT_KINDS = ("shift_started", "shift_ended", "break_started", "break_ended")


@dataclass(frozen=True)
class _Doing:
    """Every time somebody began something: who, what, when."""

    person: NDArray[np.str_]
    task: NDArray[np.int64]
    at_us: NDArray[np.int64]
    tasks: tuple[Task, ...]


def find_people(observed: Observed, draft: Draft, seed: int) -> Observed:
    """Put ``people``, ``shifts``, and ``needs`` and ``shift`` of stations into the draft.

    Nobody is named: groups are called ``crew`` and ``technicians`` (of a simulated log: as in its scenario), skills
    after the station. The log is returned with the pace of everybody, so that times of work are those of the fastest.
    """
    doing = _doings(observed)
    plans = _Plans(observed, draft)
    if len(doing.person):
        _groups(observed, draft, doing, plans)
        _needs(observed, draft, doing)
    elif observed.knows("people"):
        draft.leave_out(("people",), "the log names nobody at work")
    _station_shifts(observed, draft, plans)
    return paced(observed, draft.found.get("pace", {}))


_BY_CHANCE = 0.01
"""Somebody who did less than so likely cannot do it."""


# ---------------------------------------------------------------- who did what


def _doings(observed: Observed) -> _Doing:
    """Collect the starts of work, setup, repair and maintenance by people."""
    import pandas as pd

    parts = []
    for kind, table, moment, detail in (
        ("work", observed.visits, "started_us", None),
        ("setup", observed.setups, "started_us", None),
        ("repair", observed.stops, "repair_started_us", "mode"),
        ("maintenance", observed.maintenances, "started_us", "plan"),
    ):
        named = table["person"].notna().to_numpy() & happened(table[moment])
        if kind == "work":  # a visit names who set up for it, too: that is no work of theirs
            for at in positions(table["station"]).values():
                named[at] &= attended(table.iloc[at])
        if named.any():
            rows = table[named]
            parts.append(
                pd.DataFrame(
                    {
                        "kind": kind,
                        "station": rows["station"].astype(str).to_numpy(),
                        "detail": rows[detail].astype(str).to_numpy() if detail else "",
                        "person": rows["person"].astype(str).to_numpy(),
                        "at_us": _begun(rows, moment),
                    }
                )
            )
    if not parts:
        return _Doing(np.array([], np.str_), np.array([], np.int64), np.array([], np.int64), ())
    rows = pd.concat(parts, ignore_index=True)
    code, keys = pd.factorize(pd.MultiIndex.from_frame(rows[["kind", "station", "detail"]]), sort=True)
    return _Doing(
        rows["person"].to_numpy(np.str_),
        np.asarray(code, np.int64),
        rows["at_us"].to_numpy(np.int64),
        tuple((str(kind), str(station), str(detail)) for kind, station, detail in keys),
    )


def _begun(rows: pd.DataFrame, moment: str) -> NDArray[np.int64]:
    """Work that a changeover goes before was begun with it."""
    at_us = rows[moment].to_numpy(np.int64)
    if "setup_started_us" not in rows:
        return at_us
    prepared = rows["setup_started_us"].to_numpy(np.int64)
    return np.where(happened(prepared), prepared, at_us)


# ---------------------------------------------------------------- groups


def _groups(observed: Observed, draft: Draft, doing: _Doing, plans: _Plans) -> None:
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
    plan_of = plans.of_people(people[known].tolist(), doing, observed)
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


def _needs(observed: Observed, draft: Draft, doing: _Doing) -> None:
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


# ---------------------------------------------------------------- shifts


class _Plans:
    """Finds the plans of people and of stations, and gives each plan one name in the draft."""

    def __init__(self, observed: Observed, draft: Draft) -> None:
        self._observed, self._draft = observed, draft
        self._names: dict[Hashable, str] = {}
        rows = observed.happenings
        self._rows = rows[rows["kind"].isin([*_SHIFT_KINDS, "absent"])]
        self._recorded = observed.knows("people", "state")
        self._quiet_min: dict[Hashable, int] = {}
        self._holidays = self._closed()

    def of_people(self, people: list[str], doing: _Doing, observed: Observed) -> dict[str, ShiftPlan | None]:
        """Return person -> plan; plans that are the same are the same object."""
        if self._recorded:
            told = self._one_each({name: self._told("person", name) for name in people})
            return self._quiet(told, doing)
        return self._one_each(self._from_work(people, doing))

    def of_station(self, station: str, machines: tuple[str, ...]) -> ShiftPlan | None:
        """Return the plan of the machines of a station, if it has one of its own."""
        if self._recorded:
            told = [plan for machine in machines if (plan := self._told("machine", machine)) is not None]
            alike = len(told) == len(machines) and len({plan.same for plan in told}) == 1
            visits = self._observed.visits
            here = visits["machine"].isin(machines).to_numpy() & happened(visits["started_us"])
            return self._with_quiet(told[0], _begun(visits[here], "started_us")) if alike else None
        visits = self._observed.visits
        here = (visits["station"] == station).to_numpy() & happened(visits["started_us"])
        plan = self._inferred(visits["started_us"].to_numpy()[here], here)
        if plan is None:
            return None
        return replace(plan, put_down=sum(self._put_down("machine", machine) for machine in machines))

    def _quiet(self, plans: dict[str, ShiftPlan | None], doing: _Doing) -> dict[str, ShiftPlan | None]:
        """Those at the same times are looked at together for how long before the end nothing is begun."""
        whose: dict[Hashable, list[str]] = {}
        for name, plan in plans.items():
            if plan is not None:
                whose.setdefault(plan.same, []).append(name)
        quiet = {
            name: self._with_quiet(plan, doing.at_us[np.isin(doing.person, members)])
            for members in whose.values()
            for name in members
            if (plan := plans[name]) is not None
        }
        return {**plans, **quiet}

    def _with_quiet(self, plan: ShiftPlan, at_us: NDArray[np.int64]) -> ShiftPlan:
        """At the same times as others of whom it is known already, the same is said."""
        if plan.at_end != "finish":
            return plan
        known = (*plan.times, plan.on_holidays)
        if known not in self._quiet_min:
            self._quiet_min[known] = plan.quiet_before_end(at_us + self._observed.week_us)
        return replace(plan, quiet_min=self._quiet_min[known])

    def name(self, plan: ShiftPlan) -> str:
        """Return the name of a plan, and put it into the draft when it is new."""
        if plan.same not in self._names:
            name = "shift" if not self._names else f"shift_{len(self._names) + 1}"
            self._names[plan.same] = name
            self._draft.put(("shifts", name), plan.document(), _why(plan))
        return self._names[plan.same]

    def absence(self, people: list[str]) -> Any:
        """Return the share of shifts missed, where that is recorded."""
        if not self._recorded:
            return None
        mine = self._rows["person"].isin(people).to_numpy()
        kinds = self._rows["kind"].astype(str).to_numpy()
        missed, came = int((mine & (kinds == "absent")).sum()), int((mine & (kinds == "shift_started")).sum())
        return share(missed, missed + came) if missed >= minimum() else None

    def _told(self, column: str, name: str) -> ShiftPlan | None:
        rows = self._rows[(self._rows[column] == name).to_numpy()]
        rows = rows[rows["kind"] != "absent"].assign(who=rows["replication"])
        if not len(rows):
            return None
        plan = recorded_plan(rows, self._observed.week_us, self._put_down(column, name), *self._span())
        return None if plan is None else replace(plan, on_holidays=self._works_on_holidays(rows))

    def _closed(self) -> tuple[dt.date, ...]:
        """Find the days on which the plant was closed, and put them into the draft."""
        if not self._recorded:
            at_us = self._observed.visits["started_us"].to_numpy(np.int64)
            closed = quiet_days(self._observed, at_us[happened(at_us)])
            how = "weekdays of work on which next to none began"
        else:
            rows = self._rows[self._rows["kind"].isin(["shift_started", "absent"]).to_numpy()]
            person, machine = codes_of(rows["person"]), codes_of(rows["machine"])
            who = np.where(person >= 0, person, len(rows) + machine)
            closed = closed_days(self._observed, who, rows["at_us"].to_numpy(np.int64))
            how = "weekdays of work on which shifts did not begin"
        if closed:
            self._draft.put(("holidays",), [of.isoformat() for of in closed], Evidence(len(closed), how))
        return closed

    def _works_on_holidays(self, rows: pd.DataFrame) -> bool:
        observed = self._observed
        begins = rows["at_us"].to_numpy(np.int64)[(rows["kind"] == "shift_started").to_numpy()]
        return any(
            (observed.start + dt.timedelta(microseconds=int(at))).date() in self._holidays
            for at in np.unique(begins).tolist()
        )

    def _put_down(self, column: str, name: str) -> int:
        """How often something was put down at the end of a shift, or for a break."""
        rows = self._observed.happenings
        rows = rows[(rows[column] == name).to_numpy()]
        kinds = rows["kind"].astype(str).to_numpy()
        put_down = np.isin(kinds, ["work_interrupted", "setup_interrupted"])
        put_down &= rows["detail"].isin(["shift_end", "break"]).to_numpy()
        return int((put_down | np.isin(kinds, ["repair_interrupted", "maintenance_interrupted"])).sum())

    def _from_work(self, people: list[str], doing: _Doing) -> dict[str, ShiftPlan | None]:
        """People whose work is spread alike over the day are looked at together: each alone has too few starts."""
        clock = (doing.at_us + self._observed.week_us) // _MINUTE_US
        spread = np.zeros((len(people), 24))
        rank = {name: number for number, name in enumerate(people)}
        who = np.array([rank.get(name, -1) for name in doing.person.tolist()])
        known = who >= 0
        np.add.at(spread, (who[known], (clock[known] % DAY // 60).astype(np.int64)), 1)
        found: dict[str, ShiftPlan | None] = {}
        for members in _alike(spread):
            visited_by = self._observed.visits["person"].isin([people[of] for of in members]).to_numpy()
            plan = self._inferred(doing.at_us[np.isin(who, members)], visited_by)
            if plan is not None:
                put_down = sum(self._put_down("person", people[member]) for member in members)
                plan = replace(plan, put_down=put_down)
            found |= {people[member]: plan for member in members}
            if plan is None and len(members) > 1:  # not alike after all
                found |= {people[of]: self._inferred(doing.at_us[who == of], clearly=True) for of in members}
        return found

    def _inferred(
        self, at_us: NDArray[np.int64], served: NDArray[np.bool_] | None = None, *, clearly: bool = False
    ) -> ShiftPlan | None:
        """``served`` are the visits that show whether what waits at the end is left for the next day."""
        week_us = self._observed.week_us
        plan = inferred_plan(
            np.asarray((at_us + week_us) // _MINUTE_US, np.int64), *self._span(), clearly=clearly
        )
        if plan is None or served is None:
            return plan
        visits = self._observed.visits[served & happened(self._observed.visits["started_us"])]
        queued_min, started_min = (
            (visits[name].to_numpy(np.int64) + week_us) // _MINUTE_US for name in ("queued_us", "started_us")
        )
        return with_overtime(plan, queued_min, started_min)

    def _span(self) -> tuple[int, int]:
        """What was looked at, in minutes from a Monday 00:00."""
        observed = self._observed
        first, last = (
            (edge + observed.week_us) // _MINUTE_US for edge in (observed.since_us, observed.until_us)
        )
        return first, last

    def _one_each(self, plans: dict[str, ShiftPlan | None]) -> dict[str, ShiftPlan | None]:
        """Whoever shows fewer days than others with the same times has the plan of these."""
        alike: dict[Hashable, list[ShiftPlan]] = {}
        for plan in plans.values():
            if plan is not None:
                alike.setdefault((plan.since, plan.until), []).append(plan)
        best = {key: joined(of) for key, of in alike.items()}
        return {name: None if plan is None else best[plan.since, plan.until] for name, plan in plans.items()}


def _alike(spread: NDArray[np.float64]) -> list[list[int]]:
    """Return groups of rows whose shares of the day are alike."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(spread) == 1:
        return [[0]]
    share_of_day = spread / np.maximum(spread.sum(axis=1, keepdims=True), 1)
    label = fcluster(linkage(share_of_day, "average", metric="cityblock"), t=0.9, criterion="distance")
    return [np.flatnonzero(label == number).tolist() for number in sorted(set(label.tolist()))]


def _why(plan: ShiftPlan) -> Evidence:
    notes = []
    if plan.stray:
        notes.append(f"{100 * plan.stray:.1f} % of work begins outside")
    if plan.overtime_min:
        notes.append(f"the last {plan.overtime_min} min for what is not left for the next day")
    if plan.assumed:
        notes.append(f"the log does not cover {plan.assumed_text}, taken to be like the other days")
    return Evidence(
        n=plan.n,
        method="shifts that were recorded"
        if plan.recorded
        else "when work begins, to the quarter of an hour",
        figures={} if plan.recorded else {"stray": round(plan.stray, 4)},
        notes=tuple(notes),
    )


def _station_shifts(observed: Observed, draft: Draft, plans: _Plans) -> None:
    """Stations that nobody is needed at may have a shift of their own."""
    for station in observed.plant.stations:
        if draft.get(("stations", station.name, "needs")) is not None and not observed.knows(
            "people", "state"
        ):
            continue
        plan = plans.of_station(station.name, station.machines)
        if plan is not None:
            draft.put(("stations", station.name, "shift"), plans.name(plan), _why(plan))
