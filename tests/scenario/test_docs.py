"""Is docs/scenario.md true, and does it say everything?"""

import re
from pathlib import Path

import pytest

from shopfloor.document import plain, read_document
from shopfloor.errors import ScenarioError
from shopfloor.scenario import build, loads
from shopfloor.scenario.policies import POLICIES
from tests.scenario.completing import completed
from tests.scenario.words import CHOICES, FIELDS

PAGE = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text("utf-8")
DESIGNED = (
    "arrivals", "routes", "queues", "machines", "blocking", "breakdowns", "people", "quality", "time",
    "experiments", "distributions",
)  # fmt: skip
"""What a scenario must be able to speak about."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def in_backticks(text: str) -> set[str]:
    """The words of all that stands between backticks, examples in blocks aside."""
    spans = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return {word for span in spans for word in re.findall(r"[A-Za-z_]+", span)}


WORDS = {field.alias or name for (_, name), field in FIELDS.items()}
VALUES = {word for _, _, word in CHOICES} | set(POLICIES)


def test_every_word_is_told() -> None:
    """Each field of each part of the model stands in backticks on the page."""
    assert {"before_due", "critical_ratio", "waiting_for_parts", "by_machine"} <= WORDS | VALUES
    assert not WORDS - in_backticks(PAGE)


def test_every_choice_is_told() -> None:
    """Also the words that stand as values, and the policies of dispatch."""
    assert not VALUES - in_backticks(PAGE)


def test_no_word_is_told_that_nobody_knows() -> None:
    """What the first column of a table of words names, the model takes."""
    rows = re.findall(r"^\| word.*?(?=\n\n)", PAGE, re.MULTILINE | re.DOTALL)
    told = [cell for table in rows for cell in re.findall(r"^\|([^|]*)\|", table, re.MULTILINE)[2:]]
    assert len(told) > 70
    assert not in_backticks(" ".join(told)) - WORDS - set(POLICIES)


@pytest.mark.parametrize("about", DESIGNED)
def test_every_subject_has_a_section(about: str) -> None:
    """The table at the top leads to a section for each subject."""
    (anchor,) = re.findall(rf"^\| \[{about}\]\(#([a-z-]+)\)", PAGE, re.MULTILINE)
    headings = re.findall(r"^##+ (.*)$", PAGE, re.MULTILINE)
    anchors = [re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-") for heading in headings]
    assert anchor in anchors
    section = PAGE.split(f"# {headings[anchors.index(anchor)]}\n")[1].split("\n#")[0]
    assert "```yaml" in section or about == "distributions"


def test_the_first_plant_is_a_plant() -> None:
    """What a newcomer copies loads."""
    assert loads(blocks("yaml")[0]).scenario == "bakery"


@pytest.mark.parametrize(
    "example", re.findall(r"`(\{[a-z]+: .*?\})`(?=[ ,|])", PAGE.split("## The words")[0])
)
def test_every_distribution_of_the_table_is_one(example: str) -> None:
    """Each example may stand where a time stands."""
    assert loads(blocks("yaml")[0].replace("9 min", example)).stations["baking"].processing is not None


@pytest.mark.parametrize("block", blocks("yaml")[1:], ids=lambda block: " ".join(block.split()[:2]))
def test_every_example_loads(block: str) -> None:
    """Each example is part of a plant that keeps all laws."""
    document, problems = read_document(block, "scenario.md")
    assert not problems
    plant = build(completed(plain(document)))
    assert all(
        set(example) <= set(getattr(plant, key))
        for key, example in plain(document).items()
        if key in ("products", "stations", "people", "shifts", "what_if", "sweep")
    )


BROKEN = """\
scenario: plant
clock: {start: 2026-01-05T06:00, horizon: 1 d}
products:
  pump:
    orders: {quantity: 2, every: 6}
    route: [cuting, welding]
stations:
  cutting:
    processing: 3 min
    queue:
      capacity: -1
      ordr: edd
  welding: {processing: 3 min, queue: {capacity: 2}, batch: {max: 4}}
"""


def test_the_example_of_errors_is_what_is_printed() -> None:
    """The messages of the page are the messages of the program."""
    with pytest.raises(ScenarioError) as caught:
        loads(BROKEN, name="plant.yaml")
    assert str(caught.value) == blocks("text")[0].strip()
