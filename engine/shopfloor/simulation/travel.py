"""How long is a job on its way from one station to the next?"""

from __future__ import annotations

from collections.abc import Callable

from shopfloor.scenario.model import Travel
from shopfloor.units import to_ticks

__all__ = ["travel_us"]


def travel_us(spec: Travel, distance_m: Callable[[str, str], float] | None, start: str, end: str) -> int:
    """Return the time in microseconds. A pair counts both ways unless the other way is given too; then the floor; then what
    holds otherwise. ``distance_m``: how many metres it is across the floor, if there is one."""
    if start == end:
        return 0
    for one, other in ((start, end), (end, start)):
        time_s = spec.between.get(one, {}).get(other)
        if time_s is not None:
            return to_ticks(time_s)
    if spec.speed is not None and distance_m is not None:
        return to_ticks(distance_m(start, end) / spec.speed)
    return to_ticks(spec.otherwise)
