"""What is a row of the event log?

One row per thing that happened, in the order of happening. The two engines write it, everything else reads it.
"""

from enum import StrEnum

import pyarrow as pa

__all__ = ["EVENT_SCHEMA", "EventKind"]

_NAME = pa.dictionary(pa.int32(), pa.string())

EVENT_SCHEMA = pa.schema(
    [
        pa.field("replication", pa.int32(), nullable=False),
        pa.field("event", pa.int64(), nullable=False),  # 0, 1, 2 ... in the order of happening
        pa.field(
            "time_s", pa.float64(), nullable=False
        ),  # seconds from the start, a whole number of microseconds
        pa.field("kind", _NAME, nullable=False),
        pa.field("job", pa.string()),  # "pump-17": product and number within the product, from 1
        pa.field("product", _NAME),
        pa.field("station", _NAME),
        pa.field("machine", _NAME),  # "cutting.2": station and number, from 1
        pa.field("person", _NAME),  # "crew.3": group and number, from 1
        pa.field("detail", _NAME),
        pa.field("value", pa.float64()),
        pa.field(
            "cause", pa.int64()
        ),  # the event that made this one possible; null when it came from outside
    ]
)
"""The columns of ``events``, in order."""


class EventKind(StrEnum):
    """Everything that can happen; the comment says what ``detail`` and ``value`` hold (blank: null)."""

    # jobs: every row below carries job and product
    JOB_ORDERED = "job_ordered"  # waits for its release; value: due time in s from the start (null: none)
    JOB_RELEASED = "job_released"  # value: as above; detail: the job it was taken out of (null: none)
    JOB_LOST = "job_lost"  # an arrival that found no place; station: where
    MOVE_STARTED = "move_started"  # leaves for another station; detail: which; value: planned s
    MOVED = "moved"  # has arrived; station: where
    QUEUE_ENTERED = "queue_entered"  # in front of the station; value: jobs waiting there, this one included
    LOADED = "loaded"  # taken from the queue into the machine
    PARTS_AWAITED = "parts_awaited"  # an assembly lacks parts; detail: the product that is missing first
    PARTS_TAKEN = "parts_taken"  # value: how many parts the assembly took
    SETUP_STARTED = "setup_started"  # detail: "pump>valve"; value: planned s (at the person's pace)
    SETUP_INTERRUPTED = "setup_interrupted"  # detail: failure mode, "shift_end" or "break"; value: s left
    SETUP_RESUMED = "setup_resumed"  # value: s left
    SETUP_FINISHED = "setup_finished"
    WORK_STARTED = "work_started"  # value: planned processing s (at the person's pace)
    WORK_INTERRUPTED = "work_interrupted"  # detail: failure mode, "shift_end" or "break"; value: s left
    WORK_RESUMED = "work_resumed"  # value: s left
    WORK_RESTARTED = "work_restarted"  # from the beginning, after a failure; value: s left
    WORK_FINISHED = "work_finished"
    DEFECT_MADE = (
        "defect_made"  # a hidden fault, by this work, or in a part taken (no machine); detail: which
    )
    INSPECTED = "inspected"  # detail: "passed", "found", "missed" or "false_alarm"; value: faults on the job
    BLOCKED = "blocked"  # no place ahead; detail: "after_service>TARGET" or "before_service>TARGET"
    UNBLOCKED = "unblocked"  # detail: as blocked
    REWORKED = "reworked"  # detail: the station it goes back to; value: how often at this station, from 1
    SCRAPPED = "scrapped"  # detail: "quality", "inspection", "rework_limit" or the failure mode
    DISASSEMBLED = "disassembled"  # parts are taken out and released; value: how many
    STOCKED = "stocked"  # a finished part waits for its assembly
    ASSEMBLED = "assembled"  # the part became a part of another job; detail: which
    JOB_COMPLETED = "job_completed"  # value: lead time in s

    # stations and machines
    BATCH_FORMED = "batch_formed"  # station, machine; value: how many jobs go in together
    DEADLOCKED = "deadlocked"  # station; detail: who waits for whom, "welding>testing>welding"
    MEASURED = "measured"  # station, machine; detail: "wear"; value: the wear

    # machines: station and machine; detail: the failure mode
    FAILED = "failed"
    REPAIR_STARTED = "repair_started"  # person: who repairs (null: nobody is needed); value: planned s
    REPAIR_INTERRUPTED = "repair_interrupted"  # the repairer's shift ended or break began; value: s left
    REPAIR_RESUMED = "repair_resumed"  # value: s left
    REPAIRED = "repaired"

    # machines: station and machine; detail: the plan of maintenance
    MAINTENANCE_DUE = "maintenance_due"  # from here on the machine stands for it
    MAINTENANCE_STARTED = (
        "maintenance_started"  # person: who does it (null: nobody is needed); value: planned s
    )
    MAINTENANCE_INTERRUPTED = "maintenance_interrupted"  # value: s left
    MAINTENANCE_RESUMED = "maintenance_resumed"  # value: s left
    MAINTENANCE_FINISHED = "maintenance_finished"

    # people
    ASSIGNED = (
        "assigned"  # to a task; detail: why so; value: how many alternatives there were, this one included
    )
    WALK_STARTED = "walk_started"  # station: where to; detail: where from; value: planned s
    WALK_ENDED = "walk_ended"  # station: where
    ABSENT = "absent"  # does not come to this shift

    # shifts: of a person, or of a machine whose station has a shift of its own
    SHIFT_STARTED = "shift_started"
    SHIFT_ENDED = "shift_ended"
    BREAK_STARTED = "break_started"
    BREAK_ENDED = "break_ended"
