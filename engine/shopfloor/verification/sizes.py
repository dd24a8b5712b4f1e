"""How long is a context, and how hard is its question? The papers that are measured."""

import re
from collections.abc import Callable
from functools import lru_cache
from math import log2

from shopfloor.contracts.record import Difficulty, Record
from shopfloor.verification.verdict import Difference

__all__ = ["difficulty_differences", "level", "size_differences", "tokens_in"]

MOST = 10_000
"""Hops or operations: no family comes near it, and whatever a file says can be computed with."""

_LEVELS = (6, 8.5, 11, 13.5)

LONGEST_GROUPS = 8
"""Of digits in a row; no report has a number as long, and of a longer one the groups are counted one by one."""

_GROUP = re.compile(rb"[0-9]{1,3}")
_FOREIGN_SPACE = re.compile(r"[^\S\x00-\x7f]")


def _marked(is_marked: Callable[[str], bool]) -> bytes:
    """A table for ``bytes.translate``: 1 for the signs of ASCII that are marked, 0 for any other byte."""
    return bytes(byte < 128 and is_marked(chr(byte)) for byte in range(256))


_LETTERS = _marked(str.isalpha)
_DIGITS = _marked(str.isdigit)
_WORDS_AND_SPACES = bytes(byte for byte in range(128) if chr(byte).isalnum() or chr(byte).isspace())


def tokens_in(text: str) -> int:
    """Return how often ``[A-Za-z]+|[0-9]{1,3}|[^\\sA-Za-z0-9]`` is found in a text.

    The text is taken as one long number with a byte for each sign, in which the ends of all words can be counted at
    once: a tenth of the time that the regular expression takes.
    """
    # what is no ASCII becomes a question mark: one sign each, but for the spaces among them
    signs = text.encode("ascii", "replace")
    letters = int.from_bytes(signs.translate(_LETTERS), "big")
    words = (letters & ~(letters << 8)).bit_count()
    others = len(signs.translate(None, _WORDS_AND_SPACES))
    if not text.isascii():
        others -= len(_FOREIGN_SPACE.findall(text))
    return words + others + _groups_in(signs)


def _groups_in(signs: bytes) -> int:
    """Count groups of up to three digits: the first of each, then what stands three further in the same row of digits."""
    digits = int.from_bytes(signs.translate(_DIGITS), "big")
    three = digits & digits >> 8 & digits >> 16
    begins = digits & ~(digits >> 8)
    groups = rounds = 0
    while begins:
        groups += begins.bit_count()
        rounds += 1
        if rounds > LONGEST_GROUPS:
            return len(_GROUP.findall(signs))
        begins = begins >> 24 & three
    return groups


@lru_cache(65_536)
def level(rows: int, distractors: int, hops: int, operations: int) -> int:
    """Return the level of a question from 1 to 5; the formula stands in ``contracts.record``."""
    points = log2(1 + rows) + log2(1 + distractors) / 2 + hops + operations / 2
    return 1 + sum(points >= bound for bound in _LEVELS)


def difficulty_differences(difficulty: Difficulty, rows: int, distractors: int) -> list[Difference]:
    """Return where the measures of a question leave the rows that it needs and those that it has."""
    hops, operations = difficulty.hops, difficulty.operations
    if not 1 <= hops <= MOST or not 0 <= operations <= MOST:
        got = f"{hops} hops and {operations} operations"
        return [("difficulty_level", f"1 to {MOST} hops and 0 to {MOST} operations", got)]
    right = level(rows, distractors, hops, operations)
    if (difficulty.rows, difficulty.distractors, difficulty.level) == (rows, distractors, right):
        return []
    checks = (
        ("difficulty_rows", rows, difficulty.rows),
        ("difficulty_distractors", distractors, difficulty.distractors),
        ("difficulty_level", right, difficulty.level),
    )
    return [(what, f"{right}", f"{got}") for what, right, got in checks if got != right]


def size_differences(record: Record, tokens: int, pages: int, page: int) -> list[Difference]:
    """Return where the measures of a context leave its text; ``page`` counts from 1."""
    size = record.size
    if (size.tokens, size.pages, size.page) == (tokens, pages, page) and (size.size != "page" or pages == 1):
        return []
    found: list[Difference] = [
        (what, f"{right}", f"{got}")
        for what, right, got in (
            ("size_tokens", tokens, size.tokens),
            ("size_pages", pages, size.pages),
            ("size_page", page, size.page),
        )
        if got != right
    ]
    if size.size == "page" and pages > 1:
        found.append(("size_class", "one page alone in the class page", f"{pages} pages"))
    return found
