"""What do the views say? Small logs, and what follows from them, worked out by hand. Times in seconds."""

import pytest

from tests.eventlog.logs import event, plant, rows, write_log
from tests.eventlog.story import STORY

STATES = "state job person from_us until_us"


def test_operations_tell_the_times_of_each_visit(story):
    """Queued, loaded, begun, finished, gone; in the order of the visits' first events."""
    assert rows(
        story.operations, "job station visit machine queued_us loaded_us started_us finished_us left_us"
    ) == [
        ("pump-1", "saw", 1, "saw.1", 0, 0, 0, 17, 18),
        ("pump-2", "saw", 1, "saw.2", 0, 0, 0, 12, 12),
        ("pump-3", "saw", 1, "saw.2", 2, 12, 12, 15, 15),
        ("pump-2", "mill", 1, "mill.1", 12, 12, 12, 32, 32),
        ("pump-1", "mill", 1, "mill.1", 18, 32, 32, 42, 42),
        ("valve-1", "mill", 1, "mill.1", 20, 42, 46, 60, 60),
        ("pump-1", "mill", 2, "mill.1", 42, 60, 66, 76, 76),
        ("pump-4", "saw", 1, "saw.1", 80, 80, 80, None, None),
    ]


def test_operations_tell_where_the_time_went(story):
    """Planned, worked, set up, waited before, stood still within, blocked afterwards, and how it ended."""
    columns = "job planned_us worked_us setup_us waiting_us interrupted_us blocked_us outcome"
    assert rows(story.operations, columns) == [
        ("pump-1", 10, 10, 0, 0, 7, 1, "passed"),
        ("pump-2", 12, 12, 0, 0, 0, 0, "passed"),
        ("pump-3", 3, 3, 0, 10, 0, 0, "scrapped"),
        ("pump-2", 20, 20, 0, 0, 0, 0, "passed"),
        ("pump-1", 10, 10, 0, 14, 0, 0, "reworked"),
        ("valve-1", 14, 14, 4, 26, 0, 0, "passed"),
        ("pump-1", 10, 10, 6, 24, 0, 0, "passed"),
        ("pump-4", 30, 20, 0, 0, 0, 0, None),
    ]


def test_operations_tell_who_began_and_which_events_belong_to_a_visit(story):
    """Events are those of the job, from its entry into the queue to the last before the next one."""
    assert rows(
        story.operations, "product person setup_started_us setup_finished_us first_event last_event"
    ) == [
        ("pump", "crew.1", None, None, 2, 36),
        ("pump", "crew.2", None, None, 7, 25),
        ("pump", "crew.2", None, None, 12, 33),
        ("pump", None, None, None, 26, 41),
        ("pump", None, None, None, 37, 45),
        ("valve", "crew.2", 42, 46, 39, 53),
        ("pump", "crew.2", 60, 66, 46, 60),
        ("pump", "crew.1", None, None, 62, 65),
    ]


def test_setups_tell_from_what_to_what(story):
    """One row for each changeover, with the job that it was for."""
    columns = "station machine person job product from_product to_product started_us finished_us"
    assert rows(story.setups, columns) == [
        ("mill", "mill.1", "crew.2", "valve-1", "valve", "pump", "valve", 42, 46),
        ("mill", "mill.1", "crew.2", "pump-1", "pump", "valve", "pump", 60, 66),
    ]


def test_stoppages_tell_how_long_and_who_repaired(story):
    """From the failure to the end of the repair, a break of the repairer included."""
    columns = "station machine mode job person failed_us repair_started_us repaired_us event"
    assert rows(story.stoppages, columns) == [("saw", "saw.1", "blade", "pump-1", "crew.1", 4, 4, 11, 13)]


def test_jobs_tell_how_they_ended(story):
    """Completed, scrapped, lost or open; late by how much."""
    columns = (
        "job product priority released_us due_us completed_us ended_us outcome lead_us tardiness_us reworks"
    )
    assert rows(story.jobs, columns) == [
        ("pump-1", "pump", 1, 0, 60, 76, 76, "completed", 76, 16, 1),
        ("pump-2", "pump", 1, 0, None, 32, 32, "completed", 32, None, 0),
        ("pump-3", "pump", 1, 2, None, None, 15, "scrapped", None, None, 0),
        ("valve-1", "valve", 0, 20, 50, 60, 60, "completed", 40, 10, 0),
        ("pump-4", "pump", 1, 80, None, None, None, None, None, None, 0),
        ("pump-5", "pump", 1, 85, None, None, 85, "lost", None, None, 0),
    ]


def test_machine_states_tile_the_time(story):
    """Each machine has one state at any time, from the beginning to the horizon."""
    assert rows(story.machine_states, STATES, machine="saw.1") == [
        ("productive", "pump-1", "crew.1", 0, 4),
        ("down", "pump-1", "crew.1", 4, 6),
        ("waiting_for_repair", "pump-1", None, 6, 8),
        ("down", "pump-1", "crew.1", 8, 11),
        ("productive", "pump-1", "crew.1", 11, 17),
        ("blocked", "pump-1", None, 17, 18),
        ("starved", None, None, 18, 80),
        ("productive", "pump-4", "crew.1", 80, 100),
    ]
    assert rows(story.machine_states, STATES, machine="saw.2") == [
        ("productive", "pump-2", "crew.2", 0, 12),
        ("productive", "pump-3", "crew.2", 12, 15),
        ("starved", None, None, 15, 100),
    ]
    assert rows(story.machine_states, STATES, machine="mill.1") == [
        ("starved", None, None, 0, 12),
        ("productive", "pump-2", None, 12, 32),
        ("productive", "pump-1", None, 32, 42),
        ("setup", "valve-1", "crew.2", 42, 46),
        ("productive", "valve-1", "crew.2", 46, 60),
        ("setup", "pump-1", "crew.2", 60, 66),
        ("productive", "pump-1", "crew.2", 66, 76),
        ("starved", None, None, 76, 100),
    ]


def test_people_tile_the_time(story):
    """So do people; from job to job at one machine they go on working."""
    columns = "crew state station machine from_us until_us"
    assert rows(story.people, columns, person="crew.1") == [
        ("crew", "working", "saw", "saw.1", 0, 4),
        ("crew", "repairing", "saw", "saw.1", 4, 6),
        ("crew", "on_break", None, None, 6, 8),
        ("crew", "repairing", "saw", "saw.1", 8, 11),
        ("crew", "working", "saw", "saw.1", 11, 17),
        ("crew", "idle", None, None, 17, 80),
        ("crew", "working", "saw", "saw.1", 80, 100),
    ]
    assert rows(story.people, columns, person="crew.2") == [
        ("crew", "working", "saw", "saw.2", 0, 15),
        ("crew", "idle", None, None, 15, 42),
        ("crew", "setting_up", "mill", "mill.1", 42, 46),
        ("crew", "working", "mill", "mill.1", 46, 60),
        ("crew", "setting_up", "mill", "mill.1", 60, 66),
        ("crew", "working", "mill", "mill.1", 66, 76),
        ("crew", "idle", None, None, 76, 100),
    ]


def test_replications_are_strangers(tmp_path):
    """The same job in two replications is two jobs."""
    both = write_log(tmp_path, STORY, [event(7, "job_released", "pump-1")])
    assert rows(both.jobs, "replication released_us ended_us", job="pump-1") == [(0, 0, 76), (1, 7, None)]
    assert len(both.operations) == 8
    idle = both.people[both.people.replication == 1]
    assert rows(idle, "person state from_us until_us") == [
        ("crew.1", "idle", 0, 100),
        ("crew.2", "idle", 0, 100),
    ]


def test_a_log_in_which_nothing_happens(log):
    """Machines starve and people idle, from beginning to end."""
    empty = log()
    assert rows(empty.machine_states, "machine state from_us until_us") == [
        ("mill.1", "starved", 0, 100),
        ("saw.1", "starved", 0, 100),
        ("saw.2", "starved", 0, 100),
    ]
    assert rows(empty.people, "person state until_us") == [("crew.1", "idle", 100), ("crew.2", "idle", 100)]
    assert [
        len(table) for table in (empty.events, empty.operations, empty.setups, empty.stoppages, empty.jobs)
    ] == [0] * 5


def test_a_job_in_the_queue_has_no_machine_yet(log):
    """What has not happened is null."""
    waiting = log(event(1, "job_released", "pump-1"), event(1, "queue_entered", "pump-1", "saw", value=1))
    columns = "machine person loaded_us started_us waiting_us planned_us worked_us left_us outcome"
    assert rows(waiting.operations, columns) == [(None, None, None, None, None, None, 0, None, None)]


def test_work_that_is_restarted_takes_longer_than_planned(log):
    """Time worked counts, also when it was in vain."""
    restarted = log(
        event(0, "queue_entered", "pump-1", "saw", value=1),
        event(0, "loaded", "pump-1", "saw.1"),
        event(0, "work_started", "pump-1", "saw.1", value=10),
        event(7, "failed", "pump-1", "saw.1", detail="blade"),
        event(7, "work_interrupted", "pump-1", "saw.1", detail="blade", value=3),
        event(7, "repair_started", None, "saw.1", detail="blade", value=2),
        event(9, "repaired", None, "saw.1", detail="blade"),
        event(9, "work_restarted", "pump-1", "saw.1", value=10),
        event(19, "work_finished", "pump-1", "saw.1"),
    )
    columns = "planned_us worked_us interrupted_us started_us finished_us left_us outcome"
    assert rows(restarted.operations, columns) == [(10, 17, 2, 0, 19, 19, "passed")]


def test_a_job_scrapped_in_the_machine_leaves_it_empty(log):
    """The repair goes on without it."""
    scrapped = log(
        event(0, "job_released", "pump-1"),
        event(0, "queue_entered", "pump-1", "saw", value=1),
        event(0, "loaded", "pump-1", "saw.1"),
        event(0, "work_started", "pump-1", "saw.1", "crew.1", value=10),
        event(4, "failed", "pump-1", "saw.1", detail="blade"),
        event(4, "work_interrupted", "pump-1", "saw.1", "crew.1", "blade", 6),
        event(4, "scrapped", "pump-1", "saw.1", detail="blade"),
        event(5, "repair_started", None, "saw.1", "crew.1", "blade", 5),
        event(10, "repaired", None, "saw.1", "crew.1", "blade"),
    )
    assert rows(scrapped.machine_states, STATES, machine="saw.1") == [
        ("productive", "pump-1", "crew.1", 0, 4),
        ("waiting_for_repair", None, None, 4, 5),
        ("down", None, "crew.1", 5, 10),
        ("starved", None, None, 10, 100),
    ]
    assert rows(scrapped.operations, "worked_us finished_us left_us outcome") == [(4, None, 4, "scrapped")]
    assert rows(scrapped.stoppages, "job") == [("pump-1",)]
    assert rows(scrapped.jobs, "ended_us outcome") == [(4, "scrapped")]


def test_a_machine_is_up_when_no_mode_is_down(log):
    """Of two repairs at once, the person is who has the longest to go."""
    twice = log(
        event(10, "failed", None, "saw.1", detail="blade"),
        event(20, "repair_started", None, "saw.1", "crew.1", "blade", 40),
        event(30, "failed", None, "saw.1", detail="motor"),
        event(40, "repair_started", None, "saw.1", "crew.2", "motor", 10),
        event(50, "repaired", None, "saw.1", "crew.2", "motor"),
        event(60, "repaired", None, "saw.1", "crew.1", "blade"),
    )
    assert rows(twice.machine_states, "state person from_us until_us", machine="saw.1") == [
        ("starved", None, 0, 10),
        ("waiting_for_repair", None, 10, 20),
        ("down", "crew.1", 20, 60),
        ("starved", None, 60, 100),
    ]
    assert rows(twice.stoppages, "mode person failed_us repair_started_us repaired_us") == [
        ("blade", "crew.1", 10, 20, 60),
        ("motor", "crew.2", 30, 40, 50),
    ]


def test_a_failure_open_at_the_horizon_stays_open(log):
    """Nothing is closed by force; the second failure of a mode is a row of its own."""
    failures = log(
        event(10, "failed", None, "saw.1", detail="blade"),
        event(10, "repair_started", None, "saw.1", detail="blade", value=5),
        event(15, "repaired", None, "saw.1", detail="blade"),
        event(90, "failed", None, "saw.1", detail="blade"),
    )
    assert rows(failures.stoppages, "person failed_us repair_started_us repaired_us") == [
        (None, 10, 10, 15),
        (None, 90, None, None),
    ]
    assert rows(failures.machine_states, "state from_us until_us", machine="saw.1")[-1] == (
        "waiting_for_repair",
        90,
        100,
    )


BLOCKED = (
    event(0, "queue_entered", "pump-1", "saw", value=1),
    event(0, "loaded", "pump-1", "saw.1"),
    event(0, "work_started", "pump-1", "saw.1", value=10),
    event(10, "work_finished", "pump-1", "saw.1"),
    event(10, "blocked", "pump-1", "saw.1", detail="after_service>mill"),
)


def test_a_blocked_machine_that_fails_is_down(log):
    """Down comes first, and the part is still in it."""
    down = log(
        *BLOCKED,
        event(20, "failed", "pump-1", "saw.1", detail="blade"),
        event(20, "repair_started", None, "saw.1", detail="blade", value=5),
        event(25, "repaired", None, "saw.1", detail="blade"),
        event(30, "unblocked", "pump-1", "saw.1", detail="after_service>mill"),
    )
    assert rows(down.machine_states, STATES, machine="saw.1") == [
        ("productive", "pump-1", None, 0, 10),
        ("blocked", "pump-1", None, 10, 20),
        ("down", "pump-1", None, 20, 25),
        ("blocked", "pump-1", None, 25, 30),
        ("starved", None, None, 30, 100),
    ]
    assert rows(down.operations, "blocked_us left_us outcome") == [(20, 30, "passed")]


def test_a_job_blocked_at_the_horizon_has_not_left(log):
    """It was finished, and is still there."""
    columns = "finished_us left_us blocked_us outcome"
    assert rows(log(*BLOCKED).operations, columns) == [(10, None, 90, None)]


@pytest.mark.parametrize("order", ["blocked first", "reworked first"])
def test_a_job_sent_back_may_be_blocked_too(log, order):
    """It left when it was unblocked, whichever of the two is written first."""
    back = event(10, "reworked", "pump-1", "saw.1", detail="saw", value=1)
    way = [event(30, "unblocked", "pump-1", "saw.1", detail="after_service>mill")]
    rest = [*way, event(30, *back[1:3], "saw.1", detail="saw", value=1)] if order == "blocked first" else way
    begin = BLOCKED if order == "blocked first" else [*BLOCKED[:4], back, BLOCKED[4]]
    assert rows(log(*begin, *rest).operations, "left_us blocked_us outcome") == [(30, 20, "reworked")]


def test_blocking_before_service_is_no_time_of_the_operation_after_work(log):
    """The machine is blocked, then waits for somebody, then works."""
    before = log(
        event(0, "queue_entered", "pump-1", "saw", value=1),
        event(0, "loaded", "pump-1", "saw.1"),
        event(0, "blocked", "pump-1", "saw.1", detail="before_service>mill"),
        event(10, "unblocked", "pump-1", "saw.1", detail="before_service>mill"),
        event(15, "work_started", "pump-1", "saw.1", "crew.1", value=100),
    )
    assert rows(before.machine_states, STATES, machine="saw.1") == [
        ("blocked", "pump-1", None, 0, 10),
        ("waiting_for_person", "pump-1", None, 10, 15),
        ("productive", "pump-1", "crew.1", 15, 100),
    ]
    assert rows(before.operations, "waiting_us blocked_us worked_us left_us") == [(15, 0, 85, None)]


def test_a_machine_with_a_shift_is_off_before_it_begins(log):
    """Work past the end of the shift is work; a failure off shift is a failure."""
    shift = log(
        event(10, "shift_started", None, "saw.1"),
        event(10, "queue_entered", "pump-1", "saw", value=1),
        event(10, "loaded", "pump-1", "saw.1"),
        event(10, "work_started", "pump-1", "saw.1", value=20),
        event(20, "shift_ended", None, "saw.1"),
        event(30, "work_finished", "pump-1", "saw.1"),
        event(40, "failed", None, "saw.1", detail="blade"),
        event(40, "repair_started", None, "saw.1", detail="blade", value=2),
        event(42, "repaired", None, "saw.1", detail="blade"),
        event(60, "shift_started", None, "saw.1"),
        event(70, "break_started", None, "saw.1"),
        event(75, "break_ended", None, "saw.1"),
    )
    assert rows(shift.machine_states, "state from_us until_us", machine="saw.1") == [
        ("off_shift", 0, 10),
        ("productive", 10, 30),
        ("off_shift", 30, 40),
        ("down", 40, 42),
        ("off_shift", 42, 60),
        ("starved", 60, 70),
        ("off_shift", 70, 75),
        ("starved", 75, 100),
    ]


@pytest.mark.parametrize(
    ("first", "before"),
    [
        ("shift_started", "off_shift"),
        ("break_ended", "on_break"),
        ("shift_ended", "idle"),
        ("break_started", "idle"),
    ],
)
def test_the_first_shift_row_tells_where_a_person_was_before(log, first, before):
    """Who comes was away, who goes was there."""
    assert rows(log(event(30, first, person="crew.1")).people, "state from_us until_us", person="crew.1")[
        0
    ] == (
        before,
        0,
        30,
    )


def test_what_lasts_no_time_is_no_interval(log):
    """Of several events at one instant the last counts, and what goes on unchanged stays one interval."""
    quick = log(
        event(0, "queue_entered", "pump-1", "saw", value=1),
        event(0, "loaded", "pump-1", "saw.1"),
        event(0, "work_started", "pump-1", "saw.1", "crew.1", value=10),
        event(5, "work_interrupted", "pump-1", "saw.1", "crew.1", "break", 5),
        event(5, "work_resumed", "pump-1", "saw.1", "crew.1", value=5),
        event(10, "work_finished", "pump-1", "saw.1", "crew.1"),
    )
    assert rows(quick.machine_states, STATES, machine="saw.1") == [
        ("productive", "pump-1", "crew.1", 0, 10),
        ("starved", None, None, 10, 100),
    ]
    assert rows(quick.people, "state from_us until_us", person="crew.1") == [
        ("working", 0, 10),
        ("idle", 10, 100),
    ]


def test_times_are_exact_to_the_microsecond(log):
    """Also where the float64 of the log is not: a third of a second, ten years after the start."""
    start_us, third_us = 10 * 365 * 86_400 * 10**6 + 333_333, 333_333
    times = [start_us, start_us + third_us, start_us + 3 * third_us]
    kinds = ["queue_entered", "loaded", "work_started"]
    exact = log(
        *(
            (time, kind, "pump-1", "pump", "saw", "saw.1", None, None, None, None)
            for time, kind in zip(times, kinds, strict=True)
        ),
        facts=plant(horizon_s=4e8),
    )
    visit = exact.operations.iloc[0]
    assert [visit.queued_us, visit.loaded_us, visit.started_us, visit.waiting_us] == [*times, 3 * third_us]
