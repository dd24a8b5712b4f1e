"""How long is a job on its way from one station to the next?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simpy import Event

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.model import Travel
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.station import Door
from shopfloor.simulation.travel import travel_us
from shopfloor.units import to_seconds

if TYPE_CHECKING:
    from shopfloor.simulation.reference.floor import FloorPlan
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Roads"]

_MOVE_STARTED = EventKind.MOVE_STARTED.value
_MOVED = EventKind.MOVED.value


class Roads:
    """The ways between stations. A job keeps its place at the end of the way from the moment it leaves."""

    def __init__(self, plant: Plant, spec: Travel, floor: FloorPlan | None) -> None:
        self._plant = plant
        self._spec = spec
        self._floor = floor
        self._times: dict[tuple[str, str], int] = {}

    def send(self, job: Job, origin: str, goal: Door, *, has_promise: bool) -> None:
        """Let a job go from a station to a place that is kept for it, or is free."""
        time_us = self._time_us(origin, goal.name) if job.way is not None else 0
        if not time_us:
            if has_promise:
                goal.reserved -= 1
            goal.enter(job)
            return
        if not has_promise:
            goal.reserved += 1
        job.last_event = self._plant.journal.write(
            _MOVE_STARTED,
            job.name,
            job.product,
            origin,
            None,
            None,
            goal.name,
            to_seconds(time_us),
            job.last_event,
        )
        timer = self._plant.env.timeout(time_us, (job, goal))
        assert timer.callbacks is not None
        timer.callbacks.append(self._arrive)

    def _arrive(self, timer: Event) -> None:
        job, goal = timer.value  # type: ignore[misc]
        goal.reserved -= 1
        job.last_event = self._plant.journal.write(
            _MOVED, job.name, job.product, goal.name, cause=job.last_event
        )
        goal.enter(job)

    def _time_us(self, origin: str, goal: str) -> int:
        pair = (origin, goal)
        known = self._times.get(pair)
        if known is None:
            distance_m = self._floor.distance_m if self._floor is not None else None
            known = self._times[pair] = travel_us(self._spec, distance_m, origin, goal)
        return known
