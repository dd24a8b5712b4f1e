"""When does each part leave a line of single machines that fail? Step by step, from one thing that happens to the next.

A second way to the same answer: no processes, no clocks of their own, only what is left of everything that runs. It is
exact as long as no two things happen in the same microsecond.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

Draw = Callable[[int], int]
"""The k-th draw of a stream, in microseconds, from 0."""


@dataclass
class Machine:
    work: Draw
    places: int
    """In front of it; the first machine never starves."""
    life: Draw | None = None
    repair: Draw | None = None
    on_calendar: bool = False
    """Lives count every moment, or those of work."""
    holds: bool = True
    queue: list[int] = field(default_factory=list)
    part: int | None = None
    left: int = 0
    """Of the work on the part; 0: finished, the part wants to leave."""
    lives: int = 0
    life_left: int | None = None
    down: bool = False
    repair_left: int | None = None
    """None while nobody repairs it."""

    def __post_init__(self) -> None:
        if self.life is not None:
            self.life_left = self.life(0)

    @property
    def works(self) -> bool:
        return self.part is not None and self.left > 0 and not self.down

    @property
    def ages(self) -> bool:
        return self.life_left is not None and not self.down and (self.on_calendar or self.works)


def departures(machines: list[Machine], horizon: int, repairers: int | None = None) -> list[int]:
    """The moments before ``horizon`` at which parts leave the last machine; ``repairers``: how many there are (None: enough)."""
    now, next_part, left = 0, 0, []
    broken: list[Machine] = []
    while True:
        next_part = _settle(machines, next_part, left, now)
        _send_repairers(broken, repairers)
        spans = [m.left for m in machines if m.works]
        spans += [m.life_left for m in machines if m.ages and m.life_left is not None]
        spans += [m.repair_left for m in machines if m.repair_left is not None]
        span = min(spans)
        now += span
        if now >= horizon:
            return left
        _pass(machines, broken, span)


def _settle(machines: list[Machine], next_part: int, left: list[int], now: int) -> int:
    """Hand parts on and take new ones until nothing moves; return the number of the next new part."""
    moving = True
    while moving:
        moving = False
        for i in range(len(machines) - 1, -1, -1):
            machine = machines[i]
            if machine.part is not None and machine.left == 0 and not (machine.down and machine.holds):
                ahead = machines[i + 1] if i + 1 < len(machines) else None
                if ahead is None:
                    left.append(now)
                elif len(ahead.queue) < ahead.places + (ahead.part is None):
                    ahead.queue.append(machine.part)
                else:
                    continue
                machine.part, moving = None, True
            # a machine that is down takes a part only when the queue has no place for it
            takes = not machine.down or len(machine.queue) > machine.places
            if machine.part is None and takes and (i == 0 or machine.queue):
                if i == 0:
                    machine.part, next_part = next_part, next_part + 1
                else:
                    machine.part = machine.queue.pop(0)
                machine.left, moving = machine.work(machine.part), True
    return next_part


def _send_repairers(broken: list[Machine], repairers: int | None) -> None:
    busy = sum(machine.repair_left is not None for machine in broken)
    for machine in broken:
        if machine.repair_left is None and (repairers is None or busy < repairers):
            assert machine.repair is not None
            machine.repair_left = machine.repair(machine.lives)
            busy += 1


def _pass(machines: list[Machine], broken: list[Machine], span: int) -> None:
    """Let time pass, to the next thing that happens."""
    for machine in machines:
        works, ages = machine.works, machine.ages
        if works:
            machine.left -= span
        if ages and machine.life_left is not None:
            machine.life_left -= span
            if machine.life_left == 0 and not (works and machine.left == 0):
                machine.down = True
                broken.append(machine)
        if machine.repair_left is not None:
            machine.repair_left -= span
            if machine.repair_left == 0:
                broken.remove(machine)
                machine.down, machine.repair_left = False, None
                machine.lives += 1
                assert machine.life is not None
                machine.life_left = machine.life(machine.lives)
