"""What must a reader of the log know of the plant?"""

from __future__ import annotations

from shopfloor.contracts.plant import CrewFacts, PlantFacts, ProductFacts, StationFacts
from shopfloor.scenario.model import Scenario
from shopfloor.units import to_ticks

__all__ = ["plant_facts"]


def plant_facts(scenario: Scenario, replications: int, seed: int) -> PlantFacts:
    """Return the facts that lie beside a log as ``plant.json``: machines are ``cutting.1``, people
    ``crew.1``."""
    return PlantFacts(
        name=scenario.scenario,
        description=scenario.description,
        clock_start=scenario.clock.start,
        horizon_us=to_ticks(scenario.clock.horizon),
        warm_up_us=to_ticks(scenario.clock.warm_up),
        seed=seed,
        replications=replications,
        stations=tuple(
            StationFacts(
                name=name, machines=_numbered(name, station.machines), queue_capacity=station.queue.capacity
            )
            for name, station in scenario.stations.items()
        ),
        crews=tuple(
            CrewFacts(name=name, people=_numbered(name, group.count), skills=group.skills)
            for name, group in scenario.people.items()
        ),
        products=tuple(
            ProductFacts(
                name=name,
                route=tuple(visit.station for visit in product.route),
                priority=product.orders.priority,
            )
            for name, product in scenario.products.items()
        ),
    )


def _numbered(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}.{number}" for number in range(1, count + 1))
