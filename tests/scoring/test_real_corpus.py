"""Does a real corpus grade itself right?"""

from itertools import product
from pathlib import Path

import pytest

import shopfloor as sf
from shopfloor.export.answer_text import answer_text
from shopfloor.scoring import Knowledge, grade, score

PLANT = Path(__file__).parent.parent / "cli" / "small.yaml"


@pytest.fixture(scope="module")
def records():
    """One family of each kind of answer, of each skill with texts of its own, and all that refuse."""
    chosen = {}
    for family in sf.load_families():
        apart = family.skill if family.skill in ("multi_turn", "tool_use", "conflict") else ""
        refuses = family.family if family.answer.kind == "refusal" else ""
        chosen.setdefault((family.answer.kind, apart, refuses), family)
    return sf.ask(sf.simulate(sf.load(PLANT)), questions=80, families=list(chosen.values())).records


def test_the_outputs_of_a_corpus_score_one(records):
    """A model that was trained to perfection is graded so, with the right reason for every refusal."""
    scored = score(records, {it.id: it.output for it in records})
    assert [(it.read, it.outcome) for it in scored.grades if not it.right] == []
    assert scored.refusals.reason_right == scored.refusals.unanswerable


def test_the_answer_alone_is_right_and_that_of_another_record_is_not(records):
    """In as few words as possible; the answer of the next record of the family, if it is another one, gets nothing."""
    known = Knowledge.of(records)
    for it in records:
        assert grade(it, f"12? 13?\nAnswer: **{answer_text(it)}**.", known).right
    for it, other in product(records, records):
        # a whole digit apart is beyond half of the last digit
        if it.answerable and it.family == other.family and it.answer.value != other.answer.value:
            assert not grade(it, answer_text(other), known).right
