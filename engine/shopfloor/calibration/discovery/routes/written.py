"""How does a route look in a scenario, and where in it does a job come to a station for the n-th time?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shopfloor.calibration.discovery.routes.shares import rounded
from shopfloor.calibration.discovery.routes.steps import Exchange, Fork, Route, Token
from shopfloor.calibration.discovery.visits_of_jobs import Stop

__all__ = ["in_words", "label", "put_processing", "turns_in"]


def in_words(route: Route, counts: Mapping[int, list[int]]) -> list[Any]:
    """Return the route as a scenario says it; ``counts`` are fork number -> jobs by branch."""
    return [
        {
            "choice": [
                {"share": share, "route": in_words(branch, counts)}
                for share, branch in zip(rounded(counts[step.number]), step.branches, strict=True)
            ]
        }
        if isinstance(step, Fork)
        else _step(step)
        for step in route
    ]


def _step(token: Token) -> Any:
    if isinstance(token, Exchange):
        return {"alternatives": list(token.stations), "by": token.by}
    parts: dict[str, Any] = {}
    if token.assembled:
        parts["assemble"] = dict(token.assembled)
    if token.taken_out:
        parts["disassemble"] = dict(token.taken_out)
    return {"station": token.station, **parts} if parts else token.station


def label(route: Route) -> str:
    """Return a branch in a few words: what it passes first, or that it goes straight on."""
    if not route:
        return "straight on"
    first = route[0]
    if isinstance(first, Stop):
        kit = " with ".join(["", *(part for part, _ in first.assembled[:3])])
        return first.station + kit
    return " or ".join(
        first.stations if isinstance(first, Exchange) else (label(of) for of in first.branches)
    )


def turns_in(route: list[Any]) -> Iterator[tuple[list[Any], int, str, int]]:
    """Yield ``(list, position, station, turn)`` of every step of a route in a draft: at this position of this list a job
    comes to the station for the n-th time at most, from 1. Steps of choices and alternatives are included."""
    yield from _turns(route, {})


def _turns(route: list[Any], before: Mapping[str, int]) -> Iterator[tuple[list[Any], int, str, int]]:
    seen = dict(before)
    for at, step in enumerate(route):
        if isinstance(step, dict) and "choice" in step:
            after = list[dict[str, int]]()
            for branch in step["choice"]:
                here = dict(seen)
                for found in _turns(branch["route"], seen):
                    here[found[2]] = max(here.get(found[2], 0), found[3])
                    yield found
                after.append(here)
            for here in after:
                for name, turn in here.items():
                    seen[name] = max(seen.get(name, 0), turn)
        elif isinstance(step, dict) and "alternatives" in step:
            for place, visit in enumerate(step["alternatives"]):
                name = visit if isinstance(visit, str) else visit["station"]
                yield step["alternatives"], place, name, seen.get(name, 0) + 1
            for visit in step["alternatives"]:
                name = visit if isinstance(visit, str) else visit["station"]
                seen[name] = seen.get(name, 0) + 1
        else:
            name = step if isinstance(step, str) else step["station"]
            seen[name] = seen.get(name, 0) + 1
            yield route, at, name, seen[name]


def put_processing(route: list[Any], station: str, turn: int | None, processing: Any) -> int:
    """Give the steps of a route in a draft at which a job comes to a station for the n-th time (``None``: any) a processing
    time of their own; return how many there are."""
    steps = [
        (where, at)
        for where, at, name, number in turns_in(route)
        if name == station and turn in (None, number)
    ]
    for where, at in steps:
        step = where[at]
        where[at] = {"station": step} if isinstance(step, str) else dict(step)
        where[at]["processing"] = processing
    return len(steps)
