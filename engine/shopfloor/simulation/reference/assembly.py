"""How do parts become one job, and how does one job become parts?

A product that is a component ends in its stock. An assembly takes its parts from the stocks in one moment, when all are
there; so it never holds some while it waits for others. A disassembly lets its parts out as new jobs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING

from simpy import Event

from shopfloor.contracts.events import EventKind
from shopfloor.simulation.reference.job import Job
from shopfloor.simulation.reference.station import Door

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Stock", "collect_parts", "disassemble"]

_STOCKED = EventKind.STOCKED.value
_ASSEMBLED = EventKind.ASSEMBLED.value
_PARTS_AWAITED = EventKind.PARTS_AWAITED.value
_PARTS_TAKEN = EventKind.PARTS_TAKEN.value
_DEFECT_MADE = EventKind.DEFECT_MADE.value
_DISASSEMBLED = EventKind.DISASSEMBLED.value


class Stock(Door):
    """The finished components of one product, the oldest first, and the assemblies that wait for them."""

    def __init__(self, plant: Plant, product: str, capacity: int | None) -> None:
        super().__init__(product, capacity)
        self.plant = plant
        self.jobs: deque[Job] = deque()
        self.seekers: list[Seeker] = []
        """Assemblies that wait, the longest waiting first."""
        self.expected: dict[Job, None] = {}
        """The jobs in the plant that are to end here."""
        self.takers: dict[str, None] = {}
        """The stations that put these components into something else."""

    def has_place(self) -> bool:
        return self.capacity is None or len(self.jobs) + self.reserved < self.capacity

    def enter(self, job: Job) -> None:
        job.last_event = self.plant.journal.write(_STOCKED, job.name, job.product, cause=job.last_event)
        self.jobs.append(job)
        self.expected.pop(job, None)
        for seeker in self.seekers:
            if seeker.is_served():
                seeker.take(job.last_event)
                return
        if self.seekers:
            self.lose_hope(job.last_event)
        if self.waiters:
            self.plant.deadlocks.look(self, job.last_event)

    def lose_hope(self, cause: int | None) -> None:
        """A job that could have become a part for those who wait has not become enough, or may not do so any more."""
        self.plant.deadlocks.look_for_parts([seeker.machine for seeker in self.seekers], cause)


class Seeker:
    """A job in a machine that waits for its parts, so many of each product."""

    def __init__(self, machine: Machine, job: Job, parts: Mapping[str, int]) -> None:
        self.machine = machine
        self.job = job
        self.parts = parts
        self.stocks = {product: machine.plant.stock(product) for product in parts}

    def missing(self) -> list[str]:
        """Return the products of which there are too few."""
        return [name for name, n in self.parts.items() if len(self.stocks[name].jobs) < n]

    def is_served(self) -> bool:
        return not self.missing()

    def wait(self) -> None:
        self.machine.seeker = self
        for stock in self.stocks.values():
            stock.seekers.append(self)

    def take(self, cause: int | None) -> None:
        """Take the parts out of their stocks and go on."""
        self.machine.seeker = None
        for stock in self.stocks.values():
            stock.seekers.remove(self)
        self.put_together(cause)
        self.machine.call(self.job.last_event)

    def put_together(self, cause: int | None) -> None:
        machine, job = self.machine, self.job
        faults: dict[tuple[str, str], None] = {}
        for product, count in self.parts.items():
            for _ in range(count):
                part = self.stocks[product].jobs.popleft()
                part.last_event = machine.write(
                    _ASSEMBLED,
                    part.name,
                    product,
                    machine.station.name,
                    machine.name,
                    None,
                    job.name,
                    None,
                    cause,
                )
                faults |= part.defects or {}
                machine.plant.leave(part, part.last_event)
        total = float(sum(self.parts.values()))
        job.last_event = machine.log(_PARTS_TAKEN, job, None, total, cause)
        self._inherit(faults)
        for stock in self.stocks.values():
            stock.open(job.last_event)

    def _inherit(self, faults: Mapping[tuple[str, str], None]) -> None:
        """The hidden faults of the parts are faults of the whole, made where they were made."""
        job = self.job
        for name, maker in faults:
            job.defects = {**(job.defects or {}), (name, maker): None}
            job.last_event = self.machine.write(
                _DEFECT_MADE, job.name, job.product, maker, None, None, name, None, job.last_event
            )


def collect_parts(machine: Machine, job: Job, parts: Mapping[str, int]) -> Generator[Event, object, None]:
    """Take the parts of an assembly, or wait until all are there."""
    seeker = Seeker(machine, job, parts)
    missing = seeker.missing()
    if not missing:
        seeker.put_together(job.last_event)
        return
    job.last_event = machine.log(_PARTS_AWAITED, job, missing[0], None, job.last_event)
    seeker.wait()
    machine.plant.deadlocks.look_for_parts([machine], job.last_event)
    yield machine.sleep("parts")


def disassemble(machine: Machine, job: Job, parts: Mapping[str, int]) -> None:
    """Let the parts of a finished job out into the plant: each starts its own route, outside if it must."""
    job.last_event = machine.log(_DISASSEMBLED, job, None, float(sum(parts.values())), job.last_event)
    plant, taken_out = machine.plant, job.last_event
    for product, count in parts.items():
        for _ in range(count):
            plant.admit(plant.release(plant.order(product), taken_out, taken_out_of=job.name))
