"""Which jobs go into a machine together, and when?

The jobs of a batch station wait in its queue. A machine that is free takes a batch as soon as enough jobs fit together:
the first job of the queue's order whose group (any, its product, its family) is large enough leads, and takes along
the next of its group, as many as there are and the machine holds. A job that has waited its longest need not wait for
company any more.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from simpy import Event

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.model import Batch
from shopfloor.simulation.reference.job import Job
from shopfloor.units import to_ticks

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.station import Station

__all__ = ["Batcher"]

_BATCH_FORMED = EventKind.BATCH_FORMED.value


class Batcher:
    """The batches of a station."""

    def __init__(self, station: Station, spec: Batch) -> None:
        self._station = station
        self._min, self._max = spec.min, spec.max
        self._wait_us = None if spec.wait_at_most is None else to_ticks(spec.wait_at_most)
        self._same = spec.same
        self._family = {product: name for name, products in spec.families.items() for product in products}
        self.takes_longest = spec.time == "longest"

    def welcome(self, job: Job, entered: int) -> None:
        """Take note of a job that has entered the queue."""
        if self._wait_us is not None and self._min > 1:
            timer = self._station.plant.env.timeout(self._wait_us, job)
            assert timer.callbacks is not None
            timer.callbacks.append(self._waited_its_longest)
        self._start(entered)

    def take(self, machine: Machine) -> bool:
        """Load an empty machine that can work with a batch; False if there is none."""
        station = self._station
        jobs = self._form(machine)
        if not jobs and station.supply:
            product = station.next_supplied()
            jobs = [station.from_supply(product, machine.last_event, before) for before in range(self._max)]
        elif jobs:
            for job in jobs:
                station.queue.remove(job)
        if not jobs:
            return False
        loaded = machine.load(jobs, self._formed(machine, jobs, machine.last_event))
        station.open(loaded)
        return True

    def may_form(self) -> bool:
        """Can a batch start without any further job?"""
        if self._wait_us is not None:
            return True
        sizes = Counter(self._group(job) for job in self._station.queue)
        return max(sizes.values(), default=0) >= self._min

    def _start(self, cause: int | None) -> None:
        """Give idle machines the batches that are ready."""
        station = self._station
        while station.idle:
            jobs = self._form(station.idle[0])
            if not jobs:
                return
            longest_idle, machine = station.idle[0], station.next_idle()
            if machine is not longest_idle:
                jobs = self._form(machine)
            for job in jobs:
                station.queue.remove(job)
            loaded = machine.load(jobs, self._formed(machine, jobs, cause))
            machine.call(cause)
            station.open(loaded)

    def _form(self, machine: Machine) -> list[Job]:
        """Return the jobs of the next batch for this machine, its leader first; none if no batch is ready."""
        queue = self._station.queue
        if not len(queue):
            return []
        groups: dict[str, list[Job]] = {}
        ranked = queue.ranked(machine)
        for job in ranked:
            groups.setdefault(self._group(job), []).append(job)
        for job in ranked:
            group = groups[self._group(job)]
            if len(group) >= self._min or self._is_ripe(group):
                return group[: self._max]
        return []

    def _group(self, job: Job) -> str:
        if self._same == "any":
            return ""
        return job.product if self._same == "product" else self._family.get(job.product, job.product)

    def _is_ripe(self, group: list[Job]) -> bool:
        if self._wait_us is None:
            return False
        now = int(self._station.plant.env.now)
        return any(now - job.queued_us >= self._wait_us for job in group)

    def _waited_its_longest(self, timer: Event) -> None:
        self._start(None)

    def _formed(self, machine: Machine, jobs: list[Job], cause: int | None) -> int:
        return self._station.plant.journal.write(
            _BATCH_FORMED,
            station=self._station.name,
            machine=machine.name,
            value=float(len(jobs)),
            cause=cause,
        )
