"""How much work is ordered of each station, of what it can do? From the scenario alone, before anything runs.

load = jobs per hour x visits per job x mean work per visit / (machines x speed x jobs in a batch x share of the run in
which the station can work). Counted in: choices, scrap, rework and inspections, shifts, breaks and holidays, the
proficiency of the best who can do it. ``with_stops`` adds repairs and maintenance. Left out: change-overs, waiting for
people, blocking, learning and fatigue, wear. So what a station really has to do is more, and above 1 no queue can help:
more comes than goes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shopfloor.analysis.expected_visits import expected_visits
from shopfloor.analysis.finding import Finding
from shopfloor.analysis.hours import Hours
from shopfloor.analysis.order_rates import order_rates
from shopfloor.analysis.stops import Stop, best_proficiency, stops_of, summed
from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Alternatives, Choice, Station, Visit

__all__ = ["OfferedLoad", "offered_loads", "overloads"]

_S_PER_H = 3600.0


@dataclass(frozen=True)
class OfferedLoad:
    """What is asked of a station ("station:welding") or of the people with a skill ("skill:welder").

    visits_per_h  of the whole run, nights included; for a skill ``None``
    work_s        mean work of a visit, as planned; ``None`` for a skill, and where there are no visits
    servers       machines, or people who have the skill
    open_share    the share of the run in which they can work
    load          of what they can do (1: all of it), without stops; with_stops: with repairs and maintenance
    not_counted   products that come as fast as they are taken (supply: unlimited, wip), or whose route is beyond reckoning
    """

    subject: str
    visits_per_h: float | None
    work_s: float | None
    servers: int
    open_share: float
    load: float
    with_stops: float
    not_counted: tuple[str, ...]

    @property
    def is_too_much(self) -> bool:
        """Is more asked than can be done?"""
        return max(self.load, self.with_stops) > 1 + 1e-9

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; a load without any time to do it is ``None``."""
        plain = asdict(self) | {"not_counted": list(self.not_counted)}
        return {key: None if value == math.inf else value for key, value in plain.items()}


@dataclass(frozen=True)
class _Demand:
    """Visits and planned seconds of work in a second, and the products that are not counted."""

    visits: float
    work: float
    not_counted: tuple[str, ...]


def offered_loads(scenario: Scenario) -> list[OfferedLoad]:
    """Return the load of each station, then of each skill that is needed, in the order of the file."""
    hours = Hours(scenario)
    steps = {name: expected_visits(scenario, name) for name in scenario.products}
    rates = order_rates(scenario, hours, steps)
    not_counted = {name for name in scenario.products if rates[name] is None or steps[name] is None}
    demands = {}
    for station, spec in scenario.stations.items():
        visits = work = 0.0
        for name, of_product in steps.items():
            for step in of_product or ():
                law = step.visit.processing or spec.processing
                if step.visit.station == station and law is not None:
                    per_s = (rates[name] or 0.0) * step.expected
                    visits, work = visits + per_s, work + per_s * law.law.mean()
        visitors = _visitors(scenario, station)
        demands[station] = _Demand(visits, work, tuple(name for name in visitors if name in not_counted))
    return [
        *(_of_station(scenario, hours, name, demand) for name, demand in demands.items()),
        *_of_skills(scenario, hours, demands),
    ]


def overloads(scenario: Scenario) -> list[Finding]:
    """Return a finding for each load above 1; but not where all that finds no place is lost on purpose, nor where
    the other alternatives of a step have time left."""
    loads = {load.subject: load for load in offered_loads(scenario)}
    return [
        Finding("overload", subject, (), scenario.replications, None, _sentence(load))
        for subject, load in loads.items()
        if load.is_too_much and not _is_relieved(scenario, subject, loads)
    ]


# ---------------------------------------------------------------- loads


def _of_station(scenario: Scenario, hours: Hours, name: str, demand: _Demand) -> OfferedLoad:
    station = scenario.stations[name]
    share = hours.of_station(station)
    return OfferedLoad(
        f"station:{name}",
        demand.visits * _S_PER_H,
        demand.work / demand.visits if demand.visits else None,
        station.machines,
        share,
        _per(_busy(scenario, station, demand), share),
        _per(_with_stops(scenario, station, demand, list(stops_of(scenario, station))), share),
        demand.not_counted,
    )


def _of_skills(scenario: Scenario, hours: Hours, demands: Mapping[str, _Demand]) -> Iterator[OfferedLoad]:
    """People at work and at repairs on average, of those who are there."""
    stops = {name: list(stops_of(scenario, station)) for name, station in scenario.stations.items()}
    at_work: dict[str, list[str]] = {}
    for name, station in scenario.stations.items():
        if station.needs is not None:
            at_work.setdefault(station.needs.skill, []).append(name)
    called = [stop.skill for of_station in stops.values() for stop in of_station if stop.skill is not None]
    for skill in dict.fromkeys([*at_work, *called]):
        working = repairing = 0.0
        for name, station in scenario.stations.items():
            needs, busy = station.needs, _busy(scenario, station, demands[name])
            if needs is not None and needs.skill == skill and "processing" in needs.during:
                working += station.machines * busy
            own = [stop for stop in stops[name] if stop.skill == skill and stop.counts != "calendar"]
            repairing += station.machines * (_with_stops(scenario, station, demands[name], own) - busy)
        count = sum(group.count for group in scenario.people.values() if skill in group.skills)
        there = hours.people_with(skill)
        others = (product for name in at_work.get(skill, ()) for product in demands[name].not_counted)
        yield OfferedLoad(
            f"skill:{skill}",
            None,
            None,
            count,
            there / count if count else 0.0,
            _per(working, there),
            _per(working + repairing, there),
            tuple(dict.fromkeys(others)),
        )


def _busy(scenario: Scenario, station: Station, demand: _Demand) -> float:
    """The share of all time that each machine is asked to work."""
    skill = station.needs.skill if station.needs and "processing" in station.needs.during else None
    together = station.batch.max if station.batch is not None else 1
    return demand.work / best_proficiency(scenario, skill) / (sum(station.speeds) * together)


def _with_stops(scenario: Scenario, station: Station, demand: _Demand, stops: Sequence[Stop]) -> float:
    """The same with stops, all of the time that stops by the calendar leave taken as one."""
    busy, all_stops = _busy(scenario, station, demand), summed(stops)
    per_machine = demand.visits / station.machines
    return (busy * (1 + all_stops.per_s_of_work) + per_machine * all_stops.per_job_s) / all_stops.able


def _per(asked: float, there: float) -> float:
    return asked / there if there else (math.inf if asked else 0.0)


# ---------------------------------------------------------------- what relieves a station


def _is_relieved(scenario: Scenario, subject: str, loads: Mapping[str, OfferedLoad]) -> bool:
    kind, _, name = subject.partition(":")
    if kind != "station":
        return False
    return _is_lossy(scenario, name) or any(
        not loads[f"station:{other}"].is_too_much
        for product in scenario.products.values()
        for group in _alternatives(product.route)
        if name in group
        for other in group
    )


def _is_lossy(scenario: Scenario, station: str) -> bool:
    """Are all jobs that come here lost when their first station is full?"""
    visitors = [scenario.products[name] for name in _visitors(scenario, station)]
    return all(
        product.orders.when_full == "lose"
        and scenario.stations[product.visits[0].station].queue.capacity is not None
        for product in visitors
    )


def _visitors(scenario: Scenario, station: str) -> list[str]:
    return [
        name
        for name, product in scenario.products.items()
        if any(visit.station == station for visit in product.visits)
    ]


def _alternatives(route: Sequence[Visit | Choice | Alternatives]) -> Iterator[list[str]]:
    """The stations of each step that goes by queue."""
    for step in route:
        if isinstance(step, Alternatives) and step.by != "random":
            yield [visit.station for visit in step.alternatives]
        elif isinstance(step, Choice):
            for branch in step.choice:
                yield from _alternatives(branch.route)


def _sentence(load: OfferedLoad) -> str:
    kind, _, name = load.subject.partition(":")
    who = name if kind == "station" else f"the people who can do {name}"
    share, beside = (load.load, "") if load.load > 1 else (load.with_stops, " beside repairs and maintenance")
    more = "machines, speed or hours" if kind == "station" else "people or hours"
    return (
        f"overload: the orders ask for {100 * share:.0f} % of what {who} can do in the run{beside}, so more and more "
        f"jobs will wait; order less, or give more {more}"
    )
