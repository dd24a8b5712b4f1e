"""Where do more and more jobs wait, without an end?

A queue that only fills up, or has a bad day, is none: over the four quarters of [warm_up, horizon) the mean number of
waiting jobs, averaged over replications, must rise each time, by a fifth of the mean rise at least, so it is no single
bad stretch; from the first to the last by :data:`LEAST_RISE` jobs and to :data:`LEAST_RATIO` times as many at least; and
the changes of the number of jobs over the eighths of all replications must have a mean above 0 by more than chance
(Student's t, one-sided 5 %). In a stable queue those changes cancel out; in an overloaded one they are nearly independent
and drift, which is what the test needs.

The number of all jobs, in the plant or waiting to be let in, must grow in the same way: so a queue that grows because
another one shrinks is none, and neither is any in a plant with constant work in process. Only what has no limit can grow
without one: queues without a capacity, the door of the plant, the backlog of orders that wait for release, stocks of
parts without a capacity. Where nights or weekends fill one quarter and not another (people and stations are on duty for
less than half as long), a rise means nothing, and nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shopfloor.analysis.finding import Finding, in_how_many
from shopfloor.analysis.queries import sql_file
from shopfloor.contracts.plant import PlantFacts
from shopfloor.student import student_t

if TYPE_CHECKING:
    import duckdb

__all__ = ["LEAST_RATIO", "LEAST_RISE", "Backlogs", "backlogs", "grows", "look_for_backlogs"]

LEAST_RISE = 5.0
"""Jobs."""
LEAST_RATIO = 1.5

_ALL = ("all", "jobs")
_EIGHTHS = 8
_STEADY = 0.2
_MUCH_BLOCKED = 0.05
_CONFIDENCE = 0.95

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Backlogs:
    """``moves``: the rows of ``sql/backlogs.sql``; ``stations``: those of ``sql/busy_stations.sql``; ``duty_us``: by
    quarter, of ``sql/duty_by_quarter.sql``."""

    moves: list[tuple[int, str, str, int, int, int]]
    stations: list[tuple[str, str, str | None, int]]
    duty_us: tuple[int, ...]


def look_for_backlogs(connection: duckdb.DuckDBPyConnection) -> Backlogs:
    """Return what waits where, and what the stations do, in the replications that the connection shows."""
    return Backlogs(
        connection.execute(sql_file("backlogs")).fetchall(),
        connection.execute(sql_file("busy_stations")).fetchall(),
        tuple(duty_us for _, duty_us in connection.execute(sql_file("duty_by_quarter")).fetchall()),
    )


def backlogs(plant: PlantFacts, seen: Sequence[Backlogs], stuck: Collection[int] = ()) -> list[Finding]:
    """Return a finding for each place where jobs pile up, in the replications that are not stuck anyway."""
    others = np.array([number for number in range(plant.replications) if number not in stuck], dtype=np.intp)
    duty_us = seen[0].duty_us
    if not others.size or 2 * min(duty_us) < max(duty_us):
        return []
    moves = _by_place(plant, seen)
    length_us = (plant.horizon_us - plant.warm_up_us) / _EIGHTHS
    growing = {}
    for place, (jobs, times_us) in moves.items():
        levels = np.cumsum(jobs[others], axis=1)
        limits = np.arange(_EIGHTHS + 1) * length_us
        spent = np.diff(limits * levels - np.cumsum(times_us[others], axis=1), axis=1) / length_us
        if grows(levels, spent):
            growing[place] = levels, spent
    if growing.pop(_ALL, None) is None:
        return []
    stations = _stations(seen)
    return [_finding(plant, *place, others, *growing[place], stations) for place in growing]


def grows(levels: _Floats, means: _Floats) -> bool:
    """Does a number of jobs grow without bound?

    Args:
        levels: replications × 9, the number at the limits of the eighths. means: replications × 8, over each eighth.
    """
    quarters = means.mean(axis=0).reshape(4, 2).mean(axis=1)
    rises = np.diff(quarters)
    first, last = float(quarters[0]), float(quarters[-1])
    if last - first < LEAST_RISE or last < LEAST_RATIO * first or rises.min() < _STEADY * rises.mean():
        return False
    changes = np.diff(levels, axis=1).ravel()
    error = changes.std(ddof=1) / math.sqrt(changes.size)
    return bool(changes.mean() > student_t(changes.size - 1, _CONFIDENCE) * error)


def _by_place(plant: PlantFacts, seen: Sequence[Backlogs]) -> dict[tuple[str, str], tuple[_Floats, _Floats]]:
    """(place, name) -> jobs that came less those that went, and their times, by replication and eighth (the first
    column: before the warm-up)."""
    shape = (2, plant.replications, _EIGHTHS + 1)
    moves: dict[tuple[str, str], _Floats] = {}
    limited = {("stock", product.name) for product in plant.products if product.stock_capacity is not None}
    for replication, place, name, eighth, jobs, time_us in (move for part in seen for move in part.moves):
        if (place, name) not in limited:
            of_place = moves.setdefault((place, name), np.zeros(shape))
            of_place[:, replication, eighth + 1] = jobs, time_us
    return {place: (of_place[0], of_place[1]) for place, of_place in sorted(moves.items())}


@dataclass(frozen=True)
class _Busy:
    """Of a station: the share of its time on shift in which it had something to do, and in which others blocked it."""

    share: float
    blocked: dict[str, float]


def _stations(seen: Sequence[Backlogs]) -> dict[str, _Busy]:
    spent: dict[str, dict[tuple[str, str | None], int]] = {}
    for station, doing, blocked_by, time_us in (row for part in seen for row in part.stations):
        of_station = spent.setdefault(station, {})
        of_station[doing, blocked_by] = of_station.get((doing, blocked_by), 0) + time_us
    return {
        station: _Busy(
            times.get(("busy", None), 0) / sum(times.values()),
            {
                target: time_us / sum(times.values())
                for (doing, target), time_us in times.items()
                if doing == "blocked" and target is not None
            },
        )
        for station, times in sorted(spent.items())
    }


def _held_up_by(station: str, stations: dict[str, _Busy]) -> str:
    """Follow who blocks whom to the one who is not blocked: that is where the time is lost."""
    way = [station]
    while True:
        blocked = {target: share for target, share in stations[way[-1]].blocked.items() if target in stations}
        if sum(blocked.values()) < _MUCH_BLOCKED:
            return way[-1]
        target = max(sorted(blocked), key=lambda name: blocked[name])
        if target in way:
            return target
        way.append(target)


def _finding(
    plant: PlantFacts,
    place: str,
    name: str,
    numbers: NDArray[np.intp],
    levels: _Floats,
    means: _Floats,
    stations: dict[str, _Busy],
) -> Finding:
    quarters = means.mean(axis=0).reshape(4, 2).mean(axis=1)
    replications = tuple(int(number) for number in numbers[levels[:, -1] > levels[:, 0]])
    what = {
        "queue": f"the queue in front of {name}",
        "door": f"the crowd of {name} jobs that find no place at their first station",
        "orders": f"the backlog of {name} orders that wait for their release",
        "stock": f"the stock of finished {name} parts",
    }[place]
    says = (
        f"{what} grows without bound: {quarters[0]:.1f} jobs in the first quarter of the time after the warm-up, "
        f"{quarters[-1]:.1f} in the last{in_how_many(replications, plant.replications)}"
    )
    return Finding(
        "growing_backlog",
        f"station:{name}" if place == "queue" else f"product:{name}",
        replications,
        plant.replications,
        None,
        f"{says}; {_advice(plant, place, name, stations)}",
    )


def _advice(plant: PlantFacts, place: str, name: str, stations: dict[str, _Busy]) -> str:
    if place == "stock":
        return "more are made than assemblies take; order fewer, or give the stock a capacity"
    if place == "queue":
        slowest = _held_up_by(name, stations)
    else:
        route = next(product.route for product in plant.products if product.name == name)
        slowest = _held_up_by(route[0], stations)
        if place == "orders":  # the release keeps all queues short, so nobody blocks anybody
            slowest = max(route, key=lambda station: stations[station].share)
    if slowest == name:
        return (
            f"{name} gets more work than it can do: fewer orders, more machines or people, or shorter times"
        )
    return (
        f"what holds it up is {slowest}, with something to do in {100 * stations[slowest].share:.0f} % of its time: fewer "
        "orders, or more machines or people there"
    )
