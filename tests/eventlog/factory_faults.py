"""What can be wrong with the day in the factory? A law, and the story with one fault that breaks it."""

from shopfloor.eventlog import Row
from tests.eventlog.factory import FACTORY
from tests.eventlog.faults import changed, inserted, without
from tests.eventlog.logs import event

FACTORY_FAULTS: dict[str, tuple[str, list[Row]]] = {
    # batches
    "a batch is larger than it tells": ("batches_stay_together", changed(FACTORY, "batch_formed", value=1.0)),
    "a batch without a word": ("batches_stay_together", without(FACTORY, "batch_formed")),
    "half of a batch is loaded": ("batches_stay_together", without(FACTORY, "loaded", "plate-2")),
    "half of a batch is loaded later": (
        "batches_stay_together",
        changed(FACTORY, "loaded", "plate-2", time_us=1_000_001),
    ),
    "half of a batch is worked on": ("batches_stay_together", without(FACTORY, "work_started", "plate-2")),
    "half of a batch is finished later": (
        "batches_stay_together",
        changed(FACTORY, "work_finished", "plate-2", time_us=13_000_001),
    ),
    "a third job in the oven": (
        "machines_hold_what_they_may",
        inserted(
            FACTORY,
            event(2, "queue_entered", "plate-9", "oven", value=1),
            event(2, "loaded", "plate-9", "oven.1"),
        ),
    ),
    "a job joins a batch": (
        "machines_hold_what_they_may",
        inserted(
            FACTORY,
            event(40, "queue_entered", "plate-9", "oven", value=1),
            event(40, "loaded", "plate-9", "oven.1"),
        ),
    ),
    "one of the batch in another pair of hands": (
        "people_do_one_thing",
        changed(FACTORY, "work_finished", "plate-2", person="crew.2"),
    ),
    # a job's way
    "arrives elsewhere": ("jobs_are_in_one_place", changed(FACTORY, "moved", "frame-1", station="bench")),
    "arrives too soon": (
        "moves_take_their_time",
        changed(FACTORY, "move_started", "frame-1", value=4.000001),
    ),
    "arrives without a word": ("jobs_take_allowed_steps", without(FACTORY, "moved", "frame-1")),
    "on the way for nobody knows how long": (
        "moves_take_their_time",
        changed(FACTORY, "move_started", "frame-1", value=None),
    ),
    "should have arrived": (
        "moves_take_their_time",
        [*FACTORY, event(95, "move_started", "plate-3", "oven", detail="bench", value=4.9)],
    ),
    "moves to nowhere": ("events_say_who", changed(FACTORY, "move_started", "frame-1", detail=None)),
    "moves to a place that is not there": (
        "names_are_known",
        changed(FACTORY, "move_started", "frame-1", detail="moon"),
    ),
    "a moment without a reason": (
        "job_times_add_up",
        changed(FACTORY, "moved", "frame-1", time_us=36_999_999),
    ),
    "work that is nowhere": ("job_times_add_up", without(FACTORY, "loaded", "frame-1")),
    "released without an order": (
        "jobs_live_once",
        inserted(FACTORY, event(5, "job_ordered", "frame-1", value=90)),
    ),
    "due at another time than ordered": (
        "orders_keep_their_due_dates",
        changed(FACTORY, "job_released", "frame-1", value=91.0),
    ),
    # parts
    "a part without an assembly": ("parts_make_up_assemblies", without(FACTORY, "parts_taken", "frame-1")),
    "more parts than were there": (
        "parts_make_up_assemblies",
        changed(FACTORY, "parts_taken", "frame-1", value=3.0),
    ),
    "a part in another machine": (
        "parts_make_up_assemblies",
        changed(FACTORY, "assembled", "plate-1", machine="oven.1", station="oven"),
    ),
    "a part that waits for nothing": ("jobs_take_allowed_steps", without(FACTORY, "stocked", "plate-1")),
    "parts without end": (
        "jobs_are_conserved",
        [*FACTORY, event(96, "assembled", "plate-2", "bench.1", detail="frame-1")],
    ),
    "one part more comes out": (
        "parts_come_out_of_jobs",
        changed(FACTORY, "disassembled", "frame-1", value=2.0),
    ),
    "a part comes out of nothing": (
        "parts_come_out_of_jobs",
        inserted(FACTORY, event(60, "job_released", "plate-9", detail="frame-1")),
    ),
    "three in a stock for two": (
        "stocks_keep_their_capacity",
        [*FACTORY, *(event(96, "stocked", f"plate-{number}") for number in (7, 8, 9))],
    ),
    "out of an empty stock": (
        "stocks_keep_their_capacity",
        [*FACTORY, event(96, "assembled", "plate-9", "bench.1", detail="frame-9")],
    ),
    # upkeep
    "less is left than was left": (
        "interrupted_work_is_kept",
        changed(FACTORY, "work_resumed", "frame-1", value=8.999999),
    ),
    "worked on while it is maintained": (
        "maintained_machines_stand_still",
        inserted(FACTORY, event(16, "work_started", "plate-9", "oven.1", value=1)),
    ),
    "worked on while its maintenance is due": (
        "maintained_machines_stand_still",
        inserted(FACTORY, event(10, "maintenance_due", "plate-1", "oven.1", detail="inspection")),
    ),
    "maintained out of turn": ("maintenance_follows_its_plan", without(FACTORY, "maintenance_due")),
    "due twice": (
        "maintenance_follows_its_plan",
        inserted(FACTORY, event(14, "maintenance_due", None, "oven.1", detail="cleaning")),
    ),
    "a maintenance is shorter than planned": (
        "maintenance_takes_its_time",
        changed(FACTORY, "maintenance_started", value=5.000001),
    ),
    "a maintenance forgets its end": ("maintenance_takes_its_time", without(FACTORY, "maintenance_finished")),
    "a maintenance of no plan": ("events_say_who", changed(FACTORY, "maintenance_due", detail=None)),
    "a failure without its job": ("stops_tell_their_job", changed(FACTORY, "failed", "frame-1", job=None)),
    "a failure of an empty machine with a job": (
        "stops_tell_their_job",
        changed(FACTORY, "maintenance_due", job="plate-3", product="plate"),
    ),
    "wear heals by itself": (
        "wear_only_rises",
        inserted(FACTORY, event(45, "measured", None, "oven.1", detail="wear", value=0.2)),
    ),
    "wear of nobody and nothing": ("events_say_who", changed(FACTORY, "measured", machine=None)),
    # quality
    "a fault that nobody made": ("inspections_tell_the_truth", without(FACTORY, "defect_made", "plate-1")),
    "a fault that is not counted": (
        "inspections_tell_the_truth",
        changed(FACTORY, "inspected", "plate-1", value=0.0),
    ),
    "nothing is found": (
        "inspections_tell_the_truth",
        changed(FACTORY, "inspected", "plate-2", detail="found"),
    ),
    "another word": ("inspections_tell_the_truth", changed(FACTORY, "inspected", "plate-2", detail="fine")),
    # people
    "a walk is too short": ("walks_take_their_time", changed(FACTORY, "walk_started", value=2.000001)),
    "a walk ends elsewhere": ("walks_take_their_time", changed(FACTORY, "walk_ended", station="bench")),
    "arrives and never left": ("walks_take_their_time", without(FACTORY, "walk_started")),
    "walks on and on": ("walks_take_their_time", without(FACTORY, "walk_ended")),
    "begins without being sent": ("people_are_assigned", without(FACTORY, "assigned", "frame-1")),
    "begins where somebody else was sent": (
        "people_are_assigned",
        changed(FACTORY, "assigned", "frame-1", machine="bench.1", station="bench"),
    ),
    "walks where nobody was sent": (
        "people_are_assigned",
        changed(FACTORY, "assigned", "plate-1", machine="bench.1", station="bench"),
    ),
    "a task for somebody busy": (
        "people_are_assigned_when_free",
        inserted(FACTORY, event(8, "assigned", "frame-1", "bench.1", "crew.1", "nearest", 1)),
    ),
    "a task in the break": (
        "people_are_assigned_when_free",
        inserted(FACTORY, event(16, "assigned", "frame-1", "bench.1", "crew.1", "nearest", 1)),
    ),
    "a task for somebody absent": (
        "people_are_assigned_when_free",
        inserted(FACTORY, event(16, "assigned", "frame-1", "bench.1", "crew.2", "nearest", 1)),
    ),
    "works and is absent": (
        "people_work_on_shift",
        inserted(FACTORY, event(16, "repair_started", None, "bench.1", "crew.2", "belt", 1)),
    ),
    "absent and was there": ("shifts_alternate", inserted(FACTORY, event(50, "absent", person="crew.1"))),
    "leaves and was absent": (
        "shifts_alternate",
        inserted(FACTORY, event(50, "shift_ended", person="crew.2")),
    ),
    # for ever
    "a job goes into a dead station": (
        "deadlocked_stations_stand_still",
        [*FACTORY, event(96, "loaded", "plate-3", "oven.1")],
    ),
    "a place in a dead cycle": (
        "deadlocked_stations_stand_still",
        [*FACTORY, event(96, "unblocked", "plate-3", "oven.1", detail="after_service>bench")],
    ),
    "a machine goes on whose promise can never come": (
        "deadlocked_stations_stand_still",
        [
            *FACTORY[:-1],
            event(94, "blocked", "plate-3", "oven.1", detail="before_service>bench"),
            changed(FACTORY, "deadlocked", detail="bench>oven>bench")[-1],
            event(96, "work_started", "plate-3", "oven.1", value=1),
        ],
    ),
    "parts come that never could": (
        "deadlocked_stations_stand_still",
        [
            *FACTORY[:-1],
            event(94, "parts_awaited", "frame-2", "bench.1", detail="plate"),
            changed(FACTORY, "deadlocked", detail="bench>plate>oven>bench")[-1],
            event(96, "parts_taken", "frame-2", "bench.1", value=2),
        ],
    ),
    "a station works on which parts wait": (
        "deadlocked_stations_stand_still",
        [
            *FACTORY[:-1],
            event(94, "parts_awaited", "frame-2", "bench.1", detail="plate"),
            changed(FACTORY, "deadlocked", detail="bench>plate>oven>bench")[-1],
            event(96, "loaded", "plate-3", "oven.1"),
        ],
    ),
    "dead without a cycle": ("events_say_who", changed(FACTORY, "deadlocked", detail=None)),
}
