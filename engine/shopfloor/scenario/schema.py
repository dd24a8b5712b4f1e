"""What may a scenario file say, in the form that editors read?"""

from __future__ import annotations

from typing import Any

from shopfloor.scenario.model import Scenario
from shopfloor.units import DURATION_PATTERN, duration_text

__all__ = ["json_schema"]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    An editor with a YAML language server completes and checks a file that names it in its first line:
    ``# yaml-language-server: $schema=scenario.schema.json``.
    """
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    for part in schema["$defs"].values():
        for word in part.get("properties", {}).values():
            if word.get("pattern") == DURATION_PATTERN and "default" in word:
                word["default"] = duration_text(word["default"])  # as it is written, with its unit
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of shopfloor",
        **{key: value for key, value in schema.items() if key != "title"},
    }
