"""What is wrong in a log is told by its rows; what is kept obeys every law."""

import pytest

from shopfloor.errors import UsageError
from shopfloor.intake import gaps_of
from tests.intake.logs import HEADER, ROWS, WORK, broken, found, taken, times

DAY = "2026-01-05 "


def row(case: str, step: str, machine: str, begin: str, end: str, *more: str) -> str:
    ends = f"{DAY}{end}" if end else ""
    return ";".join((case, step, machine, f"{DAY}{begin}", ends, *more))


def test_rows_without_a_case_or_an_activity_are_set_aside(tmp_path):
    """Nobody knows whose work it was, or what."""
    intake = taken(
        tmp_path,
        *ROWS,
        row("", "Milling", "Mill", "08:00", "08:10", "Bob"),
        row("A3", "n/a", "Mill", "08:00", "08:10", "Bob"),
    )
    assert found(intake) == {"missing_case": (6,), "missing_activity": (7,)}
    assert intake.report.set_aside == 2


def test_duplicates_count_once(tmp_path):
    """A row that says the same as an earlier one is set aside."""
    assert found(taken(tmp_path, ROWS[0], ROWS[1], ROWS[0], ROWS[0])) == {"duplicate": (4, 5)}


def test_an_end_before_its_start_is_set_aside(tmp_path):
    """Times that run backwards are not turned around."""
    intake = taken(tmp_path, *ROWS, row("A3", "Milling", "Mill", "09:00", "08:00", "Bob"))
    assert found(intake) == {"end_before_start": (6,)}


def test_work_without_an_end_is_open_when_nothing_comes_after(tmp_path):
    """The last work of its case and machine goes on at the log's end; any other work without an end is set aside."""
    last = taken(tmp_path, *ROWS, row("A3", "Milling", "Mill", "08:00", "", "Bob"))
    assert found(last) == {"open_work": (6,)}
    assert broken(last) == {}
    assert last.log.operations["finished_us"].isna().sum() == 1
    middle = taken(tmp_path, row("A3", "Milling", "Mill", "06:00", "", "Bob"), *ROWS)
    assert found(middle) == {"missing_end": (2,)}


def test_rows_in_any_order_give_the_same_log(tmp_path):
    """The order of rows does not matter, but for a note where those of a case run backwards."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    forwards, backwards = taken(tmp_path / "a", *ROWS), taken(tmp_path / "b", *ROWS[::-1])
    assert times(forwards) == times(backwards)
    assert found(backwards) == {"unordered": (3, 5)}
    assert backwards.report.set_aside == 0


def test_work_that_overlaps_makes_several_machines_and_lots(tmp_path):
    """Work at once on one machine makes it two, work at once on one case makes it two lots; both are told."""
    rows = (
        row("A1", "Turning", "Lathe", "06:00", "07:00", "Ada"), row("A2", "Turning", "Lathe", "06:30", "07:30", "Bob"),
        row("A2", "Milling", "Mill", "07:00", "08:00", "Eve"),
    )  # fmt: skip
    intake = taken(tmp_path, *rows)
    assert found(intake) == {"overlap_in_case": (4,), "overlap_in_machine": (3,)}
    assert set(intake.log.operations["machine"]) == {"Lathe.1", "Lathe.2", "Mill"}
    assert set(intake.log.operations["job"]) == {"A1", "A2", "A2.2"}
    assert broken(intake) == {}
    assert intake.report.set_aside == 0
    strict = taken(tmp_path, *rows, overlaps="set-aside")
    assert found(strict) == {"overlap_in_case": (4,), "overlap_in_machine": (3,)}
    assert strict.report.set_aside == 2


def test_nobody_is_in_two_places(tmp_path):
    """Of two pieces of work that one person does at once, the later one names nobody."""
    intake = taken(
        tmp_path, row("A1", "Turning", "Lathe", "06:00", "07:00", "Ada"), row("A2", "Milling", "Mill", "06:30", "07:30", "Ada")
    )  # fmt: skip
    assert found(intake) == {"person_in_two_places": (3,)}
    assert intake.log.operations["person"].isna().tolist() == [False, True]


def test_scrap_ends_a_job_and_rework_sends_it_back(tmp_path):
    """The outcome column makes scrap and rework; work behind a scrap is set aside, and words nobody knows are refused."""
    header, columns = f"{HEADER};Result", WORK | {"outcome": "Result"}
    rows = (
        row("A1", "Turning", "Lathe", "06:00", "06:10", "Ada", "ok"), row("A1", "Milling", "Mill", "06:10", "06:20", "Bob", "Ausschuss"),
        row("A1", "Packing", "Bench", "06:20", "06:30", "Bob", "ok"), row("A2", "Turning", "Lathe", "06:10", "06:20", "Ada", "rework"),
        row("A2", "Turning", "Lathe", "06:20", "06:30", "Ada", ""),
    )  # fmt: skip
    intake = taken(tmp_path, *rows, header=header, columns=columns)
    assert found(intake) == {"after_scrap": (4,)}
    assert broken(intake) == {}
    assert sorted(intake.log.operations["outcome"]) == ["passed", "passed", "reworked", "scrapped"]
    polish = [line.replace("Ausschuss", "Brak").replace("rework", "poprawka") for line in rows]
    assert taken(tmp_path, *polish, header=header, columns=columns).log.operations.equals(
        intake.log.operations
    )
    with pytest.raises(UsageError, match='"perhaps"'):
        taken(
            tmp_path,
            row("A1", "Turning", "Lathe", "06:00", "06:10", "Ada", "perhaps"),
            header=header,
            columns=columns,
        )


def test_arrival_due_and_product_are_those_of_the_job(tmp_path):
    """A job waits from its arrival, is due when its first row says so, and is of the product of its first row."""
    header = f"{HEADER};Came;Due;Item"
    columns = WORK | {"arrival": "Came", "due": "Due", "product": "Item"}
    intake = taken(
        tmp_path,
        row("A1", "Turning", "Lathe", "06:30", "06:40", "Ada", f"{DAY}06:00", f"{DAY}06:35", "Pump 7"),
        row("A1", "Milling", "Mill", "06:40", "06:50", "Bob", f"{DAY}06:00", f"{DAY}09:00", "valve"),
        row("A2", "Turning", "Lathe", "06:40", "06:45", "Ada", f"{DAY}07:00", "", "valve"),
        header=header, columns=columns,
    )  # fmt: skip
    assert found(intake) == {"other_product": (3,), "arrival_after_start": (4,), "other_due": (3,)}
    jobs = intake.log.jobs.set_index("job")
    assert jobs.loc["A1", "tardiness_us"] == 15 * 60_000_000
    assert jobs.loc["A1", "product"] == "Pump-7"
    assert intake.log.operations["waiting_us"].tolist()[0] == 30 * 60_000_000
    assert broken(intake) == {}


def test_one_time_gives_an_order_and_no_work(tmp_path):
    """With ends alone the steps of a job are known, and what needs starts is a gap."""
    from shopfloor.intake import gaps_of

    intake = taken(
        tmp_path, *ROWS, columns={role: column for role, column in WORK.items() if role != "start"}
    )
    assert broken(intake) == {}
    assert intake.log.operations["worked_us"].sum() == 0
    assert any(gap.view == "operations" and gap.column == "worked_us" for gap in gaps_of(intake.log.folder))


def test_starts_and_ends_in_rows_of_their_own_are_paired(tmp_path):
    """A lifecycle column pairs starts with ends in their order; what is left over is told."""
    header, columns = (
        "Order;Step;Machine;When;What",
        {"case": "Order", "activity": "Step", "machine": "Machine", "time": "When", "lifecycle": "What"},
    )
    lines = ("A;Saw;M1;06:00;start", "A;Saw;M1;06:10;complete", "A;Saw;M1;06:20;complete", "A;Saw;M2;06:10;START", "A;Saw;M2;06:15;suspend", "A;Cut;M3;06:30;complete", "B;Cut;M3;06:40;start")  # fmt: skip
    rows = [";".join((*line.split(";")[:3], DAY + line.split(";")[3], line.split(";")[4])) for line in lines]
    intake = taken(tmp_path, *rows, header=header, columns=columns)
    assert times(intake)[:2] == [("A", "Saw", 0, 10), ("A", "Saw", 10, 20)]
    assert found(intake) == {"other_transition": (6,), "end_without_start": (7,), "open_work": (8,)}
    assert broken(intake) == {}


STOPS = {"machine": "m", "from": "since", "repair": "mend", "to": "until", "cause": "why", "person": "who"}


def test_stops_interrupt_work_and_fill_the_stoppages(tmp_path):
    """A stop within work interrupts it, a stop between is one of an empty machine; the repair has its person."""
    stops = ("m;since;mend;until;why;who", f"Lathe 1;{DAY}06:10;{DAY}06:12;{DAY}06:20;Span jam;Eve", f"Mill;{DAY}06:00;{DAY}06:00;{DAY}06:40;Öl;Bob")  # fmt: skip
    intake = taken(tmp_path, *ROWS, stops=stops, stop_columns=STOPS)
    assert found(intake) == {}
    assert broken(intake) == {}
    stoppages = intake.log.stoppages
    assert stoppages["mode"].tolist() == ["Oel", "Span-jam"]
    assert stoppages["person"].tolist() == [
        "Bob",
        "Eve",
    ]
    work = intake.log.operations.set_index(["job", "station"])
    assert work.loc[("A1", "Turning"), "worked_us"] == 20 * 60_000_000


def test_planned_stops_are_maintenance(tmp_path):
    """What was planned is no failure, within work or between; what says neither yes nor no is one, and is told."""
    stops = (
        "m;since;mend;until;why;who;plan",
        f"Lathe 1;{DAY}06:10;{DAY}06:12;{DAY}06:20;cleaning;Eve;Ja",
        f"Mill;{DAY}06:00;{DAY}06:05;{DAY}06:30;oiling;Bob;planned",
        f"Mill;{DAY}06:30;{DAY}06:30;{DAY}06:40;leak;Bob;no",
        f"Mill;{DAY}06:40;{DAY}06:40;{DAY}06:45;leak;Bob;perhaps",
    )
    intake = taken(tmp_path, *ROWS, stops=stops, stop_columns={**STOPS, "planned": "plan"})
    assert found(intake) == {"unreadable_planned": (5,)}
    assert broken(intake) == {}
    rounds = intake.log.maintenances.sort_values("due_us")
    assert rounds["plan"].tolist() == ["oiling", "cleaning"]
    assert ((rounds["finished_us"] - rounds["started_us"]) / 60e6).tolist() == [25.0, 8.0]
    assert intake.log.stoppages["mode"].tolist() == ["leak", "leak"]
    assert {gap.view for gap in gaps_of(intake.log.folder) if gap.column is None} >= {"setups", "batch_runs"}
    assert "maintenances" not in {gap.view for gap in gaps_of(intake.log.folder)}


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        ("Lathe 9;06:10;06:10;06:20;x;", "unknown_machine"), ("Lathe 1;06:10;06:10;;x;", "missing_to"),
        ("Lathe 1;06:20;06:20;06:10;x;", "end_before_start"), ("Lathe 1;06:20;06:20;06:40;x;", "work_during_stop"),
        ("Lathe 1;06:10;06:30;06:20;x;", "repair_outside"), ("Lathe 1;02:10;02:10;03:00;x;", "outside"),
        (";06:10;06:10;06:20;x;", "missing_machine"),
    ],
)  # fmt: skip
def test_stops_that_contradict_the_log_are_set_aside(tmp_path, stop, code):
    """A stop of no machine, without an end, backwards, or while the machine works is told and left out."""
    fields = [f"{DAY}{field}" if ":" in field else field for field in stop.split(";")]
    good = f"Mill;{DAY}06:00;{DAY}06:00;{DAY}06:40;x;"
    intake = taken(
        tmp_path, *ROWS, stops=("m;since;mend;until;why;who", ";".join(fields), good), stop_columns=STOPS
    )
    assert found(intake) == {code: (2,)}
    assert len(intake.log.stoppages) == 1


def test_nothing_left_says_why(tmp_path):
    """A log of which no row can be used is refused with all reasons."""
    with pytest.raises(UsageError, match=r"(?s)no row is left.*no case"):
        taken(tmp_path, row("", "Milling", "Mill", "08:00", "08:10", "Bob"))
