"""Which job leaves a queue first? One class for each way of keeping order.

Ties go by arrival at the queue.
"""

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Protocol

from shopfloor.simulation.reference.job import Job

__all__ = ["JobQueue", "make_queue"]


class JobQueue(Protocol):
    """A queue of jobs: in at the back, out in its order."""

    def push(self, job: Job) -> None: ...
    def pop(self) -> Job: ...
    def __len__(self) -> int: ...


class Fifo(deque[Job]):
    """First in, first out."""

    push = deque.append
    pop = deque.popleft


class Lifo(list[Job]):
    """Last in, first out."""

    push = list.append


class Ranked(list[tuple[float, int, Job]]):
    """Smallest key first, then by arrival."""

    def __init__(self, key: Callable[[Job], float]) -> None:
        super().__init__()
        self._key = key
        self._arrival = count()

    def push(self, job: Job) -> None:
        heappush(self, (self._key(job), next(self._arrival), job))

    def pop(self) -> Job:  # type: ignore[override]
        return heappop(self)[2]


_NEVER_DUE = float("inf")

_KEYS: dict[str, Callable[[Job], float]] = {
    "priority": lambda job: -job.line.spec.orders.priority,
    "spt": lambda job: job.processing_us,
    "lpt": lambda job: -job.processing_us,
    "edd": lambda job: _NEVER_DUE if job.due_us is None else job.due_us,
}


def make_queue(order: str) -> JobQueue:
    """Return an empty queue of this order (see ``scenario.model.Queue``)."""
    if order == "fifo":
        return Fifo()
    if order == "lifo":
        return Lifo()
    return Ranked(_KEYS[order])
