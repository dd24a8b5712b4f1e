"""How long is a machine changed over, and what for?

A machine is set up for a state: a product, a family of products, or one step of a product's route. Changing from one
state to another takes a time; the first state of a machine is for nothing.
"""

from __future__ import annotations

from shopfloor.scenario.model import Setup
from shopfloor.simulation.reference.job import Job
from shopfloor.units import to_ticks

__all__ = ["SetupState", "Setups", "setup_text"]

SetupState = tuple[str, int]
"""What a machine is set up for: a product or family, and the number of the step where that matters (0 elsewhere)."""


class Setups:
    """The change-overs of a station."""

    def __init__(self, spec: Setup | None) -> None:
        self._change = None
        self._family: dict[str, str] = {}
        self._between: dict[tuple[str, str], int] = {}
        self._to: dict[str, int] = {}
        self.are_needed = spec is not None
        if spec is None:
            return
        self._family = {product: name for name, products in spec.families.items() for product in products}
        for before, row in (spec.between or {}).items():
            for after, time_s in row.items():
                self._between[before, after] = to_ticks(time_s)
        self._to = {after: to_ticks(time_s) for after, time_s in (spec.to or {}).items()}
        if spec.change is not None:
            change = spec.change
            self._change = (to_ticks(change.product), to_ticks(change.step), to_ticks(change.both))

    def state(self, job: Job) -> SetupState:
        """Return what the machine must be set up for to work on this job."""
        step = job.way.number if self._change is not None and job.way is not None else 0
        return self._family.get(job.product, job.product), step

    def time_us(self, before: SetupState | None, after: SetupState) -> int:
        """Return the nominal setup time from one state to the next."""
        if before is None or before == after:
            return 0
        if self._change is not None:
            product_us, step_us, both_us = self._change
            if before[0] == after[0]:
                return step_us
            return product_us if before[1] == after[1] else both_us
        return self._between.get((before[0], after[0]), 0) or self._to.get(after[0], 0)


def setup_text(before: SetupState, after: SetupState) -> str:
    """Return ``"pump>valve"``, or with steps ``"pump.1>pump.2"``."""
    return ">".join(f"{name}.{step}" if step else name for name, step in (before, after))
