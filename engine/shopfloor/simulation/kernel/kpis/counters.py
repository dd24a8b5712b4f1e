"""How are times added up without losing anything?"""

from __future__ import annotations

from typing import Any

from shopfloor.simulation.kernel.kpis.inlined import inlined
from shopfloor.simulation.kernel.kpis.tables import LOW, LOW_BITS, Tables

__all__ = ["move", "move_in_plant"]


@inlined
def move(counter: Any, sign: int, time_us: int) -> None:
    """One more is there from now on (or one less)."""
    counter.number += sign
    counter.low += sign * (time_us & LOW)
    counter.high += sign * (time_us >> LOW_BITS)


@inlined
def move_in_plant(tables: Tables, product: int, sign: int, time_us: int) -> None:
    """A job comes into the plant, or leaves it."""
    run = tables.run[0]
    move(tables.in_plant[product], sign, time_us)
    span = time_us // run.span_us
    if span < tables.spans.shape[1]:
        move(tables.spans[0, span], sign, time_us)
    span = time_us // run.rhythm_span_us
    if span < tables.spans.shape[1]:
        move(tables.spans[1, span], sign, time_us)
