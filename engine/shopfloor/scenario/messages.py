"""How does what pydantic found become a message that a planner understands?

Every finding gets the place of the value in the file, what was given, what was expected and, for a word that
is not known, the nearest one that is. No wording of pydantic reaches a reader.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from pydantic import ValidationError

from shopfloor.document import Map, Node, Scalar, Seq, Spot, path_text, shown, shown_text
from shopfloor.errors import Problem
from shopfloor.scenario.vocabulary import MANY, Slot, nearest, root, unknown_key

__all__ = ["problems_of"]


def problems_of(error: ValidationError, document: Node) -> list[Problem]:
    """Return one problem for each thing that pydantic found in a document."""
    found: list[Problem] = []
    for detail in islice(error.errors(include_url=False, include_input=False), MANY):
        found += _problems(detail, document)
    return found


def _problems(detail: Any, document: Node) -> list[Problem]:
    place = _Place(Spot(document), root())
    for part in detail["loc"]:
        place = place.down(part)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "unlawful":
        return [_unlawful(place, where, message) for where, message in context["findings"]]
    if kind == "extra_forbidden":
        return [place.spot.key_problem(unknown_key(str(detail["loc"][-1]), place.parent.fields))]
    if kind == "missing" and isinstance(detail["loc"][-1], str):
        return [_missing(place, str(detail["loc"][-1]))]
    if place.is_key:
        return [place.spot.key_problem(_wrong_name(str(place.spot.path[-1]), kind, context))]
    if kind == "too_short" and _count(place.spot.node) >= context["min_length"]:
        return []  # long enough, but some of it was wrong and has been told
    return [place.spot.problem(_wrong(place, kind, context))]


class _Place:
    """Where a location of pydantic lies in the document: the names of validators and unions in it lead
    nowhere."""

    def __init__(self, spot: Spot, slot: Slot, parent: Slot | None = None, is_key: bool = False) -> None:
        self.spot, self.slot, self.parent, self.is_key = spot, slot, parent or slot, is_key

    def down(self, part: str | int) -> _Place:
        node = self.spot.node
        kind = self.slot.kind(part, node.entries if isinstance(node, Map) else ())
        if kind is not None:
            return _Place(self.spot, kind, self.parent)
        below = self.slot.below(part) or Slot((Any,))
        if part == "[key]":
            return _Place(self.spot, Slot.of(str), self.slot, is_key=True)
        if isinstance(part, str) and (spot := self.spot.at(part)) is not None:
            return _Place(spot, below, self.slot)
        if isinstance(part, int) and isinstance(node, Seq) and part < len(node.items):
            return _Place(Spot(node.items[part], (*self.spot.path, part)), below, self.slot)
        if isinstance(node, Scalar) and self.slot.below(part) is not None:
            return _Place(self.spot, below, self.slot)  # a text that is short for a mapping
        return self


def _unlawful(place: _Place, where: tuple[str | int, ...], message: str) -> Problem:
    for part in where:
        place = place.down(part)
    if message.startswith("expected") and isinstance(place.spot.node, Scalar):
        message = f"got {shown(place.spot.node)}; {message}"
    return place.spot.problem(message) if where else place.spot.key_problem(message)


def _wrong_name(name: str, kind: str, context: dict[str, Any]) -> str:
    said = (
        str(context["error"])
        if kind == "value_error"
        else "expected a name: a letter, then letters, digits or _"
    )
    return f"got {shown_text(name)}; {said}"


def _missing(place: _Place, key: str) -> Problem:
    slot = place.slot.below(key)
    expected = f"; expected {slot.expectation()}" if slot is not None else ""
    mark = place.spot.key or place.spot.node.mark
    return mark.problem(path_text((*place.spot.path, key)), f'"{key}" is missing{expected}')


def _count(node: Node) -> int:
    return len(node.entries) if isinstance(node, Map) else len(node.items) if isinstance(node, Seq) else 0


def _wrong(place: _Place, kind: str, context: dict[str, Any]) -> str:
    node, choices = place.spot.node, place.slot.choices
    given = shown(node)
    if kind in ("value_error", "assertion_error"):
        message = str(context["error"])
        return f"got {given}; {message}" if message.startswith(("expected", "unknown unit")) else message
    if kind == "literal_error" and isinstance(node, Scalar):
        return f"got {given}; expected {place.slot.expectation()}{nearest(node.raw, choices)}"
    if kind in ("too_short", "too_long", "missing") and isinstance(node, Map | Seq):
        given = str(_count(node) or "none")
    if place.slot.expects is None and kind in _BOUNDS:
        return f"got {given}; expected {_BOUNDS[kind].format(**context)}"
    return f"got {given}; expected {place.slot.expectation()}"


_BOUNDS = {
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than": "less than {lt:g}",
    "less_than_equal": "{le:g} or less",
    "too_short": "{min_length} or more",
    "too_long": "{max_length} at most",
    "finite_number": "a finite number",
}
