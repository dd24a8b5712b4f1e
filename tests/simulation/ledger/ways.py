"""How long is it from here to there? What times and positions say, without the engine's floor.

Ways along aisles are not worked out here; ``None`` stands for what is not known.
"""

from __future__ import annotations

from math import hypot

from shopfloor.scenario import Scenario
from shopfloor.units import to_ticks

__all__ = ["move_us", "walk_us"]


def move_us(scenario: Scenario, before: str, after: str) -> int | None:
    """How long a job is on its way from one station to another."""
    travel = scenario.travel
    if travel is None or before == after:
        return 0
    there, back = travel.between.get(before, {}), travel.between.get(after, {})
    if after in there or before in back:
        return to_ticks(there[after] if after in there else back[before])
    return (
        to_ticks(travel.otherwise) if travel.speed is None else walk_us(scenario, before, after, travel.speed)
    )


def walk_us(scenario: Scenario, before: str, after: str, speed: float) -> int | None:
    """How long it takes to go from one place to another."""
    floor = scenario.floor
    if floor is None or floor.aisles is not None:
        return None
    (x, y), (to_x, to_y) = floor.positions[before], floor.positions[after]
    dx, dy = abs(to_x - x), abs(to_y - y)
    return to_ticks((hypot(dx, dy) if floor.distance == "straight" else dx + dy) / speed)
