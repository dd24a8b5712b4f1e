"""What does a bare word of YAML mean? The core schema of YAML 1.2.2, section 10.3.2.

``NO``, ``1:30`` and ``2026-01-05`` are texts, ``0o17`` is 15, ``010`` is 10.
"""

from __future__ import annotations

import math
import re

__all__ = ["meaning"]

# Longer digit strings than any quantity needs stay texts.
_INT = re.compile(r"[-+]?[0-9]{1,100}")
_OCTAL = re.compile(r"0o[0-7]{1,100}")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,100}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,400}|[0-9]{1,400}(\.[0-9]{0,400})?)([eE][-+]?[0-9]{1,9})?")
_INF = re.compile(r"[-+]?\.(inf|Inf|INF)")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def meaning(raw: str) -> str | int | float | bool | None:
    """Return the value of a word that stands without quotes."""
    if raw in _WORDS:
        return _WORDS[raw]
    if _INT.fullmatch(raw):
        return int(raw)
    if _OCTAL.fullmatch(raw):
        return int(raw[2:], 8)
    if _HEX.fullmatch(raw):
        return int(raw[2:], 16)
    if _FLOAT.fullmatch(raw):
        return float(raw)
    if _INF.fullmatch(raw):
        return -math.inf if raw.startswith("-") else math.inf
    return math.nan if raw in (".nan", ".NaN", ".NAN") else raw
