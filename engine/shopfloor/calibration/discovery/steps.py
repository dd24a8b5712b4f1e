"""How does a step of a route get a processing time of its own, with its evidence beside it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shopfloor.calibration.discovery.routes import turns_in
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.evidence import Evidence
from shopfloor.calibration.fitting import Sample

__all__ = ["set_step_processing", "turns_of"]

Path = tuple[str, ...]


def turns_of(draft: Draft, product: str, station: str) -> int:
    """Return how often the route of a product comes to a station; 0 where the draft has no route, or not there."""
    route = draft.get(("products", product, "route"))
    turns = turns_in(route) if isinstance(route, list) else ()
    return max((turn for _, _, name, turn in turns if name == station), default=0)


def set_step_processing(
    draft: Draft, product: str, station: str, turn: int | None, value: Any, evidence: Evidence, sample: Sample
) -> int:
    """Give the steps at which a product comes to a station for the n-th time (from 1; ``None``: any) a time of their own;
    return how many there are."""
    path = ("products", product, "route")
    route = draft.get(path)
    if not isinstance(route, list):
        return 0
    where = {id(steps): place for steps, place in _lists(route, path)}
    found = [
        (steps, at)
        for steps, at, name, number in turns_in(route)
        if name == station and turn in (None, number)
    ]
    for steps, at in found:
        step = steps[at]
        steps[at] = {**(step if isinstance(step, dict) else {"station": step}), "processing": value}
        place = (*where[id(steps)], str(at), "processing")
        draft.evidence[place] = evidence
        draft.samples[place] = sample
    return len(found)


def _lists(route: list[Any], path: Path) -> Iterator[tuple[list[Any], Path]]:
    """Yield all lists of steps within a route, with their paths."""
    yield route, path
    for at, step in enumerate(route):
        if isinstance(step, dict):
            for number, branch in enumerate(step.get("choice", ())):
                yield from _lists(branch["route"], (*path, str(at), "choice", str(number), "route"))
            if "alternatives" in step:
                yield step["alternatives"], (*path, str(at), "alternatives")
