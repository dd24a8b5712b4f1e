"""What is each machine set up for, and is it changed over when it must be, and only then?

Change-overs by product or family; those by the step of a route are worked out by hand elsewhere.
"""

from __future__ import annotations

from shopfloor.scenario.model import Setup
from shopfloor.units import to_ticks
from tests.simulation.ledger.entry import Entry, require

__all__ = ["ChangeOvers"]


class ChangeOvers:
    """The state of one machine."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._family = {member: name for name, members in setup.families.items() for member in members}
        self._state: str | None = None
        self._is_begun: str | None = None

    def started(self, entry: Entry) -> None:
        before, after = self._state, self._of(entry)
        require(before is not None, before != after, says="needs no change-over")
        require(entry.detail == f"{before}>{after}")
        if entry.person is None:
            require(to_ticks(entry.value) == self._time_us(after) > 0)
        self._is_begun = after

    def work(self, entry: Entry) -> None:
        """Work begins: whatever is needed has been done."""
        after = self._of(entry)
        if self._state is not None and self._state != after and self._is_begun != after:
            require(self._time_us(after) == 0, says="was not changed over")
        self._state, self._is_begun = after, None

    def _of(self, entry: Entry) -> str:
        return self._family.get(entry.product, entry.product)

    def _time_us(self, after: str) -> int:
        row = (self._setup.between or {}).get(self._state or "", {})
        return to_ticks(row.get(after, (self._setup.to or {}).get(after, 0.0)))
