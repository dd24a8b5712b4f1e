"""Do jobs come, and does time pass while they go?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from shopfloor.document import Map, Spot, path_text, shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import SOURCES, Plant
from shopfloor.scenario.checks.values import mean_s, whole
from shopfloor.scenario.checks.ways import Visit, first_visits, fits, moves
from shopfloor.scenario.model import SHORTEST_MEAN_S, Orders

__all__ = ["CHECKS"]


def _every_product_comes_from_somewhere(plant: Plant) -> Iterator[Problem]:
    for name, product in plant.products.items():
        source, out = plant.source(name), plant.taken_out.get(name)
        if source is not None and out:
            yield source.key_problem(
                f'a "{name}" has orders, and is taken out at a step, too ({path_text(out[0].path)}); '
                "expected one source: leave the orders out, or call the part that is taken out otherwise"
            )
        elif source is None and not out and product.at("initial") is None and isinstance(product.node, Map):
            orders = product.at("orders")
            if orders is not None and any(word not in Orders.model_fields for word, _ in orders.entries()):
                continue  # probably the source, misspelt
            yield (product if orders is None else orders).key_problem(
                f'nothing brings a "{name}" into the plant: no order and no step that disassembles; '
                f"give it one of {', '.join(SOURCES)}, such as orders: {{every: 10 min}}"
            )


def _unlimited_supply_begins_at_one_station(plant: Plant) -> Iterator[Problem]:
    for name, product in plant.products.items():
        first = dict.fromkeys(visit.station.text for visit in first_visits(plant.routes[name])[0])
        supply = product.at("orders", "supply")
        if supply is not None and len(first) > 1:
            either = " or ".join(f'"{station}"' for station in islice(first, 5))
            yield supply.problem(
                f"got {shown(supply.node)}, but {either} may come first; a job is released "
                "when the first station has nothing to take, so expected a route that begins at one station"
            )


def _jobs_without_end_take_time(plant: Plant) -> Iterator[Problem]:
    """Whoever is replaced at once must have taken some time, or the clock would stand for ever."""

    def takes_no_time(spot: Spot | None) -> bool:
        mean = mean_s(spot)
        return mean is not None and mean < SHORTEST_MEAN_S

    def is_quick(visit: Visit) -> bool:
        station = plant.station_of(visit)
        own = visit.spot.at("processing")
        waits = visit.spot.at("assemble") is not None
        return not waits and takes_no_time(own or (station.at("processing") if station else None))

    for name, product in plant.products.items():
        route = plant.routes[name]
        if product.at("orders", "supply") is not None:
            quick = [visit for visit in first_visits(route)[0] if is_quick(visit)]
            if quick:
                yield quick[0].station.problem(
                    "with supply: unlimited the first step takes no time, so jobs would start without end; "
                    "expected a processing time of 1 us or more on average"
                )
        wip = product.at("orders", "wip")
        moves_take_time = plant.root.at("travel") is not None and moves(route, plant.meant_stations)
        if wip is not None and not moves_take_time and fits(route, is_quick):
            yield wip.key_problem(
                f'a "{name}" may pass its whole route in no time, and a new one would follow it at once, '
                "without end; expected a step of 1 us or more on average on every way"
            )


def _releases_can_come(plant: Plant) -> Iterator[Problem]:
    """Jobs of constant work in process are always there, so a limit below them is never met."""
    constant = sum(whole(product.at("orders", "wip")) or 0 for product in plant.products.values())
    for product in plant.products.values():
        below, of = product.at("orders", "release", "wip_below"), product.at("orders", "release", "of")
        if below is None or of is None or of.text != "plant":
            continue
        limit = whole(below)
        if limit is not None and limit <= constant:
            yield below.problem(
                f"got {shown(below.node)}, but {constant} jobs are always in the plant (orders.wip), "
                "so nothing would ever be released; expected more, or of: product"
            )


CHECKS = (
    _every_product_comes_from_somewhere,
    _unlimited_supply_begins_at_one_station,
    _jobs_without_end_take_time,
    _releases_can_come,
)
