"""When is a machine maintained, so that it does not fail? One object for each plan of each machine.

A plan comes due by the calendar, by the time on shift, by work, by the number of jobs or by wear, counted from the
end of the last maintenance. It never interrupts what the machine is doing: it begins when that is done, and at once
on a machine that stands. A plan may take the occasion when the machine stands for something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simpy import Event

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.calendar import Stretch
from shopfloor.scenario.model import Maintenance as MaintenanceSpec
from shopfloor.simulation.reference.activity import Stop
from shopfloor.simulation.reference.stoppage import Stoppage, Words
from shopfloor.simulation.reference.wear import WearState
from shopfloor.simulation.shift_time import moment_after

if TYPE_CHECKING:
    from shopfloor.simulation.reference.breakdown import Breakdown
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.plant import Plant
    from shopfloor.simulation.reference.usage import Usage

__all__ = ["Maintenance"]


class Maintenance(Stoppage):
    """``used_us``: the work since the last maintenance."""

    words = Words(
        EventKind.MAINTENANCE_STARTED.value,
        EventKind.MAINTENANCE_INTERRUPTED.value,
        EventKind.MAINTENANCE_RESUMED.value,
        EventKind.MAINTENANCE_FINISHED.value,
    )

    def __init__(
        self,
        plant: Plant,
        machine: Machine,
        name: str,
        spec: MaintenanceSpec,
        on_shift: list[Stretch] | None,
        usage: Usage | None,
        modes: dict[str, Breakdown],
    ) -> None:
        super().__init__(plant, machine, name, spec.done_by)
        self.spec = spec
        self._on_shift = on_shift
        self._usage = usage
        self._modes = [modes[mode] for mode in spec.renews]
        stream = f"{machine.name}.{name}"
        self._takes = plant.streams.durations(f"{stream}.takes", spec.takes.law)
        self._every = (
            None if spec.every is None else plant.streams.durations(f"{stream}.every", spec.every.law)
        )
        self._by_timer = spec.every is not None and spec.clock != "working"
        self._round = 0
        self._interval_us = 0
        self._since_us = 0
        self.used_us = 0
        self._jobs = 0
        self._is_open = False
        """Is it due, or going on?"""
        if usage is not None:
            usage.plans.append(self)
        self._begin_round()

    # ---------------------------------------------------------------- coming due

    def _begin_round(self) -> None:
        """Count anew; draw k of the interval is of round k, from 0."""
        self._is_open = False
        self.used_us = self._jobs = 0
        self._since_us = int(self.env.now)
        if self._every is not None:
            self._interval_us = int(self._every.at(self._round))
        if not self._by_timer:
            return
        due_us = moment_after(self._since_us, self._interval_us, self._on_shift)
        if due_us is not None:
            timer = self.env.timeout(due_us - self._since_us, self._round)
            assert timer.callbacks is not None
            timer.callbacks.append(self._end_of_interval)

    def _end_of_interval(self, timer: Event) -> None:
        if timer.value == self._round and not self._is_open:
            self._come_due()

    def count_job(self) -> None:
        """The machine has finished a piece of work."""
        self._jobs += 1
        if not self._is_open and not self._by_timer and self._is_used_up():
            self._come_due()

    def _is_used_up(self) -> bool:
        """Is it due by work, jobs or wear?"""
        if self.spec.at_wear is None:
            return self._used_share() >= 1.0
        return self._wear().has_reached(self.spec.at_wear)

    def _wear(self) -> WearState:
        """The wear of the machine; who names a level of it has some."""
        assert self._usage is not None
        assert self._usage.wear is not None
        return self._usage.wear

    def _used_share(self) -> float:
        """How much of the interval is used up?"""
        spec = self.spec
        if spec.jobs is not None:
            return self._jobs / spec.jobs
        if spec.at_wear is not None:
            return self._wear().level / spec.at_wear
        if spec.clock == "working":
            used_us = self.used_us
        elif self._on_shift is None:
            used_us = int(self.env.now) - self._since_us
        else:
            now = int(self.env.now)
            used_us = sum(
                max(0, min(now, stretch.until_us) - max(self._since_us, stretch.from_us))
                for stretch in self._on_shift
            )
        return used_us / self._interval_us if self._interval_us else 1.0

    def _come_due(self) -> None:
        """Wait for the end of what the machine is doing, or begin at once."""
        self._is_open = True
        self.machine.due.append(self)
        if not self.machine.is_performing:
            self.machine.begin_due()

    def suits_now(self) -> bool:
        """Is it to be done along with what the machine stands for?"""
        share = self.spec.opportunistic
        return share is not None and not self._is_open and self._used_share() >= share

    # ---------------------------------------------------------------- doing it

    def begin(self, cause: int | None) -> None:
        """Stand for it, and have it done."""
        self._is_open = True
        machine = self.machine
        machine.stop_for(self)
        job = machine.contents[0] if machine.contents else None
        due = self.plant.journal.write(
            EventKind.MAINTENANCE_DUE.value,
            job.name if job else None,
            job.product if job else None,
            machine.station.name,
            machine.name,
            None,
            self.name,
            None,
            cause,
        )
        machine.interrupt(Stop(self.name, due))
        self.deal_with(int(self._takes.at(self._round)), due)
        machine.take_occasion(due)

    def settle(self, finished: int) -> None:
        spec = self.spec
        level = (
            spec.wear_after if spec.wear_after is not None else (0.0 if spec.at_wear is not None else None)
        )
        if level is not None and self._usage is not None:
            self._usage.set_wear(level, finished)
        for mode in self._modes:
            mode.renew()
        self._round += 1
        self._begin_round()
