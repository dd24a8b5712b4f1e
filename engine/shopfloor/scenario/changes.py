"""What does ``people.technician.count: 2`` change?

``--set``, ``what_if`` and ``sweep`` put a value at a dotted path of the document, before anything is
validated. The path must exist, or name a word of the vocabulary that the file left out, or add a whole entry
(a product, a group of people) as a mapping, or name what stands elsewhere in the file (the product of a
change-over). So a misspelt path is an error, never a new word that nothing reads.
"""

from __future__ import annotations

import re
from dataclasses import replace

from shopfloor.document import Entry, Map, Node, Scalar, Seq, path_text, shown, shown_text
from shopfloor.scenario.vocabulary import Slot, listed, nearest, root

__all__ = ["PathError", "keys_of", "put"]


class PathError(ValueError):
    """A path that leads nowhere; the message says where it ends and what is near."""


def keys_of(path: str) -> tuple[str, ...]:
    """Return the keys of a path, the numbers of lists among them."""
    return tuple(re.sub(r"\[(\d{1,6})\]", r".\1", path.strip().removeprefix("$.")).split("."))


def put(document: Node, path: str, value: Node) -> Node:
    """Return the document with ``value`` at ``path`` (``products.pump.route[1].processing``).

    Raises:
        PathError: for a path that leads nowhere.
    """
    keys = keys_of(path)
    if keys[0] in ("what_if", "sweep"):
        raise PathError(f"{keys[0]} itself is not changed by a path; edit the file")
    return _put(document, root(), keys, 0, value)


def _put(node: Node, slot: Slot, keys: tuple[str, ...], depth: int, value: Node) -> Node:
    if depth == len(keys):
        return value
    key = keys[depth]
    if isinstance(node, Seq):
        return _put_in_list(node, slot, keys, depth, value)
    if isinstance(node, Scalar):
        node = _opened(node, slot, keys[:depth])
    if slot.names_machines and depth + 1 < len(keys) and key not in node.entries:
        key = f"{key}.{keys[depth + 1]}"
        keys = (*keys[:depth], key, *keys[depth + 2 :])
    below = slot.below(key) or Slot(())
    entry = node.entries.get(key)
    if entry is None:
        start = _new(node, slot, keys, depth, value)
        entry = Entry(value.mark, start)
    child = _put(entry.node, below, keys, depth + 1, value)
    return replace(node, entries={**node.entries, key: replace(entry, node=child)})


def _new(node: Map, slot: Slot, keys: tuple[str, ...], depth: int, value: Node) -> Node:
    """What a key that the file does not have begins with, if the vocabulary lets it be added."""
    key, is_last = keys[depth], depth == len(keys) - 1
    if key in slot.fields or slot.refers:
        return Map(value.mark, {})  # a name that is referred to is looked up with all others, later
    if slot.names_entries and is_last and isinstance(value, Map):
        return Map(value.mark, {})
    known = dict.fromkeys([*node.entries, *slot.fields])
    raise PathError(
        f"nothing is called {shown_text(key)} at {path_text(keys[:depth])}{nearest(key, known)} "
        f"(known here: {listed(known)})"
    )


def _put_in_list(node: Seq, slot: Slot, keys: tuple[str, ...], depth: int, value: Node) -> Node:
    key, count = keys[depth], len(node.items)
    if not (key.isascii() and key.isdigit() and int(key[:7]) < count):
        raise PathError(
            f"got {shown_text(key)} at {path_text(keys[:depth])}, a list; "
            f"expected a number from 0 to {count - 1}"
        )
    index = int(key)
    child = _put(node.items[index], slot.below(index) or Slot(()), keys, depth + 1, value)
    return replace(node, items=(*node.items[:index], child, *node.items[index + 1 :]))


def _opened(node: Scalar, slot: Slot, path: tuple[str, ...]) -> Map:
    """What a text is short for, and an empty mapping for nothing."""
    if node.value is None:
        return Map(node.mark, {})
    if isinstance(node.value, str) and slot.is_distribution:
        return Map(node.mark, {"constant": Entry(node.mark, node)})
    if isinstance(node.value, str) and "station" in slot.fields:
        return Map(node.mark, {"station": Entry(node.mark, node)})
    raise PathError(f"{shown(node)} stands at {path_text(path)}, with nothing below it; end the path there")
