"""What is a job? One unit of one product on its way through the plant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopfloor.simulation.reference.product_line import ProductLine
    from shopfloor.simulation.reference.route import Way
    from shopfloor.simulation.reference.station import Door

__all__ = ["Job"]


@dataclass(slots=True, eq=False)
class Job:
    """``number`` counts within the product, from 1; draw ``number - 1`` of every stream of the product is this job's."""

    line: ProductLine
    number: int
    name: str
    product: str
    due_us: int | None
    released_us: int = -1
    way: Way | None = None
    """The step of the route where it is, or goes to."""
    ahead: Way | None = None
    """The step after that, once it has been chosen (``is_ahead_known``); ``None`` behind the end of the route."""
    is_ahead_known: bool = False
    last_event: int | None = None
    """The last thing that happened to this job; it is the cause of the next."""
    visits: dict[str, int] = field(default_factory=dict)
    """How often it entered each station."""
    forks: dict[int, int] | None = None
    """How often it came to each fork of its route."""
    reworks: dict[str, int] | None = None
    """How often each station sent it back."""
    history: list[Way] | None = None
    """The steps it has entered, in order, in a plant that sends jobs back."""
    defects: dict[tuple[str, str], None] | None = None
    """The hidden faults that it carries, each with the station that made it, in order."""
    processing_us: int = 0
    """The nominal processing time at the station where it is."""
    queued_us: int = 0
    """When it entered the queue where it is, if batches are formed there."""
    promise: Door | None = None
    """Who keeps a place for it."""
