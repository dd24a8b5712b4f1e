"""What does the engine know of a product?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shopfloor.errors import RunError
from shopfloor.scenario.model import Product
from shopfloor.simulation.reference.route import Route
from shopfloor.streams import Draws
from shopfloor.units import duration_text, to_seconds

if TYPE_CHECKING:
    from shopfloor.simulation.reference.assembly import Stock

__all__ = ["ProductLine"]

_MOST_AT_ONCE = 50_000
"""More jobs than any plant lets in at one instant; beyond, time would never pass."""


@dataclass(slots=True, eq=False)
class ProductLine:
    """A product, its route, and how many of its jobs there have been. ``stock``: where its jobs end as components."""

    name: str
    spec: Product
    route: Route
    due_in: Draws | None
    stock: Stock | None = None
    ordered: int = 0
    in_plant: int = 0
    priority: int = field(init=False)
    _instant_us: int = -1
    _at_once: int = 0

    def __post_init__(self) -> None:
        self.priority = self.spec.orders.priority

    def follow_on(self, now_us: int) -> None:
        """Take note that one more job is let in because there is room for it, not because somebody ordered it.

        Raises:
            RunError: jobs come and go without any time passing, for ever.
        """
        if now_us != self._instant_us:
            self._instant_us, self._at_once = now_us, 0
        self._at_once += 1
        if self._at_once > _MOST_AT_ONCE + (self.spec.orders.wip or 0):
            raise RunError(
                f"{self.name}: after {duration_text(to_seconds(now_us))} jobs follow each other without end and no time "
                "passes, because they are scrapped, or worked on, in no time at all; give the first step of its route a "
                "processing time"
            )
