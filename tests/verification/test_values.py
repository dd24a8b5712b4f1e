"""Is every value read back that the documented grammar writes, and nothing else?"""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.contracts.family import ColumnSpec
from shopfloor.verification.values import decimal_text, meaning, rounded, shape, text

UNIT_MS = {"s": 1_000, "min": 60_000, "h": 3_600_000}
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", fullmatch=True)
units, decimals = st.sampled_from(sorted(UNIT_MS)), st.integers(0, 3)
moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)


def read(column, written, since=0):
    """What a text of a column means; ValueError for a text that no value writes."""
    column = ColumnSpec.model_validate(column)
    if re.fullmatch(shape(column), written) is None:
        raise ValueError(written)
    return meaning(column, since)(written)


def refused(column, written):
    try:
        read(column, written)
    except ValueError:
        return True
    return False


@settings(derandomize=True, deadline=None)
@given(names)
def test_a_name_means_itself(name):
    """A letter, then letters, digits, underscores, hyphens and single dots between them."""
    assert read({"kind": "name"}, name) == name


@pytest.mark.parametrize(
    "name", ["", "1saw", ".saw", "saw.", "saw..1", "_saw", "saw 1", "säge", "saw\n", "saw²"]
)
def test_what_is_no_name_is_refused(name):
    """No name begins with anything but a letter, ends with a dot, or has two dots side by side."""
    assert refused({"kind": "name"}, name)


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 999_999_999))
def test_a_count_is_its_digits(number):
    """A count is a whole number without leading zeros or signs, in ASCII digits."""
    assert read({"kind": "count"}, str(number)) == number
    assert refused({"kind": "count"}, f"0{number}")
    assert refused({"kind": "count"}, f"-{number}")
    assert refused({"kind": "count"}, f"{number}.0")
    assert refused({"kind": "count"}, str(number).translate({48 + n: 0x660 + n for n in range(10)}))


@settings(derandomize=True, deadline=None)
@given(st.integers(-(10**8), 10**8), units, decimals)
def test_a_duration_is_read_as_it_is_written(number, unit, places):
    """A duration has exactly the declared decimals, a space and the unit; inside it is whole milliseconds."""
    column = {"kind": "duration", "unit": unit, "decimals": places}
    value = Decimal(number).scaleb(-places)
    written = f"{value:f} {unit}"
    assert read(column, written) == value * UNIT_MS[unit]
    assert text(ColumnSpec.model_validate(column), int(value * UNIT_MS[unit])) == written
    for near in (
        f"{value:f}.0 {unit}",
        f"{value:f}{unit}",
        f"{value:f} {unit}s",
        f"+{written}",
        f" {written}",
    ):
        assert refused(column, near)


@pytest.mark.parametrize(
    "written", ["-0.0 min", "012.5 min", "12,5 min", "12.5  min", "12.5 h", ".5 min", "1e1.0 min"]
)
def test_near_misses_of_a_duration_are_refused(written):
    """Minus zero, a leading zero, a comma, another unit: none of them is what 12.5 min would be."""
    assert refused({"kind": "duration", "unit": "min", "decimals": 1}, written)


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 86_399), st.integers(0, 86_399), st.sampled_from(["1 min", "1 s"]))
def test_a_clock_before_the_window_is_of_the_next_day(seconds, since, precision):
    """A clock is ms from midnight of the world's day; one earlier than ``since`` is 24 h later."""
    step = 60 if precision == "1 min" else 1
    seconds -= seconds % step
    written = f"{timedelta(seconds=seconds)!s:0>8}"[: 5 if step == 60 else 8]
    ms = (seconds if seconds >= since else seconds + 86_400) * 1000
    column = {"kind": "clock", "precision": precision}
    assert read(column, written, since * 1000) == ms
    assert text(ColumnSpec.model_validate(column), ms + step * 1000 - 1) == written


@pytest.mark.parametrize(
    "written", ["24:00", "07:60", "7:10", "07:1", "07:10:00", "07.10", "-7:10", "07:10 ", "０７:10"]
)
def test_near_misses_of_a_clock_are_refused(written):
    """Hours end at 23, minutes at 59, and a clock to the minute has no seconds."""
    assert refused({"kind": "clock"}, written)


@settings(derandomize=True, deadline=None)
@given(moments)
def test_a_timestamp_is_ms_from_1970(moment):
    """A date of the calendar and a clock, to the second."""
    column = {"kind": "timestamp", "precision": "1 s"}
    written = f"{moment:%H:%M:%S}"
    written = f"{moment.date().isoformat()} {written}"
    ms = (moment - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
    assert read(column, written) == ms
    assert text(ColumnSpec.model_validate(column), ms + 999) == written


@pytest.mark.parametrize(
    "written", ["2026-02-29 07:10", "2026-13-01 07:10", "2026-1-05 07:10", "2026-01-05T07:10", "2026-01-05 24:00", "0000-01-01 00:00"]
)  # fmt: skip
def test_near_misses_of_a_timestamp_are_refused(written):
    """A day that the calendar does not have is no day."""
    assert refused({"kind": "timestamp"}, written)


@settings(derandomize=True, deadline=None)
@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9), decimals)
def test_halves_round_up(numerator, denominator, places):
    """The rounded number is the greatest whole number of the last digit not above the value and a half digit."""
    number = rounded(numerator, denominator, places)
    distance = Fraction(numerator * 10**places, denominator) - number
    assert Fraction(-1, 2) <= distance < Fraction(1, 2)
    assert rounded(-numerator, -denominator, places) == number
    assert Decimal(decimal_text(number, places)) == Decimal(number).scaleb(-places)
