"""Which job leaves a queue first? One class for each way of keeping order.

An order that is settled when a job arrives is kept in a heap; one that depends on the moment or on the machine is
decided when somebody asks. Ties go by arrival at the queue.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Protocol

from shopfloor.simulation.reference.job import Job

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.station import Station

__all__ = ["JobQueue", "make_queue"]


class JobQueue(Protocol):
    """A queue of jobs: in at the back, out in its order."""

    def push(self, job: Job) -> None: ...
    def pop(self, machine: Machine) -> Job:
        """Take the first job for this machine."""
        ...

    def ranked(self, machine: Machine) -> list[Job]:
        """Return all jobs, the first for this machine first."""
        ...

    def remove(self, job: Job) -> None: ...
    def __iter__(self) -> Iterator[Job]:
        """Yield all jobs, in no order that matters."""
        ...

    def __len__(self) -> int: ...


class Fifo(deque[Job]):
    """First in, first out."""

    push = deque.append

    def pop(self, machine: Machine) -> Job:  # type: ignore[override]
        return self.popleft()

    def ranked(self, machine: Machine) -> list[Job]:
        return list(self)


class Lifo(list[Job]):
    """Last in, first out."""

    push = list.append

    def pop(self, machine: Machine) -> Job:  # type: ignore[override]
        return super().pop()

    def ranked(self, machine: Machine) -> list[Job]:
        return self[::-1]


class Ranked:
    """Smallest key first, then by arrival; the key is settled when the job arrives."""

    def __init__(self, key: Callable[[Job], float]) -> None:
        self._heap: list[tuple[float, int, Job]] = []
        self._key = key
        self._arrival = count()

    def __len__(self) -> int:
        return len(self._heap)

    def __iter__(self) -> Iterator[Job]:
        return (job for _, _, job in self._heap)

    def push(self, job: Job) -> None:
        heappush(self._heap, (self._key(job), next(self._arrival), job))

    def pop(self, machine: Machine) -> Job:
        return heappop(self._heap)[2]

    def ranked(self, machine: Machine) -> list[Job]:
        return [job for _, _, job in sorted(self._heap, key=lambda entry: entry[:2])]

    def remove(self, job: Job) -> None:
        self._heap = [entry for entry in self._heap if entry[2] is not job]
        heapify(self._heap)


class Asked(list[Job]):
    """Smallest key first, then by arrival; the key is asked for at the moment, for the machine that takes."""

    def __init__(self, key: Callable[[Job, Machine], float]) -> None:
        super().__init__()
        self._key = key

    push = list.append

    def pop(self, machine: Machine) -> Job:  # type: ignore[override]
        key = self._key
        first = min(range(len(self)), key=lambda place: key(self[place], machine))
        return super().pop(first)

    def ranked(self, machine: Machine) -> list[Job]:
        return sorted(self, key=lambda job: self._key(job, machine))


class AtRandom(list[Job]):
    """Any of those that wait, each as likely as the others; draw k decides the k-th job taken."""

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._draws = station.plant.streams.uniforms(f"{station.name}.queue")
        self._taken = 0

    push = list.append

    def pop(self, machine: Machine) -> Job:  # type: ignore[override]
        return super().pop(self._draw(len(self)))

    def ranked(self, machine: Machine) -> list[Job]:
        rest = list(self)
        return [rest.pop(self._draw(len(rest))) for _ in range(len(rest))]

    def _draw(self, among: int) -> int:
        draw = self._draws.at(self._taken)
        self._taken += 1
        return int(draw * among)


_NEVER_DUE = float("inf")

_SETTLED: dict[str, Callable[[Job], float]] = {
    "priority": lambda job: -job.line.priority,
    "spt": lambda job: job.processing_us,
    "lpt": lambda job: -job.processing_us,
    "edd": lambda job: _NEVER_DUE if job.due_us is None else job.due_us,
}


def _slack_us(job: Job, machine: Machine) -> float:
    """The time to the due date less the work that is left."""
    if job.due_us is None:
        return _NEVER_DUE
    return job.due_us - machine.env.now - job.line.route.work_ahead_us(job)


def _critical_ratio(job: Job, machine: Machine) -> float:
    """The time to the due date over the work that is left; jobs without any work left are the most urgent if late."""
    if job.due_us is None:
        return _NEVER_DUE
    left_us, work_us = job.due_us - machine.env.now, job.line.route.work_ahead_us(job)
    return left_us / work_us if work_us > 0 else (_NEVER_DUE if left_us > 0 else -_NEVER_DUE)


def _setup_us(job: Job, machine: Machine) -> float:
    return machine.station.setups.time_us(machine.set_up_for, machine.station.setups.state(job))


_ASKED: dict[str, Callable[[Job, Machine], float]] = {
    "slack": _slack_us,
    "critical_ratio": _critical_ratio,
    "least_setup": _setup_us,
}


def make_queue(station: Station) -> JobQueue:
    """Return an empty queue of a station's order (see ``scenario.model.Queue``)."""
    order = station.spec.queue.order
    if order == "fifo":
        return Fifo()
    if order == "lifo":
        return Lifo()
    if order == "random":
        return AtRandom(station)
    if order in _ASKED:
        return Asked(_ASKED[order])
    return Ranked(_SETTLED[order])
