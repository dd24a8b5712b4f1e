"""Do values look as docs/families.md says, and can their texts be read back?"""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopfloor.contracts.family import ColumnSpec
from shopfloor.questions.text import (
    DAY_MS,
    NAME,
    clock_text,
    day_text,
    decimal_text,
    half_up,
    texts_of,
    until_text,
)

MONDAY = 1_767_571_200_000  # 2026-01-05T00:00 in ms from 1970
TEN_PAST_SEVEN = 25_800_000 + 45_000


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        (ColumnSpec(kind="clock"), TEN_PAST_SEVEN, "07:10"),
        (ColumnSpec(kind="clock", precision="1 s"), TEN_PAST_SEVEN, "07:10:45"),
        (ColumnSpec(kind="clock"), DAY_MS + TEN_PAST_SEVEN, "07:10"),
        (ColumnSpec(kind="timestamp"), MONDAY + TEN_PAST_SEVEN, "2026-01-05 07:10"),
        (ColumnSpec(kind="timestamp", precision="1 s"), MONDAY + TEN_PAST_SEVEN, "2026-01-05 07:10:45"),
        (ColumnSpec(kind="duration"), 750_000, "12.5 min"),
        (ColumnSpec(kind="duration"), 752_999, "12.5 min"),
        (ColumnSpec(kind="duration"), 753_000, "12.6 min"),
        (ColumnSpec(kind="duration"), -753_000, "-12.5 min"),
        (ColumnSpec(kind="duration"), -3_000, "0.0 min"),
        (ColumnSpec(kind="duration", unit="h", decimals=3), 3_600, "0.001 h"),
        (ColumnSpec(kind="duration", unit="s", decimals=0), 12_500, "13 s"),
        (ColumnSpec(kind="count"), 12, "12"),
        (ColumnSpec(kind="name"), "cutting.1", "cutting.1"),
        (ColumnSpec(kind="clock", optional=True), None, "-"),
    ],
)
def test_a_value_looks_as_documented(spec: ColumnSpec, value: object, text: str) -> None:
    """Clocks round down, durations round halves up, and every text has all its digits."""
    assert texts_of(spec)[value] == text


def test_a_window_that_ends_at_midnight_ends_at_24_00() -> None:
    """24:00 is the end of the day and 00:00 its beginning."""
    assert (clock_text(0, "1 min"), until_text(DAY_MS), until_text(DAY_MS + 3_600_000)) == (
        "00:00",
        "24:00",
        "01:00",
    )


def test_a_day_is_written_in_english_words() -> None:
    """The day of a context does not depend on the machine's language."""
    assert day_text(MONDAY) == "Monday 5 January 2026"


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**9))
def test_halves_go_up(numerator: int, denominator: int) -> None:
    """The nearest whole number, and of two equally near ones the greater."""
    assert half_up(numerator, denominator) == floor(Fraction(numerator, denominator) + Fraction(1, 2))


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_a_decimal_text_is_exactly_its_number(quanta: int, decimals: int) -> None:
    """The text of a decimal reads back to the same fraction, with exactly its decimals."""
    text = decimal_text(quanta, decimals)
    assert Fraction(text) == Fraction(quanta, 10**decimals)
    assert len(text.partition(".")[2]) == decimals


@pytest.mark.parametrize("name", ["cutting.1", "pump-17", "a", "A_b-c.d.9"])
def test_names_are_words(name: str) -> None:
    """A letter, then letters, digits, "_", "-" and single dots between them."""
    assert NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["", "1a", "a.", "a..b", ".a", "a b", "a>b", "é", "a,b"])
def test_other_texts_are_no_names(name: str) -> None:
    """What could end a name or run into the text around it is no part of one."""
    assert not NAME.fullmatch(name)
