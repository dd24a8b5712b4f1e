"""Which numbers stand for what? The small vocabularies that compiled code compares."""

from __future__ import annotations

from shopfloor.contracts.events import EventKind

__all__ = ["KINDS"]

KINDS = tuple(EventKind)
"""Kind of event -> its number, by position."""


def _kind(kind: EventKind) -> int:
    return KINDS.index(kind)


JOB_ORDERED = _kind(EventKind.JOB_ORDERED)
JOB_RELEASED = _kind(EventKind.JOB_RELEASED)
JOB_LOST = _kind(EventKind.JOB_LOST)
MOVE_STARTED = _kind(EventKind.MOVE_STARTED)
MOVED = _kind(EventKind.MOVED)
QUEUE_ENTERED = _kind(EventKind.QUEUE_ENTERED)
LOADED = _kind(EventKind.LOADED)
SETUP_STARTED = _kind(EventKind.SETUP_STARTED)
SETUP_INTERRUPTED = _kind(EventKind.SETUP_INTERRUPTED)
SETUP_RESUMED = _kind(EventKind.SETUP_RESUMED)
SETUP_FINISHED = _kind(EventKind.SETUP_FINISHED)
WORK_STARTED = _kind(EventKind.WORK_STARTED)
WORK_INTERRUPTED = _kind(EventKind.WORK_INTERRUPTED)
WORK_RESUMED = _kind(EventKind.WORK_RESUMED)
WORK_RESTARTED = _kind(EventKind.WORK_RESTARTED)
WORK_FINISHED = _kind(EventKind.WORK_FINISHED)
BLOCKED = _kind(EventKind.BLOCKED)
UNBLOCKED = _kind(EventKind.UNBLOCKED)
REWORKED = _kind(EventKind.REWORKED)
SCRAPPED = _kind(EventKind.SCRAPPED)
JOB_COMPLETED = _kind(EventKind.JOB_COMPLETED)
BATCH_FORMED = _kind(EventKind.BATCH_FORMED)
PARTS_AWAITED = _kind(EventKind.PARTS_AWAITED)
PARTS_TAKEN = _kind(EventKind.PARTS_TAKEN)
ASSEMBLED = _kind(EventKind.ASSEMBLED)
DISASSEMBLED = _kind(EventKind.DISASSEMBLED)
STOCKED = _kind(EventKind.STOCKED)
DEFECT_MADE = _kind(EventKind.DEFECT_MADE)
INSPECTED = _kind(EventKind.INSPECTED)
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
SHIFT_STARTED = _kind(EventKind.SHIFT_STARTED)
SHIFT_ENDED = _kind(EventKind.SHIFT_ENDED)
BREAK_STARTED = _kind(EventKind.BREAK_STARTED)
BREAK_ENDED = _kind(EventKind.BREAK_ENDED)
ASSIGNED = _kind(EventKind.ASSIGNED)
WALK_STARTED = _kind(EventKind.WALK_STARTED)
WALK_ENDED = _kind(EventKind.WALK_ENDED)
ABSENT = _kind(EventKind.ABSENT)
MEASURED = _kind(EventKind.MEASURED)

# started, interrupted, resumed, finished
REPAIR = (REPAIR_STARTED, REPAIR_INTERRUPTED, REPAIR_RESUMED, REPAIRED)
MAINTENANCE = (MAINTENANCE_STARTED, MAINTENANCE_INTERRUPTED, MAINTENANCE_RESUMED, MAINTENANCE_FINISHED)

COUNTED = frozenset(
    {
        EventKind.QUEUE_ENTERED,
        EventKind.REWORKED,
        EventKind.ASSIGNED,
        EventKind.INSPECTED,
        EventKind.BATCH_FORMED,
        EventKind.PARTS_TAKEN,
        EventKind.DISASSEMBLED,
    }
)
"""Kinds whose value is a count; all others count microseconds, and the log shows seconds."""

# what happens: the callbacks of the reference engine's events
MACHINE_BEGINS, MACHINE_WAKES, MACHINE_STOPS, ACTIVITY_ENDS = 0, 1, 2, 3
LIFE_ENDS, UPKEEP_BEGINS, UPKEEP_ENDS = 4, 5, 6
SHIFT_GOES_ON = 7
ORDERS_BEGIN, ORDER_COMES = 8, 9
STOCKING_BEGINS, STOCKING = 10, 11
SOMEBODY_COMES, UPKEEP_STOPS, PERSON_GOES_ON, SOMEBODY_ARRIVES, INTERVAL_ENDS = 12, 13, 14, 15, 16
JOB_ARRIVES, RELEASE_COMES, BATCH_RIPENS = 17, 18, 19

# what the kernel asks Python for
FETCH_DRAWS, NAME_STREAM, TAKE_ROWS, MAKE_ROOM, DIVIDE = 0, 1, 2, 3, 7
PACE_BEGINS, PACE_ENDS, CONDITION = 4, 5, 6
# ... and where there shall be room
JOBS, CLOCK, RING, URGENT, TOLD, RANKING = 0, 1, 2, 3, 4, 5

# how a run ends
GOES_ON, DONE, ENDLESS, BROKEN, TOO_LONG = 0, 1, 2, 3, 4

# where a machine is in its life
(ASLEEP_FOR_JOB, ASLEEP_FOR_PROMISE, ASLEEP_UNTIL_ABLE, ASLEEP_FOR_PERSON, EXPECTING, PERFORMING,
 ASLEEP_FOR_PLACE, ASLEEP_FOR_PARTS) = range(8)  # fmt: skip
SETUP, WORK = 0, 1
NOWHERE, IDLE, VACANT = 0, 1, 2

# who stands at a door
OUTSIDE, IN_MACHINE, SEEKING = 0, 1, 2

# orders of queues
FIFO, LIFO, PRIORITY, SPT, LPT, EDD, SLACK, CRITICAL_RATIO, LEAST_SETUP, BY_CHANCE = range(10)
ORDERS = {
    "fifo": FIFO, "lifo": LIFO, "priority": PRIORITY, "spt": SPT, "lpt": LPT, "edd": EDD, "slack": SLACK,
    "critical_ratio": CRITICAL_RATIO, "least_setup": LEAST_SETUP, "random": BY_CHANCE,
}  # fmt: skip

LONGEST_IDLE, FIRST, ANY = 0, 1, 2
OLDEST, NEAREST, HIGHEST_PRIORITY, LEAST_SKILLED, HELP_BOTTLENECK = range(5)
POLICIES = {
    "oldest_request": OLDEST, "nearest": NEAREST, "highest_priority": HIGHEST_PRIORITY,
    "least_skilled": LEAST_SKILLED, "help_bottleneck": HELP_BOTTLENECK,
}  # fmt: skip

PICKS = {"longest_idle": LONGEST_IDLE, "first": FIRST, "random": ANY}

CALENDAR, ON_SHIFT, WORKING = 0, 1, 2
CLOCKS = {"calendar": CALENDAR, "on_shift": ON_SHIFT, "working": WORKING}

RESUME, RESTART, SCRAP = 0, 1, 2
RULES = {"resume": RESUME, "restart": RESTART, "scrap": SCRAP}

FINISH, INTERRUPT, NO_START = 0, 1, 2
BY_SHIFT, BY_BREAK, BY_HORIZON = 0, 1, 2
EDGES = {"shift": BY_SHIFT, "break": BY_BREAK, "horizon": BY_HORIZON}

ON, BACK, GONE_FOR_QUALITY, GONE_FOR_REWORK, GONE_FOR_INSPECTION = 0, 1, 2, 3, 4

# words of the log that every plant has, by their number
DETAILS = (
    "quality", "rework_limit", "shift_end", "break", "only_one_free", "most_proficient", "only_request", "oldest_request",
    "nearest", "highest_priority", "least_skilled", "bottleneck", "walked_m", "fatigue", "repetitions",
    "wear", "inspection", "found", "missed", "false_alarm", "passed",
)  # fmt: skip
(QUALITY, REWORK_LIMIT, SHIFT_END, BREAK, ONLY_ONE_FREE, MOST_PROFICIENT, ONLY_REQUEST, OLDEST_REQUEST,
 BY_DISTANCE, BY_PRIORITY, BY_SKILLS, BY_BOTTLENECK, WALKED_M, FATIGUE, REPETITIONS,
 WEAR, BY_INSPECTION, FOUND, MISSED, FALSE_ALARM, PASSED) = range(21)  # fmt: skip

PROCESSING, JUDGEMENT, INSPECTION, FORKING = 0, 1, 2, 3
DEFECT = 100
"""... and what follows are the defects of a station, the first and so on."""

# what a route is made of
VISIT, FORK, EITHER, JUMP, END = 0, 1, 2, 3, 4
SHORTEST_QUEUE, LEAST_LOADED, AT_RANDOM = 0, 1, 2
CHOICES = {"shortest_queue": SHORTEST_QUEUE, "least_loaded": LEAST_LOADED, "random": AT_RANDOM}

# when orders are let into the plant
AT_ONCE, WIP_BELOW, BEFORE_DUE = 0, 1, 2
