"""How would an engineer write the line in plain SimPy, with the same log?

Idiomatic, as SimPy's documentation teaches: a Store for every buffer, a Resource for the technicians where there are any, a
process for every machine and every failure clock, interrupts for breakdowns. It writes the rows that the reference engine
writes. One thing is nearest, not the same: a machine that is down while it waits takes the next job from the buffer and
keeps it until it is repaired, because a Store's get goes on waiting. SimPy: MIT licence.
"""

import random
from importlib.metadata import version
from itertools import count

import simpy

Row = tuple[
    float,
    str,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    float | None,
    int | None,
]


class Log:
    """The rows of one run."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.rows: list[Row] = []

    def write(  # type: ignore[no-untyped-def]
        self,
        kind,
        job=None,
        product=None,
        station=None,
        machine=None,
        person=None,
        detail=None,
        value=None,
        cause=None,
    ) -> int:
        self.rows.append((self.env.now, kind, job, product, station, machine, person, detail, value, cause))
        return len(self.rows) - 1


class Job:
    def __init__(self, number: int) -> None:
        self.name = f"part-{number}"
        self.last_event: int | None = None
        self.released = 0.0


class Machine:
    """One machine between two buffers; ``outbox`` is None behind the last."""

    def __init__(self, env, log, rng, station, inbox, outbox, technicians, numbers) -> None:  # type: ignore[no-untyped-def]
        self.env, self.log, self.rng = env, log, rng
        self.station, self.name = station, f"{station}.1"
        self.inbox, self.outbox, self.technicians, self.numbers = inbox, outbox, technicians, numbers
        self.working = False
        self.broken: simpy.Event | None = None
        self.process = env.process(self.run())
        env.process(self.fail())

    def run(self):  # type: ignore[no-untyped-def]
        env, log = self.env, self.log
        while True:
            if self.inbox is None:
                if self.broken is not None:
                    yield self.broken
                job = Job(next(self.numbers))
                job.released = env.now
                job.last_event = log.write("job_released", job.name, "part")
                job.last_event = log.write(
                    "queue_entered", job.name, "part", self.station, value=1.0, cause=job.last_event
                )
            else:
                job = yield self.inbox.get()
                if self.broken is not None:
                    yield self.broken
            job.last_event = log.write(
                "loaded", job.name, "part", self.station, self.name, cause=job.last_event
            )
            left = self.rng.expovariate(1 / 60)
            kind = "work_started"
            while True:
                job.last_event = log.write(
                    kind, job.name, "part", self.station, self.name, value=left, cause=job.last_event
                )
                began = env.now
                self.working = True
                try:
                    yield env.timeout(left)
                    self.working = False
                    break
                except simpy.Interrupt:
                    self.working = False
                    left -= env.now - began
                    job.last_event = log.write(
                        "work_interrupted",
                        job.name,
                        "part",
                        self.station,
                        self.name,
                        detail="jam",
                        value=left,
                    )
                    yield self.broken
                    kind = "work_resumed"
            job.last_event = log.write(
                "work_finished", job.name, "part", self.station, self.name, cause=job.last_event
            )
            if self.outbox is None:
                log.write(
                    "job_completed", job.name, "part", value=env.now - job.released, cause=job.last_event
                )
                continue
            blocked = len(self.outbox.items) >= self.outbox.capacity
            if blocked:
                job.last_event = log.write(
                    "blocked",
                    job.name,
                    "part",
                    self.station,
                    self.name,
                    detail="after_service",
                    cause=job.last_event,
                )
            yield self.outbox.put(job)
            if blocked:
                job.last_event = log.write(
                    "unblocked", job.name, "part", self.station, self.name, detail="after_service"
                )
            job.last_event = log.write(
                "queue_entered",
                job.name,
                "part",
                self.station,
                value=float(len(self.outbox.items)),
                cause=job.last_event,
            )

    def fail(self):  # type: ignore[no-untyped-def]
        env, log = self.env, self.log
        while True:
            yield env.timeout(self.rng.expovariate(1 / 6000))
            failed = log.write("failed", None, None, self.station, self.name, detail="jam")
            self.broken = env.event()
            if self.working:
                self.process.interrupt()
            if self.technicians is None:
                yield from self.repair(None, failed)
            else:
                with self.technicians.request() as request:
                    yield request
                    yield from self.repair("technician", failed)
            self.broken.succeed()
            self.broken = None

    def repair(self, person, failed):  # type: ignore[no-untyped-def]
        left = self.rng.expovariate(1 / 300)
        self.log.write("repair_started", None, None, self.station, self.name, person, "jam", left, failed)
        yield self.env.timeout(left)
        self.log.write("repaired", None, None, self.station, self.name, person, "jam")


def run(machines: int, horizon_s: float, seed: int, technicians: int | None = None) -> list[Row]:
    """Return the rows of a line with an endless supply and ten places between machines; without technicians machines mend
    themselves."""
    env = simpy.Environment()
    log = Log(env)
    rng = random.Random(seed)
    crew = None if technicians is None else simpy.Resource(env, capacity=technicians)
    numbers = count(1)
    buffers = [None, *(simpy.Store(env, capacity=10) for _ in range(machines - 1)), None]
    for number in range(machines):
        Machine(env, log, rng, f"m{number + 1}", buffers[number], buffers[number + 1], crew, numbers)
    env.run(until=horizon_s)
    return log.rows


if __name__ == "__main__":
    from told import arguments, rows_told

    rows_told(f"SimPy {version('simpy')}", run, arguments(__doc__, writes_parquet=True))
