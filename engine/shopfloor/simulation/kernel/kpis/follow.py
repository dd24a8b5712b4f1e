"""What does each row change? The loop over the rows of a chunk."""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import entrance
from shopfloor.simulation.kernel.kpis.inlined import inlined
from shopfloor.simulation.kernel.kpis.jobs import close_visit, find_place, follow_job
from shopfloor.simulation.kernel.kpis.machines import (
    follow_shift,
    follow_stop,
    has_room_to_stop,
    place_of_goal,
    settle,
)
from shopfloor.simulation.kernel.kpis.people import follow_person, settle_person
from shopfloor.simulation.kernel.kpis.tables import Tables
from shopfloor.simulation.kernel.kpis.words import (
    ALL_TAKEN,
    FALSE_ALARM,
    FOUND,
    MARK_REACHED,
    MISSED,
    MORE_GOALS,
    MORE_JOBS,
    MORE_STOPS,
    PASSED,
    WITH_PERSON,
)
from shopfloor.simulation.kernel.records import NONE, Table
from shopfloor.simulation.kernel.words import (
    BATCH_FORMED,
    BLOCKED,
    DEADLOCKED,
    FAILED,
    INSPECTED,
    MAINTENANCE_DUE,
    MAINTENANCE_FINISHED,
    SHIFT_STARTED,
)

__all__ = ["close_visits", "find_places", "follow", "settle_all"]


@entrance
def follow(
    tables: Tables,
    times_us: Table,
    kinds: Table,
    products: Table,
    numbers: Table,
    stations: Table,
    machines: Table,
    people: Table,
    details: Table,
    values: Table,
) -> None:
    """Take in rows from ``run.place`` on, until the chunk ends, a mark is reached or a table is full (``run.status``)."""
    run = tables.run[0]
    for row in range(run.place, len(times_us)):
        time_us, kind, machine = times_us[row], kinds[row], machines[row]
        run.status = _lacks(tables, time_us, kind, machine, details[row])
        if run.status != ALL_TAKEN:
            run.place = row
            return
        if kind < BATCH_FORMED:
            follow_job(
                tables,
                kind,
                products[row],
                numbers[row],
                stations[row],
                machine,
                details[row],
                values[row],
                time_us,
            )
            if kind == INSPECTED and time_us >= run.warm_up_us:
                _count_verdict(tables, stations[row], tables.words[details[row], 0])
        elif kind >= FAILED and kind <= MAINTENANCE_FINISHED:
            follow_stop(tables, kind, machine, details[row], time_us)
        elif kind >= SHIFT_STARTED:
            run.has_shifts = True
            if machine != NONE:
                follow_shift(tables, kind, machine, time_us)
        elif kind == BATCH_FORMED:
            if time_us >= run.warm_up_us:
                tables.stations[stations[row]].batches += 1
                tables.stations[stations[row]].batched += values[row]
        elif kind == DEADLOCKED:
            run.deadlocks += 1
        if people[row] != NONE:
            follow_person(tables, kind, WITH_PERSON[kind], people[row], time_us)
    run.place = len(times_us)


@inlined
def _lacks(tables: Tables, time_us: int, kind: int, machine: int, detail: int) -> int:
    """What must be done before a row can be taken in."""
    if time_us >= tables.run[0].mark_us:
        return MARK_REACHED
    if kind < BATCH_FORMED:
        if tables.run[0].free_job == NONE:
            return MORE_JOBS
        if kind == BLOCKED and place_of_goal(tables, machine, tables.words[detail, 1]) == NONE:
            return MORE_GOALS
    elif (kind in (FAILED, MAINTENANCE_DUE)) and not has_room_to_stop(tables, machine):
        return MORE_STOPS
    return ALL_TAKEN


@inlined
def _count_verdict(tables: Tables, station: int, verdict: int) -> None:
    entry = tables.stations[station]
    entry.passed += verdict == PASSED
    entry.found += verdict == FOUND
    entry.missed += verdict == MISSED
    entry.false_alarms += verdict == FALSE_ALARM


@entrance
def settle_all(tables: Tables, time_us: int) -> None:
    """Let every machine and person have done the same until now."""
    for machine in range(len(tables.machines)):
        settle(tables, machine, time_us)
    for person in range(len(tables.people)):
        settle_person(tables, person, time_us)


@entrance
def close_visits(tables: Tables) -> None:
    """Count the visits that the jobs which are still there have behind them."""
    for slot in range(len(tables.slots)):
        if tables.slots[slot]:
            close_visit(tables, tables.slots[slot] - 1)


@entrance
def find_places(tables: Tables, rows: int) -> None:
    """Give the jobs of the first rows, all of which are there, their places in an empty hash table."""
    for row in range(rows):
        find_place(tables, row)
