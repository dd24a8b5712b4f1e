"""Is there a place for one more job?"""

from __future__ import annotations

from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.records import NONE, Plant

__all__ = ["has_place"]


@jitted
def has_place(plant: Plant, station: int) -> bool:
    """Is there a place, in the queue or in an empty machine? (Where batches gather, machines are no places.)"""
    here = plant.stations[station]
    if here.capacity == NONE:
        return True
    places = here.capacity
    if here.batch == NONE:
        places += here.idle + here.vacant
    return here.length + here.reserved < places  # type: ignore[no-any-return]
