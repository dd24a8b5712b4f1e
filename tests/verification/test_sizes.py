"""Are tokens counted and levels given as they are defined?"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.verification.sizes import level, tokens_in
from tests.verification import deriving

TOKEN = re.compile(r"[A-Za-z]+|[0-9]{1,3}|[^\sA-Za-z0-9]")


@settings(derandomize=True, deadline=None)
@given(st.text(st.sampled_from("aZ09 .,\n-é\u00a0\u2003µ\x1c\x85{|\ud800"), max_size=60))
def test_tokens_are_counted_as_they_are_found(text):
    """Counting at once gives what the expression gives, whatever the text."""
    assert tokens_in(text) == len(TOKEN.findall(text))


@pytest.mark.parametrize("digits", range(40))
def test_digits_are_counted_in_threes(digits):
    """Rows of digits of any length, also those that no report has."""
    text = f"{'1' * digits} x{'2' * digits}y"
    assert tokens_in(text) == len(TOKEN.findall(text))


def test_a_text_of_digits_alone_takes_no_time():
    """A long row of digits is counted like any other text."""
    assert tokens_in("7" * 3_000_000) == 1_000_000


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 8), st.integers(0, 30))
@settings(derandomize=True, deadline=None)
def test_levels_follow_from_their_formula(rows, distractors, hops, operations):
    """From 1 to 5, by the points of rows, distractors, hops and operations."""
    right = level(rows, distractors, hops, operations)
    assert right == deriving.level(rows, distractors, hops, operations)
    assert right in range(1, 6)
