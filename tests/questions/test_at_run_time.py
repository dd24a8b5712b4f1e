"""What if a family does not fit the log? The message names family, relation, row and remedy."""

from pathlib import Path
from typing import Any

import pytest

from shopfloor.errors import FamilyError
from shopfloor.questions import ask, read_families
from tests.questions.logs import EIGHT, MIN, H, TableLog, edited, plant, stop


def problem_of(folder: Path, *stops: dict[str, Any]) -> str:
    log = TableLog(
        plant(1, 1), {"stoppages": stops or [stop(0, "saw.1", EIGHT + i * H, MIN) for i in (0, 1)]}
    )
    with pytest.raises(FamilyError) as error:
        ask(log, questions=1, families=read_families([folder]))
    return str(error.value)


def test_a_null_where_none_may_be(tmp_path: Path) -> None:
    """The column is named, and a row that has the null."""
    folder = edited(tmp_path, "downtime_of_machine")
    told = problem_of(folder, stop(0, "saw.1", EIGHT, MIN) | {"mode": None})
    assert "$.shown.stoppages.sql" in told
    assert "mode is null in the row machine saw.1" in told
    assert "declare it optional" in told


def test_a_text_that_is_no_name(tmp_path: Path) -> None:
    """What would run into the text around it is not written."""
    told = problem_of(
        edited(tmp_path, "downtime_of_machine"), stop(0, "saw.1", EIGHT, MIN) | {"mode": "pump>valve"}
    )
    assert 'mode is "pump>valve", which is no name' in told


def test_a_clock_outside_of_its_window(tmp_path: Path) -> None:
    """A repair after the end of the window cannot be shown as a clock."""
    changes = (
        "CASE WHEN s.repaired_us < w.until_us THEN s.repaired_us END AS repaired_at",
        "s.repaired_us AS repaired_at",
    )
    told = problem_of(edited(tmp_path, "downtime_of_machine", changes), stop(0, "saw.1", EIGHT, 9 * H))
    assert "repaired_at lies outside of its window" in told
    assert "show a timestamp" in told


def test_a_row_that_no_pattern_writes(tmp_path: Path) -> None:
    """The pattern that is missing is spelt out."""
    folder = edited(
        tmp_path,
        "downtime_of_machine",
        (
            "THEN s.repaired_us - s.failed_us END",
            "AND s.mode <> 'blade' THEN s.repaired_us - s.failed_us END",
        ),
    )
    stops = [stop(0, "saw.1", EIGHT + i * H, MIN) for i in (1, 2)]
    told = problem_of(folder, *stops, stop(0, "mill.1", EIGHT, MIN, "blade"))
    assert "$.shown.stoppages.lines.log" in told or "$.shown.stoppages.lines.prose" in told
    assert "add a pattern with {machine}, {mode}, {failed_at}, {repaired_at}" in told


def test_sql_that_fails_on_the_data(tmp_path: Path) -> None:
    """DuckDB's own reason, in short, at the statement's place."""
    folder = edited(
        tmp_path, "downtime_of_machine", ("s.failed_us AS failed_at", "CAST(s.mode AS BIGINT) AS failed_at")
    )
    told = problem_of(folder)
    assert "$.shown.stoppages.sql" in told
    assert "fails on this log: Could not convert string 'jam'" in told


def test_a_step_that_fails_on_the_data(tmp_path: Path) -> None:
    """An overflow in a step is told with the step's place."""
    folder = edited(
        tmp_path,
        "downtime_of_machine",
        ("s.record, t.lasted\n", "s.record, t.lasted * 9000000000000 * 9000000 AS lasted\n"),
    )
    assert "fails on the rows of this log" in problem_of(folder)


def test_a_last_step_with_two_rows_for_a_record(tmp_path: Path) -> None:
    """One record has one answer."""
    folder = edited(
        tmp_path,
        "downtime_of_machine",
        ("sum(lasted) AS value FROM stops GROUP BY record", "lasted AS value FROM stops"),
    )
    assert "gives 2 rows for one record; expected one" in problem_of(folder)


def test_a_subject_far_away_cannot_be_a_clock(tmp_path: Path) -> None:
    """A question may be about another time of the day, but not about one that reads as a third."""
    folder = edited(
        tmp_path,
        "first_to_stop",
        ("b.machine AS other\n", "b.machine AS other, a.failed_at - 86400000 AS moment\n"),
        ("other: name}\n\nsteps", "other: name, moment: clock}\n\nsteps"),
        ("{{ other }}", "{{ other }} at {{ moment }}"),
        ("other: mill.1}", 'other: mill.1, moment: "07:00"}'),
    )
    stops = [stop(0, m, 20 * H + i * MIN, MIN) for i, m in enumerate(("saw.1", "mill.1"))]
    log = TableLog(plant(1, 3), {"stoppages": stops})
    with pytest.raises(FamilyError, match="moment lies outside of its window"):
        ask(log, questions=1, families=read_families([folder]))
