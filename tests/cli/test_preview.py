"""Can the records that ``shopfloor preview`` shows be read?"""

import json
import re

import pytest

from shopfloor.cli import preview
from shopfloor.contracts.record import PAGE_BREAK
from tests.scoring.records import ANSWERS, record


def shown(it, full=False):
    return preview._shown(it, 1, 1, full)


def part(text, label):
    """The lines of one part, without its label."""
    lines = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    (found,) = (it for it in lines if it.startswith(f"{label} "))
    return [line[10:] for line in found.rstrip("\n").split("\n")]


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_is_told_without_the_signs_of_json(kind):
    """The value with its unit, its kind, and what still is right."""
    (answer,) = part(shown(record(kind)), "answer")
    assert not set('{}[]"') & set(answer)
    assert "None" not in answer
    assert "null" not in answer
    assert f"({kind}" in answer


def test_a_number_is_told_with_its_tolerance():
    """And a refusal with its reason."""
    assert part(shown(record("duration")), "answer") == ["36.4 min (duration, within 0.05)"]
    assert part(shown(record("refusal")), "answer")[0].endswith("(refusal, unknown_entity)")


def test_of_several_pages_the_one_that_is_asked_about_is_shown():
    """Which one it is, the measures say; all of them with --full."""
    pages = [f"Day {number}\n\nsaw.{number} stood" for number in (1, 2, 3)]
    size = {"size": "0.5k", "tokens": 21, "pages": 3, "page": 2, "depth": 0.5}
    it = record("name", context=PAGE_BREAK.join(pages), input="Report: Day 2\nWhich?", size=size)
    assert part(shown(it), "context") == ["Day 2", "", "saw.2 stood"]
    assert part(shown(it), "measures") == ["level 1, 21 tokens, page 2 of 3"]
    assert part(shown(it, full=True), "context") == PAGE_BREAK.join(pages).split("\n")


def test_a_line_that_goes_on_does_not_look_like_the_next():
    """Of a context of several lines; a single text is not indented."""
    row = "07:10 " + "saw.1 " * 20
    lines = part(shown(record("name", context=f"Stops\n{row}\n{row}")), "context")
    assert [line[:2] for line in lines] == ["St", "07", "  ", "07", "  "]
    assert not part(shown(record("name", output="It was. " * 20)), "output")[1].startswith(" ")


def test_nothing_is_wider_than_a_narrow_terminal(shopfloor, made):
    """Whatever record it is; --json gives the records themselves."""
    out = shopfloor("preview", made, "--questions", 40, "--full").out
    assert max(map(len, out.splitlines())) <= 80
    assert len(json.loads(shopfloor("preview", made, "--questions", 40, "--json").out)) == 40
