"""Does docs/analysis.md tell the truth? Its commands print what it shows, and its Python runs."""

import re
from pathlib import Path
from typing import get_args

import pytest

import shopfloor as sf
from shopfloor.analysis.finding import FindingKind
from tests.analysis import page


@pytest.fixture(autouse=True)
def folder():
    with page.plant_folder():
        yield


@pytest.mark.parametrize(
    ("command", "shown"), page.examples(), ids=[command for command, _ in page.examples()]
)
def test_a_command_prints_what_the_page_shows(command, shown):
    """To the last character; `python -m tests.analysis.page` renews it."""
    assert page.printed(command) == shown


def test_the_python_example_runs():
    """Line by line; on the plant of the page in a shorter run, with a smaller sweep."""
    text = Path("presses.yaml").read_text(encoding="utf-8")
    for shown, tried in (("horizon: 10 d", "horizon: 2 d"), ('["14:00", "22:00"]', '["22:00"]')):
        assert text.count(shown) == 1
        text = text.replace(shown, tried)
    Path("presses.yaml").write_text(text, encoding="utf-8")
    names: dict[str, object] = {}
    exec(page.python_example(), names)
    assert isinstance(names["log"], sf.EventLog)


def test_every_command_of_the_page_is_tried():
    """Seven questions, seven answers that somebody ran."""
    assert len(page.examples()) == len(re.findall(r"^shopfloor ", page.PAGE, re.MULTILINE)) == 8


@pytest.mark.parametrize("kind", get_args(FindingKind))
def test_every_finding_is_told(kind):
    """A kind that is added must be in the table."""
    assert re.search(rf"^\| `{kind}` \|", page.PAGE, re.MULTILINE)
