"""Which words does the model know? Its parts, their fields, and the choices that its fields take."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, RootModel

from shopfloor.distributions import Distribution
from shopfloor.scenario import Scenario

__all__ = ["CHOICES", "FIELDS", "PARTS"]


def types_in(annotation: Any) -> Iterator[Any]:
    """All types that an annotation is made of."""
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from types_in(part)


def parts(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """The models that a scenario is made of, distributions aside (they have a table of their own)."""
    if model in seen or issubclass(model, Distribution | RootModel):
        return seen
    seen.add(model)
    for field in model.model_fields.values():
        for kind in types_in(field.annotation):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                parts(kind, seen)
    return seen


PARTS = parts(Scenario, set())
FIELDS = {(part.__name__, name): field for part in PARTS for name, field in part.model_fields.items()}
CHOICES = {
    (part, name, word)
    for (part, name), field in FIELDS.items()
    for kind in types_in(field.annotation)
    if get_origin(kind) is Literal
    for word in get_args(kind)
}
