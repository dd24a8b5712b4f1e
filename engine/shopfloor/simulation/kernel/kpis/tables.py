"""What is kept of the rows that have gone by? Records of those who are there, and sums of what has been.

A sum that 64 bits may not hold (job-microseconds of many jobs over years) is two numbers, ``_low`` and ``_high``: the lower
30 bits of what was added and the rest, each summed for itself. Neither overflows before 2^31 rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from shopfloor.simulation.kernel.records import Table

__all__ = [
    "COUNTER",
    "DONE",
    "ENDED",
    "JOB",
    "LOW_BITS",
    "MACHINE",
    "PERSON",
    "RUN",
    "STATION",
    "STOP",
    "Tables",
    "whole",
]

LOW_BITS = 30
LOW = (1 << LOW_BITS) - 1


def _record(*fields: str) -> np.dtype[np.void]:
    """A record of whole numbers."""
    return np.dtype([(field, np.int64) for field in fields])


RUN = _record(
    "place", "status",  # the next row of the chunk
    "warm_up_us", "horizon_us", "mark_us", "last_quarter_us",
    "free_job", "span_us", "rhythm_span_us", "batches", "has_shifts", "is_steady", "deadlocks", "has_mixed_goals",
)  # fmt: skip

JOB = _record(
    "product", "number", "behind",  # behind: the next free record
    "ordered_us", "released_us", "due_us", "has_entered", "is_stocked", "foreign_fault",
    "activity", "since_us", "at",  # what its last step began, when, and in which machine
    "station", "machine", "queued_us", "started_us", "planned_us", "worked_us", "finished_us", "scrapped_us", "handed_us",
    "is_stuck", "is_reworked", "is_first",  # of the visit that is going on
)  # fmt: skip

MACHINE = _record(
    "since_us", "jobs", "setups", "works", "stuck", "lacking", "down", "repairs", "due", "maintained", "is_off",
    "has_shift", "first_shift_us", "was_off",  # the first row of its shift: when, and was it away before
    "goal", "spell", "spell_us",  # the place where it is blocked; what it does since when, time off shift left out
)  # fmt: skip

PERSON = _record(
    "since_us", "task", "is_away", "has_shift", "first_shift_us", "was_away", "idle_us", "busy_us", "walking_us",
    "absences",
)  # fmt: skip

STATION = _record("batches", "batched", "passed", "found", "missed", "false_alarms")

STOP = _record("detail", "is_plan", "is_open", "began_us", "attended_us", "is_running")
"""A failure, or a maintenance, of a machine."""

DONE = _record(
    "visits", "started", "finished", "passed", "reworked", "scrapped", "first_visits", "first_passes", "waiting_low",
    "waiting_high", "worked_low", "worked_high", "finished_low", "finished_high", "planned_low", "planned_high",
    "failures", "repairs", "stopped_us", "unattended_us", "maintenances", "maintained_us", "overdue_us",
)  # fmt: skip
"""What a machine has done since the warm-up."""

ENDED = _record(
    "completed", "scrapped", "lost", "assembled", "faulty", "due", "on_time", "released", "lead_low", "lead_high",
    "tardy_low", "tardy_high", "release_low", "release_high",
)  # fmt: skip
"""What became of the jobs of a product since the warm-up."""

COUNTER = _record("number", "low", "high")
"""How many there are, and the sum of the times of those who came less those who went: until T they have been there for
``number * T`` less that sum."""

BATCHED = _record("ends", "measured", "low", "high")
"""Of a station and a batch of time: visits that ended, those with a wait, and the sum of it."""


class Tables(NamedTuple):
    """What is kept of one replication."""

    run: Table
    """RUN, one row."""
    jobs: Table
    slots: Table
    """int64, a power of two: a hash table of the jobs that are there, by product and number; the row + 1, 0: free."""
    visited: Table
    """uint8 [job, station on its route]: 1 it has been there, 2 it has a fault from there."""
    route_places: Table
    """int32 [product, station]: which column of ``visited``."""
    machines: Table
    clocks: Table
    """int64 [machine, CLOCKS]: the time in each state from the start."""
    goals: Table
    """int64 [machine, place]: the target + 1 for which it was blocked, 0: none yet."""
    goal_us: Table
    """int64 [machine, place]: how long."""
    stops: Table
    """STOP [machine, place]."""
    done: Table
    people: Table
    stations: Table
    ended: Table
    backlog: Table
    """COUNTER of each product: orders that wait for their release."""
    in_plant: Table
    at_door: Table
    in_stock: Table
    queued: Table
    """COUNTER of each station."""
    spans: Table
    """COUNTER [2, span]: jobs that came into the plant or left it, by equal spans of the run, without and with a rhythm."""
    batched: Table
    """BATCHED [station, batch]; no columns where nobody asks."""
    words: Table
    """int64 [detail, 2]: what a word of the log says, and which target it names."""


def whole(low: int, high: int) -> int:
    """Return a sum that is kept in two numbers."""
    return (int(high) << LOW_BITS) + int(low)
