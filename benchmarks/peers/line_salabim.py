"""How would one write the line in salabim, with the same log?

As its documentation teaches: a Store for every buffer, a component for every machine and every breakdown, ``interrupt`` and
``resume`` for machines that break down at work, a State for those that break down while they wait. Processes are generators
(``yieldless=False``), which salabim calls the faster kind; monitors and trace are off. salabim: MIT licence.
"""

import random
from importlib.metadata import version

import salabim as sim
from told import arguments, rows_told

rows = []


def write(now, kind, job=None, station=None, machine=None, detail=None, value=None):
    rows.append((now, kind, job, "part" if job else None, station, machine, None, detail, value, None))


class Part(sim.Component):
    """A job; ``released`` is when."""


class Machine(sim.Component):
    def setup(self, station, inbox, outbox, draw):
        self.station, self.inbox, self.outbox, self.draw = station, inbox, outbox, draw
        self.up = sim.State(f"{station} up", value=True, monitor=False)
        self.working, self.made, self.part, self.left = False, 0, None, 0.0

    def process(self):
        station, name = self.station, f"{self.station}.1"
        while True:
            if self.inbox is None:
                if not self.up():
                    yield self.wait(self.up)
                self.made += 1
                part = Part(f"part-{self.made}")
                part.released = self.env.now()
                write(self.env.now(), "job_released", part.name())
                write(self.env.now(), "queue_entered", part.name(), station, value=1.0)
            else:
                part = yield self.from_store(self.inbox)
                if not self.up():
                    yield self.wait(self.up)
            write(self.env.now(), "loaded", part.name(), station, name)
            duration = self.draw(1 / 60)
            write(self.env.now(), "work_started", part.name(), station, name, value=duration)
            self.part, self.working = part, True
            yield self.hold(duration)
            self.working = False
            write(self.env.now(), "work_finished", part.name(), station, name)
            if self.outbox is None:
                write(self.env.now(), "job_completed", part.name(), value=self.env.now() - part.released)
                continue
            blocked = len(self.outbox) >= self.outbox.capacity()
            if blocked:
                write(self.env.now(), "blocked", part.name(), station, name, "after_service")
            yield self.to_store(self.outbox, part)
            if blocked:
                write(self.env.now(), "unblocked", part.name(), station, name, "after_service")
            write(self.env.now(), "queue_entered", part.name(), station, value=float(len(self.outbox)))


class Breakdown(sim.Component):
    def setup(self, machine, draw):
        self.machine, self.draw = machine, draw

    def process(self):
        machine, station, name = self.machine, self.machine.station, f"{self.machine.station}.1"
        while True:
            yield self.hold(self.draw(1 / 6000))
            write(self.env.now(), "failed", None, station, name, "jam")
            machine.up.set(False)
            interrupted = machine.working
            if interrupted:
                left = machine.scheduled_time() - self.env.now()
                write(self.env.now(), "work_interrupted", machine.part.name(), station, name, "jam", left)
                machine.interrupt()
            repair = self.draw(1 / 300)
            write(self.env.now(), "repair_started", None, station, name, "jam", repair)
            yield self.hold(repair)
            write(self.env.now(), "repaired", None, station, name, "jam")
            machine.up.set(True)
            if interrupted:
                write(self.env.now(), "work_resumed", machine.part.name(), station, name, value=left)
                machine.resume()


def run(machines, horizon_s, seed):
    env = sim.Environment(trace=False, yieldless=False, random_seed=seed)
    draw = random.Random(seed).expovariate
    between = [sim.Store(f"buffer {n}", capacity=10, monitor=False) for n in range(machines - 1)]
    buffers = [None, *between, None]
    for n in range(machines):
        machine = Machine(station=f"m{n + 1}", inbox=buffers[n], outbox=buffers[n + 1], draw=draw)
        Breakdown(machine=machine, draw=draw)
    env.run(till=horizon_s)
    return rows


if __name__ == "__main__":
    rows_told(f"salabim {version('salabim')}", run, arguments(__doc__, writes_parquet=True))
