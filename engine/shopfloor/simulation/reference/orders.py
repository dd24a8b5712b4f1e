"""When do jobs arrive, and what if there is no place for them?"""

from __future__ import annotations

from collections.abc import Generator
from itertools import count
from typing import TYPE_CHECKING

from simpy import Event

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.reference.job import Job, ProductLine
from shopfloor.units import to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.plant import Plant
    from shopfloor.simulation.reference.station import Station

__all__ = ["take_orders"]


class OutsideJob:
    """A job that waits outside for a place at its first station."""

    def __init__(self, job: Job, station: Station) -> None:
        self._job = job
        self._station = station

    def may_pass(self) -> bool:
        return True

    def pass_door(self, cause: int | None) -> None:
        self._station.enter(self._job)


def take_orders(plant: Plant, line: ProductLine) -> Generator[Event, object, None]:
    """Release the jobs of one product as they are ordered."""
    orders = line.spec.orders
    assert orders.every is not None
    every_us = plant.streams.durations(f"{line.name}.orders.every", orders.every.law)
    station = plant.stations[line.route[0].station]
    yield plant.env.timeout(to_ticks(orders.first_at))
    for number in count():
        for _ in range(orders.quantity):
            job = plant.release(line.name, None)
            if station.has_place():
                station.enter(job)
            elif orders.when_full == "wait":
                station.door.append(OutsideJob(job, station))
            else:
                plant.journal.write(
                    EventKind.JOB_LOST.value, job.name, job.product, station.name, cause=job.last_event
                )
        yield plant.env.timeout(int(every_us.at(number)))
