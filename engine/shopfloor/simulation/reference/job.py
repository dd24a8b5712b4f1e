"""What is a job? One unit of one product on its way along its route."""

from dataclasses import dataclass, field

from shopfloor.scenario.model import Product, Visit

__all__ = ["Job", "ProductLine"]


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product as the engine sees it."""

    name: str
    spec: Product

    @property
    def route(self) -> tuple[Visit, ...]:
        return self.spec.route


@dataclass(slots=True, eq=False)
class Job:
    """``number`` counts within the product, from 1; draw ``number - 1`` of every stream of the product is this job's."""

    line: ProductLine
    number: int
    name: str
    product: str
    released_us: int
    due_us: int | None
    step: int = 0
    """Position in the route."""
    last_event: int | None = None
    """The last thing that happened to this job; it is the cause of the next."""
    visits: dict[str, int] = field(default_factory=dict)
    """How often it entered each station."""
    reworks: dict[str, int] = field(default_factory=dict)
    """How often each station sent it back."""
    processing_us: int = 0
    """The nominal processing time at the station where it is."""
