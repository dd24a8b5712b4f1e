"""Which names lead nowhere?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from shopfloor.document import Spot, shown
from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import Plant, key_of
from shopfloor.scenario.checks.values import whole
from shopfloor.scenario.vocabulary import listed, nearest

__all__ = ["CHECKS", "unknown"]

A_STATION = "a station of this plant"
A_PRODUCT = "a product of this plant"


def unknown(spot: Spot, what: str, known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem if a text names nothing that is known."""
    if spot.text is not None and spot.text not in known:
        names = f": {listed(known)}" if known else ", but there is none"
        yield spot.problem(f"got {shown(spot.node)}; expected {what}{names}{nearest(spot.text, known)}")


def _stations(plant: Plant) -> Iterator[Problem]:
    for product, steps in plant.visits.items():
        for visit in steps:
            yield from unknown(visit.station, A_STATION, plant.stations)
        for _, jobs in plant.products[product].entries("initial"):
            yield from unknown(key_of(jobs), A_STATION, plant.stations)
    for station in plant.stations.values():
        for back_to in (station.at("quality", "rework", "at"), station.at("inspection", "rework", "at")):
            if back_to is not None:
                yield from unknown(back_to, A_STATION, plant.stations)
    for _, row in plant.root.entries("travel", "between"):
        yield from unknown(key_of(row), A_STATION, plant.stations)
        for _, pair in row.entries():
            yield from unknown(key_of(pair), A_STATION, plant.stations)


def _products(plant: Plant) -> Iterator[Problem]:
    for steps in plant.visits.values():
        for visit in steps:
            for word in ("assemble", "disassemble"):
                for _, part in visit.parts(word):
                    yield from unknown(key_of(part), A_PRODUCT, plant.products)
    for station in plant.stations.values():
        for _, shares in station.entries("quality", "by_product"):
            yield from unknown(key_of(shares), A_PRODUCT, plant.products)
        for word in ("setup", "batch"):
            for _, family in station.entries(word, "families"):
                for member in family.items():
                    yield from unknown(member, A_PRODUCT, plant.products)


def _names_of_setups(plant: Plant) -> Iterator[Problem]:
    for station in plant.stations.values():
        named = [after for _, after in station.entries("setup", "to")]
        for _, row in station.entries("setup", "between"):
            named += [row, *(pair for _, pair in row.entries())]
        family_of = {
            member.text: name
            for name, family in station.entries("setup", "families")
            for member in family.items()
            if member.text is not None
        }
        families = [name for name, _ in station.entries("setup", "families")]
        yield from _familiar(named, families, family_of, plant)
        for name, family in station.entries("setup", "families"):
            if name in plant.products and family_of.get(name) != name:
                yield family.key_problem(f'"{name}" is a product too; give the family another name')


def _familiar(
    named: list[Spot], families: list[str], family_of: dict[str, str], plant: Plant
) -> Iterator[Problem]:
    """Yield a problem for each name that is no family, and no product outside the families."""
    if not named:
        return
    free = dict.fromkeys([*families, *(name for name in plant.products if name not in family_of)])
    what = "a family of this setup, or a product in none of them" if families else A_PRODUCT
    for entry in named:
        spot = key_of(entry)
        family = family_of.get(spot.text or "")
        if family is not None and spot.text not in families:
            yield spot.problem(
                f'got {shown(spot.node)}, a product of the family "{family}"; expected the family, '
                "whose products need no setup among each other"
            )
        else:
            yield from unknown(spot, what, free)


def _machines(plant: Plant) -> Iterator[Problem]:
    """Of ``cutting.2`` the model checks the number; whose machine it is, only the plant knows."""
    for name, station in plant.stations.items():
        count = whole(station.at("machines")) or 1
        for _, shares in station.entries("quality", "by_machine"):
            spot = key_of(shares)
            before, _, number = (spot.text or "").rpartition(".")
            is_number = number.isascii() and number.isdigit() and int(number[:9]) <= count
            if is_number and before not in ("", name):
                known = [f"{name}.{machine}" for machine in range(1, min(count, 30) + 1)]
                yield from unknown(spot, "a machine of this station", known)


def _shifts(plant: Plant) -> Iterator[Problem]:
    users = [part.at("shift") for part in (*plant.stations.values(), *plant.groups.values())]
    users += [product.at("orders", "shift") for product in plant.products.values()]
    for shift in users:
        if shift is not None:
            yield from unknown(shift, "a shift of this plant", plant.shifts)


def _skills(plant: Plant) -> Iterator[Problem]:
    for asked, _ in plant.needed_skills:
        yield from unknown(asked, "a skill that somebody under people has", plant.skills)


def _defects(plant: Plant) -> Iterator[Problem]:
    for station in plant.stations.values():
        for found in station.items("inspection", "finds"):
            yield from unknown(found, "a defect that some station makes", plant.defects)


def _homes(plant: Plant) -> Iterator[Problem]:
    if plant.root.at("floor") is None:
        return  # whoever speaks of places is told that there is no floor
    for group in plant.groups.values():
        if (home := group.at("home")) is not None:
            yield from unknown(home, "a place of the floor", plant.places)


def _one_name_for_one_thing(plant: Plant) -> Iterator[Problem]:
    for name, group in plant.groups.items():
        if name in plant.stations:
            yield group.key_problem(
                f'"{name}" is a station too, so "{name}.1" would be a machine and a person; rename one'
            )
    for name, product in plant.products.items():
        if name in plant.components and name in plant.stations:
            yield product.key_problem(
                f'"{name}" is a station too, so the log could not tell the stock of the component '
                "from the queue of the station; rename one"
            )


CHECKS = (
    _stations,
    _products,
    _names_of_setups,
    _machines,
    _shifts,
    _skills,
    _defects,
    _homes,
    _one_name_for_one_thing,
)
