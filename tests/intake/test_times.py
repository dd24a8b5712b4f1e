"""Times are read as they are written, or it is asked how; what cannot be a time is set aside by its line."""

import pytest

from shopfloor.errors import UsageError
from tests.intake.logs import ROWS, found, taken, times


def _row(begin: str, end: str, case: str = "A1") -> str:
    return f"{case};Turning;Lathe 1;{begin};{end};Ada"


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2026-01-05T06:05:00", "2026-01-05T06:20:00"),
        ("05.01.2026 06:05", "05.01.2026 06:20"),
        ("13/01/2026 06:05", "13/01/2026 06:20"),
        ("1/13/2026 6:05 AM", "1/13/2026 6:20 am"),
        ("2026/01/05 06:05:00.000000", "2026-01-05 06:20:00,000"),
        ("20260105T060500", "20260105T062000"),
    ],
)
def test_forms_of_times_are_found_out(tmp_path, begin, end):
    """ISO, the German form, slashes with the day or the month first, and a.m. give the same times."""
    assert times(taken(tmp_path, _row(begin, end)))[0][2:] == (5, 20)


def test_day_or_month_is_asked_where_the_log_does_not_settle_it(tmp_path):
    """03/04/2026 is read only when some date, or the user, says which comes first."""
    row = _row("03/04/2026 06:00", "03/04/2026 06:30")
    with pytest.raises(UsageError, match="--date-format dmy or --date-format mdy"):
        taken(tmp_path, row)
    assert taken(tmp_path, row, date_format="dmy").log.plant.clock_start.month == 4
    assert taken(tmp_path, row, date_format="mdy").log.plant.clock_start.month == 3
    settled = taken(tmp_path, row, _row("13/04/2026 06:00", "13/04/2026 06:30", "A2"))
    assert settled.log.plant.clock_start.month == 4
    with pytest.raises(UsageError, match="some the month"):
        taken(tmp_path, _row("13/04/2026 06:00", "04/13/2026 06:30"))


def test_own_format_and_numbers_are_read_when_named(tmp_path):
    """--time-format reads any strptime form, --time-unit reads numbers with a decimal comma."""
    own = taken(tmp_path, _row("5 Jan 26 06h05", "5 Jan 26 06h20"), time_format="%d %b %y %Hh%M")
    assert times(own)[0][2:] == (5, 20)
    numbers = taken(tmp_path, _row("1767593100,0", "1767594000,5"), time_unit="s")
    assert numbers.log.operations["worked_us"].tolist() == [900_500_000]
    with pytest.raises(UsageError, match="time-format"):
        taken(tmp_path, _row("noon", "later"))


def test_unreadable_and_missing_times_are_set_aside_by_line(tmp_path):
    """A day that does not exist, a word and an empty field are each told with their lines."""
    intake = taken(
        tmp_path, *ROWS, _row("2026-02-30 06:00", "2026-03-01 06:00"), _row("2026-01-05 09:00", "soon"),
        _row("", "2026-01-05 09:00"), _row("2026-01-05 09:00", "2026-01-05 25:00"),
    )  # fmt: skip
    assert found(intake) == {"unreadable_start": (6,), "unreadable_end": (7, 9), "missing_start": (8,)}


def test_offsets_are_moments(tmp_path):
    """06:00+01:00 and 05:00Z are one moment; with several offsets the corpus shows UTC, and says so."""
    intake = taken(
        tmp_path, _row("2026-01-05T06:00+01:00", "2026-01-05T05:30Z"), _row("2026-01-05T06:40+01:00", "2026-01-05T07:00+01:00", "A2")
    )  # fmt: skip
    assert [row[2:] for row in times(intake)] == [(0, 30), (40, 60)]
    assert intake.log.plant.clock_start.isoformat() == "2026-01-05T05:00:00+00:00"
    assert "offsets differ" in intake.report.source["clock"]


def test_offsets_that_differ_are_told_with_a_zone_too(tmp_path):
    """Where the zone has one offset all the time and the log has two, the report says so."""
    rows = (
        _row("2026-01-05T06:00+01:00", "2026-01-05T06:30+01:00"),
        _row("2026-01-05T08:00+02:00", "2026-01-05T08:30+02:00", "A2"),
    )
    told = "the offsets of the log differ (UTC+01:00, UTC+02:00); all its times are shown in UTC+01:00"
    assert told in taken(tmp_path, *rows, time_zone="Europe/Berlin").report.assumptions
    assert told not in taken(tmp_path, rows[0], time_zone="Europe/Berlin").report.assumptions


def test_times_with_and_without_offset_need_a_zone(tmp_path):
    """Where only some times say how far they are from UTC, the user says where the others stand."""
    rows = (
        _row("2026-01-05T06:00+01:00", "2026-01-05T06:30+01:00"),
        _row("2026-01-05 06:30", "2026-01-05 07:00", "A2"),
    )
    with pytest.raises(UsageError, match="--time-zone"):
        taken(tmp_path, *rows)
    intake = taken(tmp_path, *rows, time_zone="Europe/Berlin")
    assert [row[2:] for row in times(intake)] == [(0, 30), (30, 60)]
    with pytest.raises(UsageError, match='did you mean "Europe/Berlin"'):
        taken(tmp_path, *rows, time_zone="Europe/Berln")


def test_summer_time_lengthens_no_work(tmp_path):
    """Work through the night in which the clocks go forward takes an hour less than the clock says; times in the
    hour that is skipped, or comes twice, are set aside."""
    spring = taken(
        tmp_path, _row("2026-03-29 01:30", "2026-03-29 03:30"), _row("2026-03-29 02:15", "2026-03-29 04:00", "A2"),
        time_zone="Europe/Berlin",
    )  # fmt: skip
    assert spring.log.operations["worked_us"].tolist() == [3_600_000_000]
    assert found(spring) == {"skipped_start": (3,)}
    assert any("change within the log" in note for note in spring.report.assumptions)
    autumn = taken(
        tmp_path, _row("2026-10-25 01:30", "2026-10-25 03:30"), _row("2026-10-25 02:15", "2026-10-25 04:00", "A2"),
        time_zone="Europe/Berlin",
    )  # fmt: skip
    assert autumn.log.operations["worked_us"].tolist() == [3 * 3_600_000_000]
    assert found(autumn) == {"twice_start": (3,)}


def test_the_time_covered_can_be_told(tmp_path):
    """--since and --until frame the log, and rows beyond them are set aside."""
    intake = taken(tmp_path, *ROWS, since="2026-01-05T06:10", until="2026-01-05T08:00")
    assert found(intake) == {"outside": (2,)}
    assert intake.log.plant.clock_start.isoformat() == "2026-01-05T06:10:00"
    assert intake.log.plant.horizon_us == 110 * 60_000_000
