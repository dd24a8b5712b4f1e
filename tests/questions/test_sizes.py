"""Are contexts as long as was asked for, and made of pages that do not give the answer away?"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopfloor.contracts.record import SIZES, SizeClass
from shopfloor.questions import Corpus, ask
from shopfloor.questions.gates import computes, stands_in
from shopfloor.questions.pages import tokens_of
from shopfloor.questions.sizes import labels
from tests.questions.logs import families, shop

SHARES: dict[SizeClass, float] = {"page": 0.25, "0.5k": 0.25, "2k": 0.5}


@pytest.fixture(scope="module")
def sized() -> Corpus:
    return ask(shop(4, 4), questions=60, families=families(), sizes=dict(SHARES))


def pages(context: str) -> list[str]:
    return context.split("\n\n---\n\n")


@given(st.integers(0, 300), st.lists(st.floats(0.01, 1), min_size=5, max_size=5))
def test_every_class_comes_as_often_as_its_share(count: int, shares: list[float]) -> None:
    """In all, and about so in each part."""
    given = dict(zip(SIZES, shares, strict=True))
    made = labels(count, given)
    assert len(made) == count
    for size, of in Counter(made).items():
        assert abs(of - count * given[size] / sum(shares)) < 1


def test_contexts_are_as_long_as_asked(sized: Corpus) -> None:
    """Of a class within a quarter of its tokens; what could not be reached is told."""
    missed = sum(int(text.split()[0]) for name, text in sized.shortfalls.items() if name.startswith("sizes"))
    wanted, there = Counter(labels(60, SHARES)), Counter(record.size.size for record in sized.records)
    assert sum((wanted - there).values()) <= missed <= 12
    for record in sized.records:
        assert record.size.tokens == tokens_of(record.context)
        assert record.size.pages == len(pages(record.context))
        if record.size.size == "2k" and not missed:
            assert 1500 <= record.size.tokens <= 2300


def test_the_page_is_where_the_papers_say(sized: Corpus) -> None:
    """The input names it by its first line, no two pages have one first line, and it stands anywhere."""
    places = Counter[int]()
    for record in sized.records:
        of = pages(record.context)
        headers = [page.splitlines()[0] for page in of]
        assert len(set(headers)) == len(headers)
        if len(of) > 1:
            assert record.input.startswith(f"Report: {headers[record.size.page - 1]}\n")
            places[record.size.page] += 1
        else:
            assert not record.input.startswith("Report: ")
    assert len(places) > 2


def test_no_page_gives_a_computed_answer_away(sized: Corpus) -> None:
    """Its text with its unit stands nowhere in the context."""
    kinds = {family.family: family for family in sized.families}
    for record in sized.records:
        if computes(kinds[record.family]):
            text = f"{record.answer.value:.1f} {record.answer.unit}"
            assert not stands_in(text, [record.context])


def test_pages_are_of_the_same_replication() -> None:
    """Whoever knows the training set has seen no page of the test."""
    made = ask(shop(4, 3), questions=40, families=families(), sizes={"2k": 1.0})
    seen: dict[str, str] = {}
    for record in made.records:
        for page in pages(record.context):
            assert seen.setdefault(page, record.split) == record.split


def test_what_cannot_be_reached_is_told() -> None:
    """A small log has no thirty thousand tokens; the class that is nearest is recorded."""
    made = ask(shop(1, 2), questions=6, families=families(), sizes={"32k": 1.0})
    assert "sizes 32k" in made.shortfalls
    assert {record.size.size for record in made.records} <= {"page", "0.5k", "2k", "8k"}
