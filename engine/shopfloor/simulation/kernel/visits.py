"""Which visit of a job to a station is this, and how long is it worked on there?"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.draws import stream_of, value
from shopfloor.simulation.kernel.journal import write
from shopfloor.simulation.kernel.records import NONE, Plant
from shopfloor.simulation.kernel.words import PROCESSING, QUEUE_ENTERED

__all__ = ["begin_visit", "present_visit"]


@jitted
def begin_visit(plant: Plant, index: int, before: int) -> int:
    """Let a job come to the station of its step, and return the event; ``before`` jobs of its batch came just now and do not
    count as waiting yet."""
    job = plant.jobs[index]
    station = plant.steps[job.step].station
    _note_entry(plant, index)
    waiting = plant.stations[station].length + before + 1
    job.last_event = write(plant, QUEUE_ENTERED, index, station, NONE, NONE, waiting, job.last_event)
    return job.last_event  # type: ignore[no-any-return]


@jitted
def _note_entry(plant: Plant, index: int) -> None:
    """Take note that the job is at the station of its step, and how long it is worked on there."""
    run, job = plant.run[0], plant.jobs[index]
    job.has_parts = False
    if run.counts_visits:
        plant.visits[index, plant.steps[job.step].local] += 1
    if run.sends_back:
        run.stamp += 1
        plant.entered[index, job.step - plant.products[job.product].first_step] = run.stamp
    first = plant.steps[job.step].processing
    stream = stream_of(plant, job.step, PROCESSING, first, present_visit(plant, index))
    job.processing_us = value(plant, stream, job.number - 1)


@jitted
def present_visit(plant: Plant, index: int) -> int:
    """Return how often the job has entered the station where it is."""
    way = plant.steps[plant.jobs[index].step]
    return plant.visits[index, way.local] if plant.run[0].counts_visits else way.visit  # type: ignore[no-any-return]
