"""Which turns does a record have as a conversation?

The lines ``User: …`` and ``Assistant: …`` of a multi_turn input are turns; a line ``Report: …`` before them says which
page is meant and goes with the first one. Any other input is a single turn.
"""

import re
from typing import Literal, NamedTuple

from shopfloor.contracts.record import Record

__all__ = ["Turn", "question", "turns"]

_SPEAKERS: dict[str, Literal["user", "assistant"]] = {"User": "user", "Assistant": "assistant"}
_TURN = re.compile(r"^(User|Assistant): ", re.MULTILINE)


class Turn(NamedTuple):
    """Who says it, and what."""

    role: Literal["system", "user", "assistant"]
    text: str


def question(record: Record, context_in: Literal["user", "system"]) -> list[Turn]:
    """Return the turns before the answer; the context opens the first of the user's, or is one of the system."""
    said = _spoken(record)
    if context_in == "system":
        return [Turn("system", record.context), *said]
    return [Turn("user", f"{record.context}\n\n{said[0].text}"), *said[1:]]


def turns(record: Record, context_in: Literal["user", "system"]) -> list[Turn]:
    """Return the whole conversation; the answer is its last turn."""
    return [*question(record, context_in), Turn("assistant", record.output)]


def _spoken(record: Record) -> list[Turn]:
    if record.skill != "multi_turn" or _TURN.match(record.question) is None:
        return [Turn("user", record.input)]
    named = record.input.removesuffix(record.question)
    _, *parts = _TURN.split(record.question)
    said = [Turn(_SPEAKERS[who], text.strip()) for who, text in zip(parts[::2], parts[1::2], strict=True)]
    return [Turn(said[0].role, f"{named}{said[0].text}"), *said[1:]]
