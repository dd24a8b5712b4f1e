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

__all__ = ["dump", "inline"]

LINE = 100
"""A mapping or list that fits a line of this length stands on one line."""
_VERBATIM = ("what_if", "sweep")
"""What holds data of any kind, which is written as it is."""


def dump(scenario: Scenario) -> str:
    """Return the scenario as YAML with every default written out; it loads to an equal scenario."""
    data = scenario.model_dump(by_alias=True, exclude_none=True)
    return "\n".join(_block(_without_empty(data), 0)) + "\n"


def _without_empty(value: Any) -> Any:
    """Leave out what holds nothing (``failures: {}``), but not where nothing is what is said: the way of a
    choice that skips on, a change in a ``what_if``."""
    if isinstance(value, list | tuple):
        return [_without_empty(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: below if key in _VERBATIM else _without_empty(below)
        for key, below in value.items()
        if key == "route" or not (isinstance(below, dict | list | tuple) and not below)
    }


def _block(data: Mapping[str, Any], indent: int) -> Iterator[str]:
    """Yield the lines of a mapping, small values on one line."""
    for key, value in data.items():
        head = " " * indent + _text(key) + ":"
        flow = inline(value)
        is_plant_part = isinstance(value, dict) and value and indent == 0
        if len(head) + 1 + len(flow) <= LINE and not is_plant_part:
            yield f"{head} {flow}"
        elif isinstance(value, dict) and value:
            yield head
            yield from _block(value, indent + 2)
        elif isinstance(value, list | tuple) and value:
            yield head
            for item in value:
                yield from _item(item, indent)
        else:
            yield f"{head} {flow}"


def _item(value: Any, indent: int) -> Iterator[str]:
    """Yield the lines of an item of a list."""
    flow = inline(value)
    if indent + 2 + len(flow) > LINE and isinstance(value, dict) and value:
        first, *rest = _block(value, indent + 2)
        yield f"{' ' * indent}- {first.lstrip()}"
        yield from rest
    else:
        yield f"{' ' * indent}- {flow}"


def inline(value: Any) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {inline(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    if isinstance(value, dt.date):  # or a date with a time
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return json.dumps(value)


_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*( [A-Za-z0-9_.]+)*")
_QUANTITY = re.compile(r"[0-9]+(\.[0-9]+)? [A-Za-z/]+")
# true and false, also for readers of YAML 1.1
_NOT_BARE = re.compile(r"(true|false|null|yes|no|on|off|y|n)", re.IGNORECASE)


def _text(text: str) -> str:
    """A text without quotes where it can only be a text, and in double quotes otherwise."""
    if (_BARE.fullmatch(text) and not _NOT_BARE.fullmatch(text)) or _QUANTITY.fullmatch(text):
        return text
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
