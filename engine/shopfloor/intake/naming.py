"""How are the names of a plant written in questions? As names of the grammar, each once, and the way back is kept.

A name is a letter, then letters, digits, ``_``, ``-`` and single dots. What is a name already stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

__all__ = ["Names", "is_name", "slug"]

_NAME = re.compile(r"[A-Za-z](?:\.?[A-Za-z0-9_-])*")
_LONGEST = 48
_LETTERS = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae",
        "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa", "œ": "oe", "Œ": "Oe", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
        "ı": "i", "þ": "th", "ð": "d", "&": " and ", "%": " percent ", "+": " plus ", "#": " no ", "µ": "u",
    }
)  # fmt: skip


def is_name(text: str) -> bool:
    """Is this a name of the grammar as it is?"""
    return len(text) <= _LONGEST and _NAME.fullmatch(text) is not None


def slug(text: str, kind: str) -> str:
    """Return a name that reads like ``text``; ``kind`` goes in front where no letter does, and stands for a text that
    no Latin letter or digit can tell.

    >>> slug("Machine 4 - Lathe", "machine")
    'Machine-4-Lathe'
    >>> slug("Öfen 2.Halle", "station"), slug("1007", "job"), slug("検査", "station")
    ('Oefen-2.Halle', 'job-1007', 'station')
    """
    if is_name(text):
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^A-Za-z0-9_.]+", "-", plain)
    joined = re.sub(r"-{2,}", "-", re.sub(r"[-.]*\.[-.]*", ".", joined)).strip("-._")
    joined = joined[:_LONGEST].rstrip("-._")
    if not joined:
        return kind
    return joined if joined[0].isalpha() else f"{kind}-{joined}"


class Names:
    """Gives every thing of a plant a name that nothing else has, whether in capitals or not.

    Names that need no change are given first, so that they keep what they are called; then the others in the order of
    their texts. So the names depend on what there is, not on the order of rows.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self.changed: dict[str, dict[str, str]] = {}

    def give(self, kind: str, wanted: Mapping[str, str]) -> dict[str, str]:
        """Return a name for each thing: its text in the log -> the name, for text -> what it would like to be."""
        given: dict[str, str] = {}
        tried: dict[str, int] = {}  # thousands of texts may want the same name
        for text in sorted(wanted, key=lambda one: (wanted[one] != one, one)):
            name, base = wanted[text], wanted[text]
            while name.casefold() in self._taken:
                tried[base] = tried.get(base, 1) + 1
                name = f"{base}.{tried[base]}"
            self._taken.add(name.casefold())
            given[text] = name
            if name != text:
                self.changed.setdefault(kind, {})[name] = text
        return given

    def slugs(self, kind: str, word: str, texts: Iterable[str]) -> dict[str, str]:
        """Name things by their texts alone."""
        return self.give(kind, {text: slug(text, word) for text in texts})
