"""Which numbers stand for what? The states of machines, what rows begin, and what words of the log say."""

from __future__ import annotations

import numpy as np

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.kernel.words import KINDS

__all__ = ["STATES"]

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
