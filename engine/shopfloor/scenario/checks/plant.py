"""What does a document name, and where?

The checks ask here. All is read from the document and not from the model, so that an unknown station is found
beside a negative capacity, in the same breath and with its place. What cannot be read is somebody else's
finding and looks like nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from shopfloor.document import Map, Node, Scalar, Spot
from shopfloor.scenario.checks.duty import Duty
from shopfloor.scenario.checks.values import whole
from shopfloor.scenario.checks.ways import Route, Visit, first_visits, read_route, visits
from shopfloor.scenario.vocabulary import near

__all__ = ["SOURCES", "Plant", "key_of", "meanings"]

SOURCES = ("every", "at", "rate", "supply", "wip")
"""The words of ``orders`` that bring jobs."""


class Plant:
    """The names of a document, and who uses which.

    A misspelt name means what is near, so one mistake is told once: ``meant_*`` are the names that are used,
    each with the name that is meant.
    """

    def __init__(self, document: Node) -> None:
        self.root = Spot(document)
        self.products = dict(self.root.entries("products"))
        self.stations = dict(self.root.entries("stations"))
        self.groups = dict(self.root.entries("people"))
        self.shifts = dict(self.root.entries("shifts"))
        self.places = dict(self.root.entries("floor", "positions"))
        self.duty = Duty(self.root)

    # --- routes ---------------------------------------------------------------------------------------------

    @cached_property
    def routes(self) -> dict[str, Route]:
        """Product -> its route."""
        return {name: read_route(product.items("route")) for name, product in self.products.items()}

    @cached_property
    def visits(self) -> dict[str, list[Visit]]:
        """Product -> every visit that it may make, in the order of the file."""
        return {name: list(visits(route)) for name, route in self.routes.items()}

    @cached_property
    def meant_stations(self) -> dict[str, str]:
        """The stations that routes name -> those that they mean."""
        named = (visit.station for steps in self.visits.values() for visit in steps)
        return meanings(named, self.stations)

    @cached_property
    def visitors(self) -> dict[str, list[str]]:
        """Station -> the products that may come there."""
        found: dict[str, dict[str, None]] = {}
        for product, steps in self.visits.items():
            for visit in steps:
                station = self.meant_stations.get(visit.station.text or "")
                if station is not None:
                    found.setdefault(station, {})[product] = None
        return {station: list(products) for station, products in found.items()}

    def station_of(self, visit: Visit) -> Spot | None:
        """The station of a visit, if the plant has it."""
        return self.stations.get(self.meant_stations.get(visit.station.text or "", ""))

    # --- where jobs come from -------------------------------------------------------------------------------

    @cached_property
    def parts_in(self) -> list[tuple[str, Visit, str, Spot]]:
        """Every component of an assembly: product, visit, the component that is meant, its number."""
        return list(self._parts("assemble"))

    @cached_property
    def parts_out(self) -> list[tuple[str, Visit, str, Spot]]:
        """Every part that a disassembly brings: product, visit, the part that is meant, its number."""
        return list(self._parts("disassemble"))

    def _parts(self, word: str) -> Iterator[tuple[str, Visit, str, Spot]]:
        for product, steps in self.visits.items():
            for visit in steps:
                for name, spot in visit.parts(word):
                    yield product, visit, self.meant_parts[name], spot

    @cached_property
    def meant_parts(self) -> dict[str, str]:
        """The products that steps assemble or disassemble -> those that they mean."""
        words = ("assemble", "disassemble")
        every = [visit for steps in self.visits.values() for visit in steps]
        named = (key_of(spot) for word in words for visit in every for _, spot in visit.parts(word))
        return meanings(named, self.products)

    def parts(self, visit: Visit, word: str) -> list[str]:
        """The products that one visit takes (``assemble``) or brings (``disassemble``)."""
        return [self.meant_parts[name] for name, _ in visit.parts(word)]

    @cached_property
    def components(self) -> set[str]:
        """The products that some assembly takes."""
        return {part for _, _, part, _ in self.parts_in}

    @cached_property
    def taken_out(self) -> dict[str, list[Spot]]:
        """Product -> where a disassembly brings it."""
        found: dict[str, list[Spot]] = {}
        for _, _, part, spot in self.parts_out:
            found.setdefault(part, []).append(spot)
        return found

    def source(self, product: str) -> Spot | None:
        """The word of its orders that brings jobs of a product, if one does."""
        orders = self.products[product].at("orders")
        if orders is None or not isinstance(orders.node, Map):
            return orders
        return next((spot for word in SOURCES if (spot := orders.at(word)) is not None), None)

    @cached_property
    def supplied(self) -> set[str]:
        """The stations that take jobs from unlimited supply."""
        return {
            self.meant_stations.get(visit.station.text or "", "")
            for name, product in self.products.items()
            if product.at("orders", "supply") is not None
            for visit in first_visits(self.routes[name])[0]
        }

    def initial(self, product: str) -> int:
        """How many jobs of a product are there at time zero."""
        return sum(whole(spot) or 0 for _, spot in self.products[product].entries("initial"))

    def most_at_once(self, product: str) -> int | None:
        """How many jobs of a product there can be at the same time; ``None``: any number."""
        orders = self.products[product].at("orders")
        limits: list[int] = []
        if orders is not None:
            limits += [
                limit
                for spot in (orders.at("wip"), orders.at("release", "wip_below"))
                if (limit := whole(spot)) is not None
            ]
        times = orders.at("at") if orders is not None else None
        if times is not None:
            quantity = whole(orders.at("quantity")) if orders is not None else None
            limits.append(len(list(times.items())) * (quantity or 1) + self.initial(product))
        if self.source(product) is None and product not in self.taken_out:
            limits.append(self.initial(product))
        return min(limits, default=None)

    # --- skills ---------------------------------------------------------------------------------------------

    @cached_property
    def failures(self) -> list[tuple[Spot, Spot]]:
        """All failures, each with its station."""
        return [
            (station, mode) for station in self.stations.values() for _, mode in station.entries("failures")
        ]

    @cached_property
    def maintenance(self) -> list[tuple[Spot, Spot]]:
        """All plans of maintenance, each with its station."""
        return [
            (station, plan)
            for station in self.stations.values()
            for _, plan in station.entries("maintenance")
        ]

    @cached_property
    def needed_skills(self) -> list[tuple[Spot, str]]:
        """The places where a skill is asked for, each with the station where it is needed."""
        asked = [(name, station.at("needs", "skill")) for name, station in self.stations.items()]
        asked += [(str(station.path[-1]), mode.at("repaired_by")) for station, mode in self.failures]
        asked += [(str(station.path[-1]), plan.at("done_by")) for station, plan in self.maintenance]
        return [(spot, name) for name, spot in asked if spot is not None and spot.text is not None]

    @cached_property
    def skills(self) -> dict[str, Spot]:
        """The skills that somebody has."""
        return {skill: spot for group in self.groups.values() for skill, spot in group.entries("skills")}

    @cached_property
    def _groups_by_skill(self) -> dict[str, list[Spot]]:
        found: dict[str, list[Spot]] = {}
        for group in self.groups.values():
            for skill, _ in group.entries("skills"):
                found.setdefault(skill, []).append(group)
        return found

    def holders(self, skill: str) -> list[Spot]:
        """The groups that have a skill."""
        return self._groups_by_skill.get(skill, [])

    @cached_property
    def defects(self) -> dict[str, list[str]]:
        """The hidden faults -> the stations that make them."""
        found: dict[str, list[str]] = {}
        for name, station in self.stations.items():
            for defect, _ in station.entries("quality", "defects"):
                found.setdefault(defect, []).append(name)
        return found


def key_of(spot: Spot) -> Spot:
    """Return the key of an entry, as a value of its own."""
    mark = spot.key or spot.node.mark
    name = str(spot.path[-1])
    return Spot(Scalar(mark, name, name), spot.path, mark)


def meanings(names: Iterable[Spot], known: Iterable[str]) -> dict[str, str]:
    """Return what each name that is used means: itself, or what is near if nothing is called so."""
    there = dict.fromkeys(known)
    said = dict.fromkeys(spot.text for spot in names if spot.text is not None)
    unknown = islice((name for name in said if name not in there), 100)
    return {name: name for name in said} | {name: near(name, there) or name for name in unknown}
