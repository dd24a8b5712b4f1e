"""How does a machine fail, and how is it repaired? One object for each failure mode of each machine.

The time to the next failure counts from the end of the last repair, on the clock of the mode. Modes are independent of
each other: one may strike while another is being repaired; the machine works again when none is down.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from simpy import Environment, Event, Interrupt, Process

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.calendar import Stretch
from shopfloor.scenario.model import Failure
from shopfloor.simulation.reference.machine import Machine, Stop, stop_of
from shopfloor.units import to_seconds

if TYPE_CHECKING:
    from shopfloor.simulation.reference.plant import Plant

__all__ = ["Breakdown"]

_FAILED = EventKind.FAILED.value
_REPAIR_STARTED = EventKind.REPAIR_STARTED.value
_REPAIR_INTERRUPTED = EventKind.REPAIR_INTERRUPTED.value
_REPAIR_RESUMED = EventKind.REPAIR_RESUMED.value
_REPAIRED = EventKind.REPAIRED.value


class Breakdown:
    """``left_us``: on the working clock, the work that is left until the next failure."""

    def __init__(
        self, plant: Plant, machine: Machine, mode: str, spec: Failure, on_shift: list[Stretch] | None
    ) -> None:
        self.plant = plant
        self.env: Environment = plant.env
        self.machine = machine
        self.mode = mode
        self.spec = spec
        self.holds_part = spec.handover == "hold"
        self._on_shift = on_shift
        stream = f"{machine.name}.{mode}"
        self._time_to_failure = plant.streams.durations(f"{stream}.time_to_failure", spec.time_to_failure.law)
        self._time_to_repair = plant.streams.durations(f"{stream}.time_to_repair", spec.time_to_repair.law)
        self._count = 0
        self._interruptible = False
        self._process: Process
        self.left_us = 0
        if spec.clock == "working":
            self.left_us = int(self._time_to_failure.at(0))
            machine.wear.append(self)
        else:
            self.env.process(self._keep_time())

    # ---------------------------------------------------------------- failing

    def _keep_time(self) -> Generator[Event, object, None]:
        """Fail by the calendar, or by the time on shift."""
        while True:
            due_us = self._due_us(int(self._time_to_failure.at(self._count)))
            if due_us is None:
                return
            yield self.env.timeout(due_us - self.env.now)
            failed = self._strike()
            self.machine.interrupt(Stop(self.mode, failed, self.spec.job))
            self._process = self.env.process(self._repair(failed))
            yield self._process

    def wear_out(self) -> Stop:
        """Fail because the machine's work has used up the time to failure."""
        failed = self._strike()
        self._process = self.env.process(self._repair(failed))
        return Stop(self.mode, failed, self.spec.job)

    def _strike(self) -> int:
        machine = self.machine
        machine.down.append(self)
        machine.disable()
        job = machine.job
        return self.plant.journal.write(
            _FAILED,
            job.name if job else None,
            job.product if job else None,
            machine.station.name,
            machine.name,
            None,
            self.mode,
            None,
            job.last_event if job and self.spec.clock == "working" else None,
        )

    def _due_us(self, life_us: int) -> int | None:
        """When will so much time have passed on the clock of this mode? ``None``: not before the horizon."""
        now = int(self.env.now)
        if self._on_shift is None:
            return now + life_us
        for stretch in self._on_shift:
            begin = max(now, stretch.from_us)
            if begin < stretch.until_us:
                if life_us < stretch.until_us - begin:
                    return begin + life_us
                life_us -= stretch.until_us - begin
        return None

    # ---------------------------------------------------------------- repair

    def _repair(self, failed: int) -> Generator[Event, object, None]:
        """Wait for somebody who can, if somebody is needed, and repair; then run again."""
        skill = self.spec.repaired_by
        nominal_us = int(self._time_to_repair.at(self._count))
        left_us, pace, kind, cause = nominal_us, 1.0, _REPAIR_STARTED, failed
        person = None
        while True:
            if skill is not None:
                request = self.plant.staff.ask(skill, self)
                if request.person is None:
                    self._interruptible = True
                    try:
                        yield request.granted
                    except Interrupt as interrupt:  # the shift ended before the first move
                        self.plant.staff.withdraw(request, stop_of(interrupt).event)
                        continue
                    finally:
                        self._interruptible = False
                    assert request.person is not None
                    cause = request.person.last_event if request.person.last_event is not None else cause
                person = request.person
                left_us = round(left_us * pace / person.proficiency[skill])
                pace = person.proficiency[skill]
            started = self._log(kind, person.name if person else None, to_seconds(left_us), cause)
            began_us = self.env.now
            self._interruptible = True
            try:
                yield self.env.timeout(left_us)
                break
            except Interrupt as interrupt:
                left_us -= int(self.env.now - began_us)
                assert person is not None
                cause = self._log(
                    _REPAIR_INTERRUPTED, person.name, to_seconds(left_us), stop_of(interrupt).event
                )
                person.release(cause)
            finally:
                self._interruptible = False
            kind = _REPAIR_RESUMED
        repaired = self._log(_REPAIRED, person.name if person else None, None, started)
        self._count += 1
        if self.spec.clock == "working":
            self.left_us = int(self._time_to_failure.at(self._count))
        self.machine.down.remove(self)
        self.machine.enable(repaired)
        if person is not None:
            person.release(repaired)

    def interrupt(self, stop: Stop) -> None:
        """Stop the repair that is going on: its person's shift has ended."""
        if self._interruptible:
            self._interruptible = False
            self._process.interrupt(stop)

    def _log(self, kind: str, person: str | None, value: float | None, cause: int | None) -> int:
        machine = self.machine
        return self.plant.journal.write(
            kind, None, None, machine.station.name, machine.name, person, self.mode, value, cause
        )
