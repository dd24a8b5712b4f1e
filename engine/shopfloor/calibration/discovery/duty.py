"""When are people and stations on duty? A plan of the week for those who work at the same times, and its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopfloor.calibration.discovery.doings import Doing, begun
from shopfloor.calibration.discovery.grouping import codes_of
from shopfloor.calibration.discovery.holidays import closed_days, quiet_days
from shopfloor.calibration.discovery.overtime import with_overtime
from shopfloor.calibration.discovery.shift_plans import DAY, ShiftPlan, inferred_plan, joined, recorded_plan
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence, minimum
from shopfloor.calibration.fitting import share
from shopfloor.calibration.observed import Observed, happened

__all__ = ["Plans", "put_station_shifts"]

_MINUTE_US = 60_000_000
_SHIFT_KINDS = ("shift_started", "shift_ended", "break_started", "break_ended")


class Plans:
    """Finds the plans of people and of stations, and gives each plan one name in the draft."""

    def __init__(self, observed: Observed, draft: Draft) -> None:
        self._observed, self._draft = observed, draft
        self._names: dict[Hashable, str] = {}
        rows = observed.happenings
        self._rows = rows[rows["kind"].isin([*_SHIFT_KINDS, "absent"])]
        self._recorded = observed.knows("people", "state")
        self._quiet_min: dict[Hashable, int] = {}
        self._holidays = self._closed()

    def of_people(self, people: list[str], doing: Doing) -> dict[str, ShiftPlan | None]:
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
            return self._with_quiet(told[0], begun(visits[here], "started_us")) if alike else None
        visits = self._observed.visits
        here = (visits["station"] == station).to_numpy() & happened(visits["started_us"])
        plan = self._inferred(visits["started_us"].to_numpy()[here], here)
        if plan is None:
            return None
        return replace(plan, put_down=sum(self._put_down("machine", machine) for machine in machines))

    def _quiet(self, plans: dict[str, ShiftPlan | None], doing: Doing) -> dict[str, ShiftPlan | None]:
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

    def _from_work(self, people: list[str], doing: Doing) -> dict[str, ShiftPlan | None]:
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


def put_station_shifts(observed: Observed, draft: Draft, plans: Plans) -> None:
    """Stations that nobody is needed at may have a shift of their own."""
    for station in observed.plant.stations:
        if draft.get(("stations", station.name, "needs")) is not None and not observed.knows(
            "people", "state"
        ):
            continue
        plan = plans.of_station(station.name, station.machines)
        if plan is not None:
            draft.put(("stations", station.name, "shift"), plans.name(plan), _why(plan))
