"""Which page of a record is asked about, and what is asked?"""

import pytest

from shopfloor.contracts.record import Record
from tests.scoring.records import record

PAGES = ("Stoppages, Monday\n\nsaw.1 stood", "Jobs, Monday\n\npump-1", "Jobs, Tuesday\n\npump-2")


def paged(page: int, asked: str = "How many?", pages: int = 3) -> Record:
    """A record about one of three pages."""
    named = PAGES[(page or 1) % 3 - 1].partition("\n")[0]
    size = {"size": "0.5k", "tokens": 20, "pages": pages, "page": page, "depth": 0.5}
    return record("count", context="\n\n---\n\n".join(PAGES), input=f"Report: {named}\n{asked}", size=size)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_the_page_is_the_one_that_the_size_names(page):
    """Counted from 1, whole, without what stands between pages."""
    assert paged(page).asked_page == PAGES[page - 1]


@pytest.mark.parametrize("page", [0, 4, -1])
def test_of_a_page_that_is_not_there_the_first_is_taken(page):
    """A corpus comes from anywhere; that its papers are wrong, the second witness tells."""
    assert paged(page).asked_page == PAGES[0]


def test_the_question_is_the_input_without_the_line_that_names_the_page():
    """All lines of a conversation stay; an input without such a line is the question."""
    conversation = "User: How many?\nAssistant: 3.\nUser: Of which product?"
    assert paged(2, conversation).question == conversation
    plain = record("count", input=conversation)
    assert plain.question == plain.input
    assert plain.asked_page == plain.context
    assert record("count", input="Report: the count.").question == "Report: the count."


def test_the_papers_of_a_record_do_not_hold_them():
    """What follows from the texts is not written down again."""
    assert not {"asked_page", "question"} & paged(1).model_dump().keys()
