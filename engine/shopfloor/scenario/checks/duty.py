"""When is who on duty within the run, as far as the document can be read?"""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from shopfloor.document import Spot
from shopfloor.scenario.calendar import rate_stretches, shift_stretches
from shopfloor.scenario.checks.values import number, read
from shopfloor.scenario.model import DAY_S, Clock, Rate, Shift
from shopfloor.units import to_ticks

__all__ = ["Duty", "Span", "meet"]

Span = tuple[int, int]
"""From, until, in microseconds from the start."""


class Duty:
    """The time on duty of each shift."""

    def __init__(self, root: Spot) -> None:
        self._root = root
        self._clock: Clock | None = read(Clock, root.at("clock"))

    @cached_property
    def _holidays(self) -> tuple[dt.date, ...]:
        try:
            return tuple(dt.date.fromisoformat(spot.text or "") for spot in self._root.items("holidays"))
        except ValueError:
            return ()

    def _until_us(self, clock: Clock) -> int:
        """A week after the last holiday all has been seen: from there on, every week is as the one before."""
        last = max(((day - clock.start.date()).days + 1 for day in self._holidays), default=0)
        return to_ticks(min(clock.horizon, (max(last, 0) + 8) * DAY_S))

    @cached_property
    def _known(self) -> dict[str, list[Span]]:
        clock = self._clock
        if clock is None:
            return {}
        shifts = {name: read(Shift, spot) for name, spot in self._root.entries("shifts")}
        return {
            name: [
                (stretch.from_us, stretch.until_us)
                for stretch in shift_stretches(shift, clock.start, self._until_us(clock), self._holidays)
            ]
            for name, shift in shifts.items()
            if shift is not None
        }

    def spans(self, shift: Spot | None) -> list[Span] | None:
        """Return the time on duty in a shift; ``None`` without a shift, or if it cannot be told."""
        return self._known.get(shift.text or "") if shift is not None else None

    def has_no_rate(self, rates: Spot) -> bool:
        """Return whether hourly rates (``orders.rate``) have no time within the run."""
        parts = [read(Rate, spot) for spot in rates.items()]
        clock = self._clock
        if clock is None or not parts or None in parts:
            return False
        return not rate_stretches(parts, clock.start, self._until_us(clock))

    def never(self, group: Spot) -> bool:
        """Return whether a group is never there: no time within the run, or always absent."""
        return self.spans(group.at("shift")) == [] or number(group.at("absence")) == 1


def meet(ones: list[Span], others: list[Span]) -> bool:
    """Return whether two lists of spans, each in order, have any time in common."""
    rest = iter(others)
    other = next(rest, None)
    for one in ones:
        while other is not None and other[1] <= one[0]:
            other = next(rest, None)
        if other is None:
            return False
        if other[0] < one[1]:
            return True
    return False
