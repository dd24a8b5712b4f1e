"""Do durations, powers and speeds survive the way between people, numbers and ticks?"""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.units import (
    DURATION_PATTERN,
    POWER_PATTERN,
    SECONDS_PER_UNIT,
    SPEED_PATTERN,
    UnitError,
    duration_text,
    parse_duration,
    parse_power,
    parse_speed,
    power_text,
    speed_text,
    to_seconds,
    to_ticks,
)

FIXED = settings(derandomize=True, deadline=None)
SECONDS = {
    "12 min": 720.0,
    "12min": 720.0,
    "  12   min ": 720.0,
    "1.5 h": 5400.0,
    "-90 s": -90.0,
    "+.5 d": 43200.0,
    "5. s": 5.0,
    "2 week": 1209600.0,
    "1e3 ms": 1.0,
    "1 us": 1e-6,
    "0 s": 0.0,
}
WRONG = {
    12: 'expected a duration with a unit (us, ms, s, min, h, d, week); try "12 min" or "12 s"',
    True: "expected a duration with a unit",
    None: "expected a duration with a unit",
    ("1 s",): "expected a duration with a unit",
    "": "expected a number and a unit",
    "12": 'expected a unit after the number (us, ms, s, min, h, d, week); try "12 min" or "12 s"',
    "min": "expected a number before the unit",
    "1,5 min": "expected a number before the unit",
    "1_000 s": "expected a number before the unit",
    "12 min 30 s": "expected a number and a unit",
    "12 parsecs": 'unknown unit "parsecs"; expected one of us, ms, s, min, h, d, week',
    "12 minutes": 'did you mean "12 min"?',
    "12 Min": 'did you mean "12 min"?',
    "12 H": 'did you mean "12 h"?',
    "12 µs": 'did you mean "12 us"?',
    "nan s": "expected a finite number before the unit",
    "inf h": "expected a finite number before the unit",
    "1e308 week": "expected a duration that is finite in seconds",
}


@pytest.mark.parametrize("text", SECONDS)
def test_a_text_with_a_unit_is_seconds(text):
    """A number with a unit is that many seconds, and fits the pattern that editors check."""
    assert parse_duration(text) == SECONDS[text]
    assert re.match(DURATION_PATTERN, text)


@pytest.mark.parametrize("given", WRONG)
def test_anything_else_says_what_was_expected(given):
    """A text that is no duration is an error with a remedy, and does not fit the pattern either."""
    with pytest.raises(UnitError, match=re.escape(WRONG[given])):
        parse_duration(given)
    finite_unit = given == "1e308 week"  # too long for seconds, which no pattern sees
    assert not isinstance(given, str) or bool(re.match(DURATION_PATTERN, given)) == finite_unit


@FIXED
@given(st.text(alphabet="0123456789.eE+-_ minshdwk\tµ", max_size=12))
def test_texts_are_accepted_as_the_pattern_says(text):
    """Parser and published pattern accept the same texts, but for numbers that are not finite in seconds."""
    try:
        fault = "" if parse_duration(text) is not None else "nothing"
    except UnitError as error:
        fault = str(error)
    if re.match(DURATION_PATTERN, text):
        assert not fault or "finite" in fault
    else:
        assert fault


@FIXED
@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**12), 10**12).map(float))
def test_seconds_survive_writing_and_reading(seconds):
    """The text of a duration is exact: read back, it is the same float."""
    assert parse_duration(duration_text(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (720, "12 min"),
        (0, "0 s"),
        (90, "90 s"),
        (7200, "2 h"),
        (604800, "7 d"),
        (1209600, "2 week"),
        (0.25, "0.25 s"),
    ],
)
def test_a_duration_is_written_in_its_largest_whole_unit(seconds, text):
    """Durations are written as people would, one week as seven days."""
    assert duration_text(seconds) == text


def test_a_long_text_of_nonsense_is_refused_at_once():
    """Refusing takes time in proportion to the text: a megabyte takes less than a second."""
    began = time.perf_counter()
    with pytest.raises(UnitError):
        parse_duration("a" * 1_000_000 + " b c")
    assert time.perf_counter() - began < 1


@FIXED
@given(st.integers(-(2**52), 2**52))
def test_ticks_survive_seconds(ticks):
    """Whole microseconds up to 142 years are exact in seconds as float64."""
    assert to_ticks(to_seconds(ticks)) == ticks


@pytest.mark.parametrize("unit", SECONDS_PER_UNIT)
def test_every_unit_is_whole_ticks(unit):
    """One of each unit is a whole number of microseconds."""
    assert to_ticks(parse_duration(f"1 {unit}")) == round(SECONDS_PER_UNIT[unit] * 1_000_000)


POWERS = {"3 kW": 3000.0, "1.5MW": 1.5e6, "0 W": 0.0, "250 W": 250.0, "-1 kW": -1000.0}
SPEEDS = {"1.2 m/s": 1.2, "3.6 km/h": 1.0, "4 km/h": 4 / 3.6, "90 m/min": 1.5}


@pytest.mark.parametrize(
    ("parse", "pattern", "text", "value"),
    [(parse_power, POWER_PATTERN, *power) for power in POWERS.items()]
    + [(parse_speed, SPEED_PATTERN, *speed) for speed in SPEEDS.items()],
)
def test_powers_are_watts_and_speeds_metres_per_second(parse, pattern, text, value):
    """A number with a unit is so many of the base unit, and fits the pattern that editors check."""
    assert parse(text) == value
    assert re.match(pattern, text)


@pytest.mark.parametrize(
    ("parse", "given", "says"),
    [
        (parse_power, 3, 'expected a power with a unit (W, kW, MW); try "3 kW" or "3 W"'),
        (parse_power, "3", 'expected a unit after the number (W, kW, MW); try "3 kW" or "3 W"'),
        (parse_power, "3 kw", 'unknown unit "kw"; expected one of W, kW, MW; did you mean "3 kW"?'),
        (parse_power, "3 min", 'unknown unit "min"; expected one of W, kW, MW'),
        (parse_power, "1e308 MW", "finite in watts"),
        (parse_power, True, "expected a power with a unit"),
        (parse_speed, None, 'expected a speed with a unit (m/s, m/min, km/h), such as "1.2 m/s"'),
        (parse_speed, 4, 'try "4 m/s" or "4 km/h"'),
        (parse_speed, "4 kmh", 'did you mean "4 km/h"?'),
        (parse_speed, "4 mph", 'unknown unit "mph"; expected one of m/s, m/min, km/h'),
    ],
)
def test_a_wrong_power_or_speed_says_what_was_expected(parse, given, says):
    """The units are those of the quantity, and so is the remedy."""
    with pytest.raises(UnitError, match=re.escape(says)):
        parse(given)


@FIXED
@given(st.floats(0, 1e12), st.floats(0, 1e3))
def test_powers_and_speeds_survive_writing_and_reading(watts, metres_per_s):
    """Their texts are exact: read back, they are the same floats."""
    assert parse_power(power_text(watts)) == watts
    assert parse_speed(speed_text(metres_per_s)) == metres_per_s


@FIXED
@given(st.integers(1, 9999).map(lambda tenths: tenths / 10), st.sampled_from(["m/s", "m/min", "km/h"]))
def test_a_speed_is_written_in_no_more_digits_than_it_was_given(number, unit):
    """Three kilometres an hour stay short."""
    text = f"{number:g} {unit}"
    assert len(speed_text(parse_speed(text))) <= len(text)


@pytest.mark.parametrize(
    ("watts", "text"), [(3000, "3 kW"), (1500, "1500 W"), (2e6, "2 MW"), (0, "0 W"), (0.5, "0.5 W")]
)
def test_a_power_is_written_in_its_largest_whole_unit(watts, text):
    """As people would."""
    assert power_text(watts) == text
