"""What does work do to a machine? It uses up times to failure, wears it, and brings maintenance nearer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopfloor.contracts.events import EventKind
from shopfloor.scenario.model import Wear
from shopfloor.simulation.reference.wear import WearState

if TYPE_CHECKING:
    from shopfloor.simulation.reference.breakdown import Breakdown
    from shopfloor.simulation.reference.machine import Machine
    from shopfloor.simulation.reference.maintenance import Maintenance

__all__ = ["Usage"]

_MEASURED = EventKind.MEASURED.value


class Usage:
    """The work of one machine. ``modes``: failures whose clock is this work, or its wear; ``plans``: maintenance that
    counts it; ``wear``: how worn it is, if that matters."""

    def __init__(self, machine: Machine, spec: Wear | None) -> None:
        self._machine = machine
        self.modes: list[Breakdown] = []
        self.plans: list[Maintenance] = []
        self.wear = None if spec is None else WearState(machine.plant, machine.name, spec)

    def until_worn_out(self, left_us: int) -> tuple[int, Breakdown | None]:
        """Return how long the work can go on, and the mode that stops it before it is done."""
        span_us, first = left_us, None
        for mode in self.modes:
            life_us = mode.life_left_us()
            if life_us < span_us:
                span_us, first = life_us, mode
        return span_us, first

    def add(self, worked_us: int) -> None:
        """Count work that was done."""
        if self.wear is not None:
            self.wear.rise(worked_us)
        for mode in self.modes:
            mode.left_us -= worked_us
        for plan in self.plans:
            plan.used_us += worked_us

    def finish_work(self, finished: int) -> None:
        """A piece of work is done: measure, and see what is due."""
        if self.wear is not None:
            self.wear.next_job()
            self._measure(finished)
        for plan in self._machine.plans:
            plan.count_job()

    def lose_work(self) -> None:
        """A piece of work is scrapped on the way: the next one wears the machine as its own draw says."""
        if self.wear is not None:
            self.wear.next_job()

    def set_wear(self, level: float, cause: int) -> None:
        """Be worn so much, after a repair or maintenance."""
        if self.wear is not None:
            self.wear.reset(level)
            self._measure(cause)

    def _measure(self, cause: int) -> None:
        """Write down the wear."""
        assert self.wear is not None
        machine = self._machine
        machine.write(
            _MEASURED, None, None, machine.station.name, machine.name, None, "wear", self.wear.level, cause
        )
