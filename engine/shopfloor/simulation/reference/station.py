"""Who gets a place at a station, and which machine gets the job?

A station is a queue with a door in front and machines behind. Whoever finds no place waits at the door, in order of
arrival there: a blocked machine with its finished part, a machine that must be sure of a place before it starts, an
order from outside. Every change happens at once; only the processes that it concerns wake a moment later, in the order
in which they were called.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.model import Station as StationSpec
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.queue import make_queue
from shopfloor.streams import Draws
from shopfloor.units import to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Station", "Waiter"]

_QUEUE_ENTERED = EventKind.QUEUE_ENTERED.value


class Waiter(Protocol):
    """Somebody at the door."""

    def may_pass(self) -> bool:
        """False while it could not use a place (a failed machine that holds its part)."""
        ...

    def pass_door(self, cause: int | None) -> None:
        """Use the place that ``cause`` made free."""
        ...


class Station:
    """``idle``: empty machines that can take a job now, the longest idle first. ``vacant``: empty machines that are down
    or off shift; they take a job in only when the queue has no place left for it. ``reserved``: places promised to jobs
    that are still in work upstream."""

    def __init__(self, plant: Plant, name: str, spec: StationSpec) -> None:
        self.plant = plant
        self.name = name
        self.spec = spec
        self.capacity = spec.queue.capacity
        self.queue = make_queue(spec.queue.order)
        self.machines: list[Machine] = []
        self.idle: deque[Machine] = deque()
        self.vacant: deque[Machine] = deque()
        self.reserved = 0
        self.door: deque[Waiter] = deque()
        self.supply: deque[str] = deque()
        """Products with unlimited supply that start here, the next one first."""
        self._processing: dict[tuple[str, int, int], Draws] = {}
        self._quality: dict[tuple[str, int], Draws] = {}
        self._setup_us = {
            (before, after): to_ticks(seconds)
            for before, row in (spec.setup.between if spec.setup else {}).items()
            for after, seconds in row.items()
        }

    def has_place(self) -> bool:
        """Is there a place for one more job, in the queue or in an empty machine?"""
        if self.capacity is None:
            return True
        taken = len(self.queue) + self.reserved
        return taken < self.capacity + len(self.idle) + len(self.vacant)

    def enter(self, job: Job) -> None:
        """Take in a job for which there is a place."""
        visit = job.visits.get(self.name, 0) + 1
        job.visits[self.name] = visit
        job.processing_us = self._processing_us(job, visit)
        entered = self.plant.journal.write(
            _QUEUE_ENTERED,
            job.name,
            job.product,
            self.name,
            None,
            None,
            None,
            len(self.queue) + 1.0,
            job.last_event,
        )
        job.last_event = entered
        if self.idle:
            self.idle.popleft().receive(job, entered)
            return
        self.queue.push(job)
        if self.vacant and self.capacity is not None and len(self.queue) > self.capacity:
            self.vacant.popleft().receive(self.queue.pop(), entered)

    def take(self, machine: Machine) -> bool:
        """Give an empty machine that can work its next job; False if there is none."""
        if len(self.queue):
            loaded = machine.load(self.queue.pop(), machine.last_event)
            self.open_door(loaded)
            return True
        if self.supply:
            product = self.supply[0]
            self.supply.rotate(-1)
            self.enter_from_supply(product, machine)
            return True
        return False

    def enter_from_supply(self, product: str, machine: Machine) -> None:
        """Release a job of a product whose supply never ends, straight into the machine that asks for it."""
        job = self.plant.release(product, machine.last_event)
        visit = job.visits[self.name] = 1
        job.processing_us = self._processing_us(job, visit)
        job.last_event = self.plant.journal.write(
            _QUEUE_ENTERED, job.name, job.product, self.name, None, None, None, 1.0, job.last_event
        )
        machine.load(job, job.last_event)

    def open_door(self, cause: int | None) -> None:
        """Let in whoever waits at the door, as far as there are places that ``cause`` made free."""
        while self.door and self.has_place():
            waiter = next((waiter for waiter in self.door if waiter.may_pass()), None)
            if waiter is None:
                return
            self.door.remove(waiter)
            waiter.pass_door(cause)

    def setup_us(self, before: str | None, after: str) -> int:
        """Return the nominal setup time from one product to the next."""
        return self._setup_us.get((before, after), 0) if before is not None else 0

    def quality_draw(self, job: Job) -> float:
        """Return the job's draw from [0, 1) that decides what becomes of its finished work here."""
        visit = job.visits[self.name]
        draws = self._quality.get((job.product, visit))
        if draws is None:
            draws = self.plant.streams.uniforms(_stream(f"{self.name}.quality.{job.product}", visit))
            self._quality[job.product, visit] = draws
        return draws.at(job.number - 1)

    def _processing_us(self, job: Job, visit: int) -> int:
        draws = self._processing.get((job.product, job.step, visit))
        if draws is None:
            law = job.line.route[job.step].processing or self.spec.processing
            assert law is not None  # checked on load
            name = _stream(f"{self.name}.processing.{job.product}", visit)
            draws = self._processing[job.product, job.step, visit] = self.plant.streams.durations(
                name, law.law
            )
        return int(draws.at(job.number - 1))


def _stream(name: str, visit: int) -> str:
    """A job that comes again draws from a stream of its own, at the same address."""
    return name if visit == 1 else f"{name}.visit{visit}"
