"""What is a thing of a log called in a scenario? A letter, then letters, digits or ``_``; each thing once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shopfloor.contracts.plant import PlantFacts

__all__ = ["in_order", "names", "renamed_plant"]

_NUMBERS = re.compile(r"(\d+)")


def names(texts: Iterable[str]) -> dict[str, str]:
    """Return the name of each text; what is a name already keeps it, and of two that would be called alike one is
    numbered.

    >>> names(["Oefen-2", "Oefen.2", "cutting"])
    {'cutting': 'cutting', 'Oefen-2': 'Oefen_2', 'Oefen.2': 'Oefen_2_2'}
    """
    wanted = {text: _name(text) for text in texts}
    taken, given = set[str](), dict[str, str]()
    for text in sorted(wanted, key=lambda text: (wanted[text] != text, text)):
        name, number = wanted[text], 1
        while name in taken:
            number += 1
            name = f"{wanted[text]}_{number}"
        taken.add(name)
        given[text] = name
    return given


def _name(text: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", text)
    return plain if plain[:1].isalpha() else f"n_{plain}"


def in_order(machines: Iterable[str]) -> tuple[str, ...]:
    """Return machines as a scenario numbers them: ``saw.2`` before ``saw.10``."""

    def place(name: str) -> list[tuple[int, str]]:
        return [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBERS.split(name) if part]

    return tuple(sorted(machines, key=place))


def renamed_plant(plant: PlantFacts, stations: Mapping[str, str], products: Mapping[str, str]) -> PlantFacts:
    """Return the same plant with other names for its stations and products."""
    return plant.model_copy(
        update={
            "stations": tuple(of.model_copy(update={"name": stations[of.name]}) for of in plant.stations),
            "products": tuple(
                of.model_copy(
                    update={
                        "name": products[of.name],
                        "route": tuple(stations[station] for station in of.route),
                    }
                )
                for of in plant.products
            ),
        }
    )
