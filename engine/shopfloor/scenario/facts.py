"""What must a reader of the log know of the plant?"""

from __future__ import annotations

from shopfloor.contracts.plant import CrewFacts, PlantFacts, ProductFacts, StationFacts
from shopfloor.scenario.model import Scenario
from shopfloor.units import to_ticks

__all__ = ["plant_facts"]


def plant_facts(scenario: Scenario, replications: int, seed: int) -> PlantFacts:
    """Return the facts that lie beside a log as ``plant.json``: machines are ``cutting.1``, people
    ``crew.1``."""
    components = {
        component
        for product in scenario.products.values()
        for visit in product.visits
        for component in visit.assemble
    }
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
                name=name,
                machines=_numbered(name, station.machines),
                queue_capacity=station.queue.capacity,
                batch_max=station.batch.max if station.batch is not None else 1,
                power=station.power.by_state if station.power is not None else {},
            )
            for name, station in scenario.stations.items()
        ),
        crews=tuple(
            CrewFacts(
                name=name,
                people=_numbered(name, group.count),
                skills=group.skills,
                constant_pace=group.learning is None and group.fatigue is None,
            )
            for name, group in scenario.people.items()
        ),
        products=tuple(
            ProductFacts(
                name=name,
                route=tuple(visit.station for visit in product.visits),
                priority=product.orders.priority,
                is_component=name in components,
                stock_capacity=product.stock.capacity,
            )
            for name, product in scenario.products.items()
        ),
        time_zone=scenario.clock.time_zone,
    )


def _numbered(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}.{number}" for number in range(1, count + 1))
