"""Are the KPIs what a pencil gives? The story over its whole time, and without its first 20 seconds."""

import json
from math import sqrt

import pytest

from shopfloor.eventlog import EventLog
from shopfloor.eventlog.kpis import UNITS, summarise
from tests.eventlog.logs import event, plant, write_log
from tests.eventlog.story import STORY

STATES = (
    "down",
    "waiting_for_repair",
    "maintenance",
    "waiting_for_maintenance",
    "setup",
    "productive",
    "off_shift",
    "blocked",
    "waiting_for_parts",
    "waiting_for_person",
    "starved",
)


def figures(log: EventLog, subject: str) -> dict[str, float]:
    return {row["kpi"]: row["mean"] for row in log.kpi_rows() if row["subject"] == subject}


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    return write_log(tmp_path_factory.mktemp("warm"), STORY, facts=plant(warm_up_s=20))


def states(**seconds: float) -> dict[str, float]:
    whole = sum(seconds.values())
    return {f"state_share.{state}": pytest.approx(seconds.get(state, 0) / whole) for state in STATES}


def test_the_plant(story):
    """Three jobs completed in 100 s, one scrapped, one lost, one open; the two with a due date were late."""
    assert figures(story, "plant") == {
        "completed": 3,
        "scrapped": 1,
        "lost": 1,
        "throughput_rate": pytest.approx(3 * 36),
        "work_in_process": pytest.approx((76 + 32 + 13 + 20 + 40) / 100),
        "lead_time": pytest.approx((76 + 32 + 40) / 3),
        "tardiness": pytest.approx((16 + 10) / 2),
        "on_time_share": 0,
    }


def test_a_product(story):
    """The same, of its own jobs."""
    assert figures(story, "product:valve") == {
        "completed": 1,
        "scrapped": 0,
        "lost": 0,
        "throughput_rate": pytest.approx(36),
        "work_in_process": pytest.approx(0.4),
        "lead_time": 40,
        "tardiness": 10,
        "on_time_share": 0,
    }


def test_a_job_on_the_due_date_is_on_time(log):
    """Not after is in time; its tardiness is 0."""
    on_time = log(event(1, "job_released", "valve-1", value=5), event(5, "job_completed", "valve-1", value=4))
    found = figures(on_time, "plant")
    assert (found["on_time_share"], found["tardiness"]) == (1, 0)


def test_a_station_whose_machine_failed(story):
    """The saws: two machines, so 200 s in all; three visits ended, one of them scrapped."""
    assert figures(story, "station:saw") == {
        "visits": 3,
        "throughput_rate": pytest.approx(3 * 36),
        "queue_length": pytest.approx(10 / 100),
        "waiting_time": pytest.approx(10 / 3),
        "processing_time": pytest.approx((10 + 12 + 3) / 3),
        **states(productive=45, down=5, waiting_for_repair=2, blocked=1, starved=147),
        "availability": pytest.approx(45 / 200),
        "effectiveness": 1,
        "quality_ratio": pytest.approx(2 / 3),
        "oee": pytest.approx(45 / 200 * 2 / 3),
        "utilisation_efficiency": pytest.approx(45 / 53),
        "setup_ratio": 0,
        "scrap_ratio": pytest.approx(1 / 3),
        "rework_ratio": 0,
        "first_pass_yield": pytest.approx(2 / 3),
        "mtbf": 200,
        "mttf": 193,
        "mttr": 7,
        "repair_waiting_time": 0,
        "repair_time": 7,
    }


def test_a_station_with_setups_and_rework(story):
    """The mill: four visits, one of them sent back, one a second try; it never fails, so it has no MTBF."""
    assert figures(story, "station:mill") == {
        "visits": 4,
        "throughput_rate": pytest.approx(4 * 36),
        "queue_length": pytest.approx((14 + 22 + 18) / 100),
        "waiting_time": pytest.approx((0 + 14 + 26 + 24) / 4),
        "processing_time": pytest.approx((20 + 10 + 14 + 10) / 4),
        **states(productive=54, setup=10, starved=36),
        "availability": pytest.approx(0.54),
        "effectiveness": 1,
        "quality_ratio": pytest.approx(3 / 4),
        "oee": pytest.approx(0.54 * 3 / 4),
        "utilisation_efficiency": pytest.approx(54 / 64),
        "setup_ratio": pytest.approx(10 / 64),
        "scrap_ratio": 0,
        "rework_ratio": pytest.approx(1 / 4),
        "first_pass_yield": pytest.approx(2 / 3),
    }


def test_a_machine(story):
    """saw.2 made two parts in 15 s, and starved for the rest."""
    assert figures(story, "machine:saw.2") == {
        "throughput_rate": pytest.approx(2 * 36),
        **states(productive=15, starved=85),
        "availability": pytest.approx(0.15),
        "effectiveness": 1,
        "quality_ratio": pytest.approx(1 / 2),
        "oee": pytest.approx(0.15 / 2),
        "utilisation_efficiency": 1,
        "setup_ratio": 0,
        "scrap_ratio": pytest.approx(1 / 2),
        "rework_ratio": 0,
        "first_pass_yield": pytest.approx(1 / 2),
    }


def test_people(story):
    """crew.1 was busy for 35 s, crew.2 for 49 s, of 200 s."""
    assert figures(story, "people:crew") == {"busy_share": pytest.approx((35 + 49) / 200)}


def test_the_factory(factory):
    """One frame in 100 s, of two plates; the order waited 5 s for its release, the oven drew power."""
    oven_j = 25 * 1000 + (1 + 17 + 8 + 30) * 36 + 5 * 0.5
    assert figures(factory, "plant") == {
        "completed": 1,
        "scrapped": 0,
        "lost": 0,
        "assembled": 2,
        "throughput_rate": pytest.approx(36),
        "work_in_process": pytest.approx((13 + 12 + 47 + 48) / 100),
        "backlog": pytest.approx(0.05),
        "release_time": 5,
        "lead_time": 47,
        "tardiness": 0,
        "on_time_share": 1,
        "energy": pytest.approx(oven_j / 3.6e6),
    }
    assert figures(factory, "people:crew") == {
        "busy_share": pytest.approx((10 + 5 + 15) / 200),
        "walking_share": pytest.approx(2 / 200),
        "absences": 1,
    }


def test_an_oven(factory):
    """Three batches of four jobs in all, a crack missed, one of three false alarms, one maintenance of 7 s."""
    found = figures(factory, "station:oven")
    assert {kpi: value for kpi, value in found.items() if kpi.startswith("state_share")} == states(
        productive=25, down=10, maintenance=5, waiting_for_maintenance=2, waiting_for_person=2, starved=56
    )
    assert found["batch_size"] == pytest.approx(4 / 3)
    assert (found["miss_share"], found["false_alarm_share"]) == (1, pytest.approx(1 / 3))
    times = ("maintenances", "maintenance_waiting_time", "maintenance_time", "mtbf", "mttf")
    assert [found[kpi] for kpi in times] == [1, 0, 7, 100, 90]
    assert (
        found["energy"] == figures(factory, "machine:oven.1")["energy"] == figures(factory, "plant")["energy"]
    )
    assert "energy" not in figures(factory, "station:bench")
    assert found["processing_time"] == pytest.approx((10 + 10 + 5 + 10) / 4)


def test_a_defect_escapes_with_a_completed_job(log):
    """Not with one whose fault was mended, nor with one that was scrapped; two faults are one job."""
    found = log(
        *(event(0, "job_released", f"pump-{n}") for n in (1, 2, 3)),
        *(event(5, "work_finished", f"pump-{n}", "saw.1") for n in (1, 2, 3)),
        *(event(5, "defect_made", f"pump-{n}", "saw.1", detail="burr") for n in (1, 2, 3)),
        event(5, "defect_made", "pump-1", "saw.1", detail="scratch"),
        event(6, "scrapped", "pump-3", "saw.1", detail="quality"),
        event(9, "work_finished", "pump-2", "saw.1"),
        *(event(9, "job_completed", f"pump-{n}", value=9) for n in (1, 2)),
    )
    assert (
        figures(found, "plant")["escaped_defects"] == figures(found, "product:pump")["escaped_defects"] == 1
    )
    assert "escaped_defects" not in figures(found, "product:valve")


def test_what_happens_somewhere_counts_everywhere(tmp_path):
    """A maintenance in one of two replications: half a maintenance on average, not one."""
    due = event(10, "maintenance_due", None, "saw.1", detail="oil")
    done = [event(11, "maintenance_started", None, "saw.1", detail="oil", value=1)]
    two = write_log(
        tmp_path, [], [due, *done, event(12, "maintenance_finished", None, "saw.1", detail="oil")]
    )
    (row,) = (
        row for row in two.kpi_rows() if (row["kpi"], row["subject"]) == ("maintenances", "machine:saw.1")
    )
    assert (row["mean"], row["n"]) == (0.5, 2)
    assert not [
        row for row in two.kpi_rows() if (row["kpi"], row["subject"]) == ("maintenances", "machine:saw.2")
    ]


def test_statistics_leave_the_warm_up_out(warm):
    """Jobs and visits count when they end after it, failures when they strike after it; times are cut."""
    assert figures(warm, "plant") == {
        "completed": 3,
        "scrapped": 0,
        "lost": 1,
        "throughput_rate": pytest.approx(3 * 45),
        "work_in_process": pytest.approx((56 + 12 + 20 + 40) / 80),
        "lead_time": pytest.approx((76 + 32 + 40) / 3),
        "tardiness": 13,
        "on_time_share": 0,
    }
    saw = figures(warm, "station:saw")
    assert saw == {
        "visits": 0,
        "throughput_rate": 0,
        "queue_length": 0,
        **states(productive=20, starved=140),
        "availability": pytest.approx(20 / 160),
        "utilisation_efficiency": 1,
        "setup_ratio": 0,
    }
    mill = figures(warm, "station:mill")
    assert mill["queue_length"] == pytest.approx((12 + 22 + 18) / 80)
    assert mill["state_share.productive"] == pytest.approx((12 + 10 + 14 + 10) / 80)
    assert figures(warm, "people:crew")["busy_share"] == pytest.approx((20 + 34) / 160)


def test_work_in_vain_lowers_the_effectiveness(log):
    """10 s planned, 4 s of another part lost, off shift does not count for availability."""
    vain = log(
        event(0, "queue_entered", "valve-1", "mill", value=1),
        event(0, "loaded", "valve-1", "mill.1"),
        event(0, "work_started", "valve-1", "mill.1", value=8),
        event(4, "failed", None, "mill.1", detail="tool"),
        event(4, "work_interrupted", "valve-1", "mill.1", detail="tool", value=4),
        event(4, "scrapped", "valve-1", "mill.1", detail="tool"),
        event(5, "repair_started", None, "mill.1", detail="tool", value=5),
        event(10, "repaired", None, "mill.1", detail="tool"),
        event(20, "queue_entered", "valve-2", "mill", value=1),
        event(20, "loaded", "valve-2", "mill.1"),
        event(20, "work_started", "valve-2", "mill.1", value=10),
        event(30, "work_finished", "valve-2", "mill.1"),
        event(50, "shift_ended", None, "mill.1"),
    )
    found = figures(vain, "machine:mill.1")
    assert found["effectiveness"] == pytest.approx(10 / 14)
    assert found["availability"] == pytest.approx(14 / 50)
    assert found["quality_ratio"] == pytest.approx(1 / 2)
    assert found["oee"] == pytest.approx(10 / 14 * 14 / 50 / 2)
    assert (found["mttr"], found["repair_waiting_time"], found["repair_time"]) == (6, 1, 5)
    assert figures(vain, "station:mill")["processing_time"] == 10


def test_the_interval_is_students(tmp_path):
    """3 and 1 completed: 2 +- 12.706 * sqrt(2) / sqrt(2), from the table of t with one degree of freedom."""
    shorter = [row for row in STORY if row[1] != "job_completed" or row[2] == "pump-2"]
    two = write_log(tmp_path, STORY, shorter)
    row = next(row for row in two.kpi_rows() if (row["kpi"], row["subject"]) == ("completed", "plant"))
    half = 12.7062047361747 * sqrt(2) / sqrt(2)
    assert row == {
        "kpi": "completed",
        "subject": "plant",
        "mean": 2,
        "ci_low": pytest.approx(2 - half),
        "ci_high": pytest.approx(2 + half),
        "unit": "jobs",
        "n": 2,
        "interval": "replications",
    }


def test_a_replication_without_a_figure_is_left_out(tmp_path):
    """The mean lead time is over replications in which a job was completed; one such has no interval."""
    rows = write_log(tmp_path, STORY, []).kpi_rows()
    found = {row["kpi"]: row for row in rows if row["subject"] == "plant"}
    assert (found["completed"]["mean"], found["completed"]["n"]) == (1.5, 2)
    assert found["lead_time"]["mean"] == pytest.approx(148 / 3)
    assert (found["lead_time"]["n"], found["lead_time"]["ci_low"], found["lead_time"]["ci_high"]) == (
        1,
        None,
        None,
    )


def test_what_no_replication_has_has_no_row(log):
    """An empty log has counts and times, but no means over nothing; JSON takes what there is."""
    rows = log().kpi_rows()
    assert {row["kpi"] for row in rows if row["subject"] == "plant"} == {
        "completed",
        "scrapped",
        "lost",
        "throughput_rate",
        "work_in_process",
    }
    assert json.dumps(rows, allow_nan=False)


def test_the_order_of_rows_is_fixed(story):
    """By subject, the plant first, and for each subject as the KPIs are listed."""
    found = [(row["subject"], row["kpi"]) for row in story.kpi_rows()]
    subjects = list(dict.fromkeys(subject for subject, _ in found))
    assert subjects == [
        "plant",
        "product:pump",
        "product:valve",
        "station:saw",
        "station:mill",
        "machine:saw.1",
        "machine:saw.2",
        "machine:mill.1",
        "people:crew",
    ]
    order = list(UNITS)
    assert found == sorted(found, key=lambda row: (subjects.index(row[0]), order.index(row[1])))


def test_the_table_holds_the_rows(story):
    """As a DataFrame, with a missing interval as NaN."""
    table = story.kpis
    assert list(table.columns) == ["kpi", "subject", "mean", "ci_low", "ci_high", "unit", "n", "interval"]
    assert list(table["mean"]) == [row["mean"] for row in story.kpi_rows()]
    assert table["ci_low"].isna().all()


def test_long_sums_are_exact():
    """A mean over a million jobs is the quotient of two whole numbers, rounded once."""
    (row,) = summarise(plant(), [(0, "plant", "lead_time", 10**15 + 1, 3 * 10**12)])
    assert row["mean"] == (10**15 + 1) / (3 * 10**12)
