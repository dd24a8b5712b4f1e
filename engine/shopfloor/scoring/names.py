"""Which names does a text use, however they are spelled, and which could be meant as the answer?

``Saw 1``, ``saw-1`` and ``SAW.1`` are ``saw.1``; ``saw.11`` is another machine. Where two names of one context differ by
case or separators alone, only the exact spelling counts.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from shopfloor.scoring.values import Found

__all__ = ["Names", "alternatives", "identifiers"]

_IDENTIFIER = re.compile(r"(?<![\w.-])[A-Za-z][A-Za-z0-9]*(?:[._-]+[A-Za-z0-9]+)*(?![A-Za-z0-9_])")
_TOKEN = re.compile(r"[A-Za-z]+|\d+")
_GAP = re.compile(r"[ ]?[._\-#]?(?:(?<![.])[ ])?|[ ]")
_GOES_ON = re.compile(r"[._-]?[A-Za-z0-9_]")
_JOINED_BEFORE = re.compile(r"[A-Za-z0-9_][._-]?\Z|_\Z")

_Key = tuple[str, ...]


@lru_cache(maxsize=64)
def identifiers(context: str) -> frozenset[str]:
    """Return the words of a context that no dictionary has: with a digit, a dot, a dash or an underscore inside."""
    return frozenset(it[0] for it in _IDENTIFIER.finditer(context) if not it[0].isalpha())


def _key(name: str) -> _Key:
    return tuple(token.lower() for token in _TOKEN.findall(name))


class Names:
    """The names that a text may use."""

    def __init__(self, names: Iterable[str]) -> None:
        self._spellings: dict[_Key, set[str]] = {}
        for name in names:
            if key := _key(name):
                self._spellings.setdefault(key, set()).add(name)
        self._by_first: dict[str, list[_Key]] = {}
        for key in self._spellings:
            self._by_first.setdefault(key[0], []).append(key)
        for keys in self._by_first.values():
            keys.sort(key=len, reverse=True)

    def find(self, text: str, *, strangers: bool = False) -> list[Found]:
        """Return the names in the text, as they are spelled in the context; one that the context does not have, such
        as ``saw.9``, as it stands. With ``strangers`` "saw 9" is such a name, too, and not a saw and a number."""
        tokens = list(_TOKEN.finditer(text))
        found: list[Found] = []
        at = 0
        while at < len(tokens):
            match = self._at(text, tokens, at) or (self._stranger(text, tokens, at) if strangers else None)
            if match is None:
                at += 1
                continue
            name, length = match
            found.append(Found(tokens[at].start(), tokens[at + length - 1].end(), name))
            at += length
        for it in _IDENTIFIER.finditer(text):
            strange = any(character.isdigit() for character in it[0]) and not re.fullmatch(
                r"[A-Za-z]{1,3}\d*[ap]m", it[0]
            )
            if strange and not any(other.start < it.end() and it.start() < other.end for other in found):
                found.append(Found(it.start(), it.end(), it[0]))
        return sorted(found, key=lambda it: it.start)

    def _at(self, text: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[str | None, int] | None:
        for key in self._by_first.get(tokens[at][0].lower(), ()):
            last = at + len(key) - 1
            if last >= len(tokens):
                continue
            parts = tokens[at : last + 1]
            start, end = parts[0].start(), parts[-1].end()
            if tuple(part[0].lower() for part in parts) != key:
                continue
            gaps = (text[a.end() : b.start()] for a, b in pairwise(parts))
            if not all(gap == "" or _GAP.fullmatch(gap) for gap in gaps):
                continue
            if _GOES_ON.match(text, end) or _JOINED_BEFORE.search(text[max(0, start - 2) : start]):
                continue
            spellings = self._spellings[key]
            written = text[start:end]
            if written in spellings:
                return written, len(key)
            if len(spellings) > 1:
                # it could be either of them
                return None, len(key)
            name = next(iter(spellings))
            # "a pump" is not product A
            if name.isalpha() and len(name) <= 2:
                continue
            return name, len(key)
        return None

    def _stranger(self, text: str, tokens: Sequence[re.Match[str]], at: int) -> tuple[str | None, int] | None:
        """A known first word with a number that nobody has."""
        if at + 1 >= len(tokens) or not any(
            len(key) == 2 and key[1].isdigit() for key in self._by_first.get(tokens[at][0].lower(), ())
        ):
            return None
        word, number = tokens[at], tokens[at + 1]
        near = number[0].isdigit() and _GAP.fullmatch(text[word.end() : number.start()])
        if not near or _GOES_ON.match(text, number.end()):
            return None
        return f"{word[0].lower()}.{number[0]}", 2


def shape(name: str) -> str:
    """Return what names of one sort share: ``cutting.1`` and ``saw.12`` are ``a.9``."""
    return re.sub(r"\d+", "9", re.sub(r"[A-Za-z_]+", "a", name))


def alternatives(context: str, name: str) -> frozenset[str]:
    """Return the plain words that stand in the context where ``name`` stands: in lines that are alike but for them."""
    if name not in context:
        return frozenset()
    return frozenset(_alternatives(context, name))


@lru_cache(maxsize=256)
def _alternatives(context: str, name: str) -> frozenset[str]:
    lines = [tuple(_masked_words(line)) for line in re.split(r"\n|(?<=[.;]) ", context)]
    frames: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for words in lines:
        frames |= {(words[:i], words[i + 1 :]) for i, word in enumerate(words) if word == name}
    lengths = {len(before) + len(after) + 1 for before, after in frames}
    found: set[str] = set()
    for words in lines:
        if len(words) in lengths:
            found |= {
                words[i]
                for i in range(len(words))
                if re.fullmatch(r"[A-Za-z_]+", words[i]) and (words[:i], words[i + 1 :]) in frames
            }
    return frozenset(found - {name})


def _masked_words(line: str) -> Iterable[str]:
    return (
        "#" if any(character.isdigit() for character in word) else word
        for word in re.findall(r"[A-Za-z0-9_.:-]*[A-Za-z0-9_]|[^\sA-Za-z0-9_]", line)
    )
