"""What do the views say of batches, parts, upkeep and people on their way? The day in the factory, worked out by hand."""

from tests.eventlog.factory import FACTS
from tests.eventlog.logs import event, rows


def test_a_machine_holds_a_batch(factory):
    """How many are in it; which one only where there is one."""
    columns = "state job jobs person detail from_us until_us"
    assert rows(factory.machine_states, columns, machine="oven.1") == [
        ("starved", None, 0, None, None, 0, 1),
        ("waiting_for_person", None, 2, None, None, 1, 3),
        ("productive", None, 2, "crew.1", None, 3, 13),
        ("maintenance", None, 0, "crew.1", "cleaning", 13, 15),
        ("waiting_for_maintenance", None, 0, None, "cleaning", 15, 17),
        ("maintenance", None, 0, "crew.1", "cleaning", 17, 20),
        ("starved", None, 0, None, None, 20, 37),
        ("productive", "frame-1", 1, "crew.1", None, 37, 52),
        ("starved", None, 0, None, None, 52, 60),
        ("down", None, 0, None, "coil", 60, 70),
        ("starved", None, 0, None, None, 70, 100),
    ]


def test_a_machine_waits_for_parts(factory):
    """And says for which."""
    assert rows(factory.machine_states, "state job detail from_us until_us", machine="bench.1") == [
        ("starved", None, None, 0, 5),
        ("waiting_for_parts", "frame-1", "plate", 5, 13),
        ("productive", "frame-1", None, 13, 22),
        ("down", "frame-1", "belt", 22, 24),
        ("productive", "frame-1", None, 24, 33),
        ("starved", None, None, 33, 100),
    ]


def test_batch_runs_tell_how_many_and_when(factory):
    """Formed, begun, finished."""
    assert rows(factory.batch_runs, "station machine formed_us jobs started_us finished_us event") == [
        ("oven", "oven.1", 1, 2, 3, 13, 7),
        ("oven", "oven.1", 37, 1, 37, 42, 50),
        ("oven", "oven.1", 42, 1, 42, 52, 59),
    ]


def test_jobs_tell_where_parts_come_from_and_go_to(factory):
    """A part ends in another job, and one comes out of it."""
    assert rows(factory.jobs, "job ordered_us released_us due_us ended_us outcome out_of part_of") == [
        ("plate-1", None, 0, None, 13, "assembled", None, "frame-1"),
        ("plate-2", None, 1, None, 13, "assembled", None, "frame-1"),
        ("frame-1", 0, 5, 90, 52, "completed", None, None),
        ("plate-3", None, 52, None, None, None, "frame-1", None),
    ]


def test_an_order_that_waits_for_its_release_is_no_job_in_the_plant_yet(log):
    """It stands behind the others, with its due date."""
    waiting = log(event(1, "job_ordered", "pump-1", value=60), event(2, "job_released", "pump-2"))
    assert rows(waiting.jobs, "job ordered_us released_us due_us ended_us") == [
        ("pump-2", None, 2, None, None),
        ("pump-1", 1, None, 60, None),
    ]


def test_maintenances_are_like_stoppages(factory):
    """Due, begun, finished; and by whom."""
    columns = "station machine plan job person due_us started_us finished_us event"
    assert rows(factory.maintenances, columns) == [
        ("oven", "oven.1", "cleaning", None, "crew.1", 13, 13, 20, 30)
    ]


def test_inspections_tell_what_was_there(factory):
    """Beside the verdict."""
    assert rows(factory.inspections, "job product station machine verdict defects at_us event") == [
        ("plate-1", "plate", "oven", "oven.1", "missed", 1, 13, 23),
        ("plate-2", "plate", "oven", "oven.1", "passed", 0, 13, 25),
        ("frame-1", "frame", "oven", "oven.1", "false_alarm", 0, 42, 56),
        ("frame-1", "frame", "oven", "oven.1", "passed", 0, 52, 65),
    ]


def test_defects_are_mended_where_they_were_made(log):
    """By the next work at that station; one that came with a part as well."""
    found = log(
        event(1, "work_finished", "pump-1", "saw.1"),
        event(1, "defect_made", "pump-1", "saw.1", detail="burr"),
        event(1, "defect_made", "pump-1", "mill", detail="scratch"),
        event(5, "work_finished", "pump-1", "mill.1"),
        event(5, "defect_made", "pump-1", "mill.1", detail="scratch"),
        event(9, "work_finished", "pump-2", "mill.1"),
        event(9, "work_finished", "pump-1", "lathe.1"),
    )
    assert rows(found.defects, "job station machine defect made_us mended_us event mended_event") == [
        ("pump-1", "saw", "saw.1", "burr", 1, None, 1, None),
        ("pump-1", "mill", None, "scratch", 1, 5, 2, 3),
        ("pump-1", "mill", "mill.1", "scratch", 5, None, 4, None),
    ]


def test_people_walk_maintain_and_are_absent(factory):
    """Walking to a station, maintaining a machine; an absence lasts until the next shift begins."""
    assert rows(factory.people, "person state station machine from_us until_us") == [
        ("crew.1", "idle", None, None, 0, 1),
        ("crew.1", "walking", "oven", None, 1, 3),
        ("crew.1", "working", "oven", "oven.1", 3, 13),
        ("crew.1", "maintaining", "oven", "oven.1", 13, 15),
        ("crew.1", "on_break", None, None, 15, 17),
        ("crew.1", "maintaining", "oven", "oven.1", 17, 20),
        ("crew.1", "idle", None, None, 20, 37),
        ("crew.1", "working", "oven", "oven.1", 37, 52),
        ("crew.1", "idle", None, None, 52, 100),
        ("crew.2", "absent", None, None, 0, 100),
    ]


def test_who_was_absent_comes_again(log):
    """From home: off shift before, absent until the next shift."""
    shifts = log(
        event(10, "absent", person="crew.1"),
        event(30, "absent", person="crew.1"),
        event(50, "shift_started", person="crew.1"),
        event(70, "shift_ended", person="crew.1"),
        event(90, "absent", person="crew.1"),
    )
    assert rows(shifts.people, "state from_us until_us", person="crew.1") == [
        ("off_shift", 0, 10),
        ("absent", 10, 50),
        ("idle", 50, 70),
        ("off_shift", 70, 90),
        ("absent", 90, 100),
    ]


def test_assignments_tell_why(factory):
    """One row for each task that somebody was given."""
    columns = "person station machine job reason alternatives at_us event"
    assert rows(factory.assignments, columns)[:2] == [
        ("crew.1", "oven", "oven.1", "plate-1", "only_one_free", 1, 1, 10),
        ("crew.1", "oven", "oven.1", None, "only_request", 1, 13, 31),
    ]


def test_walks_tell_from_where_to_where(factory, log):
    """One that goes on at the horizon has no end."""
    assert rows(factory.walks, "person from_place to_station started_us finished_us event") == [
        ("crew.1", "gate", "oven", 1, 3, 11)
    ]
    walking = log(event(99, "walk_started", None, "saw", "crew.2", "mill", 5))
    assert rows(walking.walks, "person from_place to_station started_us finished_us") == [
        ("crew.2", "mill", "saw", 99, None)
    ]


def test_deadlocks_tell_the_cycle(factory):
    """And when it closed."""
    assert rows(factory.deadlocks, "station cycle at_us event") == [("bench", "bench>oven>bench", 95, 73)]


def test_a_batch_leaves_one_by_one(log):
    """Who is left is known; of several places that have none to give, the one that keeps the machine longest is told."""
    batch = [event(0, "loaded", f"plate-{number}", "oven.1") for number in (1, 2)]
    blocked = log(
        *batch,
        event(10, "blocked", "plate-1", "oven.1", detail="after_service>bench"),
        event(10, "blocked", "plate-2", "oven.1", detail="after_service>plate"),
        event(20, "unblocked", "plate-2", "oven.1", detail="after_service>plate"),
        event(30, "unblocked", "plate-1", "oven.1", detail="after_service>bench"),
        facts=FACTS,
    )
    assert rows(blocked.machine_states, "state job jobs blocked_by from_us until_us", machine="oven.1") == [
        ("waiting_for_person", None, 2, None, 0, 10),
        ("blocked", None, 2, "bench", 10, 20),
        ("blocked", "plate-1", 1, "bench", 20, 30),
        ("starved", None, 0, None, 30, 100),
    ]


def test_a_setup_is_one_for_the_whole_batch(log):
    """Only its first job has the rows of the setup, the others are held meanwhile."""
    setup = log(
        event(0, "loaded", "plate-1", "oven.1"),
        event(0, "loaded", "plate-2", "oven.1"),
        event(0, "setup_started", "plate-1", "oven.1", "crew.1", "frame>plate", 10),
        event(10, "setup_finished", "plate-1", "oven.1", "crew.1", "frame>plate"),
        event(15, "work_started", "plate-1", "oven.1", value=85),
        event(15, "work_started", "plate-2", "oven.1", value=85),
        facts=FACTS,
    )
    assert rows(setup.machine_states, "state jobs person from_us until_us", machine="oven.1") == [
        ("setup", 2, "crew.1", 0, 10),
        ("waiting_for_person", 2, None, 10, 15),
        ("productive", 2, None, 15, 100),
    ]


def test_maintenance_of_a_machine_that_is_down_is_done_meanwhile(log):
    """Down comes first; what is left of the maintenance is seen when the machine is repaired."""
    both = log(
        event(10, "failed", None, "saw.1", detail="blade"),
        event(10, "repair_started", None, "saw.1", detail="blade", value=10),
        event(10, "maintenance_due", None, "saw.1", detail="blade"),
        event(10, "maintenance_started", None, "saw.1", "crew.1", "blade", 20),
        event(20, "repaired", None, "saw.1", detail="blade"),
        event(30, "maintenance_finished", None, "saw.1", "crew.1", "blade"),
    )
    assert rows(both.machine_states, "state person detail from_us until_us", machine="saw.1") == [
        ("starved", None, None, 0, 10),
        ("down", None, "blade", 10, 20),
        ("maintenance", "crew.1", "blade", 20, 30),
        ("starved", None, None, 30, 100),
    ]
