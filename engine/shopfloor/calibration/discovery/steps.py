"""Where does a station stand in the route of a product? Own processing times are put beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence

__all__ = ["set_step_processing", "steps_of"]

Place = tuple[list[Any], int, tuple[str, ...]]
"""The list that a step stands in, its position, and its path in the draft."""


def steps_of(draft: Draft, product: str, station: str) -> int | None:
    """Return how often a route comes to a station on its straight way; ``None`` where chance or a rule leads there."""
    route = draft.get(("products", product, "route"))
    if not isinstance(route, list):
        return None
    places = list(_steps(route, station, ("products", product, "route")))
    return len(places) if all(of is route for of, _, _ in places) else None


def set_step_processing(
    draft: Draft, product: str, station: str, step: int | None, value: Any, evidence: Evidence
) -> bool:
    """Give the ``step``-th visit of a product to a station (from 1; ``None``: all) a processing time of its own.

    Returns whether the route has such a step.
    """
    path = ("products", product, "route")
    route = draft.get(path)
    places = list(_steps(route, station, path)) if isinstance(route, list) else []
    if step is not None:
        places = places[step - 1 : step]
    for steps, position, where in places:
        old = steps[position]
        steps[position] = {**(old if isinstance(old, dict) else {"station": old}), "processing": value}
        draft.evidence[(*where, "processing")] = evidence
    return bool(places)


def _steps(route: list[Any], station: str, path: tuple[str, ...]) -> Iterator[Place]:
    for position, step in enumerate(route):
        where = (*path, str(position))
        if step == station or (isinstance(step, dict) and step.get("station") == station):
            yield route, position, where
        elif isinstance(step, dict):
            for branch, way in enumerate(step.get("choice", ())):
                yield from _steps(way["route"], station, (*where, "choice", str(branch), "route"))
            if "alternatives" in step:
                yield from _steps(step["alternatives"], station, (*where, "alternatives"))
