"""Does what is written read back as the same?"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopfloor.document import read_document
from shopfloor.scenario import Scenario, build, dump, gallery, load, loads, starter
from shopfloor.scenario.variants import what_if_plants
from shopfloor.units import parse_speed
from tests.plants import documents

SETTINGS = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
SMALL = """\
scenario: small
clock: {start: 2026-01-05, horizon: 3.1e9 s}
products: {pin: {orders: {every: 1 h}, route: [saw]}}
stations: {saw: {processing: 1 min}}
"""


EVERY_WORD = Path(__file__).with_name("every_word.yaml")


def again(plant: Scenario) -> Scenario:
    return loads(dump(plant))


@settings(SETTINGS, max_examples=40)
@given(document=documents())
def test_a_dumped_plant_loads_as_the_same(document: dict[str, object]) -> None:
    """loads(dump(plant)) == plant, and a second dump changes nothing."""
    plant = build(document)
    text = dump(plant)
    assert loads(text) == plant
    assert dump(loads(text)) == text


def test_every_word_survives() -> None:
    """Powers, speeds, dates, `from` and `for`, choices that skip on, changes to nothing at all."""
    plant = load(EVERY_WORD)
    text = dump(plant)
    assert loads(text) == plant
    assert dump(loads(text)) == text
    assert "null" in text


@pytest.mark.parametrize("path", ["stations.cutting.power.setup", "people.crew.speed"])
@pytest.mark.parametrize("number", [0.1 + 0.2, 1e-3, 1 / 3, 4 / 3.6, 999.999])
def test_a_quantity_is_written_exactly(path: str, number: float) -> None:
    """Watts and metres per second are the same float after a dump."""
    unit = "W" if "power" in path else "m/s"
    plant = load(EVERY_WORD, overrides={path: f"{number!r} {unit}"})
    assert again(plant) == plant


def test_a_speed_is_written_as_it_was_given() -> None:
    """Three kilometres an hour are not so many metres a second with sixteen digits."""
    text = dump(load(EVERY_WORD))
    assert "speed: 3 km/h" in text
    assert "speed: 1.2 m/s" in text
    assert loads(text).travel.speed == parse_speed("3 km/h")


def test_long_steps_stand_on_lines_of_their_own() -> None:
    """A route with choices can be read."""
    assert "\n    - choice:\n      - {share: 0.75, route: []}\n" in dump(load(EVERY_WORD))


@settings(SETTINGS, max_examples=100)
@given(
    description=st.text(st.characters(exclude_categories=["Cs"]))
    | st.from_regex(r"[0-9a-z.:+~'\"\-]{1,6}", fullmatch=True)
)
def test_any_text_survives(description: str) -> None:
    """Quotes, colons, control characters, words that YAML would read as something else."""
    assert again(loads(SMALL).model_copy(update={"description": description})).description == description


def test_the_gallery_survives() -> None:
    """Also with its what_if sets, and each of them as a plant of its own."""
    for name, file in gallery().items():
        plant = load(name)
        assert loads(dump(plant)) == plant
        document, _ = read_document(file.read_text("utf-8"), str(file))
        # all at once: to load each by its name would check them all again for each
        changes, problems = what_if_plants(document, known=set())
        assert not problems
        assert changes.keys() == plant.what_if.keys()
        for changed in changes.values():
            assert changed != plant
            assert loads(dump(changed)) == changed


def test_a_dump_says_everything() -> None:
    """Defaults are written out, with units; a run can be repeated by a version with other defaults."""
    text = dump(loads(starter()))
    assert "order: fifo" in text
    assert "first_at: 0 s" in text
    assert "blocking: after_service" in text


@settings(SETTINGS, max_examples=100)
@given(seconds=st.floats(0, 3e9))
def test_a_time_is_written_exactly(seconds: float) -> None:
    """No rounding between the number of seconds and its text."""
    plant = loads(SMALL)
    clock = plant.clock.model_copy(update={"warm_up": seconds})
    assert again(plant.model_copy(update={"clock": clock})).clock.warm_up == seconds
