"""Which numbers stand for what? The kinds of rows that count, and what they begin."""

from __future__ import annotations

import numpy as np

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.kernel.words import COUNTED, KINDS

__all__ = ["COUNTS", "STATES"]


def _kind(kind: EventKind) -> int:
    return KINDS.index(kind)


JOB_ORDERED = _kind(EventKind.JOB_ORDERED)
JOB_RELEASED = _kind(EventKind.JOB_RELEASED)
JOB_LOST = _kind(EventKind.JOB_LOST)
QUEUE_ENTERED = _kind(EventKind.QUEUE_ENTERED)
LOADED = _kind(EventKind.LOADED)
WORK_STARTED = _kind(EventKind.WORK_STARTED)
WORK_FINISHED = _kind(EventKind.WORK_FINISHED)
DEFECT_MADE = _kind(EventKind.DEFECT_MADE)
INSPECTED = _kind(EventKind.INSPECTED)
BLOCKED = _kind(EventKind.BLOCKED)
UNBLOCKED = _kind(EventKind.UNBLOCKED)
REWORKED = _kind(EventKind.REWORKED)
SCRAPPED = _kind(EventKind.SCRAPPED)
STOCKED = _kind(EventKind.STOCKED)
ASSEMBLED = _kind(EventKind.ASSEMBLED)
JOB_COMPLETED = _kind(EventKind.JOB_COMPLETED)
BATCH_FORMED = _kind(EventKind.BATCH_FORMED)
DEADLOCKED = _kind(EventKind.DEADLOCKED)
FAILED = _kind(EventKind.FAILED)
REPAIR_STARTED = _kind(EventKind.REPAIR_STARTED)
REPAIR_INTERRUPTED = _kind(EventKind.REPAIR_INTERRUPTED)
REPAIR_RESUMED = _kind(EventKind.REPAIR_RESUMED)
REPAIRED = _kind(EventKind.REPAIRED)
MAINTENANCE_DUE = _kind(EventKind.MAINTENANCE_DUE)
MAINTENANCE_STARTED = _kind(EventKind.MAINTENANCE_STARTED)
MAINTENANCE_INTERRUPTED = _kind(EventKind.MAINTENANCE_INTERRUPTED)
MAINTENANCE_RESUMED = _kind(EventKind.MAINTENANCE_RESUMED)
MAINTENANCE_FINISHED = _kind(EventKind.MAINTENANCE_FINISHED)
ABSENT = _kind(EventKind.ABSENT)
SHIFT_STARTED = _kind(EventKind.SHIFT_STARTED)
SHIFT_ENDED = _kind(EventKind.SHIFT_ENDED)
BREAK_STARTED = _kind(EventKind.BREAK_STARTED)
BREAK_ENDED = _kind(EventKind.BREAK_ENDED)

COUNTS = COUNTED | {
    EventKind.PARTS_TAKEN,
    EventKind.INSPECTED,
    EventKind.DISASSEMBLED,
    EventKind.BATCH_FORMED,
}
"""Kinds whose value is a count."""

STATES = (
    "down", "waiting_for_repair", "maintenance", "waiting_for_maintenance", "setup", "productive", "off_shift", "blocked",
    "waiting_for_parts", "waiting_for_person", "starved",
)  # fmt: skip
"""The states of a machine, by their number; where several would fit, the first counts."""
(DOWN, WAITING_FOR_REPAIR, MAINTENANCE, WAITING_FOR_MAINTENANCE, IN_SETUP, PRODUCTIVE, OFF_SHIFT, STUCK,
 WAITING_FOR_PARTS, WAITING_FOR_PERSON, STARVED) = range(11)  # fmt: skip
LOADED_STOP = 11
"""A clock beside those of the states: in the first four of them with a job in the machine."""
CLOCKS = 12

# what a step of a job begins (see ``job_steps.sql``); from HELD on the job is in a machine
BETWEEN, HELD, SETTING_UP, WORKING, WAITING_AHEAD, LACKING = range(6)

_BEGINS = {
    EventKind.SETUP_STARTED: SETTING_UP,
    EventKind.SETUP_RESUMED: SETTING_UP,
    EventKind.WORK_STARTED: WORKING,
    EventKind.WORK_RESUMED: WORKING,
    EventKind.WORK_RESTARTED: WORKING,
    EventKind.BLOCKED: WAITING_AHEAD,
    EventKind.PARTS_AWAITED: LACKING,
    EventKind.LOADED: HELD,
    EventKind.PARTS_TAKEN: HELD,
    EventKind.SETUP_INTERRUPTED: HELD,
    EventKind.SETUP_FINISHED: HELD,
    EventKind.WORK_INTERRUPTED: HELD,
}
BEGINS = np.array([_BEGINS.get(kind, BETWEEN) for kind in KINDS])
"""Kind -> what it begins for its job; ``UNBLOCKED`` begins HELD where the work is still to come."""

# what a row does with the person whom it names (see ``people_moments.sql``)
NOTHING, FREES, BUSIES, WALKS, COMES, GOES = range(6)

_WITH_PERSON = {
    **dict.fromkeys(
        [
            EventKind.SETUP_INTERRUPTED, EventKind.SETUP_FINISHED, EventKind.WORK_INTERRUPTED, EventKind.WORK_FINISHED,
            EventKind.REPAIR_INTERRUPTED, EventKind.REPAIRED, EventKind.MAINTENANCE_INTERRUPTED,
            EventKind.MAINTENANCE_FINISHED, EventKind.WALK_ENDED,
        ],
        FREES,
    ),
    **dict.fromkeys(
        [
            EventKind.SETUP_STARTED, EventKind.SETUP_RESUMED, EventKind.WORK_STARTED, EventKind.WORK_RESUMED,
            EventKind.WORK_RESTARTED, EventKind.REPAIR_STARTED, EventKind.REPAIR_RESUMED, EventKind.MAINTENANCE_STARTED,
            EventKind.MAINTENANCE_RESUMED,
        ],
        BUSIES,
    ),
    EventKind.WALK_STARTED: WALKS,
    EventKind.SHIFT_STARTED: COMES,
    EventKind.BREAK_ENDED: COMES,
    EventKind.SHIFT_ENDED: GOES,
    EventKind.BREAK_STARTED: GOES,
    EventKind.ABSENT: GOES,
}  # fmt: skip
WITH_PERSON = np.array([_WITH_PERSON.get(kind, NOTHING) for kind in KINDS])
"""Kind -> what it does with its person."""

# words of the log: what a detail says
NO_WORD, AFTER_SERVICE, BEFORE_SERVICE, PASSED, FOUND, MISSED, FALSE_ALARM = range(7)
VERDICTS = {"passed": PASSED, "found": FOUND, "missed": MISSED, "false_alarm": FALSE_ALARM}
SIDES = {"after_service": AFTER_SERVICE, "before_service": BEFORE_SERVICE}

# how a call of ``follow`` ends
ALL_TAKEN, MARK_REACHED, MORE_JOBS, MORE_STOPS, MORE_GOALS = range(5)
