"""When is a shift on, and when will so much time on it have passed? The same for both engines."""

from collections.abc import Sequence

from shopfloor.scenario import Scenario, Stretch, shift_stretches
from shopfloor.scenario.model import NoStartWithin
from shopfloor.units import to_ticks

__all__ = ["moment_after", "stretches"]


def stretches(scenario: Scenario, shift: str | None) -> list[Stretch] | None:
    """Return when a shift is on within a run; ``None`` for always."""
    if shift is None:
        return None
    spec = scenario.shifts[shift]
    until_us = to_ticks(scenario.clock.horizon)
    if isinstance(spec.at_end, NoStartWithin):
        # the last while of a shift may begin within a run that ends before the shift does
        until_us += to_ticks(spec.at_end.no_start_within)
    return shift_stretches(spec, scenario.clock.start, until_us, scenario.holidays)


def moment_after(now_us: int, time_us: int, on_shift: Sequence[Stretch] | None) -> int | None:
    """Return the moment at which ``time_us`` will have passed on the clock of a shift, or by the calendar if there is none.

    ``None``: not before the horizon.
    """
    if on_shift is None:
        return now_us + time_us
    for stretch in on_shift:
        begin = max(now_us, stretch.from_us)
        if begin < stretch.until_us:
            if time_us < stretch.until_us - begin:
                return begin + time_us
            time_us -= stretch.until_us - begin
    return None
