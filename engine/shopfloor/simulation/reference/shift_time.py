"""When will so much time on shift have passed?"""

from collections.abc import Sequence

from shopfloor.scenario.calendar import Stretch

__all__ = ["moment_after"]


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
