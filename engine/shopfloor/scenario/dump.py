"""How is a scenario written as YAML, so that it reads back as the same?

Every default is written out, every time carries a unit, no shorthand is used: the file says all that was run.
The texts are quoted wherever YAML 1.2 could read something else into them, so the law ``loads(dump(plant)) ==
plant`` holds.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from shopfloor.scenario.model import Scenario

__all__ = ["dump"]

LINE = 100
"""A mapping or list that fits a line of this length stands on one line."""


def dump(scenario: Scenario) -> str:
    """Return the scenario as YAML with every default written out; it loads to an equal scenario."""
    data = scenario.model_dump(by_alias=True, exclude_none=True)
    return "\n".join(_block(_without_empty(data), 0)) + "\n"


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out what holds nothing (``failures: {}``), but not inside ``what_if``, where it may be the
    change."""
    return {
        key: _without_empty(value) if isinstance(value, dict) and key != "what_if" else value
        for key, value in data.items()
        if not (isinstance(value, dict | list | tuple) and not value)
    }


def _block(data: Mapping[str, Any], indent: int) -> Iterator[str]:
    """Yield the lines of a mapping, small values on one line."""
    for key, value in data.items():
        head = " " * indent + _text(key) + ":"
        flow = _flow(value)
        is_plant_part = isinstance(value, dict) and value and indent == 0
        if len(head) + 1 + len(flow) <= LINE and not is_plant_part:
            yield f"{head} {flow}"
        elif isinstance(value, dict) and value:
            yield head
            yield from _block(value, indent + 2)
        elif isinstance(value, list | tuple) and value:
            yield head
            for item in value:
                yield f"{' ' * indent}- {_flow(item)}"
        else:
            yield f"{head} {flow}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return json.dumps(value)


_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*( [A-Za-z0-9_.]+)*")
_DURATION = re.compile(r"[0-9]+(\.[0-9]+)? [a-z]+")
_NOT_BARE = re.compile(r"(true|false|null)", re.IGNORECASE)


def _text(text: str) -> str:
    """A text without quotes where it can only be a text, and in double quotes otherwise."""
    if (_BARE.fullmatch(text) and not _NOT_BARE.fullmatch(text)) or _DURATION.fullmatch(text):
        return text
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
