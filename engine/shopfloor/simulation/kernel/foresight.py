"""What will be needed soon? The tables of a large plant lie in memory, from where a record takes a hundred times as long
to come as from the cache; so it is sent for some events before it is needed, and meanwhile others happen.

What comes next stands at the top of the clock. Each thing names others, which can be looked up only when it is here: first
the machine comes, then its station and the job in it, then the step of that job and the next in the queue. Nothing depends
on it: what is not foreseen comes when it is asked for.
"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.tables import bring
from shopfloor.simulation.kernel.words import ACTIVITY_ENDS

__all__ = ["foresee"]

_MANY = 64
"""So many things wait on the clock of a plant that no cache holds."""


@jitted
def foresee(plant: Plant) -> None:
    """Send for what the next events on the clock will touch."""
    if plant.run[0].timed < _MANY:
        return
    clock = plant.clock
    for place in range(3, 7):
        if clock[place].what == ACTIVITY_ENDS:
            bring(plant.machines, clock[place].who)
    for place in range(1, 3):
        if clock[place].what == ACTIVITY_ENDS:
            machine = plant.machines[clock[place].who]
            bring(plant.stations, machine.station)
            bring(plant.jobs, max(machine.job, 0))
    if clock[0].what == ACTIVITY_ENDS:
        machine = plant.machines[clock[0].who]
        first = plant.stations[machine.station].first
        bring(plant.jobs, max(first, 0))
        # what is on the clock may have become void, and the machine be empty
        if machine.job != NONE:
            bring(plant.steps, plant.jobs[machine.job].step)


@jitted
def foresee_departure(plant: Plant, number: int) -> None:
    """Send for what a job will touch that is about to leave its machine."""
    job = plant.jobs[number]
    ahead = plant.steps[job.step].ahead
    if plant.run[0].timed < _MANY or ahead < 0:
        return
    step = plant.steps[ahead]
    bring(plant.stations, step.station)
    bring(plant.streams, max(step.processing, 0))
