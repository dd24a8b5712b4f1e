"""How different are the texts from one another? The measures that papers on synthetic text use.

compression      bytes of all texts by the bytes of their bzip2 archive: the higher, the more they repeat
repeated_4grams  share of the texts' sequences of four words that stand in another text too
self_bleu        mean BLEU-4 of a text against 99 others (smoothed: half a match where there is none), over 100 texts
distinct_n       different sequences of n words by all of them
"""

from __future__ import annotations

import bz2
import math
from collections import Counter
from collections.abc import Mapping, Sequence

from shopfloor.likeness import words

__all__ = ["diversity", "self_bleu"]

_BLEU_TEXTS = 100
_LONGEST = 4

Gram = tuple[str, ...]


def diversity(texts: Sequence[str]) -> dict[str, float]:
    """Return the measures of some texts (at least one)."""
    split = [words(text.lower()) for text in texts]
    joined = "\n".join(texts).encode()
    told = {
        "compression": round(len(joined) / len(bz2.compress(joined, 9)), 3),
        "repeated_4grams": round(_repeated(split, 4), 4),
        "self_bleu": round(self_bleu(split[:_BLEU_TEXTS]), 4),
    }
    for n in (1, 2, 3):
        grams = [gram for text in split for gram in _grams(text, n)]
        told[f"distinct_{n}"] = round(len(set(grams)) / max(len(grams), 1), 4)
    return told


def self_bleu(texts: Sequence[Sequence[str]]) -> float:
    """Return the mean BLEU-4 of each text against all others, 0 (nothing in common) to 1 (all the same).

    Source: Zhu et al., Texygen (2018); Papineni et al., BLEU (2002)."""
    if len(texts) < 2:
        return 0.0
    counted = [[Counter(_grams(text, n)) for n in range(1, _LONGEST + 1)] for text in texts]
    most = [_two_most([of_text[n] for of_text in counted]) for n in range(_LONGEST)]
    lengths = [len(text) for text in texts]
    return sum(_bleu(i, lengths, counted[i], most) for i in range(len(texts))) / len(texts)


def _two_most(counted: Sequence[Counter[Gram]]) -> dict[Gram, tuple[int, int]]:
    """How often each sequence stands in the text that has it most, and in the next."""
    most: dict[Gram, tuple[int, int]] = {}
    for of_text in counted:
        for gram, count in of_text.items():
            first, second = most.get(gram, (0, 0))
            most[gram] = (count, first) if count > first else (first, max(second, count))
    return most


def _bleu(
    i: int,
    lengths: Sequence[int],
    own: Sequence[Counter[Gram]],
    most: Sequence[Mapping[Gram, tuple[int, int]]],
) -> float:
    length = lengths[i]
    if not length:
        return 0.0
    logs, orders = 0.0, min(_LONGEST, length)
    for n in range(orders):
        matched = 0
        for gram, count in own[n].items():
            first, second = most[n][gram]
            # the most that any other text has: its own count is not to be taken for another's
            matched += min(count, second if count == first else first)
        logs += math.log((matched or 0.5) / own[n].total())
    nearest = min((abs(other - length), other) for j, other in enumerate(lengths) if j != i)[1]
    brevity = 1.0 if length >= nearest else math.exp(1 - nearest / length)
    return brevity * math.exp(logs / orders)


def _repeated(texts: Sequence[Sequence[str]], n: int) -> float:
    """The share of n-grams that stand in at least two texts."""
    in_texts = Counter(gram for text in texts for gram in set(_grams(text, n)))
    grams = [gram for text in texts for gram in _grams(text, n)]
    return sum(in_texts[gram] > 1 for gram in grams) / max(len(grams), 1)


def _grams(text: Sequence[str], n: int) -> list[Gram]:
    return list(zip(*(text[i:] for i in range(n)), strict=False))
