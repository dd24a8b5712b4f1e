"""Are the measures of diversity those of the papers?"""

import pytest

from shopfloor.reports.diversity import diversity, self_bleu


def test_texts_that_are_all_the_same_have_a_self_bleu_of_one():
    assert self_bleu([["the", "saw", "stood", "for", "long"]] * 5) == pytest.approx(1)


def test_texts_that_share_nothing_have_the_smallest_self_bleu():
    """Half a match in each of 4, 3, 2 and 1 sequences: (1/8 · 1/6 · 1/4 · 1/2)^(1/4)."""
    apart = [[f"{text}{word}" for word in range(4)] for text in "abc"]
    assert self_bleu(apart) == pytest.approx((1 / 8 / 6 / 4 / 2) ** 0.25)


def test_self_bleu_by_hand():
    """Of "a b c d x" against "a b c d": 4/5, 3/4, 2/3, 1/2 match; of "a b c d" all does, and it is shorter by one word."""
    long, short = ["a", "b", "c", "d", "x"], ["a", "b", "c", "d"]
    expected = ((4 / 5 * 3 / 4 * 2 / 3 / 2) ** 0.25 + 2.718281828459045 ** (1 - 5 / 4)) / 2
    assert self_bleu([long, short]) == pytest.approx(expected)


def test_a_count_is_clipped_by_the_most_that_one_other_text_has():
    """Two other texts with one "a" each do not make two."""
    told = self_bleu([["a", "a"], ["a", "b"], ["a", "c"]])
    first = ((1 / 2) * (0.5 / 1)) ** 0.5
    others = ((1 / 2) * (0.5 / 1)) ** 0.5
    assert told == pytest.approx((first + 2 * others) / 3)


def test_distinct_words_by_hand():
    told = diversity(["saw stood", "saw ran"])
    assert told["distinct_1"] == 0.75
    assert told["distinct_2"] == 1.0
    assert told["repeated_4grams"] == 0.0
