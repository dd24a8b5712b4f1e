"""How does a machine fail? One object for each failure mode of each machine.

The time to the next failure counts from the end of the last repair, on the clock of the mode: the calendar, the time on
shift, work, or wear. Modes are independent of each other: one may strike while another is being repaired; the machine
works again when none is down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simpy import Event

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.calendar import Stretch
from shopfloor.scenario.model import Failure
from shopfloor.simulation.reference.activity import Stop
from shopfloor.simulation.reference.stoppage import Stoppage, Words
from shopfloor.simulation.shift_time import moment_after

if TYPE_CHECKING:
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.plant import Plant
    from shopfloor.simulation.reference.usage import Usage

__all__ = ["Breakdown"]

_FAILED = EventKind.FAILED.value


class Breakdown(Stoppage):
    """``left_us``: on the working clock, the work that is left until the next failure."""

    words = Words(
        EventKind.REPAIR_STARTED.value,
        EventKind.REPAIR_INTERRUPTED.value,
        EventKind.REPAIR_RESUMED.value,
        EventKind.REPAIRED.value,
    )

    def __init__(
        self,
        plant: Plant,
        machine: Machine,
        mode: str,
        spec: Failure,
        on_shift: list[Stretch] | None,
        usage: Usage | None,
    ) -> None:
        super().__init__(plant, machine, mode, spec.repaired_by)
        self.spec = spec
        self.holds_part = spec.handover == "hold"
        self._on_shift = on_shift
        self._usage = usage
        stream = f"{machine.name}.{mode}"
        self._time_to_repair = plant.streams.durations(f"{stream}.time_to_repair", spec.time_to_repair.law)
        self._time_to_failure = None
        if spec.time_to_failure is not None:
            law = spec.time_to_failure.law
            self._time_to_failure = plant.streams.durations(f"{stream}.time_to_failure", law)
        self._lives = 0
        self._failures = 0
        self.left_us = 0
        self._counts_work = spec.clock == "working" or spec.at_wear is not None
        if self._counts_work:
            assert usage is not None
            usage.modes.append(self)
        self._live()

    def life_left_us(self) -> int:
        """Return how much work it takes until this mode fails."""
        if self.spec.at_wear is not None:
            assert self._usage is not None
            assert self._usage.wear is not None
            return self._usage.wear.time_until_us(self.spec.at_wear)
        return self.left_us

    def renew(self) -> None:
        """Begin a new life, as if repaired; a mode that is down is repaired anyway."""
        if self not in self.machine.stops:
            self._live()

    # ---------------------------------------------------------------- failing

    def _live(self) -> None:
        """Begin the life that ends with the next failure; draw k is of life k, from 0."""
        number, self._lives = self._lives, self._lives + 1
        if self._time_to_failure is None:
            return
        life_us = int(self._time_to_failure.at(number))
        if self._counts_work:
            self.left_us = life_us
            return
        now = int(self.env.now)
        due_us = moment_after(now, life_us, self._on_shift)
        if due_us is not None:
            timer = self.env.timeout(due_us - now, number)
            assert timer.callbacks is not None
            timer.callbacks.append(self._end_of_life)

    def _end_of_life(self, timer: Event) -> None:
        """Fail by the calendar, or by the time on shift, if this life has not been renewed meanwhile."""
        if timer.value == self._lives - 1:
            self._strike()

    def wear_out(self) -> Stop:
        """Fail because the machine's work has used up the time to failure, or worn it too far."""
        return self._strike()

    def _strike(self) -> Stop:
        machine = self.machine
        machine.stop_for(self)
        job = machine.contents[0] if machine.contents else None
        failed = self.plant.journal.write(
            _FAILED,
            job.name if job else None,
            job.product if job else None,
            machine.station.name,
            machine.name,
            None,
            self.name,
            None,
            job.last_event if job and self._counts_work else None,
        )
        stop = Stop(self.name, failed, self.spec.job)
        machine.interrupt(stop)
        self.deal_with(int(self._time_to_repair.at(self._failures)), failed)
        self._failures += 1
        machine.take_occasion(failed)
        return stop

    def settle(self, finished: int) -> None:
        spec = self.spec
        level = (
            spec.wear_after if spec.wear_after is not None else (0.0 if spec.at_wear is not None else None)
        )
        if level is not None and self._usage is not None:
            self._usage.set_wear(level, finished)
        self._live()
