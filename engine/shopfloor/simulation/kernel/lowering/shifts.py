"""When is a shift on? Its stretches lie in one table, once for all who follow it."""

from __future__ import annotations

from typing import Any

import numpy as np

from shopfloor.scenario import Scenario, Stretch
from shopfloor.scenario.model import NoStartWithin
from shopfloor.simulation.kernel import records, words
from shopfloor.simulation.kernel.records import Table
from shopfloor.simulation.shift_time import stretches
from shopfloor.units import to_ticks

__all__ = ["Shifts"]


class Shifts:
    """The shifts that somebody follows, as they are asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._rows: list[Stretch] = []
        self._places: dict[str, tuple[int, int]] = {}

    def follow(self, follower: Any, shift: str | None) -> None:
        """Say where the stretches of a shift begin and end, in the record of a machine or a person."""
        follower["stretch"], follower["stretches_end"] = self.place(shift)

    def place(self, shift: str | None) -> tuple[int, int]:
        """Return where the stretches of a shift begin and end among all; of none, there are none."""
        if shift is None:
            return 0, 0
        if shift not in self._places:
            first = len(self._rows)
            self._rows += stretches(self._scenario, shift) or []
            self._places[shift] = first, len(self._rows)
        return self._places[shift]

    def end(self, follower: Any, shift: str | None) -> None:
        """Say what the end of a shift does to what is running, and how long its last while is, in the record of a station
        or a person."""
        follower["has_shift"] = shift is not None
        if shift is None:
            return
        at_end = self._scenario.shifts[shift].at_end
        if isinstance(at_end, NoStartWithin):
            follower["shift_end_rule"] = words.NO_START
            follower["last_while_us"] = to_ticks(at_end.no_start_within)
        else:
            follower["shift_end_rule"] = words.INTERRUPT if at_end == "interrupt" else words.FINISH
            follower["last_while_us"] = 0

    def table(self) -> Table:
        """Return all stretches."""
        table = np.zeros(len(self._rows), records.STRETCH)
        for row, stretch in zip(table, self._rows, strict=True):
            row["from_us"], row["until_us"] = stretch.from_us, stretch.until_us
            row["begins"], row["ends"] = words.EDGES[stretch.begins], words.EDGES[stretch.ends]
        return table
