"""Which words does the vocabulary know at a place, and what may stand there?

Everything follows from the model: a *slot* is a place of a document together with the types that the model
allows there. Messages list the known words of a slot; ``--set`` and ``what_if`` check their paths against
slots.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, Tag
from pydantic.fields import FieldInfo

from shopfloor.distributions import Distribution
from shopfloor.document import shown_text
from shopfloor.scenario.model import Expects, Scenario
from shopfloor.scenario.model.values import MACHINE_NAME, OWN_NAME

__all__ = ["MANY", "Slot", "listed", "near", "nearest", "root", "unknown_key"]

MANY = 1000
"""Names to compare a misspelt word with, and findings to put into words: beyond, a file has other worries."""


def listed(names: Iterable[str]) -> str:
    """Return the names for a message, cut where nobody would read on; "none" for none."""
    first = list(islice(names, 21))
    return ", ".join(first[:20] + ["…"] * (len(first) > 20)) or "none"


def near(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is probably meant, if there is one."""
    return next(iter(difflib.get_close_matches(word[:100], list(islice(known, MANY)), n=1, cutoff=0.6)), None)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "capacity"?`` when a known word is near, and nothing otherwise."""
    meant = near(word, known)
    return "" if meant is None else f'; did you mean "{meant}"?'


def unknown_key(word: str, known: Iterable[str]) -> str:
    """Return the message for a key that the vocabulary does not know at its place."""
    words = list(known)
    name, colon, _ = word.partition(":")
    if colon and name in words:
        return f"unknown key {shown_text(word)}; write a space after the colon"
    return f"unknown key {shown_text(word)}{nearest(word, words)} (known here: {listed(words)})"


@dataclass(frozen=True)
class Slot:
    """A place of a document: the types that may stand there, and what the model says of it."""

    types: tuple[Any, ...]
    expects: str | None = None
    tag: str | None = None
    kinds: tuple[Slot, ...] = ()
    """Where one of several kinds of part may stand: each by the tag that errors name it by."""

    @classmethod
    def of(cls, annotation: Any, metadata: Iterable[Any] = ()) -> Slot:
        """Return the slot of an annotation, with ``Annotated`` and unions taken apart."""
        metadata = list(metadata)
        expects = next((item.text for item in metadata if isinstance(item, Expects)), None)
        tag = next((item.tag for item in metadata if isinstance(item, Tag)), None)
        if get_origin(annotation) is Annotated:
            inner, *extra = get_args(annotation)
            slot = cls.of(inner, extra)
        elif get_origin(annotation) in (Union, types.UnionType):
            slots = [cls.of(member) for member in get_args(annotation) if member is not type(None)]
            said = slots[0].expects if len(slots) == 1 else None
            below = tuple(kind for member in slots for kind in member.types)
            slot = cls(below, said, kinds=tuple(member for member in slots if member.tag is not None))
        elif isinstance(annotation, type) and issubclass(annotation, RootModel):
            content = annotation.model_fields["root"]
            slot = cls.of(content.annotation, content.metadata)
        else:
            slot = cls((annotation,))
        return cls(slot.types, expects or slot.expects, tag or slot.tag, slot.kinds)

    @property
    def fields(self) -> dict[str, FieldInfo]:
        """The fields of the model that may stand here, by the key that a file writes."""
        parts = [kind for kind in self.types if isinstance(kind, type) and issubclass(kind, BaseModel)]
        return {field.alias or name: field for part in parts for name, field in part.model_fields.items()}

    @property
    def is_distribution(self) -> bool:
        """Whether a distribution may stand here."""
        return Distribution in self.types

    def below(self, key: str | int) -> Slot | None:
        """Return the slot under a key or at a list's index; ``None`` where the vocabulary has none."""
        field = self.fields.get(key) if isinstance(key, str) else None
        if field is not None:
            return Slot.of(field.annotation, field.metadata)
        wanted = tuple if isinstance(key, int) else dict
        for kind in self.types:
            if get_origin(kind) in ((tuple, list) if wanted is tuple else (dict,)):
                return Slot.of(get_args(kind)[0 if wanted is tuple else 1])
        return None

    def kind(self, tag: str | int, given: Iterable[str]) -> Slot | None:
        """Return the slot of the kind that a tag names, if the ``given`` keys show that it is meant."""
        slot = next((kind for kind in self.kinds if kind.tag == tag), None)
        if slot is None:
            return None
        needed = {key for key, field in slot.fields.items() if field.is_required()}
        return self if needed.isdisjoint(given) else slot

    @property
    def refers(self) -> bool:
        """Whether the keys here are names of what the file says elsewhere (products of a change-over)."""
        keys = [Slot.of(get_args(kind)[0]).expects for kind in self.types if get_origin(kind) is dict]
        return bool(keys) and keys[0] not in (None, OWN_NAME.text)

    @property
    def names_machines(self) -> bool:
        """Whether the keys here are names of machines, which have a dot in them."""
        keys = [Slot.of(get_args(kind)[0]).expects for kind in self.types if get_origin(kind) is dict]
        return MACHINE_NAME.text in keys

    @property
    def names_entries(self) -> bool:
        """Whether the keys here are names that the file chooses (stations, people, failures)."""
        return any(get_origin(kind) is dict for kind in self.types)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that may stand here, if only certain words may."""
        words = (word for kind in self.types if get_origin(kind) is Literal for word in get_args(kind))
        return tuple(str(word) for word in words)

    def expectation(self) -> str:
        """Return what to say after "expected"."""
        if self.expects is not None:
            return self.expects
        if self.is_distribution:
            return 'a distribution such as {exponential: {mean: 6 min}}, or a constant time such as "3 min"'
        if self.choices:
            return "one of " + ", ".join(self.choices) if len(self.choices) > 1 else self.choices[0]
        if self.fields:
            return "a mapping of " + ", ".join(self.fields)
        if self.names_entries:
            return "a mapping by name"
        return next((text for kind, text in _PLAIN.items() if kind in self.types), "another kind of value")


_PLAIN = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}

_ROOT = Slot.of(Scenario)


def root() -> Slot:
    """Return the slot of a whole document."""
    return _ROOT
