"""When is a shift on duty, and how many orders come at which hour?"""

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.scenario import Stretch, rate_stretches, shift_stretches
from shopfloor.scenario.model import Rate, Shift

MONDAY = dt.datetime(2026, 1, 5)
HOUR = 3_600_000_000
MINUTE = HOUR // 60
DAY = 24 * HOUR
WEEKDAYS = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1)


def stretches(
    start: dt.datetime, horizon_us: int, holidays: tuple[dt.date, ...] = (), **words: object
) -> list[tuple[float, float, str, str]]:
    """In hours, which read better."""
    shift = Shift.model_validate({key.rstrip("_"): value for key, value in words.items()})
    found = shift_stretches(shift, start, horizon_us, holidays)
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


def test_no_shift_begins_on_a_holiday() -> None:
    """A night shift of the day before is worked to its end; the holiday's own is not."""
    tuesday = (dt.date(2026, 1, 6),)
    words = {"days": "mon-fri", "from_": "22:00", "to": "06:00"}
    assert stretches(MONDAY, 3 * DAY, tuesday, **words) == [
        (22, 30, "shift", "shift"),
        (70, 72, "shift", "horizon"),
    ]


def test_a_shift_may_work_on_holidays() -> None:
    """With `on_holidays: work` they are days as all others."""
    tuesday = (dt.date(2026, 1, 6),)
    words = {"days": "mon-fri", "from_": "06:00", "to": "14:00"}
    always = stretches(MONDAY, 3 * DAY, tuesday, on_holidays="work", **words)
    assert always == stretches(MONDAY, 3 * DAY, **words)


def test_the_day_before_the_run_may_be_a_holiday() -> None:
    """Then nobody is there from a shift of yesterday."""
    words = {"days": "mon-sun", "from_": "22:00", "to": "06:00"}
    assert stretches(MONDAY, 12 * HOUR, **words) == [(0, 6, "shift", "shift")]
    assert stretches(MONDAY, 12 * HOUR, (dt.date(2026, 1, 4),), **words) == []


def test_the_first_day_of_the_calendar_has_no_yesterday() -> None:
    """Also with holidays, whose dates go no further."""
    first = dt.datetime(1, 1, 1)
    words = {"days": "mon-sun", "from_": "06:00", "to": "14:00"}
    assert stretches(first, DAY, (dt.date(1, 1, 2),), **words) == [(6, 14, "shift", "shift")]


# --- orders by the hour -------------------------------------------------------------------------------------


def rates(start: dt.datetime, horizon_us: int, *words: dict[str, object]) -> list[tuple[float, float, float]]:
    """In hours."""
    found = rate_stretches([Rate.model_validate(rate) for rate in words], start, horizon_us)
    return [(from_us / HOUR, until_us / HOUR, per_hour) for from_us, until_us, per_hour in found]


def test_a_rate_holds_in_its_hours() -> None:
    """On its days, from its beginning to its end; in between nothing is ordered."""
    assert rates(MONDAY, 2 * DAY, {"days": "mon, tue", "from": "08:00", "to": "12:00", "per_hour": 5}) == [
        (8, 12, 5),
        (32, 36, 5),
    ]


def test_a_rate_without_hours_holds_always() -> None:
    """One stretch, however many days."""
    assert rates(MONDAY, 30 * DAY, {"per_hour": 2}) == [(0, 720, 2)]


def test_rates_that_overlap_add_up() -> None:
    """A peak on top of a base is the sum of both."""
    base = {"from": "06:00", "to": "18:00", "per_hour": 4}
    peak = {"from": "10:00", "to": "12:00", "per_hour": 6}
    expected = [(6, 10, 4), (10, 12, 10), (12, 18, 4)]
    assert rates(MONDAY, DAY, base, peak) == rates(MONDAY, DAY, peak, base) == expected


def test_neighbours_of_the_same_rate_are_one() -> None:
    """Where it goes on as it was, nothing changes."""
    early = {"from": "06:00", "to": "14:00", "per_hour": 4}
    late = {"from": "14:00", "to": "22:00", "per_hour": 4}
    assert rates(MONDAY, DAY, early, late) == [(6, 22, 4)]


def test_hours_past_midnight_belong_to_the_day_they_begin_on() -> None:
    """Sunday's night reaches into Monday, and the horizon cuts the last."""
    night = {"days": "sun, mon", "from": "22:00", "to": "02:00", "per_hour": 3}
    assert rates(MONDAY, 23 * HOUR, night) == [(0, 2, 3), (22, 23, 3)]


@st.composite
def any_rate(draw: st.DrawFn) -> dict[str, object]:
    """Hours on the grid of a quarter of an hour."""
    begin, end = draw(st.integers(0, 95)), draw(st.integers(0, 96))
    days = draw(WEEKDAYS)
    clock = [f"{quarter // 4:02d}:{quarter % 4 * 15:02d}" for quarter in (begin, end)]
    return {"days": days, "from": clock[0], "to": clock[1], "per_hour": draw(st.sampled_from([0.5, 1, 2.25]))}


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    words=st.lists(any_rate(), min_size=1, max_size=4),
    start_quarter=st.integers(0, 7 * 96),
    horizon_quarter=st.integers(1, 10 * 96),
)
def test_rates_are_those_of_every_quarter_of_an_hour(
    words: list[dict[str, object]], start_quarter: int, horizon_quarter: int
) -> None:
    """Quarter by quarter, by the definition: the sum over the rates in whose hours it lies."""
    quarter = dt.timedelta(minutes=15)
    start = MONDAY + start_quarter * quarter
    given_rates = [Rate.model_validate(rate) for rate in words]
    found = rate_stretches(given_rates, start, horizon_quarter * 15 * MINUTE)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(a[1] < b[0] or a[2] != b[2] for a, b in pairwise(found))
    by_quarter = {at: rate for a, b, rate in found for at in range(a // (15 * MINUTE), b // (15 * MINUTE))}
    for at in range(horizon_quarter):
        assert by_quarter.get(at, 0) == sum(_per_hour(rate, start + at * quarter) for rate in given_rates)


def _per_hour(rate: Rate, moment: dt.datetime) -> float:
    midnight = moment.replace(hour=0, minute=0)
    begun = [(moment - midnight).total_seconds() + day * 86400 - rate.from_ for day in (0, 1)]
    days = [(moment.weekday() - day) % 7 for day in (0, 1)]
    runs = [day in rate.days and 0 <= into_s < rate.length_s for day, into_s in zip(days, begun, strict=True)]
    return rate.per_hour * sum(runs)


# --- minute by minute ---------------------------------------------------------------------------------------


def time_of_day(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


@st.composite
def shifts(draw: st.DrawFn) -> dict[str, object]:
    """From a quarter of an hour to a whole day, with up to three breaks."""
    begin, quarters = draw(st.integers(0, 1439)), draw(st.integers(1, 96))
    cuts = (
        draw(st.lists(st.integers(1, max(quarters - 2, 1)), max_size=3, unique=True)) if quarters > 2 else []
    )
    return {
        "days": draw(WEEKDAYS),
        "from": time_of_day(begin),
        "to": time_of_day(begin + quarters * 15),
        "breaks": [{"at": time_of_day(begin + cut * 15), "for": "15 min"} for cut in cuts],
        "on_holidays": draw(st.sampled_from(["off", "work"])),
    }


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    document=shifts(),
    start_min=st.integers(0, 7 * 1440),
    horizon_min=st.integers(1, 10 * 1440),
    days_off=st.sets(st.integers(-1, 17), max_size=4),
)
def test_stretches_are_the_minutes_on_duty(
    document: dict[str, object], start_min: int, horizon_min: int, days_off: set[int]
) -> None:
    """Minute by minute, by the definition: of a shift that began on one of its days, a holiday only if it works
    on holidays, between its ends, in no break."""
    shift = Shift.model_validate(document)
    start = MONDAY + dt.timedelta(minutes=start_min)
    holidays = {MONDAY.date() + dt.timedelta(days=day) for day in days_off}
    found = shift_stretches(shift, start, horizon_min * MINUTE, holidays)
    assert all(a.until_us < b.from_us for a, b in pairwise(found))
    on_duty = {minute for part in found for minute in range(part.from_us // MINUTE, part.until_us // MINUTE)}
    off = holidays if shift.on_holidays == "off" else set()
    minutes = (start + dt.timedelta(minutes=minute) for minute in range(horizon_min))
    assert on_duty == {minute for minute, moment in enumerate(minutes) if _works(shift, moment, off)}
    assert all(isinstance(part, Stretch) for part in found)


def _works(shift: Shift, moment: dt.datetime, holidays: set[dt.date]) -> bool:
    midnight = moment.replace(hour=0, minute=0)
    for day in (midnight, midnight - dt.timedelta(days=1)):
        into_s = (moment - day).total_seconds() - shift.from_
        is_worked = day.weekday() in shift.days and day.date() not in holidays
        if is_worked and 0 <= into_s < shift.length_s:
            return not any(begin <= into_s < end for begin, end in shift.pauses_s)
    return False
