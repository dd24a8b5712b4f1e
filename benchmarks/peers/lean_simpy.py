"""How fast can the line be in SimPy, if one writes for speed? With the same log.

Deques in place of Stores, an event only where somebody really waits, rows appended as tuples. SimPy: MIT licence.
"""

import random
from collections import deque
from importlib.metadata import version

import simpy
from told import arguments, rows_told

CAPACITY = 10


class Machine:
    """What a machine knows; ``rest`` is the event that it waits for while it is idle, ``full`` while it is blocked."""

    __slots__ = ("blocked", "broken", "name", "process", "queue", "rest", "station", "working")

    def __init__(self, number):
        self.station, self.name = f"m{number}", f"m{number}.1"
        self.queue = deque()
        self.working = False
        self.process = self.rest = self.blocked = self.broken = None


def run(machines, horizon_s, seed):
    env = simpy.Environment()
    rows = []
    write = rows.append
    draw = random.Random(seed).expovariate
    line = [Machine(number) for number in range(1, machines + 1)]
    for number, machine in enumerate(line):
        before = line[number - 1] if number else None
        after = line[number + 1] if number + 1 < machines else None
        machine.process = env.process(work(env, rows, write, draw, machine, before, after))
        env.process(fail(env, rows, write, draw, machine))
    env.run(until=horizon_s)
    return rows


def work(env, rows, write, draw, machine, before, after):
    station, name, queue = machine.station, machine.name, machine.queue
    timeout, event, number = env.timeout, env.event, 0
    while True:
        while machine.broken is not None or (before is not None and not queue):
            if machine.broken is not None:
                yield machine.broken
            else:
                machine.rest = event()
                yield machine.rest
                machine.rest = None
        now = env.now
        if before is None:
            number += 1
            job, released, cause = f"part-{number}", now, len(rows) + 1
            write((now, "job_released", job, "part", None, None, None, None, None, None))
            write((now, "queue_entered", job, "part", station, None, None, None, 1.0, cause - 1))
        else:
            job, released, cause = queue.popleft()
        write((now, "loaded", job, "part", station, name, None, None, None, cause))
        if before is not None and before.blocked is not None:
            before.blocked.succeed()
            before.blocked = None
        left, kind, cause = draw(1 / 60), "work_started", len(rows) - 1
        machine.working = True
        while True:
            write((env.now, kind, job, "part", station, name, None, None, left, cause))
            cause, began = len(rows) - 1, env.now
            try:
                yield timeout(left)
                break
            except simpy.Interrupt:
                machine.working = False
                left -= env.now - began
                write((env.now, "work_interrupted", job, "part", station, name, None, "jam", left, cause))
                cause, kind = len(rows) - 1, "work_resumed"
                yield machine.broken
                machine.working = True
        machine.working = False
        now = env.now
        write((now, "work_finished", job, "part", station, name, None, None, None, cause))
        cause = len(rows) - 1
        if after is None:
            write((now, "job_completed", job, "part", None, None, None, None, now - released, cause))
            continue
        if len(after.queue) >= CAPACITY:
            write((now, "blocked", job, "part", station, name, None, "after_service", None, cause))
            machine.blocked = event()
            yield machine.blocked
            now, cause = env.now, len(rows)
            write((now, "unblocked", job, "part", station, name, None, "after_service", None, cause - 1))
        places = float(len(after.queue) + 1)
        write((now, "queue_entered", job, "part", after.station, None, None, None, places, cause))
        after.queue.append((job, released, len(rows) - 1))
        if after.rest is not None and not after.rest.triggered:
            after.rest.succeed()


def fail(env, rows, write, draw, machine):
    station, name, timeout = machine.station, machine.name, env.timeout
    while True:
        yield timeout(draw(1 / 6000))
        write((env.now, "failed", None, None, station, name, None, "jam", None, None))
        machine.broken = env.event()
        if machine.working:
            machine.process.interrupt()
        left = draw(1 / 300)
        write((env.now, "repair_started", None, None, station, name, None, "jam", left, len(rows) - 1))
        yield timeout(left)
        write((env.now, "repaired", None, None, station, name, None, "jam", None, None))
        broken, machine.broken = machine.broken, None
        broken.succeed()


if __name__ == "__main__":
    rows_told(f"lean SimPy {version('simpy')}", run, arguments(__doc__, writes_parquet=True))
