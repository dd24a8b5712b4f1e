"""What is to be known of a replication beside its figures? The same rows as the queries of ``analysis/sql`` give, from the
sums of a tally at its marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from shopfloor.eventlog.kpis import Figure
from shopfloor.simulation.kernel.kpis.grid import EIGHTHS, limits
from shopfloor.simulation.kernel.kpis.sums import Counters, Sums
from shopfloor.simulation.kernel.kpis.tables import whole
from shopfloor.simulation.kernel.kpis.tally import Tally
from shopfloor.simulation.kernel.kpis.words import (
    OFF_SHIFT,
    STARVED,
    STATES,
    STUCK,
    WAITING_FOR_MAINTENANCE,
    WAITING_FOR_PARTS,
    WAITING_FOR_PERSON,
    WAITING_FOR_REPAIR,
)
from shopfloor.simulation.kernel.records import NONE

__all__ = ["Seen", "seen"]


@dataclass(frozen=True)
class Seen:
    """What a tally has seen of one replication, as plain data that goes from process to process.

    figures              as of ``eventlog.kpis.measure``
    rows                 how many there were
    has_shifts           somebody comes and goes, or a station does (``rhythm.sql``)
    is_steady            jobs still come into the plant in the last quarter (``rhythm.sql``)
    deadlocks            replication, station, cycle, since when (``deadlocks.sql``)
    moves                what waits where (``backlogs.sql``)
    stations             what stations did, in microseconds (``busy_stations.sql``)
    duty_us              by quarter: of people (``duty_by_quarter.sql``)
    station_duty_us      station -> the same of its machines
    off_shift            the stations that were ever off shift
    in_process, in_rhythm  span, jobs, times: moves by span of each length (``work_in_process.sql``)
    batch_counts, batch_spans  of the queries of these names; nothing where no batches were asked for
    may_stall            a machine has waited for half of the run; whether it is stuck, only the log can tell
    has_mixed_goals      several jobs in one machine were blocked for different places; who held them up, only the log tells
    """

    replication: int
    figures: list[Figure]
    rows: int
    has_shifts: bool
    is_steady: bool
    deadlocks: list[tuple[int, str, str, int]]
    moves: list[tuple[int, str, str, int, int, int]]
    stations: list[tuple[str, str, str | None, int]]
    duty_us: list[int]
    station_duty_us: dict[str, list[int]]
    off_shift: frozenset[str]
    in_process: list[tuple[int, int, int]]
    in_rhythm: list[tuple[int, int, int]]
    batch_counts: list[tuple[str, str, int, int, int, int]]
    batch_spans: list[tuple[str, str, int, int]]
    may_stall: bool
    has_mixed_goals: bool


def seen(tally: Tally, replication: int) -> Seen:
    """Return what a tally has seen; no rows come after."""
    figures = list(tally.figures(replication))
    run = tally.tables.run[0]
    people_us, stations_us = _duty(tally)
    return Seen(
        replication=replication,
        figures=figures,
        rows=tally.rows,
        has_shifts=bool(run["has_shifts"]),
        is_steady=bool(run["is_steady"]),
        deadlocks=[
            (replication, station, cycle, time_us) for station, cycle, time_us in _first(tally.deadlocks)
        ],
        moves=list(_moves(tally, replication)),
        stations=list(_doing(tally)),
        duty_us=people_us,
        station_duty_us=stations_us,
        off_shift=frozenset(_off_shift(tally)),
        in_process=_spans(tally, 0),
        in_rhythm=_spans(tally, 1),
        batch_counts=list(_batch_counts(tally)) if tally.grid.batches else [],
        batch_spans=list(_batch_spans(tally)) if tally.grid.batches else [],
        may_stall=_may_stall(tally),
        has_mixed_goals=bool(run["has_mixed_goals"]),
    )


def _first(deadlocks: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """When each circle closed first."""
    first: dict[tuple[str, str], int] = {}
    for station, cycle, time_us in deadlocks:
        first.setdefault((station, cycle), time_us)
    return [(*place, time_us) for place, time_us in sorted(first.items())]


def _machines(tally: Tally) -> Iterator[tuple[str, slice]]:
    """Yield each station with its machines."""
    first = 0
    for station in tally.plant.stations:
        yield station.name, slice(first, first + len(station.machines))
        first += len(station.machines)


# ---------------------------------------------------------------- backlogs


def _moves(tally: Tally, replication: int) -> Iterator[tuple[int, str, str, int, int, int]]:
    plant = tally.plant
    marks = limits(plant, EIGHTHS)
    sums = [tally.sums[mark] for mark in marks]
    for product, facts in enumerate(plant.products):
        for place, counters in (
            ("door", [at.at_door for at in sums]),
            ("orders", [at.backlog for at in sums]),
            ("stock", [at.in_stock for at in sums]),
        ):
            for eighth, jobs, time_us in _moves_of(counters, product, marks):
                yield replication, place, facts.name, eighth, jobs, time_us
    for station, of_station in enumerate(plant.stations):
        if of_station.queue_capacity is None:
            for eighth, jobs, time_us in _moves_of([at.queued for at in sums], station, marks):
                yield replication, "queue", of_station.name, eighth, jobs, time_us
    parts = [
        list(_moves_of(counters, product, marks))
        for counters in ([at.backlog for at in sums], [at.in_plant for at in sums])
        for product in range(len(plant.products))
    ]
    for moves in zip(*parts, strict=True):
        yield replication, "all", "jobs", moves[0][0], sum(it[1] for it in moves), sum(it[2] for it in moves)


def _moves_of(counters: list[Counters], index: int, marks: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield eighth, how many came less how many went, and their times from the warm-up on; -1: before it."""
    yield -1, counters[0].number(index), 0
    for eighth, (before, after) in enumerate(pairwise(counters)):
        jobs = after.number(index) - before.number(index)
        yield eighth, jobs, after.moved_us(index) - before.moved_us(index) - marks[0] * jobs


# ---------------------------------------------------------------- stations, people, shifts


def _doing(tally: Tally) -> Iterator[tuple[str, str, str | None, int]]:
    before, after = tally.sums[tally.plant.warm_up_us], tally.sums[tally.plant.horizon_us]
    spent = after.clocks - before.clocks
    width = before.goal_us.shape[1]
    goal_us = after.goal_us.copy()
    goal_us[:, :width] -= before.goal_us
    for station, machines in _machines(tally):
        of_states = spent[machines, : STARVED + 1].sum(axis=0).tolist()
        starved_us = of_states[STARVED]
        busy_us = sum(of_states) - starved_us - of_states[OFF_SHIFT] - of_states[STUCK]
        if busy_us:
            yield station, "busy", None, busy_us
        if starved_us:
            yield station, "starved", None, starved_us
        blocked_us: dict[str, int] = {}
        goals, times_us = tally.tables.goals[machines].ravel(), goal_us[machines].ravel()
        for goal, time_us in zip(goals.tolist(), times_us.tolist(), strict=True):
            if time_us:
                target = tally.targets[goal - 1]
                blocked_us[target] = blocked_us.get(target, 0) + time_us
        for target, time_us in blocked_us.items():
            yield station, "blocked", target, time_us


def _duty(tally: Tally) -> tuple[list[int], dict[str, list[int]]]:
    """On duty in each quarter: all people, and the machines of each station."""
    sums = [tally.sums[mark] for mark in tally.grid.quarters(tally.plant)]
    people_us = [after.people_on_duty_us() - before.people_on_duty_us() for before, after in pairwise(sums)]
    on_duty_us = np.diff([at.machines_on_duty_us() for at in sums], axis=0)
    return people_us, {
        station: on_duty_us[:, machines].sum(axis=1).tolist() for station, machines in _machines(tally)
    }


def _off_shift(tally: Tally) -> Iterator[str]:
    clocks = tally.sums[tally.plant.horizon_us].clocks
    for station, machines in _machines(tally):
        if clocks[machines, OFF_SHIFT].any():
            yield station


def _may_stall(tally: Tally) -> bool:
    """Is there a machine that has done nothing but wait since the middle of the run, its nights left out?"""
    tables, half_us = tally.tables, tally.plant.horizon_us // 2
    waits = np.isin(
        tables.machines["spell"],
        [WAITING_FOR_REPAIR, WAITING_FOR_MAINTENANCE, STUCK, WAITING_FOR_PARTS, WAITING_FOR_PERSON],
    )
    since_long = tables.machines["spell_us"] <= half_us
    if (waits & since_long).any():
        return True
    jobs = tables.jobs[tables.slots[tables.slots > 0] - 1]
    waiting = jobs[(jobs["station"] != NONE) & (jobs["machine"] == NONE) & (jobs["queued_us"] <= half_us)]
    starves = (tables.machines["spell"] == STARVED) & since_long
    names = {station.name: number for number, station in enumerate(tally.plant.stations)}
    return any(
        starves[machines].any() and (waiting["station"] == names[station]).any()
        for station, machines in _machines(tally)
    )


# ---------------------------------------------------------------- spans and batches


def _spans(tally: Tally, grid: int) -> list[tuple[int, int, int]]:
    """Span, jobs that came less those that went, and their times."""
    span_us = (tally.grid.span_us, tally.grid.rhythm_span_us)[grid]
    count = tally.plant.horizon_us // span_us if span_us else 0
    counters = tally.tables.spans[grid, :count]
    low, high = counters["low"].tolist(), counters["high"].tolist()
    return [
        (span, number, whole(low[span], high[span]))
        for span, number in enumerate(counters["number"].tolist())
        if number or low[span] or high[span]
    ]


def _by_batch(tally: Tally) -> list[tuple[Sums, Sums]]:
    return list(pairwise(tally.sums[mark] for mark in limits(tally.plant, tally.grid.batches)))


def _batch_counts(tally: Tally) -> Iterator[tuple[str, str, int, int, int, int]]:
    """Subject, KPI, batch, how many ended, how many with a time, and the sum of it."""
    for batch, (before, after) in enumerate(_by_batch(tally)):
        ends = after.ended["completed"] - before.ended["completed"]
        low = (after.ended["lead_low"] - before.ended["lead_low"]).tolist()
        high = (after.ended["lead_high"] - before.ended["lead_high"]).tolist()
        leads = [whole(*parts) for parts in zip(low, high, strict=True)]
        parts = [("plant", int(ends.sum()), sum(leads))]
        for product, count, lead_us in zip(tally.plant.products, ends.tolist(), leads, strict=True):
            parts.append((f"product:{product.name}", count, lead_us))
        for subject, count, lead_us in parts:
            if count:
                yield subject, "lead_time", batch, count, count, lead_us
        for station, entry in zip(tally.plant.stations, tally.tables.batched[:, batch], strict=True):
            if entry["ends"]:
                waited_us = whole(entry["low"], entry["high"])
                name = f"station:{station.name}"
                yield name, "waiting_time", batch, int(entry["ends"]), int(entry["measured"]), waited_us


def _batch_spans(tally: Tally) -> Iterator[tuple[str, str, int, int]]:
    """Subject, KPI, batch and time, where there was any."""
    for batch, (before, after) in enumerate(_by_batch(tally)):
        for subject, kpi, time_us in _times_between(tally, before, after):
            if time_us:
                yield subject, kpi, batch, time_us


def _times_between(tally: Tally, before: Sums, after: Sums) -> Iterator[tuple[str, str, int]]:
    plant = tally.plant
    spent = [
        after.in_plant.spent_us(number, after.time_us) - before.in_plant.spent_us(number, before.time_us)
        for number in range(len(plant.products))
    ]
    yield "plant", "work_in_process", sum(spent)
    for product, time_us in zip(plant.products, spent, strict=True):
        yield f"product:{product.name}", "work_in_process", time_us
    clocks = after.clocks - before.clocks
    for number, (station, machines) in enumerate(_machines(tally)):
        queued_us = after.queued.spent_us(number, after.time_us) - before.queued.spent_us(
            number, before.time_us
        )
        yield f"station:{station}", "queue_length", queued_us
        of_states = clocks[machines, : STARVED + 1].sum(axis=0).tolist()
        for state, time_us in zip(STATES, of_states, strict=True):
            yield f"station:{station}", f"state_share.{state}", time_us
    first = 0
    for crew in plant.crews:
        until = first + len(crew.people)
        busy_us = int((after.busy_us - before.busy_us)[first:until].sum())
        yield f"people:{crew.name}", "busy_share", busy_us
        yield f"people:{crew.name}", "other", len(crew.people) * (after.time_us - before.time_us) - busy_us
        first = until
