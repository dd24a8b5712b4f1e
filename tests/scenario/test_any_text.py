"""Whatever a file holds, is the answer a scenario or a message?"""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopfloor.document import plain, read_document
from shopfloor.errors import InputError
from shopfloor.scenario import Scenario, build, gallery, load, loads, starter

SETTINGS = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
EXAMPLES = pytest.mark.parametrize("examples", [25, pytest.param(600, marks=pytest.mark.long)])
"""A few always, many when there is time."""
EVERY_WORD = Path(__file__).with_name("every_word.yaml")
TEXTS = [path.read_text("utf-8") for path in (EVERY_WORD, *gallery().values())] + [starter()]
FOREIGN = (
    "pydantic",
    "Input should",
    "validation error",
    "validator",
    "Traceback",
    "ruamel",
    "Extra inputs",
    "NoneType",
)
SNIPPETS = st.sampled_from(
    ["- ", ": ", "{", "}", "[", "]", "#", "&a ", "*a", "!!x ", "? ", "\t", "\n", "\n  ", '"', "'", "| ", "%",
     "---\n", "<<: ", ", ", "0", "-1", "1e999", ".nan", "null", "true", "5 min", "{}", "[]", "x", "é", "\x00"]
)  # fmt: skip


def no_foreign_words(error: InputError) -> None:
    """A message is written for a planner, not for a programmer."""
    message = str(error)
    assert message
    assert not [word for word in FOREIGN if word in message], message


def answer(text: str) -> Scenario | None:
    try:
        return loads(text, name="plant.yaml")
    except InputError as error:
        no_foreign_words(error)
        return None


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """A gallery file with a few cuts, repetitions and snippets anywhere."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 30))
        put = draw(SNIPPETS | st.just(text[place : place + length]) | st.text(max_size=4))
        text = text[:place] + put + text[place + draw(st.sampled_from([0, 1, length])) :]
    return text


@EXAMPLES
def test_a_mutilated_file_is_read_or_told(examples: int) -> None:
    """Never another exception, never the words of a library below."""

    @settings(SETTINGS, max_examples=examples)
    @given(text=mutilated())
    def test(text: str) -> None:
        answer(text)

    test()


@settings(SETTINGS, max_examples=100)
@given(text=st.text())
def test_any_text_is_told(text: str) -> None:
    """No text at all is anything else than an error with a message."""
    assert answer(text) is None


KEYS = st.text(max_size=4) | st.sampled_from(["mean", "at"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
VALUES = st.recursive(
    LEAVES | st.sampled_from(["saw", "5 min", "mon", "06:00"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3),
    max_leaves=4,
)

DOCUMENTS = [plain(read_document(text, "plant.yaml")[0]) for text in TEXTS]


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to everything in a document, from the outside in."""
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield (*path, key)
        yield from places(data[key], (*path, key))


@st.composite
def with_a_foreign_value(draw: st.DrawFn) -> Any:
    """A gallery document with another value somewhere, of any type."""
    data = deepcopy(draw(st.sampled_from(DOCUMENTS)))
    *way, key = draw(st.sampled_from(list(places(data))))
    target = reduce(lambda below, step: below[step], way, data)
    target[key] = draw(VALUES)
    return data


@EXAMPLES
def test_any_value_anywhere_is_read_or_told(examples: int) -> None:
    """Every type in every place gets a message of our own."""

    @settings(SETTINGS, max_examples=examples)
    @given(data=with_a_foreign_value())
    def test(data: Any) -> None:
        try:
            build(data)
        except InputError as error:
            no_foreign_words(error)

    test()


PATHS = [
    "stations.cutting", "products.pump.route", "clock", "shifts.day.breaks", "products.pump.route.1.choice.0",
    "products.pump.route.2.alternatives", "stations.cutting.quality.by_machine.cutting.2", "floor.aisles.0",
    "stations.cutting.speed", "stations.cutting.maintenance.oil", "products.pump.initial.oven", "holidays.0",
]  # fmt: skip


@EXAMPLES
def test_any_override_is_read_or_told(examples: int) -> None:
    """--set takes any text for an answer."""

    @settings(SETTINGS, max_examples=examples)
    @given(
        path=st.text(max_size=20) | st.sampled_from(PATHS),
        value=st.text(max_size=10) | VALUES.map(lambda value: json.dumps(value, default=str)),
    )
    def test(path: str, value: str) -> None:
        try:
            load(EVERY_WORD, overrides={path: value})
        except InputError as error:
            no_foreign_words(error)

    test()
