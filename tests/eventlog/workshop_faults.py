"""What can be wrong with a good day in the workshop? A law, and the story with one fault that breaks it."""

from shopfloor.eventlog import Row
from tests.eventlog.faults import changed, inserted, without
from tests.eventlog.logs import event
from tests.eventlog.story import STORY

WORKSHOP_FAULTS: dict[str, tuple[str, list[Row]]] = {
    "a cause that is the event itself": (
        "causes_precede_effects",
        changed(STORY, "loaded", "pump-1", cause=3),
    ),
    "a cause that comes later": ("causes_precede_effects", changed(STORY, "loaded", "pump-1", cause=5)),
    "a cause that never was": ("causes_precede_effects", changed(STORY, "loaded", "pump-1", cause=-1)),
    "a job without a product": ("events_say_who", changed(STORY, "loaded", "pump-1", product=None)),
    "work without a machine": ("events_say_who", changed(STORY, "work_started", "pump-1", machine=None)),
    "a failure without a mode": ("events_say_who", changed(STORY, "failed", "pump-1", detail=None)),
    "a shift of nobody": ("events_say_who", changed(STORY, "shift_started", person=None)),
    "a shift of two": ("events_say_who", changed(STORY, "shift_started", machine="saw.1", station="saw")),
    "work goes on while down": (
        "failed_machines_stand_still",
        inserted(
            STORY,
            event(5, "failed", None, "saw.2", detail="motor"),
            event(7, "repaired", None, "saw.2", detail="motor"),
        ),
    ),
    "a job ends twice": (
        "jobs_are_conserved",
        inserted(STORY, event(40, "job_completed", "pump-2", value=40)),
    ),
    "a job that was never released": ("jobs_are_conserved", without(STORY, "job_released", "pump-2")),
    "work ends in another machine": (
        "jobs_are_in_one_place",
        changed(STORY, "work_finished", "pump-1", machine="saw.2"),
    ),
    "work ends at another station": (
        "jobs_are_in_one_place",
        changed(STORY, "work_finished", "pump-1", machine="mill.1", station="mill"),
    ),
    "a scrapped job goes on": (
        "jobs_live_once",
        inserted(STORY, event(16, "queue_entered", "pump-3", "mill", value=1)),
    ),
    "a job moves before it is released": ("jobs_live_once", without(STORY, "job_released", "pump-1")),
    "a job is released twice": ("jobs_live_once", inserted(STORY, event(70, "job_released", "valve-1"))),
    "work without loading": ("jobs_take_allowed_steps", without(STORY, "loaded", "pump-1")),
    "work that never began is finished": (
        "jobs_take_allowed_steps",
        without(STORY, "work_started", "pump-2"),
    ),
    "unblocked from another block": (
        "jobs_take_allowed_steps",
        changed(STORY, "unblocked", "pump-1", detail="before_service>mill"),
    ),
    "a kind that nobody knows": ("kinds_are_known", changed(STORY, "loaded", "pump-1", kind="teleported")),
    "another lead time": ("lead_times_are_true", changed(STORY, "job_completed", "pump-1", value=75.999999)),
    "a job that ends once and again": (
        "littles_law",
        inserted(STORY, event(40, "job_completed", "pump-2", value=40)),
    ),
    "a job released once and again": ("littles_law", inserted(STORY, event(70, "job_released", "valve-1"))),
    "a machine's time begins too early": (
        "machine_states_tile",
        changed(STORY, "loaded", "pump-1", time_us=-5),
    ),
    "two jobs in a machine": (
        "machines_hold_what_they_may",
        inserted(
            STORY,
            event(13, "queue_entered", "pump-9", "saw", value=1),
            event(13, "loaded", "pump-9", "saw.2"),
        ),
    ),
    "work on a job that is not there": (
        "machines_hold_what_they_may",
        changed(STORY, "work_started", "pump-2", machine="saw.1"),
    ),
    "work in an empty machine": (
        "machines_hold_what_they_may",
        inserted(STORY, event(50, "work_started", "pump-3", "saw.2", value=1)),
    ),
    "blocked after it has left": (
        "machines_hold_what_they_may",
        changed(STORY, "blocked", "pump-1", time_us=17_000_001),
    ),
    "a machine that is not there": ("names_are_known", changed(STORY, "loaded", "pump-1", machine="saw.9")),
    "a machine of another station": ("names_are_known", changed(STORY, "loaded", "pump-1", station="mill")),
    "a station that is not there": (
        "names_are_known",
        changed(STORY, "queue_entered", "pump-1", station="lathe"),
    ),
    "a person that is not there": (
        "names_are_known",
        changed(STORY, "work_started", "pump-1", person="crew.9"),
    ),
    "a product that is not there": (
        "names_are_known",
        changed(STORY, "job_released", "pump-1", product="pipe"),
    ),
    "two jobs in one pair of hands": (
        "people_do_one_thing",
        changed(STORY, "work_started", "pump-1", person="crew.2"),
    ),
    "somebody ends what another began": (
        "people_do_one_thing",
        changed(STORY, "work_finished", "pump-1", person="crew.2"),
    ),
    "a person ends work elsewhere": (
        "people_do_one_thing",
        changed(STORY, "work_finished", "pump-3", machine="saw.1"),
    ),
    "a person's time begins too early": ("people_states_tile", changed(STORY, "shift_started", time_us=-5)),
    "repairing in the break": ("people_work_on_shift", without(STORY, "break_ended")),
    "away in the middle of a repair": ("people_work_on_shift", without(STORY, "repair_interrupted")),
    "another number of jobs in the queue": (
        "queue_lengths_are_true",
        changed(STORY, "queue_entered", "valve-1", value=1.0),
    ),
    "no number of jobs in the queue": (
        "queue_lengths_are_true",
        changed(STORY, "queue_entered", "valve-1", value=None),
    ),
    "more jobs than places": (
        "queues_keep_their_capacity",
        inserted(
            STORY, event(3, "job_released", "pump-9"), event(3, "queue_entered", "pump-9", "saw", value=2)
        ),
    ),
    "loaded from an empty queue": ("queues_keep_their_capacity", without(STORY, "queue_entered", "pump-4")),
    "repaired and never failed": ("repairs_follow_failures", without(STORY, "failed", "pump-1")),
    "failed twice at once": (
        "repairs_follow_failures",
        inserted(STORY, event(5, "failed", "pump-1", "saw.1", detail="blade")),
    ),
    "resumed without interruption": ("repairs_follow_failures", without(STORY, "repair_interrupted")),
    "a repair is shorter than planned": (
        "repairs_take_their_time",
        changed(STORY, "repair_started", value=6.0),
    ),
    "a repair is longer than what was left": (
        "repairs_take_their_time",
        changed(STORY, "repair_resumed", value=2.0),
    ),
    "a repair forgets its end": ("repairs_take_their_time", without(STORY, "repaired")),
    "a repair of nobody knows how long": (
        "repairs_take_their_time",
        changed(STORY, "repair_resumed", value=None),
    ),
    "sent back twice, they say": ("reworks_are_counted", changed(STORY, "reworked", "pump-1", value=2.0)),
    "comes and was there": ("shifts_alternate", inserted(STORY, event(50, "break_ended", person="crew.1"))),
    "goes and was away": ("shifts_alternate", inserted(STORY, event(7, "shift_ended", person="crew.1"))),
    "time runs backwards": ("time_runs_forward", changed(STORY, "failed", "pump-1", time_us=1_999_999)),
    "something at the horizon": ("time_runs_forward", [*STORY, event(100, "job_released", "pump-6")]),
    "something before the beginning": ("time_runs_forward", changed(STORY, "shift_started", time_us=-1)),
    "work is shorter than planned": (
        "work_takes_its_time",
        changed(STORY, "work_started", "pump-2", value=12.000001),
    ),
    "setup is longer than planned": (
        "work_takes_its_time",
        changed(STORY, "setup_started", "valve-1", value=3.0),
    ),
    "more is left than can be": (
        "work_takes_its_time",
        changed(STORY, "work_interrupted", "pump-1", value=7.0),
    ),
    "somebody steady takes up less than was left": (
        "interrupted_work_is_kept",
        changed(STORY, "work_resumed", "pump-1", value=5.999999),
    ),
    "so does a colleague of the same crew": (
        "interrupted_work_is_kept",
        changed(
            changed(STORY, "work_resumed", "pump-1", value=5.0), "work_resumed", "pump-1", person="crew.2"
        ),
    ),
    "work forgets its end": ("work_takes_its_time", changed(STORY, "work_started", "pump-4", value=19.0)),
    "work of nobody knows how long": (
        "work_takes_its_time",
        changed(STORY, "work_started", "pump-2", value=None),
    ),
}
