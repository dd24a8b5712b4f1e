"""When is each job of a job shop done? Arrivals and ends of work in order of time, queues as plain lists.

A second way to the same answer, exact as long as no two things happen in the same microsecond.
"""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush


@dataclass
class Job:
    name: str
    arrives: int
    due: int
    priority: int
    route: list[tuple[str, int, float]]
    """Station, time of work, and the mean time of the steps after it."""
    step: int = 0

    @property
    def work(self) -> int:
        return self.route[self.step][1]

    def work_left(self) -> float:
        return self.route[self.step][1] + self.route[self.step][2]


ORDERS: dict[str, Callable[[Job, int, int], float]] = {
    # of a job, the moment, and how many came to the queue before it
    "fifo": lambda job, now, came: came,
    "lifo": lambda job, now, came: -came,
    "priority": lambda job, now, came: -job.priority,
    "spt": lambda job, now, came: job.work,
    "lpt": lambda job, now, came: -job.work,
    "edd": lambda job, now, came: job.due,
    "slack": lambda job, now, came: job.due - now - job.work_left(),
    "critical_ratio": lambda job, now, came: (job.due - now) / job.work_left(),
}


def completions(jobs: list[Job], machines: dict[str, int], order: str) -> dict[str, int]:
    """The moment at which each job has passed its whole route."""
    key = ORDERS[order]
    idle = dict(machines)
    queues: dict[str, list[tuple[int, Job]]] = {name: [] for name in machines}
    events = [(job.arrives, number, job, "") for number, job in enumerate(jobs)]
    events.sort(key=lambda event: event[:2])
    number, done = len(jobs), {}
    while events:
        now, _, job, leaves = heappop(events)
        touched = []
        if leaves:
            idle[leaves] += 1
            touched.append(leaves)
            job.step += 1
        if job.step == len(job.route):
            done[job.name] = now
        else:
            station = job.route[job.step][0]
            queues[station].append((number, job))
            touched.append(station)
        for station in touched:
            while idle[station] and queues[station]:
                came, first = min(queues[station], key=lambda entry: (key(entry[1], now, entry[0]), entry[0]))
                queues[station].remove((came, first))
                idle[station] -= 1
                number += 1
                heappush(events, (now + first.work, number, first, station))
        number += 1
    return done
