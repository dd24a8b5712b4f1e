"""What does it let in when a job leaves the plant?"""

from __future__ import annotations

from shopfloor.simulation.kernel.backlog import release_orders
from shopfloor.simulation.kernel.compiled import jitted
from shopfloor.simulation.kernel.entries import admit
from shopfloor.simulation.kernel.jobs import follow_on, forget, order, release, stop_expecting
from shopfloor.simulation.kernel.records import NONE, Plant

__all__ = ["leave"]


@jitted
def leave(plant: Plant, index: int, cause: int) -> None:
    """Take note that a job is out of the plant, and let in what that lets in."""
    product = plant.jobs[index].product
    line = plant.products[product]
    line.in_plant -= 1
    plant.run[0].in_plant -= 1
    if line.stock != NONE:
        stop_expecting(plant, index)
    forget(plant, index)
    if line.wip != NONE and line.in_plant < line.wip:
        follow_on(plant, product)
        successor = order(plant, product)
        release(plant, successor, cause)
        admit(plant, successor)
    if plant.run[0].has_backlog:
        release_orders(plant, cause)
