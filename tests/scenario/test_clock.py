"""When does a run begin in a time zone, and does one offset hold for all of it?"""

import datetime as dt

import pytest
from pydantic import ValidationError

from shopfloor.scenario.model import Clock


def clock(start: str, horizon: str = "1 d", zone: str | None = "Europe/Berlin") -> Clock:
    return Clock.model_validate({"start": start, "horizon": horizon, "time_zone": zone})


def problem(start: str, horizon: str = "1 d", zone: str = "Europe/Berlin") -> str:
    with pytest.raises(ValidationError) as caught:
        clock(start, horizon, zone)
    return str(caught.value)


def test_the_start_gets_the_offset_of_its_day() -> None:
    """An hour in winter, two in summer."""
    assert clock("2026-01-05T06:00").start.isoformat() == "2026-01-05T06:00:00+01:00"
    assert clock("2026-07-06T06:00").start.isoformat() == "2026-07-06T06:00:00+02:00"


def test_without_a_zone_the_start_stays_as_it_is() -> None:
    """A wall clock without an offset, or with the one that was given."""
    assert clock("2026-01-05T06:00", zone=None).start == dt.datetime(2026, 1, 5, 6)
    assert clock("2026-01-05T06:00+03:00", zone=None).start.isoformat() == "2026-01-05T06:00:00+03:00"


def test_an_offset_may_be_given_if_it_is_that_of_the_zone() -> None:
    """So a resolved scenario reads back as the same."""
    assert clock("2026-01-05T06:00+01:00") == clock("2026-01-05T06:00")
    assert "got UTC+02:00, but Europe/Berlin is at UTC+01:00 then" in problem("2026-01-05T06:00+02:00")


def test_a_run_over_a_change_of_the_clocks_names_its_day() -> None:
    """In spring and in autumn, far ahead, and on the other half of the globe."""
    assert "changes its clocks on 2026-03-29" in problem("2026-03-28T06:00", "2 d")
    assert "changes its clocks on 2026-10-25" in problem("2026-07-06T06:00", "52 week")
    assert "changes its clocks on 2026-04-05" in problem("2026-03-28T06:00", "30 d", "Australia/Sydney")


def test_the_change_may_come_exactly_at_the_horizon() -> None:
    """What happens then is outside; a microsecond later it is within."""
    assert clock("2026-03-28T02:00", "1 d").start.utcoffset() == dt.timedelta(hours=1)
    assert "2026-03-29" in problem("2026-03-28T02:00:00.000001", "1 d")


def test_a_run_may_begin_right_after_the_change() -> None:
    """The hour that is skipped is no start, the one after it is."""
    assert clock("2026-03-29T03:00").start.isoformat() == "2026-03-29T03:00:00+02:00"
    assert "a time that Europe/Berlin skips on that day" in problem("2026-03-29T02:30")


def test_an_hour_that_comes_twice_may_be_told_by_its_offset() -> None:
    """The first ends in the change; the second does not."""
    assert clock("2026-10-25T02:30+01:00").start.isoformat() == "2026-10-25T02:30:00+01:00"
    assert "changes its clocks on 2026-10-25" in problem("2026-10-25T02:30")


def test_a_zone_without_changes_may_run_a_hundred_years() -> None:
    """Nothing changes in UTC."""
    assert clock("2026-01-05T06:00", "5200 week", "UTC").start.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("zone", ["Europe/Berln", "../../etc/passwd", "", "Europe", "/etc/localtime", "\0"])
def test_a_zone_is_one_of_the_list(zone: str) -> None:
    """Whatever else is given, no file is opened and no other exception seen."""
    assert "expected a time zone of the IANA list" in problem("2026-01-05T06:00", zone=zone)


def test_the_ends_of_the_calendar_are_told() -> None:
    """Within a day of them the zone has no answer; never another exception."""
    assert "Europe/Berlin has no such year; expected a year from 2 to 9998" in problem("0001-01-01T00:00")
    assert "the run ends after the year 9999" in problem("9999-12-31T12:00")
    assert clock("9999-12-29T12:00").start.year == 9999
