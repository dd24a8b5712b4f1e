"""What stands around a question? The turns of a conversation, and the line that names the report that is meant."""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.contracts.record import REPORT

__all__ = ["about", "conversation_faults", "last_turn"]

_SPEAKERS = ("User: ", "Assistant: ")
_FEWEST, _MOST = 2, 4


def about(header: str) -> str:
    """Return the first line of an input about one page of several."""
    return f"{REPORT}{header}\n"


def last_turn(text: str) -> str:
    """Return what the user says at last; of an input without turns, all of it."""
    last = text.rsplit("\n", 1)[-1]
    return last.removeprefix(_SPEAKERS[0])


def conversation_faults(text: str) -> Iterator[str]:
    """Yield what keeps a wording from being a conversation: turns of the user and the assistant, one line each, two
    to four of the user, the first and the last by the user."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        speaker = _SPEAKERS[number % 2]
        if not line.startswith(speaker) or not line.removeprefix(speaker).strip():
            yield f'line {number + 1} is "{line[:60]}"; expected "{speaker}…" (the user and the assistant take turns)'
            return
    users = (len(lines) + 1) // 2
    if len(lines) % 2 == 0:
        yield "the last turn is the assistant's; end with the user's question, the output answers it"
    elif not _FEWEST <= users <= _MOST:
        yield f"the user has {users} turns; expected {_FEWEST} to {_MOST}"
