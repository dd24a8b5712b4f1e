"""When do jobs arrive, and what lets them into the plant?

Orders come at distances (on a shift's time if they keep one), at fixed times, or at a rate that follows the week. A loop
with constant work in process lets a new job in whenever one has left. Orders with a rule of release wait in the backlog.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Generator, Iterator
from itertools import count
from typing import TYPE_CHECKING

from simpy import Event

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.order_rate import moments_by_rate
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.product_line import ProductLine
from shopfloor.simulation.shift_time import moment_after, stretches
from shopfloor.units import to_seconds, to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.plant import Plant
    from shopfloor.simulation.reference.station import Station

__all__ = ["Backlog", "OutsideJob", "stock_up", "take_orders"]

_JOB_ORDERED = EventKind.JOB_ORDERED.value


class OutsideJob:
    """A job that waits outside for a place at its first station."""

    def __init__(self, job: Job, station: Station) -> None:
        self._job = job
        self._station = station

    def may_pass(self) -> bool:
        return True

    def pass_door(self, cause: int | None) -> None:
        self._station.enter(self._job)


def stock_up(plant: Plant) -> Generator[Event, object, None]:
    """At time zero, put the initial jobs in front of their stations, and fill the loops of constant work in process."""
    yield plant.env.timeout(0)
    for line in plant.lines.values():
        for station, jobs in line.spec.initial.items():
            for _ in range(jobs):
                job = plant.release(plant.order(line.name), None)
                job.way = line.route.first_at(station)
                plant.place(job)
    plant.end_stocking_up()
    for line in plant.lines.values():
        while line.in_plant < (line.spec.orders.wip or 0):
            plant.admit(plant.release(plant.order(line.name), None))


def take_orders(plant: Plant, line: ProductLine) -> Generator[Event, object, None]:
    """Take the orders of one product as they come."""
    orders = line.spec.orders
    for moment_us in _moments_us(plant, line):
        yield plant.env.timeout(moment_us - plant.env.now)
        for _ in range(orders.quantity):
            job = plant.order(line.name)
            if orders.release is None:
                plant.admit(plant.release(job, None), loses=orders.when_full == "lose")
            else:
                plant.backlog.welcome(job)


def _moments_us(plant: Plant, line: ProductLine) -> Iterator[int]:
    """Yield the moments of the orders, in order, each when the one before has come."""
    orders = line.spec.orders
    if orders.at is not None:
        yield from map(to_ticks, orders.at)
    elif orders.rate is not None:
        yield from moments_by_rate(plant.scenario, line.name, plant.streams)
    elif orders.every is not None:
        every_us = plant.streams.durations(f"{line.name}.orders.every", orders.every.law)
        on_shift = stretches(plant.scenario, orders.shift)
        moment = moment_after(to_ticks(orders.first_at), 0, on_shift)
        for number in count():
            if moment is None:
                return
            yield moment
            moment = moment_after(int(plant.env.now), int(every_us.at(number)), on_shift)


class Backlog:
    """Orders that wait for their release, by product. The product of the highest priority goes first, then the one whose
    first order has waited longest; within a product, its own order."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._arrivals = count()
        self._waiting: dict[str, list[tuple[float, int, Job]]] = {}

    def welcome(self, job: Job) -> None:
        """Take in an order, and release what may be released."""
        plant, line = self._plant, job.line
        due_s = None if job.due_us is None else to_seconds(job.due_us)
        job.last_event = plant.journal.write(_JOB_ORDERED, job.name, job.product, value=due_s)
        release = line.spec.orders.release
        assert release is not None
        if release.before_due is not None:
            assert job.due_us is not None
            wait_us = max(0, job.due_us - to_ticks(release.before_due) - int(plant.env.now))
            timer = plant.env.timeout(wait_us, job)
            assert timer.callbacks is not None
            timer.callbacks.append(self._time_has_come)
            return
        arrival = next(self._arrivals)
        by_due = release.order == "edd" and job.due_us is not None
        key = (
            float(job.due_us)
            if by_due and job.due_us is not None
            else (float("inf") if release.order == "edd" else 0.0)
        )
        insort(self._waiting.setdefault(line.name, []), (key, arrival, job), key=lambda entry: entry[:2])
        self.release(job.last_event)

    def release(self, cause: int | None) -> None:
        """Release orders as long as a rule allows one."""
        while (name := self._next()) is not None:
            _, _, job = self._waiting[name].pop(0)
            self._plant.admit(self._plant.release(job, cause))

    def _next(self) -> str | None:
        may_go = [name for name, waiting in self._waiting.items() if waiting and self._is_open(name)]
        lines = self._plant.lines
        return min(may_go, key=lambda name: (-lines[name].priority, self._waiting[name][0][1]), default=None)

    def _is_open(self, name: str) -> bool:
        line = self._plant.lines[name]
        release = line.spec.orders.release
        assert release is not None
        assert release.wip_below is not None
        in_process = line.in_plant if release.of == "product" else self._plant.in_plant
        return in_process < release.wip_below

    def _time_has_come(self, timer: Event) -> None:
        job: Job = timer.value  # type: ignore[assignment]
        self._plant.admit(self._plant.release(job, job.last_event))
