"""How is a machine that stands brought back to work? Somebody who can is asked for, comes, and does what it takes."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simpy import Environment, Event, Interrupt, Process

from shopfloor.simulation.reference.activity import Stop, stop_of
from shopfloor.units import to_seconds

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Stoppage", "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the log for a repair, or for maintenance."""

    started: str
    interrupted: str
    resumed: str
    finished: str


class Stoppage:
    """Something that keeps a machine from working until it has been dealt with: a failure mode, a plan of maintenance."""

    words: Words
    holds_part = False

    def __init__(self, plant: Plant, machine: Machine, name: str, skill: str | None) -> None:
        self.plant = plant
        self.env: Environment = plant.env
        self.machine = machine
        self.name = name
        self._skill = skill
        self._is_interruptible = False
        self._process: Process | None = None

    def deal_with(self, nominal_us: int, cause: int) -> None:
        """Begin what it takes, in a process of its own."""
        self._process = self.env.process(self._attend(nominal_us, cause))

    def settle(self, finished: int) -> None:
        """Take note that it has been dealt with, before the machine goes on."""
        raise NotImplementedError

    def interrupt(self, stop: Stop) -> None:
        """Stop what is going on: its person's shift has ended."""
        if self._is_interruptible:
            assert self._process is not None
            self._is_interruptible = False
            self._process.interrupt(stop)

    def _attend(self, nominal_us: int, cause: int | None) -> Generator[Event, object, None]:
        """Wait for somebody who can, if somebody is needed, and do it; then let the machine run again."""
        skill, words = self._skill, self.words
        left_us, pace, kind = nominal_us, 1.0, words.started
        person = None
        while True:
            if skill is not None:
                staff = self.plant.staff
                request = staff.ask(skill, self, self.machine, cause)
                if request.person is None:
                    self._is_interruptible = True
                    try:
                        yield request.granted
                    except Interrupt as interrupt:  # the shift ended before the first move
                        staff.withdraw(request, stop_of(interrupt).event)
                        continue
                    finally:
                        self._is_interruptible = False
                    assert request.person is not None
                person, cause = request.person, request.assigned
                if staff.floor is not None:
                    cause = yield from staff.walk(person, self.machine.station.name, cause)
                    if person.drops_it:
                        person.release(cause)
                        continue
                own = person.pace.at(skill, int(self.env.now))
                left_us, pace = round(left_us * pace / own), own
                person.pace.begin(int(self.env.now))
            started = self._log(kind, person.name if person else None, to_seconds(left_us), cause)
            began_us = self.env.now
            self._is_interruptible = True
            try:
                yield self.env.timeout(left_us)
                break
            except Interrupt as interrupt:
                left_us -= int(self.env.now - began_us)
                assert person is not None
                event = stop_of(interrupt).event
                cause = self._log(words.interrupted, person.name, to_seconds(left_us), event)
                person.pace.end(int(self.env.now), None)
                person.release(cause)
            finally:
                self._is_interruptible = False
            kind = words.resumed
        finished = self._log(words.finished, person.name if person else None, None, started)
        self.machine.stops.remove(self)
        self.settle(finished)
        self.machine.enable(finished)
        if person is not None:
            person.pace.end(int(self.env.now), skill)
            person.release(finished)

    def _log(self, kind: str, person: str | None, value: float | None, cause: int | None) -> int:
        machine = self.machine
        return self.plant.journal.write(
            kind, None, None, machine.station.name, machine.name, person, self.name, value, cause
        )
