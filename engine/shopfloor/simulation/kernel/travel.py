"""How long is a job on its way from one station to the next? It keeps its place there from the moment it leaves."""

from __future__ import annotations

from shopfloor.simulation.kernel.clock import wait
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.journal import write
from shopfloor.simulation.kernel.records import NO_VALUE, NONE, Plant
from shopfloor.simulation.kernel.words import JOB_ARRIVES, MOVE_STARTED, MOVED

__all__ = ["end_journey", "set_off"]


@jitted
def set_off(plant: Plant, index: int, origin: int) -> bool:
    """Let a job for which a place is kept begin its way to the station of its step; False if that takes no time."""
    if not plant.run[0].travels:
        return False
    job = plant.jobs[index]
    goal = plant.steps[job.step].station
    time_us = plant.travel_us[origin, goal]
    if time_us == 0:
        return False
    detail = plant.stations[goal].name
    job.last_event = write(plant, MOVE_STARTED, index, origin, NONE, detail, time_us, job.last_event)
    wait(plant, time_us, JOB_ARRIVES, index, 0)
    return True


@jitted
def end_journey(plant: Plant, index: int) -> None:
    """The way is over: the place that was kept is the job's."""
    job = plant.jobs[index]
    goal = plant.steps[job.step].station
    plant.stations[goal].reserved -= 1
    job.last_event = write(plant, MOVED, index, goal, NONE, NONE, NO_VALUE, job.last_event)
