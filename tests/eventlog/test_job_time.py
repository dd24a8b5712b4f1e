"""Why does a job not go on? Every microsecond of its life has one reason; small logs, worked out by hand."""

import pytest

from shopfloor.eventlog import EventLog
from tests.eventlog.factory import FACTS
from tests.eventlog.logs import event, plant, rows

TIMES = "station machine reason other from_us until_us"


def reasons(log: EventLog, job: str) -> list[tuple]:
    return rows(log.job_time, "reason other from_us until_us", job=job)


def splits(log: EventLog, job: str) -> list[dict[str, float]]:
    """What each operation of a job says of its waiting, in seconds, without what it did not wait for."""
    table = log.operations[log.operations["job"] == job]
    columns = [name for name in table.columns if name.startswith("waiting_") and name != "waiting_us"]
    return [
        {name.removeprefix("waiting_").removesuffix("_us"): row[name] / 1e6 for name in columns if row[name]}
        for _, row in table.iterrows()
    ]


@pytest.mark.parametrize("day", ["story", "factory"])
def test_the_reasons_tile_every_life(request, day):
    """Without a gap, from the release to the end or the horizon."""
    log = request.getfixturevalue(day)
    jobs, times = log.jobs.fillna({"ended_us": log.plant.horizon_us}), log.job_time
    assert times["reason"].notna().all()
    for job in jobs.itertuples():
        life = times[times["job"] == job.job]
        assert [*life["from_us"], job.ended_us] == [job.released_us, *life["until_us"]]


def test_a_story_of_waiting(story):
    """Behind whom, for what: pump-1 and its saw, then the mill, twice."""
    assert rows(story.job_time, TIMES, job="pump-1") == [
        ("saw", "saw.1", "worked_on", "crew.1", 0, 4),
        ("saw", "saw.1", "machine_down", "blade", 4, 11),
        ("saw", "saw.1", "worked_on", "crew.1", 11, 17),
        ("saw", "saw.1", "blocked", "mill", 17, 18),
        ("mill", "mill.1", "queueing", "pump-2", 18, 32),
        ("mill", "mill.1", "worked_on", None, 32, 42),
        ("mill", "mill.1", "machine_in_setup", "valve-1", 42, 46),
        ("mill", "mill.1", "queueing", "valve-1", 46, 60),
        ("mill", "mill.1", "setup", "crew.2", 60, 66),
        ("mill", "mill.1", "worked_on", "crew.2", 66, 76),
    ]
    assert splits(story, "pump-1") == [
        {},
        {"queueing": 14},
        {"machine_in_setup": 4, "queueing": 14, "setup": 6},
    ]


def test_a_batch_waits_for_company_and_for_somebody(factory):
    """Also after another batch; meanwhile the machine may fail, or be maintained."""
    assert reasons(factory, "plate-1") == [
        ("waiting_for_batch", None, 0, 1),
        ("no_person", None, 1, 3),
        ("worked_on", "crew.1", 3, 13),
    ]
    assert reasons(factory, "plate-3") == [
        ("waiting_for_batch", None, 52, 60),
        ("machine_down", "coil", 60, 70),
        ("waiting_for_batch", None, 70, 100),
    ]
    assert splits(factory, "plate-1") == [{"for_batch": 1, "no_person": 2}]
    assert splits(factory, "plate-3") == [{"for_batch": 38, "machine_down": 10}]


def test_an_assembly_waits_for_parts_and_a_job_is_on_its_way(factory):
    """What is missing, and where to."""
    assert rows(factory.job_time, TIMES, job="frame-1") == [
        ("bench", "bench.1", "waiting_for_parts", "plate", 5, 13),
        ("bench", "bench.1", "worked_on", None, 13, 22),
        ("bench", "bench.1", "machine_down", "belt", 22, 24),
        ("bench", "bench.1", "worked_on", None, 24, 33),
        ("bench", None, "moving", "oven", 33, 37),
        ("oven", "oven.1", "worked_on", "crew.1", 37, 42),
        ("oven", "oven.1", "worked_on", "crew.1", 42, 52),
    ]
    assert splits(factory, "frame-1")[0] == {"for_parts": 8}


def test_whatever_the_machine_does_is_a_reason_to_wait(log):
    """pump-9 waits for the mill and sees it work, fail, be maintained, be blocked, wait, be set up, and go off shift."""
    day = log(
        event(0, "job_released", "valve-1"),
        event(0, "queue_entered", "valve-1", "mill", value=1),
        event(0, "loaded", "valve-1", "mill.1"),
        event(0, "work_started", "valve-1", "mill.1", "crew.1", value=15),
        event(0, "job_released", "pump-9"),
        event(2, "queue_entered", "pump-9", "mill", value=1),
        event(10, "failed", "valve-1", "mill.1", detail="tool"),
        event(10, "work_interrupted", "valve-1", "mill.1", "crew.1", "tool", 5),
        event(12, "repair_started", None, "mill.1", "crew.2", "tool", 3),
        event(15, "repaired", None, "mill.1", "crew.2", "tool"),
        event(15, "work_resumed", "valve-1", "mill.1", "crew.1", value=5),
        event(20, "work_finished", "valve-1", "mill.1", "crew.1"),
        event(20, "blocked", "valve-1", "mill.1", detail="after_service>saw"),
        event(25, "unblocked", "valve-1", "mill.1", detail="after_service>saw"),
        event(25, "maintenance_due", None, "mill.1", detail="oil"),
        event(28, "maintenance_started", None, "mill.1", "crew.2", "oil", 2),
        event(30, "maintenance_finished", None, "mill.1", "crew.2", "oil"),
        event(30, "loaded", "valve-2", "mill.1"),
        event(35, "setup_started", "valve-2", "mill.1", "crew.1", "pump>valve", 5),
        event(40, "setup_finished", "valve-2", "mill.1", "crew.1", "pump>valve"),
        event(40, "parts_awaited", "valve-2", "mill.1", detail="pump"),
        event(45, "parts_taken", "valve-2", "mill.1", value=1),
        event(45, "work_started", "valve-2", "mill.1", "crew.2", value=5),
        event(50, "work_finished", "valve-2", "mill.1", "crew.2"),
        event(60, "shift_ended", None, "mill.1"),
        event(70, "shift_started", None, "mill.1"),
        event(70, "loaded", "pump-9", "mill.1"),
        event(72, "shift_ended", None, "mill.1"),
        event(80, "shift_started", None, "mill.1"),
        event(80, "blocked", "pump-9", "mill.1", detail="before_service>saw"),
        event(85, "maintenance_due", "pump-9", "mill.1", detail="oil"),
    )
    assert reasons(day, "pump-9") == [
        ("no_place", None, 0, 2),
        ("queueing", "valve-1", 2, 10),
        ("machine_down", "tool", 10, 15),
        ("queueing", "valve-1", 15, 20),
        ("machine_blocked", "saw", 20, 25),
        ("machine_maintained", "oil", 25, 30),
        ("no_person", "valve-2", 30, 35),
        ("machine_in_setup", "valve-2", 35, 40),
        ("queueing", "valve-2", 40, 50),
        ("off_shift", None, 50, 70),
        ("no_person", None, 70, 72),
        ("off_shift", None, 72, 80),
        ("blocked", "saw", 80, 85),
        ("machine_maintained", "oil", 85, 100),
    ]
    assert splits(day, "pump-9") == [
        {
            "queueing": 23,
            "machine_in_setup": 5,
            "machine_down": 5,
            "machine_maintained": 20,
            "machine_blocked": 5,
            "no_person": 7,
            "off_shift": 28,
            "blocked": 5,
        }
    ]
    assert rows(day.job_time, "station", reason="no_place") == [("mill",)]


def test_what_waits_at_the_horizon_waits_for_the_first_machine(log):
    """Which one would take it is not known; outside it is not known either which station it waits for."""
    waiting = log(
        event(0, "loaded", "pump-1", "saw.2"),
        event(0, "work_started", "pump-1", "saw.2", value=100),
        event(50, "failed", None, "saw.1", detail="blade"),
        event(50, "job_released", "pump-2"),
        event(50, "queue_entered", "pump-2", "saw", value=1),
        event(60, "job_released", "pump-3"),
    )
    assert rows(waiting.job_time, TIMES, job="pump-2") == [("saw", "saw.1", "machine_down", "blade", 50, 100)]
    assert rows(waiting.job_time, TIMES, job="pump-3") == [(None, None, "no_place", None, 60, 100)]


def test_a_component_waits_in_its_stock(log):
    """Until a job takes it."""
    stocked = log(
        event(10, "job_released", "plate-1"),
        event(10, "stocked", "plate-1"),
        event(30, "assembled", "plate-1", "bench.1", detail="frame-1"),
        facts=FACTS,
    )
    assert rows(stocked.job_time, TIMES) == [(None, None, "in_stock", None, 10, 30)]


def test_each_job_of_a_batch_knows_what_it_waits_for(log):
    """Although the machine tells only what keeps it longest."""
    blocked = log(
        event(0, "queue_entered", "plate-1", "oven", value=1),
        event(0, "queue_entered", "plate-2", "oven", value=2),
        event(0, "loaded", "plate-1", "oven.1"),
        event(0, "loaded", "plate-2", "oven.1"),
        event(0, "work_started", "plate-1", "oven.1", value=10),
        event(0, "work_started", "plate-2", "oven.1", value=10),
        event(10, "work_finished", "plate-1", "oven.1"),
        event(10, "work_finished", "plate-2", "oven.1"),
        event(10, "blocked", "plate-1", "oven.1", detail="after_service>bench"),
        event(10, "blocked", "plate-2", "oven.1", detail="after_service>plate"),
        event(20, "unblocked", "plate-2", "oven.1", detail="after_service>plate"),
        event(30, "unblocked", "plate-1", "oven.1", detail="after_service>bench"),
        facts=FACTS,
    )
    assert reasons(blocked, "plate-1")[1:2] == [("blocked", "bench", 10, 30)]
    assert reasons(blocked, "plate-2")[1:2] == [("blocked", "plate", 10, 20)]


def test_a_long_queue_takes_linear_time_to_sum_up(log):
    """A thousand jobs wait for a thousand others; each waits for those before it, exactly."""
    jobs = range(1, 1001)
    line = log(
        *(event(0, "queue_entered", f"pump-{n}", "mill", value=n) for n in jobs),
        *(
            row
            for n in jobs
            for row in (
                event(n - 1, "loaded", f"pump-{n}", "mill.1"),
                event(n - 1, "work_started", f"pump-{n}", "mill.1", value=1),
                event(n, "work_finished", f"pump-{n}", "mill.1"),
            )
        ),
        facts=plant(horizon_s=2000),
    )
    waited = line.operations["waiting_queueing_us"]
    assert list(waited) == [(n - 1) * 1_000_000 for n in jobs]
    with line.connect() as connection:
        query = "SELECT count(*), sum(until_us - from_us) FROM job_time WHERE reason = 'queueing'"
        assert connection.sql(query).fetchall() == [(999 * 1000 // 2, sum(waited))]
