"""Which plant could an example of the page be part of?

An example shows a few words; what it leaves out is added here, so that it can be loaded with all checks: the
rest of its stations, somebody with each skill, each shift, and something that uses what nobody uses yet.
"""

from copy import deepcopy
from typing import Any

from shopfloor.document import from_plain
from shopfloor.scenario.checks.plant import Plant

__all__ = ["completed"]

Data = dict[str, Any]


def completed(example: Data) -> Data:
    """Return a whole document that says all that the example says."""
    data: Data = {"scenario": "example", "clock": {"start": "2026-01-05T06:00", "horizon": "30 d"}}
    data |= deepcopy(example)
    products, stations, people = (data.setdefault(key, {}) for key in ("products", "stations", "people"))
    paths = [path.split(".") for changes in _changes(data) for path in changes]
    people.update({path[1]: {"count": 1} for path in paths if path[0] == "people"})
    stations.update({path[1]: {"queue": {}} for path in paths if path[0] == "stations"})
    if any(path[0] == "products" for path in paths):
        products["pump"] = {"route": ["cutting", {"station": "welding", "processing": "2 min"}]}
    _add_stations(data, stations)
    _add_users(data, stations, people)
    _add_products(products, stations)
    return {key: value for key, value in data.items() if value != {}}


def _changes(data: Data) -> list[Data]:
    return [changes for key in ("what_if", "sweep") for changes in data.get(key, {}).values()]


def _add_stations(data: Data, stations: Data) -> None:
    plant = Plant(from_plain(data))
    for name in (*plant.visitors, *plant.places, *dict(plant.root.entries("travel", "between"))):
        if name not in ("office", "gate"):
            stations.setdefault(name, {})
    for station in stations.values():
        station.setdefault("processing", "3 min")


def _add_users(data: Data, stations: Data, people: Data) -> None:
    """Somebody with each skill, something to do for everybody, a shift of each name, and somebody in it."""
    shifts = data.setdefault("shifts", {})
    for name in shifts:
        stations[f"in_{name}"] = {"processing": "1 min", "shift": name}
    for name, group in people.items():
        skills = group.setdefault("skills", {f"skill_of_{name}": 1.0})
        stations[f"of_{name}"] = {"processing": "1 min", "needs": {"skill": next(iter(skills))}}
        if "floor" in data:
            data["floor"]["positions"][f"of_{name}"] = [1, 1]
    plant = Plant(from_plain(data))
    if missing := {spot.text: 1.0 for spot, _ in plant.needed_skills if spot.text not in plant.skills}:
        people["others"] = {"count": 1, "skills": missing}
    users = (*people.values(), *stations.values(), *(p.get("orders", {}) for p in data["products"].values()))
    for user in users:
        if "shift" in user:
            shifts.setdefault(user["shift"], {"days": "mon-sun", "from": "06:00", "to": "22:00"})


def _add_products(products: Data, stations: Data) -> None:
    """Every product that is named, and one that passes what no other passes."""
    plant = Plant(from_plain({"products": products, "stations": stations}))
    for name in sorted(plant.components | set(plant.taken_out) | _named_products(plant)):
        products.setdefault(name, {"route": list(stations)})
    plant = Plant(from_plain({"products": products, "stations": stations}))
    if rest := [name for name in stations if name not in plant.visitors]:
        products["rest"] = {"route": rest}
    for name, product in products.items():
        if name not in plant.taken_out and "initial" not in product:
            product.setdefault("orders", {"every": "6 min", "due_in": "1 d"})


def _named_products(plant: Plant) -> set[str]:
    """The products that setups, batches and shares of quality speak of."""
    named: set[str] = set()
    families: set[str] = set()
    for station in plant.stations.values():
        for word in ("setup", "batch"):
            for family, members in station.entries(word, "families"):
                families.add(family)
                named.update(member.text or "" for member in members.items())
        for words in (("setup", "to"), ("setup", "between"), ("quality", "by_product")):
            for name, row in station.entries(*words):
                named |= {name, *(after for after, _ in row.entries() if words[1] == "between")}
    return named - families
