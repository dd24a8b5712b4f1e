"""What may a scenario file say, in the form that editors read?"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from shopfloor.scenario.model import Scenario

__all__ = ["json_schema"]


class _AsWritten(GenerateJsonSchema):
    """Shows defaults as a file would write them: times with their unit, parts without what is left out."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        said = super().default_schema(schema)
        write = schema["schema"].get("serialization", {})
        if "default" in said and write.get("type") == "function-plain":
            said["default"] = write["function"](schema["default"])
        return said

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, BaseModel):
            return dft.model_dump(mode="json", by_alias=True, exclude_none=True)
        return super().encode_default(dft)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    An editor with a YAML language server completes and checks a file that names it in its first line:
    ``# yaml-language-server: $schema=scenario.schema.json``.
    """
    schema = Scenario.model_json_schema(by_alias=True, mode="validation", schema_generator=_AsWritten)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of shopfloor",
        **{key: value for key, value in schema.items() if key != "title"},
    }
