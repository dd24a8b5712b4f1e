"""What do editors learn from the JSON Schema?"""

import json
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter

from shopfloor.scenario import json_schema, model
from shopfloor.scenario.vocabulary import root
from shopfloor.units import POWER_PATTERN, SPEED_PATTERN

SCHEMA = json_schema()
PARTS = {
    kind.__name__: kind
    for kind in vars(model).values()
    if isinstance(kind, type) and issubclass(kind, model.Part) and kind not in (model.Part, model.Scenario)
}


def part(name: str) -> Any:
    return SCHEMA["$defs"][name]


def test_keys_are_those_of_the_file() -> None:
    """`from`, `to` and `for`, not what Python makes of them."""
    assert set(part("Shift")["properties"]) == {"days", "from", "to", "breaks", "at_end", "on_holidays"}
    assert set(part("Break")["properties"]) == {"at", "for"}
    assert set(SCHEMA["properties"]) == set(root().fields)


def test_shorthands_are_valid() -> None:
    """A station's name for a step of a route, a time for a constant distribution."""
    visit, *_ = part("Product")["properties"]["route"]["items"]["oneOf"]
    assert {"type": "string"} in visit["anyOf"]
    assert {"type": "string"} in part("Alternatives")["properties"]["alternatives"]["items"]["anyOf"]
    assert any("string" in str(choice) for choice in part("Distribution")["anyOf"])


def defaults(schema: Any) -> Any:
    return {key: word["default"] for key, word in schema["properties"].items() if "default" in word}


def test_defaults_are_shown_as_a_file_writes_them() -> None:
    """An editor offers what the file may hold: with units, as times of day, in parts without what is left
    out."""
    assert defaults(part("Clock"))["warm_up"] == "0 s"
    assert defaults(part("Power"))["otherwise"] == "0 W"
    assert (defaults(part("Rate"))["from"], defaults(part("Rate"))["to"]) == ("00:00", "24:00")
    assert defaults(part("Product"))["orders"]["first_at"] == "0 s"


@pytest.mark.parametrize("name", PARTS)
def test_every_default_is_one_that_the_model_takes(name: str) -> None:
    """What an editor fills in is no mistake."""
    kind = PARTS[name]
    fields = {field.alias or key: field for key, field in kind.model_fields.items()}
    for key, default in defaults(part(name)).items():
        field = fields[key]
        TypeAdapter(Annotated[field.annotation, None, *field.metadata]).validate_python(default)


@pytest.mark.parametrize("name", PARTS)
def test_every_word_is_described(name: str) -> None:
    """What an editor shows when the pointer rests on it."""
    words = part(name)["properties"].items()
    assert not [key for key, word in words if not word.get("description")]


def test_exactly_one_of_several_words_is_said() -> None:
    """An editor marks a change-over of two kinds."""
    assert part("Setup")["oneOf"] == [{"required": [word]} for word in ("between", "to", "change")]


def test_quantities_have_patterns() -> None:
    """A power and a speed without a unit are marked."""
    schema = json.dumps([part("Power"), part("Travel")])
    assert json.dumps(POWER_PATTERN) in schema
    assert json.dumps(SPEED_PATTERN) in schema


def test_unknown_keys_are_marked() -> None:
    """Every part refuses keys that it does not know."""
    open_parts = [
        name for name, schema in SCHEMA["$defs"].items() if schema.get("additionalProperties", False)
    ]
    assert not [name for name in open_parts if "properties" in part(name)]
    assert SCHEMA["additionalProperties"] is False


def test_every_part_is_described() -> None:
    """What an editor shows when the pointer rests on a word."""
    assert not [name for name, schema in SCHEMA["$defs"].items() if not schema.get("description")]
    assert part("Orders")["properties"]["every"]["description"] == "The time between two orders."


def test_the_schema_is_json() -> None:
    """It can be written to a file as it is."""
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
