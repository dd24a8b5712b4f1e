"""What must be known of a plant to read its log? Written beside the events as ``plant.json``."""

from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, NaiveDatetime

__all__ = ["CrewFacts", "Origin", "PlantFacts", "ProductFacts", "StationFacts"]


Origin = Literal["real", "simulated"]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StationFacts(_Facts):
    """A station: its machines by name, the places of its queue (``None``: unlimited), how many jobs go into a
    machine together at most, and what each machine draws in each state (W; empty: nothing is known)."""

    name: str
    machines: tuple[str, ...]
    queue_capacity: int | None
    batch_max: int = 1
    power: dict[str, float] = {}


class CrewFacts(_Facts):
    """A group of people by name, with what they can do (skill -> proficiency), and whether they always work at the
    same pace (neither practice nor fatigue changes it; nobody knows: no)."""

    name: str
    people: tuple[str, ...]
    skills: dict[str, float]
    constant_pace: bool = False


class ProductFacts(_Facts):
    """A product: the stations of all visits that its route knows, in the order of the route, and its priority
    (higher first). A component goes into other products: it waits for them in a stock of so many places
    (``None``: unlimited)."""

    name: str
    route: tuple[str, ...]
    priority: int
    is_component: bool = False
    stock_capacity: int | None = None


class PlantFacts(_Facts):
    """The frame of a log: names, capacities, the clock (on the wall of ``time_zone``, if one is given). A real
    log and a simulated one give the same, and say of themselves which they are."""

    name: str
    description: str
    clock_start: NaiveDatetime | AwareDatetime
    horizon_us: int
    warm_up_us: int
    seed: int
    replications: int
    stations: tuple[StationFacts, ...]
    crews: tuple[CrewFacts, ...]
    products: tuple[ProductFacts, ...]
    time_zone: str | None = None
    origin: Origin = "simulated"

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what :meth:`to_json` wrote."""
        return cls.model_validate_json(text)

    def to_json(self) -> str:
        """Return indented JSON, the same bytes for the same facts."""
        return self.model_dump_json(indent=2) + "\n"
