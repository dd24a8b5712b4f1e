"""Does the gallery show what the vocabulary can say, and does its page tell the truth?"""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from shopfloor.distributions import Distribution
from shopfloor.document import read_document
from shopfloor.scenario import Scenario, gallery, load
from shopfloor.scenario.variants import examined, what_if_plants
from tests.gallery.page import FOLDER, PAGE, blocks, hash_of, renewed, section

NAMES = list(gallery())
QUICKEST = "intel_minifab"
"""Computed anew on every run; the others in the long tests."""
PICTURE_WIDTH = 800


@cache
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def words_of(name: str) -> dict[str, str]:
    """What a plant's blocks say is to be computed, by kind."""
    return {block.what: block.words for block in blocks(page()) if block.plant == name}


# ---------------------------------------------------------------- the vocabulary


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The parts that an annotation names, at any depth of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        if not isinstance(inner, str):
            yield from models_in(inner)


def parts_of_the_vocabulary() -> list[type[BaseModel]]:
    """Every kind of part that a scenario can have; distributions as a whole."""
    found: list[type[BaseModel]] = [Scenario]
    for part in found:
        if part is not Distribution:
            for field in part.model_fields.values():
                found += [model for model in models_in(field.annotation) if model not in found]
    return list(dict.fromkeys(found))


def words_in(value: object) -> Iterator[tuple[str, str, object]]:
    """Each word that a plant uses: the kind of part, the word, and the value where it is a text."""
    if isinstance(value, BaseModel):
        for word in value.model_fields_set:
            given = getattr(value, word)
            if given is not None:
                yield type(value).__name__, word, None
        for word in type(value).model_fields:
            given = getattr(value, word)
            for text in given if isinstance(given, tuple) else (given,):
                if isinstance(text, str):
                    yield type(value).__name__, word, text
            yield from words_in(given)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from words_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from words_in(inner)


def options_in(annotation: Any) -> Iterator[str]:
    """The texts that an annotation lets one choose from."""
    if get_origin(annotation) is Literal:
        yield from (text for text in get_args(annotation) if isinstance(text, str))
    else:
        for inner in get_args(annotation):
            if not isinstance(inner, str):
                yield from options_in(inner)


@cache
def said() -> frozenset[tuple[str, str, object]]:
    """All words that the gallery uses, in its plants or in their changes."""
    documents = [read_document(file.read_text(encoding="utf-8"), file.name)[0] for file in gallery().values()]
    plants = [examined(document)[0] for document in documents]
    changed = [plant for document in documents for plant in what_if_plants(document, set())[0].values()]
    return frozenset(word for plant in (*plants, *changed) for word in words_in(plant))


def test_every_word_of_the_vocabulary_is_used():
    """Also every family of distributions."""
    every = {(part.__name__, word) for part in parts_of_the_vocabulary() for word in part.model_fields}
    assert sorted(every - {(part, word) for part, word, _ in said()}) == []


def test_every_choice_of_the_vocabulary_is_made():
    """Each order of a queue, each clock of a failure, each end of a shift: somewhere in a plant, or in a change of one."""
    every = {
        (part.__name__, word, option)
        for part in parts_of_the_vocabulary()
        for word, field in part.model_fields.items()
        for option in options_in(field.annotation)
    }
    assert sorted(every - said()) == []


def test_every_policy_is_tried():
    """Who goes where: each policy that is built in."""
    from shopfloor.simulation.dispatch import _BUILT_IN

    assert set(_BUILT_IN) <= {text for part, word, text in said() if (part, word) == ("Scenario", "dispatch")}


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("name", NAMES)
def test_a_plant_has_a_section(name):
    """With its command, picture, figures, and what its changes do; the page was made of the file as it is."""
    words = words_of(name)
    assert set(words) >= {"made_of", "picture", "kpis"}
    assert set(words) & {"what_if", "sweep"}
    assert words["made_of"] == hash_of(name), f"run `python -m tests.gallery {name}`"
    assert all(f"<!-- {name}: {what}" in section(page(), name) for what in words)
    assert 6 <= len(words["kpis"].split()) <= 9


@pytest.mark.parametrize("name", NAMES)
def test_changes_are_shown(name):
    """Every what_if has its line in the table."""
    shown = {block.what: block.text for block in blocks(page()) if block.plant == name}
    if "what_if" in shown:
        assert re.findall(r"^\| `(\w+)`", shown["what_if"], re.MULTILINE) == list(load(name).what_if)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_shows_the_plant(name):
    """As text: every station and every group of people; within the width of a page."""
    picture = ElementTree.parse(FOLDER / f"{name}.svg").getroot()
    texts = "\n".join(text for text in picture.itertext())
    plant = load(name)
    for of_plant in (*plant.stations, *plant.people):
        assert of_plant.replace("_", " ") in texts
    assert int(picture.attrib["width"]) == PICTURE_WIDTH
    assert plant.description in texts


def test_nothing_is_left_of_other_plants():
    """Sections, pictures and scenarios are the same set."""
    assert {block.plant for block in blocks(page())} == set(NAMES)
    assert {file.stem for file in FOLDER.glob("*")} == set(NAMES)


def test_prose_has_no_figures():
    """What was computed stands in the tables, where it is renewed: no per cent, no decimals in between."""
    prose = re.sub(r"^<!-- \w+: .*?^<!-- end -->$", "", page(), flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"\d+(?:\.\d+)? ?%|\b\d+\.\d+\b", prose) == []


def test_the_page_is_what_the_plant_does():
    """Simulated here and now, the tables and the picture are the same to the byte."""
    text, picture = renewed(page(), QUICKEST)
    assert text == page()
    assert picture == (FOLDER / f"{QUICKEST}.svg").read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_page_is_what_the_plants_do(name):
    """As above, for every plant."""
    text, picture = renewed(page(), name)
    assert text == page()
    assert picture == (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


# ---------------------------------------------------------------- the scenarios


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_is_worth_copying(name):
    """Named as its file, told in a sentence of one or two lines, commented, with changes to try."""
    text = gallery()[name].read_text(encoding="utf-8")
    plant = load(name)
    assert plant.scenario == name
    assert plant.description.endswith(".")
    assert len(plant.description) <= 120
    assert plant.what_if
    assert sum("#" in line for line in text.splitlines()) > len(text.splitlines()) / 8
    assert max(map(len, text.splitlines())) <= 125
