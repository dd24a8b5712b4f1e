"""Can what a queue or a batch waits for ever come?"""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.document import Spot, shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import Plant
from shopfloor.scenario.checks.values import whole
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


CHECKS = (_batches_fit_their_queue, _batches_can_come_together)
