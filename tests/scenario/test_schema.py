"""What do editors learn from the JSON Schema?"""

import json
from typing import Any

from shopfloor.scenario import json_schema
from shopfloor.scenario.vocabulary import root

SCHEMA = json_schema()


def part(name: str) -> Any:
    return SCHEMA["$defs"][name]


def test_keys_are_those_of_the_file() -> None:
    """`from`, `to` and `for`, not what Python makes of them."""
    assert set(part("Shift")["properties"]) == {"days", "from", "to", "breaks", "at_end"}
    assert set(part("Break")["properties"]) == {"at", "for"}
    assert set(SCHEMA["properties"]) == set(root().fields)


def test_shorthands_are_valid() -> None:
    """A station's name for a step of a route, a time for a constant distribution."""
    steps = part("Product")["properties"]["route"]["items"]["anyOf"]
    assert {"type": "string"} in steps
    assert any("string" in str(choice) for choice in part("Distribution")["anyOf"])


def test_times_are_shown_with_their_unit() -> None:
    """An editor offers a default that the file may hold."""
    assert part("Clock")["properties"]["warm_up"]["default"] == "0 s"


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
