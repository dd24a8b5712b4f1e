"""What must be known of a plant to read its log? Written beside the events as ``plant.json``."""

from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, NaiveDatetime

__all__ = ["CrewFacts", "PlantFacts", "ProductFacts", "StationFacts"]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StationFacts(_Facts):
    """A station: its machines by name, and the places of its queue (``None``: unlimited)."""

    name: str
    machines: tuple[str, ...]
    queue_capacity: int | None


class CrewFacts(_Facts):
    """A group of people by name, with what they can do (skill -> proficiency)."""

    name: str
    people: tuple[str, ...]
    skills: dict[str, float]


class ProductFacts(_Facts):
    """A product: the stations of its route in order, and its priority (higher first)."""

    name: str
    route: tuple[str, ...]
    priority: int


class PlantFacts(_Facts):
    """The frame of a log: names, capacities, the clock. A real log and a simulated one give the same."""

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

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what :meth:`to_json` wrote."""
        return cls.model_validate_json(text)

    def to_json(self) -> str:
        """Return indented JSON, the same bytes for the same facts."""
        return self.model_dump_json(indent=2) + "\n"
