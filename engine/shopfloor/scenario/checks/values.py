"""Which value stands at a place of the document, if it can be read?"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from shopfloor.distributions import Distribution
from shopfloor.document import Scalar, Spot, plain
from shopfloor.scenario.model import Part

__all__ = ["mean_s", "number", "read", "whole"]


def read(part: type[Part], spot: Spot | None) -> Any:
    """Return a part of the document on its own, or ``None`` if it has faults (they are told elsewhere)."""
    try:
        return None if spot is None else part.model_validate(plain(spot.node))
    except ValidationError:
        return None


def mean_s(spot: Spot | None) -> float | None:
    """Return the mean of a distribution, or ``None`` if it cannot be read."""
    try:
        return None if spot is None else Distribution.model_validate(plain(spot.node)).law.mean()
    except ValidationError:
        return None


def number(spot: Spot | None) -> float | None:
    """Return a number of the document, or ``None`` if there is none."""
    value = spot.node.value if spot is not None and isinstance(spot.node, Scalar) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole(spot: Spot | None) -> int | None:
    """Return a whole number of the document that is not negative, or ``None`` if there is none."""
    value = number(spot)
    return value if isinstance(value, int) and value >= 0 else None
