"""What is missing of a corpus, told in a few lines, and does it break a promise?

A plant without machines to maintain cannot feed the families of maintenance, and others make up for them: one line for all
that lack the same. What the user named has a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from shopfloor.cli import terminal

if TYPE_CHECKING:
    from shopfloor.questions import Lack, Shortfall

__all__ = ["breaks_a_promise", "tell_missing"]

_NAMED = 5
"""Families that are named in a line about many."""


def breaks_a_promise(shortfalls: Mapping[str, Shortfall]) -> bool:
    """Is anything missing that the user asked for, by name or by a number?"""
    return any(shortfall.is_named for shortfall in shortfalls.values())


def tell_missing(shortfalls: Mapping[str, Shortfall], *, quiet: bool) -> None:
    """Tell it on stderr; ``--json`` and the manifest have all of it, family by family."""
    for line in _lines(shortfalls):
        terminal.notice(terminal.folded(f"note: {line}"), quiet=quiet)


def _lines(shortfalls: Mapping[str, Shortfall]) -> Iterator[str]:
    alike: dict[str, list[str]] = {}
    for name, shortfall in sorted(shortfalls.items()):
        lack = shortfall.lack
        if lack is None or shortfall.is_named:
            yield f"{name}: {shortfall}"
        else:
            told = f"{name} ({lack.there} of {lack.due})" if lack.there else name
            alike.setdefault(_what(lack, all_told="questions" in shortfalls), []).append(told)
    for what, families in sorted(alike.items()):
        yield f"{terminal.counted(len(families), 'family', 'families')} {what}: {_some(families)}"


def _what(lack: Lack, *, all_told: bool) -> str:
    """``all_told``: there are fewer questions than asked for, so nobody made up for it."""
    if lack.why == "windows":
        return "found no window of their length between warm-up and horizon"
    if lack.why == "nothing":
        return "found nothing in these logs to ask about"
    if lack.why == "refused":
        return f"found only questions that are not asked ({', '.join(lack.reasons)})"
    return "asked all that they found" if all_told else "asked less than an even share, and others more"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
