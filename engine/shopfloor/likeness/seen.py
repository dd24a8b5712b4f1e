"""Does a test record show what a training record showed?

Only what happened is compared, on the pages that are asked about: headings, heads of tables and wordings are the same
everywhere and left out. A word of a record is seen if it lies in a sequence of 8 (or 13) words that stands in the training
split too, of which three words in eight at least are different numbers or clocks other than zero, and which no more than
two replications of the training split show: what stands everywhere, such as the list of machines or of hours, tells of
the plant and not of what happened, and so does a date, for replications share the calendar, or one number over and over.
A record of which a fifth or more is seen is not clean.

That share is the one of Touvron et al., Llama 2 (2023), appendix A.6; 13 words, and leaving out what is common, are those of
Brown et al., GPT-3 (2020), appendix C.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shopfloor.contracts.record import Record
from shopfloor.likeness.texts import Paper, words

__all__ = ["DIRTY", "shares_seen"]

DIRTY = 0.2
_TELLING = 3 / 8
_COMMON = 2
_NOTHING = set("0.:")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def shares_seen(records: Sequence[Record], paper: Paper, n: int) -> dict[int, float]:
    """Return, for the place of each record for test or validation, how much of it stands in the training split, in
    sequences of ``n`` words."""
    pages = [record.asked_page for record in records]
    texts = {page: words("\n".join(paper.facts(page))) for page in dict.fromkeys(pages)}
    known = _known(records, pages, texts, n)
    held = [place for place, record in enumerate(records) if record.split != "train"]
    seen = {page: _seen(texts[page], n, known) for page in dict.fromkeys(pages[place] for place in held)}
    return {place: seen[pages[place]] for place in held}


def _known(records: Sequence[Record], pages: Sequence[str], texts: dict[str, list[str]], n: int) -> set[int]:
    """The sequences that the training split shows in few replications, by their hashes."""
    shown: dict[int, tuple[tuple[str, int], ...]] = {}
    for record, page in zip(records, pages, strict=True):
        if record.split == "train":
            replication = (record.provenance.log, record.provenance.replication)
            for _, gram in _grams(texts[page], n):
                before = shown.setdefault(hash(gram), ())
                if replication not in before and len(before) <= _COMMON:
                    shown[hash(gram)] = (*before, replication)
    return {gram for gram, replications in shown.items() if len(replications) <= _COMMON}


def _grams(text: Sequence[str], n: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The sequences of n words that tell something, with their places."""
    telling = [word[0].isdigit() and not set(word) <= _NOTHING and not _DATE.fullmatch(word) for word in text]
    count, enough = sum(telling[: n - 1]), n * _TELLING
    for i in range(len(text) - n + 1):
        count += telling[i + n - 1]
        if count >= enough:
            gram = tuple(text[i : i + n])
            if len({word for word, tells in zip(gram, telling[i : i + n], strict=True) if tells}) >= enough:
                yield i, gram
        count -= telling[i]


def _seen(text: Sequence[str], n: int, known: set[int]) -> float:
    """The share of words that lie in a known sequence."""
    marked = bytearray(len(text))
    for i, gram in _grams(text, n):
        if hash(gram) in known:
            marked[i : i + n] = b"\x01" * n
    return sum(marked) / len(text) if text else 0.0
