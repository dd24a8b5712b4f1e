"""How do several reports become one context? Pages with a line ``---`` between them, one of which is asked about.

A page is a report as ``render`` writes it. Which pages go together is decided elsewhere; their headers are all
different, so that the input can name the one that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shopfloor.contracts.record import PAGE_BREAK
from shopfloor.questions.turns import about

__all__ = ["Page", "Together", "alone", "put_together", "tokens_of"]


@dataclass(frozen=True, slots=True)
class Page:
    """One report: its first line (in the form sql without ``-- ``), its text, and how many tokens that has."""

    header: str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Together:
    """A context: its text, its tokens, how many pages it has, which of them is asked about (from 1), at which
    character that one begins, and the first line of the input (``None``: there is but one page)."""

    text: str
    tokens: int
    pages: int
    page: int
    offset: int
    about: str | None


def alone(page: Page) -> Together:
    """Return the context that is one page, of the size class ``page``."""
    return Together(page.text, page.tokens, 1, 1, 0, None)


def put_together(asked: Page, before: Sequence[Page], after: Sequence[Page]) -> Together:
    """Return the context in which ``asked`` stands between other pages. Its tokens are those of its parts."""
    if not before and not after:
        return alone(asked)
    pages = [*before, asked, *after]
    marks = len(pages) - 1
    return Together(
        text=PAGE_BREAK.join([page.text for page in pages]),
        tokens=sum([page.tokens for page in pages]) + marks * _TOKENS_BETWEEN,
        pages=len(pages),
        page=len(before) + 1,
        offset=sum([len(page.text) for page in before]) + len(before) * len(PAGE_BREAK),
        about=about(asked.header),
    )


_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"
_SPACES = bytes(code for code in range(128) if chr(code).isspace())
_NO_SIGNS = _LETTERS + _DIGITS + _SPACES
_RUNS = bytes(1 if code in _LETTERS else 2 if code in _DIGITS else 0 for code in range(256))
"""Letters and digits as one bit each, everything else as none."""
_TOKENS_BETWEEN = 3
"""Those of ``---``."""


def tokens_of(text: str) -> int:
    """Return the number of matches of ``[A-Za-z]+|[0-9]{1,3}|[^\\sA-Za-z0-9]``.

    Ten times as fast as the expression, which would take longer than all the rest of a page: the text is one great
    number, in which a run begins where a bit stands and the byte before has another."""
    if text.isascii():
        signs = text.encode()
        runs = signs.translate(_RUNS)
        if b"\x02\x02\x02\x02\x02\x02\x02" not in runs:
            bits = int.from_bytes(runs, "little")
            begun = (bits & ~(bits << 8)).bit_count()
            # a run of four to six digits is two groups
            return begun + runs.count(b"\x02\x02\x02\x02") + len(signs.translate(None, _NO_SIGNS))
    return len(re.findall(r"[A-Za-z]+|[0-9]{1,3}|[^\sA-Za-z0-9]", text))
