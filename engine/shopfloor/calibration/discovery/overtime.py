"""Is what waits at the end of a shift left for the next day, or done the same evening? Then the shift ends later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shopfloor.calibration.discovery.shift_plans import DAY, SLOT, ShiftPlan
from shopfloor.calibration.evidence import minimum

__all__ = ["with_overtime"]

_PAUSE = 60
"""Minutes without any start of work: what begins after them is no overtime, but stray."""


def with_overtime(
    plan: ShiftPlan, queued_min: NDArray[np.int64], started_min: NDArray[np.int64]
) -> ShiftPlan:
    """Return the plan with the end up to which more of what waits is begun the same evening than left for the next day.

    An inferred plan ends where work begins to be rare. That may be because people go home, or because there is nothing
    left to do: then they stay until all is done, and an end that is too early would leave jobs in the plant overnight.

    Args:
        queued_min, started_min: when jobs (n,) came to wait for these people or machines and when their work began, in
            minutes from a Monday 00:00.
    """
    length = (plan.until - plan.since - 1) % DAY + 1
    came_on, began_on = (queued_min - plan.since) // DAY, (started_min - plan.since) // DAY
    began_at = (started_min - plan.since) % DAY
    on_days = np.isin(came_on % 7, plan.days)
    same_day = on_days & (began_on == came_on)
    left = int((on_days & (began_on > came_on)).sum())
    longer = length
    while longer < DAY - _PAUSE:
        late = same_day & (began_at >= longer)
        if late.sum() < (minimum() if longer == length else 1) or late.sum() <= left:
            break
        if began_at[late].min() >= longer + _PAUSE:
            break
        longer += SLOT
    if longer == length or longer >= DAY - _PAUSE:
        return plan
    outside = ~np.isin(began_on % 7, plan.days) | (began_at >= longer)
    return replace(
        plan, until=(plan.since + longer) % DAY, stray=float(outside.mean()), overtime_min=longer - length
    )
