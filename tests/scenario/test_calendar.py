"""When is a shift on duty?"""

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.scenario import Stretch, shift_stretches
from shopfloor.scenario.model import Shift
from tests.plants import shifts

MONDAY = dt.datetime(2026, 1, 5)
HOUR = 3_600_000_000
MINUTE = HOUR // 60
DAY = 24 * HOUR


def stretches(start: dt.datetime, horizon_us: int, **words: object) -> list[tuple[float, float, str, str]]:
    """In hours, which read better."""
    shift = Shift.model_validate({key.rstrip("_"): value for key, value in words.items()})
    found = shift_stretches(shift, start, horizon_us)
    return [(part.from_us / HOUR, part.until_us / HOUR, part.begins, part.ends) for part in found]


def test_a_break_cuts_a_shift_in_two() -> None:
    """Each stretch says what begins and what ends it."""
    pause = [{"at": "10:00", "for": "15 min"}]
    assert stretches(MONDAY, DAY, days="mon", from_="06:00", to="14:00", breaks=pause) == [
        (6, 10, "shift", "break"),
        (10.25, 14, "break", "shift"),
    ]


def test_breaks_that_touch_are_one() -> None:
    """There is no stretch of no length."""
    pauses = [{"at": "10:15", "for": "15 min"}, {"at": "10:00", "for": "15 min"}]
    assert stretches(MONDAY, DAY, days="mon", from_="06:00", to="14:00", breaks=pauses) == [
        (6, 10, "shift", "break"),
        (10.5, 14, "break", "shift"),
    ]


def test_a_night_shift_belongs_to_the_day_it_starts_on() -> None:
    """Friday's night ends on Saturday morning, and Sunday's is not worked."""
    friday = MONDAY + dt.timedelta(days=4)
    assert stretches(friday, 4 * DAY, days="mon-fri", from_="22:00", to="06:00") == [
        (0, 6, "shift", "shift"),  # Thursday's
        (22, 30, "shift", "shift"),
        (94, 96, "shift", "horizon"),
    ]


def test_a_break_after_midnight_lies_in_the_night_shift() -> None:
    """A time of day before the shift's beginning is of the next day."""
    pause = [{"at": "02:00", "for": "1 h"}]
    assert stretches(MONDAY, 2 * DAY, days="mon", from_="22:00", to="06:00", breaks=pause) == [
        (22, 26, "shift", "break"),
        (27, 30, "break", "shift"),
    ]


def test_round_the_clock_has_no_ends() -> None:
    """Shifts that touch are one stretch."""
    assert stretches(MONDAY, 3 * DAY, days="mon-sun", from_="06:00", to="06:00") == [
        (0, 72, "shift", "horizon")
    ]
    assert stretches(MONDAY, 3 * DAY, days="mon-sun", from_="00:00", to="24:00") == [
        (0, 72, "shift", "horizon")
    ]


def test_a_run_may_begin_in_the_middle_of_a_break() -> None:
    """What is going on at the start is joined as it runs."""
    pause = [{"at": "10:00", "for": "30 min"}]
    words = {"days": "mon", "from_": "06:00", "to": "14:00", "breaks": pause}
    assert stretches(MONDAY.replace(hour=10, minute=15), DAY, **words) == [(0.25, 3.75, "break", "shift")]
    assert stretches(MONDAY.replace(hour=8), DAY, **words) == [
        (0, 2, "shift", "break"),
        (2.5, 6, "break", "shift"),
    ]


def test_the_end_of_a_shift_at_the_horizon_is_outside() -> None:
    """What happens exactly at the horizon does not happen."""
    assert stretches(MONDAY, 14 * HOUR, days="mon", from_="06:00", to="14:00") == [
        (6, 14, "shift", "horizon")
    ]
    assert stretches(MONDAY, 6 * HOUR, days="mon", from_="06:00", to="14:00") == []


def test_the_offset_of_the_clock_changes_nothing() -> None:
    """Shifts go by the wall clock of the start, whatever its offset from UTC."""
    far = dt.timezone(dt.timedelta(hours=9))
    words = {"days": "mon-fri", "from_": "06:00", "to": "14:00"}
    assert stretches(MONDAY, 3 * DAY, **words) == stretches(MONDAY.replace(tzinfo=far), 3 * DAY, **words)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(document=shifts(MONDAY), start_min=st.integers(0, 7 * 1440), horizon_min=st.integers(1, 10 * 1440))
def test_stretches_are_the_minutes_on_duty(
    document: dict[str, object], start_min: int, horizon_min: int
) -> None:
    """Minute by minute, by the definition: on a day of the shift, between its ends, in no break."""
    shift = Shift.model_validate(document)
    start = MONDAY + dt.timedelta(minutes=start_min)
    found = shift_stretches(shift, start, horizon_min * MINUTE)
    assert all(a.until_us < b.from_us for a, b in pairwise(found))
    on_duty = {minute for part in found for minute in range(part.from_us // MINUTE, part.until_us // MINUTE)}
    assert on_duty == {
        minute for minute in range(horizon_min) if _works(shift, start + dt.timedelta(minutes=minute))
    }
    assert all(isinstance(part, Stretch) for part in found)


def _works(shift: Shift, moment: dt.datetime) -> bool:
    midnight = moment.replace(hour=0, minute=0)
    for day in (midnight, midnight - dt.timedelta(days=1)):
        into_s = (moment - day).total_seconds() - shift.from_
        if day.weekday() in shift.days and 0 <= into_s < shift.length_s:
            return not any(begin <= into_s < end for begin, end in shift.pauses_s)
    return False
