"""How do the parts of a random plant fit together? Whole scenario files as plain data, valid by construction."""

from typing import Any

from hypothesis import strategies as st

from shopfloor.scenario import Scenario, build
from tests.plants.calendar import Calendar, Document, calendars
from tests.plants.orders import orders
from tests.plants.parts import initial_jobs, parts
from tests.plants.people import POLICIES, crews, floors, travels
from tests.plants.routes import routes, times_of_steps, visitors
from tests.plants.stations import batches_and_queues, stations
from tests.plants.times import minutes
from tests.plants.words import WORDS, Words, words

__all__ = ["documents", "scenarios"]


def scenarios(*, always: Words = frozenset(), never: Words = frozenset()) -> st.SearchStrategy[Scenario]:
    """Random valid scenarios: 1-4 stations, 1-4 products, 0-3 groups of people, 1-3 hours. ``always`` and ``never``:
    words that each of them uses, or none does."""
    return documents(always=always, never=never).map(build)


@st.composite
def documents(draw: st.DrawFn, always: Words = frozenset(), never: Words = frozenset()) -> Document:
    """A whole scenario file, as plain data."""
    assert (always | never) <= set(WORDS)
    chosen = (draw(words()) | always) - never
    calendar = draw(calendars(chosen))
    people = draw(crews(chosen, calendar)) if {"needs", "repaired_by"} & chosen else {}
    plant: Document = {"stations": draw(stations(chosen, calendar, people))}
    plant["products"] = draw(_products(chosen, calendar, list(plant["stations"])))
    draw(times_of_steps(plant["stations"], plant["products"]))
    draw(batches_and_queues(chosen, plant))

    needed = _needed_skills(plant["stations"])
    people = {name: crew for name, crew in people.items() if needed & set(crew["skills"])}
    document: Document = {
        "scenario": "random_plant",
        "description": "A plant by chance.",
        "clock": {
            "start": f"{calendar.start:%Y-%m-%dT%H:%M}",
            "horizon": minutes(calendar.horizon_min),
            "warm_up": draw(st.sampled_from(["0 s", "15 min"])),
        },
        "seed": draw(st.integers(0, 2**63 - 1)),
        "replications": draw(st.integers(1, 2)),
        **plant,
        "people": people,
        **draw(_ways(chosen, list(plant["stations"]), people)),
    }
    if calendar.zone is not None:
        document["clock"]["time_zone"] = calendar.zone
    _add_shifts(document, calendar)
    if "experiments" in chosen:
        document |= draw(_experiments(plant["stations"]))
    return document


@st.composite
def _products(draw: st.DrawFn, words: Words, calendar: Calendar, stations: list[str]) -> Document:
    """Up to four products, whose routes lead past every station."""
    products: Document = {}
    for name in ("bolt", "nut", "pin", "rod")[: draw(st.integers(1, 4))]:
        given = draw(orders(words, calendar))
        is_endless = bool({"supply", "wip"} & set(given))
        products[name] = {"orders": given, "route": draw(routes(words, stations, is_endless))}
    first = next(iter(products.values()))
    first["route"] += [{"station": station} for station in stations if not visitors(station, products)]
    draw(parts(words, products))
    if "initial" in words:
        draw(initial_jobs(products))
    _let_releases_come(products)
    return products


def _let_releases_come(products: Document) -> None:
    """A limit of jobs in the plant lies above those that are always there."""
    constant = sum(product.get("orders", {}).get("wip", 0) for product in products.values())
    for product in products.values():
        release = product.get("orders", {}).get("release", {})
        if release.get("of") == "plant":
            release["wip_below"] += constant


@st.composite
def _ways(draw: st.DrawFn, words: Words, stations: list[str], people: Document) -> Document:
    """The floor, the ways of jobs, and who goes where."""
    has_floor = "floor" in words
    policies = [policy for policy in POLICIES if has_floor or policy != "nearest"]
    given: Document = {"dispatch": draw(st.sampled_from(policies))} if people else {}
    if "travel" in words:
        given["travel"] = draw(travels(stations, has_floor))
    if has_floor:
        goes = any("speed" in crew for crew in people.values()) or "speed" in given.get("travel", {})
        given["floor"] = draw(floors(stations, not goes and given.get("dispatch") != "nearest"))
    return given


def _add_shifts(document: Document, calendar: Calendar) -> None:
    """The shifts in which somebody works or something is ordered, and the holidays that make a difference."""
    ordered = [product.get("orders", {}) for product in document["products"].values()]
    users: list[Any] = [*document["people"].values(), *document["stations"].values(), *ordered]
    worked = {user["shift"] for user in users if "shift" in user}
    shifts = {name: shift for name, shift in calendar.shifts.items() if name in worked}
    document["shifts"] = shifts
    if any(shift.get("on_holidays") == "off" for shift in shifts.values()):
        document["holidays"] = list(calendar.holidays)


@st.composite
def _experiments(draw: st.DrawFn, stations: Document) -> Document:
    """A change and a grid of changes that every plant can make."""
    free = [
        name
        for name, station in stations.items()
        if not isinstance(station.get("speed"), list) and "by_machine" not in station.get("quality", {})
    ]
    paths = ["clock.warm_up", *(f"stations.{name}.machines" for name in free)]
    path = draw(st.sampled_from(paths))
    values = ["0 s", "5 min"] if path == "clock.warm_up" else [1, 3]
    return {"what_if": {"other": {path: values[1]}}, "sweep": {"grid": {path: values}}}


def _needed_skills(stations: Document) -> set[str]:
    needs = {station["needs"]["skill"] for station in stations.values() if "needs" in station}
    failures = [failure for station in stations.values() for failure in station.get("failures", {}).values()]
    plans = [plan for station in stations.values() for plan in station.get("maintenance", {}).values()]
    return (
        needs
        | {failure["repaired_by"] for failure in failures if "repaired_by" in failure}
        | {plan["done_by"] for plan in plans if "done_by" in plan}
    )
