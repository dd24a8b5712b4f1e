"""Which plants are possible? Random valid scenarios over the whole vocabulary, small enough to run in no
time.

Many times lie on a grid of a quarter of a minute, zero among them, so that things happen at the same instant;
shifts are short enough to begin, pause and end within a horizon of a few hours.
"""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from shopfloor.scenario import Scenario, build, shift_stretches
from shopfloor.scenario.model import Shift
from shopfloor.units import to_ticks

__all__ = ["distributions", "documents", "scenarios"]

START = dt.datetime(2026, 1, 5)  # a Monday
SKILLS = ("fitting", "welding", "setting")
Document = dict[str, Any]


def minutes(count: float) -> str:
    return f"{count:g} min"


def grid(low: float, high: float) -> st.SearchStrategy[str]:
    """Times on the grid of a quarter of a minute."""
    return st.integers(int(low * 4), int(high * 4)).map(lambda quarters: minutes(quarters / 4))


@st.composite
def distributions(draw: st.DrawFn, low: float = 0.0, high: float = 6.0) -> Any:
    """A law whose mean lies between ``low`` and ``high`` minutes, as a scenario writes it."""
    mean = minutes(draw(st.integers(max(int(low * 4), 1), int(high * 4))) / 4)
    half, twice = (minutes(float(mean.split()[0]) * times) for times in (0.5, 1.5))
    laws: list[Any] = [
        {"exponential": {"mean": mean}},
        {"uniform": {"low": half, "high": twice}},
        {"triangular": {"low": half, "mode": mean, "high": twice}},
        {"erlang": {"mean": mean, "shape": 2}},
        {"gamma": {"mean": mean, "cv": 0.5}},
        {"weibull": {"shape": 1.5, "mean": mean}},
        {"lognormal": {"mean": mean, "cv": 0.8}},
        {"normal": {"mean": mean, "cv": 0.2}},
        {"beta": {"low": half, "high": twice, "alpha": 2, "beta": 3}},
        {"pert": {"low": half, "mode": mean, "high": twice}},
        {"empirical": {"values": [half, mean, twice]}},
        {"discrete": {"values": [half, twice], "weights": [0.5, 0.5]}},
        {"trace": [half, mean, mean, twice]},
        {"mixture": [{"weight": 0.75, "of": mean}, {"weight": 0.25, "of": {"exponential": {"mean": mean}}}]},
        {"shifted": {"by": half, "of": {"constant": half}}},
    ]
    return draw(st.one_of(grid(low, high), grid(low, high), st.sampled_from(laws)))


@st.composite
def shifts(draw: st.DrawFn, start: dt.datetime) -> Document:
    """A shift that begins an hour and a half before or after ``start``, at most."""
    begin = start + dt.timedelta(minutes=draw(st.integers(-6, 6)) * 15)
    length = draw(st.sampled_from([30, 45, 60, 90, 150, 240, 1440]))
    pauses = draw(st.lists(st.sampled_from(range(5, min(length, 240) - 10, 15)), unique=True, max_size=2))
    shift: Document = {
        "days": draw(st.sampled_from(["mon-sun", "mon", "sun, mon", "fri-tue"])),
        "from": f"{begin:%H:%M}",
        "to": f"{begin + dt.timedelta(minutes=length):%H:%M}",
        "at_end": draw(
            st.sampled_from(
                ["finish", "interrupt", {"no_start_within": "5 min"}, {"no_start_within": "20 min"}]
            )
        ),
    }
    if pauses:
        length_of_break = draw(st.sampled_from(["5 min", "10 min"]))
        places = [begin + dt.timedelta(minutes=pause) for pause in pauses]
        shift["breaks"] = [{"at": f"{place:%H:%M}", "for": length_of_break} for place in places]
    return shift


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A whole scenario file, as plain data."""
    start = START + dt.timedelta(hours=draw(st.sampled_from([0, 6, 23])))
    horizon = draw(st.sampled_from([60, 120, 180]))
    candidates = {name: draw(shifts(start)) for name in ("early", "late")}
    known_shifts = {name: shift for name, shift in candidates.items() if _has_time(shift, start, horizon)}

    groups = {f"group_{letter}": draw(_group(known_shifts)) for letter in "abc"[: draw(st.integers(0, 3))]}
    skills = sorted({skill for group in groups.values() for skill in group["skills"]})
    names = [f"s{number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    stations = {name: draw(_station(skills, sorted(known_shifts))) for name in names}
    products = {name: draw(_product(stations)) for name in ("bolt", "nut", "pin")[: draw(st.integers(1, 3))]}
    _visit_all(products, stations)
    _give_time(draw, products, stations)
    for name, station in stations.items():
        draw(_finish(name, station, products))

    needed = _needed_skills(stations)
    people = {name: group for name, group in groups.items() if needed & set(group["skills"])}
    worked = {part["shift"] for part in (*people.values(), *stations.values()) if "shift" in part}
    document: Document = {
        "scenario": "random_plant",
        "description": "A plant by chance.",
        "clock": {
            "start": f"{start:%Y-%m-%dT%H:%M}",
            "horizon": minutes(horizon),
            "warm_up": draw(st.sampled_from(["0 s", "15 min"])),
        },
        "seed": draw(st.integers(0, 2**63 - 1)),
        "replications": draw(st.integers(1, 2)),
        "products": products,
        "stations": stations,
        "people": people,
        "shifts": {name: shift for name, shift in known_shifts.items() if name in worked},
    }
    if draw(st.booleans()):
        document["what_if"] = {"more_machines": {f"stations.{draw(st.sampled_from(names))}.machines": 3}}
    return document


def scenarios() -> st.SearchStrategy[Scenario]:
    """Random valid scenarios: 1-4 stations, 1-3 products, 0-3 groups of people, 1-3 hours."""
    return documents().map(build)


def _has_time(shift: Document, start: dt.datetime, horizon: int) -> bool:
    return bool(shift_stretches(Shift.model_validate(shift), start, to_ticks(horizon * 60)))


@st.composite
def _group(draw: st.DrawFn, known_shifts: Document) -> Document:
    skills = draw(st.lists(st.sampled_from(SKILLS), min_size=1, max_size=2, unique=True))
    group: Document = {
        "count": draw(st.integers(1, 2)),
        "skills": {skill: draw(st.sampled_from([1.0, 1.0, 0.5, 0.9])) for skill in skills},
    }
    return _with_shift(draw, group, sorted(known_shifts))


def _with_shift(draw: st.DrawFn, part: Document, known_shifts: list[str]) -> Document:
    shift = draw(st.sampled_from([None, *known_shifts]))
    return part if shift is None else part | {"shift": shift}


@st.composite
def _station(draw: st.DrawFn, skills: list[str], known_shifts: list[str]) -> Document:
    station: Document = {
        "machines": draw(st.integers(1, 3)),
        "queue": {"order": draw(st.sampled_from(["fifo", "lifo", "priority", "spt", "lpt", "edd"]))},
        "blocking": draw(st.sampled_from(["after_service", "before_service"])),
    }
    capacity = draw(st.sampled_from([None, 0, 1, 2, 5]))
    if capacity is not None:
        station["queue"]["capacity"] = capacity
    if draw(st.integers(0, 4)):
        station["processing"] = draw(distributions())
    if skills and draw(st.booleans()):
        during = draw(st.sampled_from([["setup", "processing"], ["setup"], ["processing"]]))
        station["needs"] = {"skill": draw(st.sampled_from(skills)), "during": during}
    station = _with_shift(draw, station, known_shifts)
    modes = ("jam", "motor")[: draw(st.integers(0, 2))]
    if modes:
        station["failures"] = {mode: draw(_failure(skills, "shift" in station)) for mode in modes}
    return station


@st.composite
def _failure(draw: st.DrawFn, skills: list[str], on_shift: bool) -> Document:
    failure: Document = {
        "clock": draw(st.sampled_from(["calendar", "working"] + ["on_shift"] * on_shift)),
        "time_to_failure": draw(distributions(2, 30)),
        "time_to_repair": draw(distributions(0, 10)),
        "job": draw(st.sampled_from(["resume", "restart", "scrap"])),
        "handover": draw(st.sampled_from(["hold", "release"])),
    }
    if skills and draw(st.booleans()):
        failure["repaired_by"] = draw(st.sampled_from(skills))
    return failure


@st.composite
def _product(draw: st.DrawFn, stations: Document) -> Document:
    route = draw(st.lists(st.sampled_from(sorted(stations)), min_size=1, max_size=4))
    return {"orders": draw(_orders()), "route": [{"station": station} for station in route]}


@st.composite
def _orders(draw: st.DrawFn) -> Document:
    orders: Document = {"priority": draw(st.integers(-1, 2))}
    if not draw(st.integers(0, 4)):
        return orders | {"supply": "unlimited"}
    orders |= {
        "every": draw(distributions(2, 12)),
        "first_at": draw(grid(0, 10)),
        "quantity": draw(st.integers(1, 3)),
        "when_full": draw(st.sampled_from(["wait", "lose"])),
    }
    if draw(st.booleans()):
        orders["due_in"] = draw(distributions(0, 30))
    return orders


def _visit_all(products: Document, stations: Document) -> None:
    """Lead the first product past the stations that no route visits."""
    visited = {visit["station"] for product in products.values() for visit in product["route"]}
    first = next(iter(products.values()))
    first["route"] += [{"station": station} for station in stations if station not in visited]


def _give_time(draw: st.DrawFn, products: Document, stations: Document) -> None:
    """Give steps a processing time of their own: where the station has none, where supply would not end, and
    some."""
    for product in products.values():
        for number, visit in enumerate(product["route"]):
            if number == 0 and "supply" in product["orders"]:
                visit["processing"] = draw(distributions(1, 6))
            elif "processing" not in stations[visit["station"]] or not draw(st.integers(0, 4)):
                visit["processing"] = draw(distributions())


@st.composite
def _finish(draw: st.DrawFn, name: str, station: Document, products: Document) -> None:
    """Add what depends on the routes: change-overs, scrap and rework."""
    if len(products) > 1 and draw(st.booleans()):
        before, after = draw(st.permutations(sorted(products)))[:2]
        station["setup"] = {"between": {before: {after: draw(grid(0, 5))}, after: {before: draw(grid(0, 5))}}}
    scrap = draw(st.sampled_from([0.0, 0.0, 0.1, 0.5]))
    quality: Document = {"scrap": scrap}
    if draw(st.booleans()):
        share = draw(st.sampled_from([0.2, 0.5, 1.0 - scrap]))
        back_to = draw(st.sampled_from(_passed_before(name, products)))
        quality["rework"] = {"share": share, "at": back_to, "at_most": draw(st.integers(1, 2))}
    station["quality"] = quality


def _passed_before(name: str, products: Document) -> list[str]:
    """The stations that every product has passed when it leaves this one."""
    routes = [[visit["station"] for visit in product["route"]] for product in products.values()]
    passed = [set(route[: route.index(name) + 1]) for route in routes if name in route]
    return sorted(set.intersection(*passed))


def _needed_skills(stations: Document) -> set[str]:
    needs = {station["needs"]["skill"] for station in stations.values() if "needs" in station}
    failures = [failure for station in stations.values() for failure in station.get("failures", {}).values()]
    return needs | {failure["repaired_by"] for failure in failures if "repaired_by" in failure}
