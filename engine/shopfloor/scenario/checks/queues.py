"""Can what a queue or a batch waits for ever come?"""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.document import Spot, shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import Plant
from shopfloor.scenario.checks.values import whole
from shopfloor.scenario.checks.ways import END, first_visits, follow_ups
from shopfloor.scenario.vocabulary import listed

__all__ = ["CHECKS"]


def _batches_fit_their_queue(plant: Plant) -> Iterator[Problem]:
    for name, station in plant.stations.items():
        places = whole(station.at("queue", "capacity"))
        if name in plant.supplied:
            continue  # jobs of unlimited supply come into the machine without waiting in the queue
        for size in (station.at("batch", "min"), station.at("batch", "max")):
            count = whole(size)
            if size is not None and count is not None and places is not None and count > places:
                yield size.problem(
                    f"got {shown(size.node)}, but a batch comes together in the queue, which has {places} "
                    f"places; expected {places} at most, or a queue with a capacity of {count} or more"
                )
                break


def _batches_can_come_together(plant: Plant) -> Iterator[Problem]:
    """A batch that waits for more jobs than there can be waits for ever, with all that is in it."""
    for name, station in plant.stations.items():
        smallest = station.at("batch", "min")
        count = whole(smallest)
        if smallest is None or count is None or station.at("batch", "wait_at_most") is not None:
            continue
        for group in _groups(plant, name, station):
            most = [plant.most_at_once(product) for product in group]
            there = sum(limit for limit in most if limit is not None)
            if None not in most and 0 < there < count:
                yield smallest.problem(
                    f"got {shown(smallest.node)}, but there are never more than {there} jobs of "
                    f"{listed(group)} at the same time, so no such batch would ever start; "
                    "expected fewer, or wait_at_most"
                )
                break


def _batches_can_be_promised_places(plant: Plant) -> Iterator[Problem]:
    """Before service, a batch begins when there is a promise of a place ahead for each of its jobs, all at once."""
    for name, station in plant.stations.items():
        blocking, smallest, largest = (
            station.at(*path) for path in (("blocking",), ("batch", "min"), ("batch", "max"))
        )
        if blocking is None or blocking.text != "before_service":
            continue
        has_limit = station.at("batch", "wait_at_most") is None
        needed = [(smallest, group) for group in _groups(plant, name, station) if has_limit]
        # what comes from unlimited supply comes in full batches
        needed += [
            (largest, [product])
            for product in plant.visitors.get(name, [])
            if plant.products[product].at("orders", "supply") is not None
            and {visit.station.text for visit in first_visits(plant.routes[product])[0]} == {name}
        ]
        for size, group in needed:
            goals = _goals(plant, name, group)
            rooms = [_room(plant, goal) for goal in goals]
            count, room = whole(size), sum(places or 0 for places in rooms)
            if size is not None and count is not None and rooms and None not in rooms and room < count:
                yield size.problem(
                    f"got {shown(size.node)}, but with blocking: before_service a batch begins when each of its jobs has "
                    f"the promise of a place ahead, and {listed(group)} can never have more than {room} of them "
                    f"({listed(goal for goal in goals if goal)}), so no such batch would ever start; "
                    f"expected {room} at most, more places there, or blocking: after_service"
                )
                break


def _goals(plant: Plant, name: str, products: list[str]) -> list[str | None]:
    """Where jobs of these products go next from a station; ``None``: out of the plant, or nobody can tell."""
    found: dict[str | None, None] = {}
    for product in products:
        for goal in sorted(follow_ups(plant.routes[product], plant.meant_stations, name)):
            ends = product if product in plant.components else None
            found[(goal if goal in plant.stations else None) if goal != END else ends] = None
    return list(found)


def _room(plant: Plant, goal: str | None) -> int | None:
    """How many jobs a station, or the stock of a component, can promise a place at most; ``None``: any number."""
    if goal is None:
        return None
    if goal in plant.stations:
        station = plant.stations[goal]
        places = whole(station.at("queue", "capacity"))
        if places is None or station.at("batch") is not None:
            return places
        machines = station.at("machines")
        count = 1 if machines is None else whole(machines)
        return None if count is None else places + count
    return whole(plant.products[goal].at("stock", "capacity"))


def _groups(plant: Plant, name: str, station: Spot) -> list[list[str]]:
    """The products that may share a batch."""
    products = plant.visitors.get(name, [])
    same = station.at("batch", "same")
    if same is None or same.text not in ("product", "family"):
        return [products]
    if same.text == "product":
        return [[product] for product in products]
    families = [
        [product for product in products if product in {member.text for member in family.items()}]
        for _, family in station.entries("batch", "families")
    ]
    alone = [[product] for product in products if not any(product in family for family in families)]
    return [*(family for family in families if family), *alone]


CHECKS = (_batches_fit_their_queue, _batches_can_come_together, _batches_can_be_promised_places)
