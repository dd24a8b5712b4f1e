"""Which parts of an answer of several parts are right?

A piece of the answer that names a part ("scrapped 3 pumps", "3 scrapped") gives its value; pieces that name none are taken
in the order of the parts, if there are as many. A part that is given twice must be right twice.
"""

import re
from collections.abc import Mapping, Sequence

from shopfloor.contracts.record import Record
from shopfloor.scoring.looking import Look, kind_of, look_for
from shopfloor.scoring.names import Names
from shopfloor.scoring.saying import Said, said
from shopfloor.scoring.values import Found, asserted

__all__ = ["part_looks", "right_parts"]

_BETWEEN = re.compile(r"[;\n|]|,(?=\s)|\s+and\s+|\s+as well as\s+|(?<=[A-Za-z%])\.\s")


def right_parts(
    record: Record, text: Said, names: Names, placed: Mapping[str, Sequence[Found] | None]
) -> tuple[float | None, str]:
    """Return the share of the parts that are right (None: no part was found), and what was read. ``placed``: where the
    parts stand, if the text is worded as the corpus words it."""
    looks, labels = part_looks(record, names), _labels(record)
    if all(places is not None and len(places) == 1 for places in placed.values()):
        right = [_is_right_at(look, text.last, placed[part] or ()) for part, look in looks.items()]
        return sum(right) / len(right), text.last
    answer = _answer(text, labels)
    given: dict[str, list[str]] = {part: [] for part in looks}
    unnamed: list[str] = []
    for piece in filter(str.strip, _BETWEEN.split(answer)):
        named = _named(piece, labels)
        if len(named) == 1:
            given[named[0]].append(piece)
        elif not named and any(look.find(piece) for look in looks.values()):
            unnamed.append(piece)
    if not any(given.values()) and len(unnamed) == len(looks):
        given = {part: [piece] for part, piece in zip(looks, unnamed, strict=True)}
    if not any(given.values()):
        return None, answer
    right = [_is_right(looks[part], given[part], labels[part]) for part in looks]
    return sum(right) / len(right), answer


def part_looks(record: Record, names: Names) -> dict[str, Look]:
    """Return how to look for each part."""
    answer = record.answer
    assert isinstance(answer.value, dict)
    units = answer.unit if isinstance(answer.unit, dict) else {}
    tolerances = answer.tolerance if isinstance(answer.tolerance, dict) else {}
    return {
        part: look_for(
            kind_of(value, units.get(part)),
            value,
            units.get(part),
            tolerances.get(part),
            names,
            lambda _: True,
        )
        for part, value in answer.value.items()
    }


def _is_right_at(look: Look, line: str, places: Sequence[Found]) -> bool:
    found = [it for it in look.find(line) if any(it.start < o.end and o.start < it.end for o in places)]
    return bool(found) and all(look.is_right(it.value) for it in found)


def _labels(record: Record) -> dict[str, tuple[str, ...]]:
    """How each part may be called: its name, and its title in the record's own output."""
    assert isinstance(record.answer.value, dict)
    labels = {part: [part.replace("_", " ").lower()] for part in record.answer.value}
    pieces = [piece.strip() for piece in _BETWEEN.split(said(record.output).last) if piece.strip()]
    if len(pieces) >= len(labels):
        # the answer is told in the order of the parts; what stands before a value's digits is its title
        for part, piece in zip(labels, pieces[-len(labels) :], strict=True):
            title = re.match(r"(?:.*[:(]\s*)?([A-Za-z][A-Za-z _-]*?)\s+\S*\d", piece)
            if title and len(title[1].split()) <= 4:
                labels[part].append(title[1].lower())
    return {part: tuple(dict.fromkeys(names)) for part, names in labels.items()}


def _answer(text: Said, labels: dict[str, tuple[str, ...]]) -> str:
    if text.marked is not None:
        return text.marked
    last = text.lines[-1]
    if sum(bool(_named(last, {part: names})) for part, names in labels.items()) > 1 or len(text.lines) == 1:
        return last
    return text.blocks[-1]


def _named(piece: str, labels: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the parts that a piece names; of two labels, one within the other, the longer one."""
    small = piece.lower()
    found = [
        (match.start(), match.end(), part)
        for part, names in labels.items()
        for name in names
        for match in re.finditer(rf"(?<![\w-]){_spaced(name)}s?(?![\w-])", small)
    ]
    kept = [
        it
        for it in found
        if not any(o[0] <= it[0] and it[1] <= o[1] and o[1] - o[0] > it[1] - it[0] for o in found)
    ]
    return list(dict.fromkeys(part for _, _, part in kept))


def _spaced(name: str) -> str:
    return "[ _-]".join(map(re.escape, name.split()))


def _is_right(look: Look, pieces: Sequence[str], labels: Sequence[str]) -> bool:
    found = []
    for piece in pieces:
        # the label's own words and digits are no value
        bare = re.sub(
            "|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in labels), ":", piece, flags=re.I
        )
        text = bare if look.find(bare) else piece
        found += asserted(text, look.find(text), look.kind)
    return bool(found) and all(look.is_right(it.value) for it in found)
