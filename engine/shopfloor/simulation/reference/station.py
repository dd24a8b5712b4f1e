"""Who gets a place at a station, and which machine gets the job?

A station is a queue with a door in front and machines behind. Whoever finds no place waits at the door, in order of
arrival there: a finished job in a blocked machine, a machine that must be sure of a place before it starts, an order
from outside. Every change happens at once; only the processes that it concerns wake a moment later, in the order in
which they were called.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.model import Station as StationSpec
from shopfloor.simulation.reference.addresses import repeated
from shopfloor.simulation.reference.batch import Batcher
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.queue import make_queue
from shopfloor.simulation.reference.setups import Setups
from shopfloor.streams import Draws

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Door", "Station", "Waiter"]

_QUEUE_ENTERED = EventKind.QUEUE_ENTERED.value


class Waiter(Protocol):
    """Somebody at the door."""

    def may_pass(self) -> bool:
        """False while it could not use a place (a failed machine that holds its part)."""
        ...

    def pass_door(self, cause: int | None) -> None:
        """Use the place that ``cause`` made free."""
        ...


class Door:
    """Where jobs want to go: a number of places, and whoever waits for one. ``reserved``: places promised to jobs
    that are still upstream, or on their way."""

    def __init__(self, name: str, capacity: int | None) -> None:
        self.name = name
        self.capacity = capacity
        self.reserved = 0
        self.waiters: deque[Waiter] = deque()

    def has_place(self) -> bool:
        """Is there a place for one more job?"""
        raise NotImplementedError

    def enter(self, job: Job) -> None:
        """Take in a job for which there is a place."""
        raise NotImplementedError

    def open(self, cause: int | None) -> None:
        """Let in whoever waits at the door, as far as there are places that ``cause`` made free."""
        while self.waiters and self.has_place():
            waiter = next((waiter for waiter in self.waiters if waiter.may_pass()), None)
            if waiter is None:
                return
            self.waiters.remove(waiter)
            waiter.pass_door(cause)


class Station(Door):
    """``idle``: empty machines that can take a job now, the longest idle first. ``vacant``: empty machines that are down
    or off shift; they take a job in only when the queue has no place left for it."""

    def __init__(self, plant: Plant, name: str, spec: StationSpec) -> None:
        super().__init__(name, spec.queue.capacity)
        self.plant = plant
        self.spec = spec
        self.queue = make_queue(self)
        self.machines: list[Machine] = []
        self.idle: deque[Machine] = deque()
        self.vacant: deque[Machine] = deque()
        self.supply: deque[str] = deque()
        """Products with unlimited supply that start here, the next one first."""
        self.setups = Setups(spec.setup)
        self.batcher = Batcher(self, spec.batch) if spec.batch is not None else None
        self._pick = spec.pick
        self._picks = plant.streams.uniforms(f"{name}.pick") if spec.pick == "random" else None
        self._picked = 0
        self._processing: dict[tuple[str, int, int], Draws] = {}

    # ---------------------------------------------------------------- places

    def has_place(self) -> bool:
        """Is there a place, in the queue or in an empty machine? (Where batches gather, machines are no places.)"""
        if self.capacity is None:
            return True
        places = self.capacity
        if self.batcher is None:
            places += len(self.idle) + len(self.vacant)
        return len(self.queue) + self.reserved < places

    def jobs_here(self) -> int:
        """How many jobs wait, are in machines, or are on their way here?"""
        return len(self.queue) + self.reserved + sum(len(machine.contents) for machine in self.machines)

    def enter(self, job: Job) -> None:
        name, queue = self.name, self.queue
        self._admit(job)
        waiting = len(queue) + 1.0
        entered = self.plant.journal.write(
            _QUEUE_ENTERED, job.name, job.product, name, None, None, None, waiting, job.last_event
        )
        job.last_event = entered
        if self.batcher is not None:
            job.queued_us = int(self.plant.env.now)
            queue.push(job)
            self.batcher.welcome(job, entered)
        elif self.idle:
            self.next_idle().receive(job, entered)
        else:
            queue.push(job)
            if self.vacant and self.capacity is not None and len(queue) > self.capacity:
                machine = self.vacant.popleft()
                machine.receive(queue.pop(machine), entered)
        if self.waiters:
            self.plant.deadlocks.look(self, entered)
        stock = job.line.stock
        if stock is not None and stock.seekers:
            stock.lose_hope(entered)

    def _admit(self, job: Job) -> None:
        """Note that the job is here, for which time, and how long it is worked on."""
        way = job.way
        assert way is not None
        if job.history is not None:
            job.history.append(way)
        visit = job.visits[self.name] = job.visits.get(self.name, 0) + 1
        key = (job.product, way.number, visit)
        draws = self._processing.get(key)
        if draws is None:
            law = way.visit.processing or self.spec.processing
            assert law is not None  # checked on load
            name = repeated(f"{self.name}.processing.{job.product}", visit)
            draws = self._processing[key] = self.plant.streams.durations(name, law.law)
        job.processing_us = int(draws.at(job.number - 1))

    def next_idle(self) -> Machine:
        """Take out the idle machine that gets the next job."""
        idle = self.idle
        if self._pick == "longest_idle" or len(idle) == 1:
            return idle.popleft()
        if self._picks is None:
            chosen = min(idle, key=lambda machine: machine.number)
        else:
            chosen = idle[int(self._picks.at(self._picked) * len(idle))]
            self._picked += 1
        idle.remove(chosen)
        return chosen

    # ---------------------------------------------------------------- machines

    def take(self, machine: Machine) -> bool:
        """Give an empty machine that can work its next jobs; False if there are none."""
        if self.batcher is not None:
            return self.batcher.take(machine)
        if len(self.queue):
            loaded = machine.load_one(self.queue.pop(machine), machine.last_event)
            if self.waiters:
                self.open(loaded)
            return True
        if self.supply and self._may_supply():
            job = self.from_supply(self.next_supplied(), machine.last_event)
            machine.load_one(job, job.last_event)
            return True
        return False

    def open(self, cause: int | None) -> None:
        super().open(cause)
        if self.supply:
            self._draw_on_supply(cause)

    def _draw_on_supply(self, cause: int | None) -> None:
        """Give jobs to machines that were kept for others which do not come."""
        while self.idle:
            machine = self.idle.popleft()
            machine.last_event = cause
            if not self.take(machine):
                self.idle.appendleft(machine)
                return
            machine.call(cause)

    def _may_supply(self) -> bool:
        """May a machine that has just been free take a job of unlimited supply, or is it the last place for one that was
        promised a place here?"""
        return self.capacity is None or self.reserved <= self.capacity + len(self.idle) + len(self.vacant)

    def next_supplied(self) -> str:
        """Return the product of unlimited supply whose turn it is; they take turns in the order of the file."""
        product = self.supply[0]
        self.supply.rotate(-1)
        return product

    def from_supply(self, product: str, cause: int | None, before: int = 0) -> Job:
        """Release a job whose supply never ends, straight to the machine that asks for it; ``before`` came for the same
        batch already."""
        plant = self.plant
        plant.lines[product].follow_on(int(plant.env.now))
        job = plant.release(plant.order(product), cause)
        job.way = job.line.route.after(job, None)
        self._admit(job)
        job.last_event = plant.journal.write(
            _QUEUE_ENTERED,
            job.name,
            job.product,
            self.name,
            None,
            None,
            None,
            len(self.queue) + before + 1.0,
            job.last_event,
        )
        return job
