"""Has a record an answer of its kind, so that something can be graded by it? A corpus may come from anywhere."""

import re
from datetime import datetime
from typing import get_args

from shopfloor.contracts.family import AnswerKind
from shopfloor.contracts.record import Record
from shopfloor.units import SECONDS_PER_UNIT

__all__ = ["ungradable"]

_CLOCK = r"\d{2}:\d{2}(:\d{2})?"


def ungradable(record: Record) -> str | None:
    """Return what keeps a record from being graded, with its place; ``None`` if nothing does."""
    answer = record.answer
    if answer.kind not in get_args(AnswerKind):
        return f"$.answer.kind: got {answer.kind!r:.60}; expected one of {', '.join(get_args(AnswerKind))}"
    expected = _expected(answer.kind, answer.value)
    if expected is not None:
        return (
            f"$.answer.value: got {answer.value!r:.60}; expected {expected}, the answer of kind {answer.kind}"
        )
    if answer.kind == "duration" and answer.unit not in SECONDS_PER_UNIT:
        return f"$.answer.unit: got {answer.unit!r:.60}; expected one of {', '.join(SECONDS_PER_UNIT)}"
    if answer.kind != "parts" and (isinstance(answer.unit, dict) or isinstance(answer.tolerance, dict)):
        return "$.answer: got a unit or tolerance by part; expected them of one value"
    if answer.kind == "clock" and not _is_window(record.provenance.window):
        return f"$.provenance.window: got {record.provenance.window!r:.60}; expected two times, parted by /"
    return None


def _expected(kind: str, value: object) -> str | None:
    """What a value of this kind would be, if this is none."""
    is_text = isinstance(value, str)
    if kind in ("duration", "count", "share", "rate"):
        return None if isinstance(value, int | float) else "a number"
    if kind == "names":
        return None if isinstance(value, list) else "a list of names"
    if kind == "parts":
        return None if isinstance(value, dict) and value else "a value for each part"
    if kind == "clock":
        return None if is_text and re.fullmatch(_CLOCK, str(value)) else "a time such as 07:10"
    if kind == "timestamp":
        is_moment = is_text and re.fullmatch(rf"\d{{4}}-\d{{2}}-\d{{2}} {_CLOCK}", str(value))
        return None if is_moment else "a time such as 2026-01-07 07:10"
    if kind == "yes_no":
        return None if value in ("yes", "no") else "yes or no"
    return None if is_text else "a text"


def _is_window(text: str) -> bool:
    try:
        datetime.fromisoformat(text.partition("/")[0])
    except ValueError:
        return False
    return True
