"""Is docs/scenario.md true?"""

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from shopfloor.document import plain, read_document
from shopfloor.errors import ScenarioError
from shopfloor.scenario import Scenario, loads
from shopfloor.scenario.vocabulary import Slot, root

PAGE = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def words(slot: Slot) -> set[str]:
    """Every key below a slot, distributions aside (they have a table of their own)."""
    found = set(slot.fields)
    below = [slot.below(key) for key in found] + [slot.below("name") if slot.names_entries else slot.below(0)]
    return found.union(*(words(part) for part in below if part is not None and not part.is_distribution))


def test_every_word_is_told() -> None:
    """The page and the model know the same vocabulary."""
    told = set(re.findall(r"[a-z_]+", PAGE))
    assert not words(root()) - told


def test_every_choice_is_told() -> None:
    """Also the words that stand as values."""
    told = set(re.findall(r"[a-z_]+", PAGE))
    schema = str(Scenario.model_json_schema())
    choices = {
        word for group in re.findall(r"'enum': \[(.*?)\]", schema) for word in re.findall(r"\w+", group)
    }
    assert {"lifo", "on_shift", "before_service"} <= choices <= told


def test_the_first_plant_is_a_plant() -> None:
    """What a newcomer copies loads."""
    assert loads(blocks("yaml")[0]).scenario == "bakery"


@pytest.mark.parametrize(
    "example", re.findall(r"`(\{[a-z]+: .*?\})`(?=[ ,|])", PAGE.split("## The words")[0])
)
def test_every_distribution_of_the_table_is_one(example: str) -> None:
    """Each example may stand where a time stands."""
    assert loads(blocks("yaml")[0].replace("9 min", example)).stations["baking"].processing is not None


def test_the_example_of_errors_is_what_is_printed() -> None:
    """The messages of the page are the messages of the program."""
    text = """\
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
    machnes: 2
  welding: {processing: 3 min}
"""
    with pytest.raises(ScenarioError) as caught:
        loads(text, name="plant.yaml")
    assert str(caught.value) == blocks("text")[0].strip()


@pytest.mark.parametrize("block", blocks("yaml")[1:], ids=lambda block: block.split(":")[0])
def test_every_example_is_valid(block: str) -> None:
    """Each part that the page shows is one that the model takes."""
    document, problems = read_document(block, "scenario.md")
    assert not problems
    for key, parts in plain(document).items():
        (kind,) = root().below(key).below("name").types
        for part in parts.values():
            TypeAdapter(kind).validate_python(part)
