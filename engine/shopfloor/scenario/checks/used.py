"""Which names does nobody use?"""

from __future__ import annotations

from collections.abc import Iterator

from shopfloor.errors import Problem
from shopfloor.scenario.checks.plant import Plant, meanings

__all__ = ["CHECKS"]


def _stations(plant: Plant) -> Iterator[Problem]:
    for name, station in plant.stations.items():
        if name not in plant.visitors:
            yield station.key_problem(f'no route leads to "{name}"; add it to a route or remove it')


def _shifts(plant: Plant) -> Iterator[Problem]:
    users = [part.at("shift") for part in (*plant.stations.values(), *plant.groups.values())]
    users += [product.at("orders", "shift") for product in plant.products.values()]
    worked = meanings((shift for shift in users if shift is not None), plant.shifts).values()
    for name, shift in plant.shifts.items():
        if name not in worked:
            yield shift.key_problem(
                f'no station and no group of people works in the shift "{name}", and no orders come in it; '
                "remove it"
            )


def _people(plant: Plant) -> Iterator[Problem]:
    needed = set(meanings((spot for spot, _ in plant.needed_skills), plant.skills).values())
    for name, group in plant.groups.items():
        skills = [skill for skill, _ in group.entries("skills")]
        if skills and not needed.intersection(skills):
            yield group.key_problem(
                f'nobody needs "{name}": no station needs, no failure is repaired_by and no maintenance is '
                f"done_by {' or '.join(skills)}; name one of these skills there, or remove the group"
            )


def _stocks(plant: Plant) -> Iterator[Problem]:
    for name, product in plant.products.items():
        stock = product.at("stock")
        if stock is not None and name not in plant.components:
            yield stock.key_problem(
                f'no step assembles "{name}", so nobody would ever empty this stock; '
                f"name it under assemble of a step ({{{name}: 1}}), or leave the stock out"
            )


def _holidays(plant: Plant) -> Iterator[Problem]:
    holidays = plant.root.at("holidays")
    if holidays is None or next(holidays.items(), None) is None:
        return
    said = [shift.at("on_holidays") for shift in plant.shifts.values()]
    if all(word is not None and word.text == "work" for word in said):
        yield holidays.key_problem(
            "no shift is off on holidays, so they change nothing; give the plant a shift, or leave them out"
        )


CHECKS = (_stations, _shifts, _people, _stocks, _holidays)
