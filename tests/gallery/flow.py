"""Which ways do jobs take from station to station? Lines, one for products that go the same way."""

from collections.abc import Iterable
from dataclasses import dataclass

from shopfloor.scenario import Scenario
from shopfloor.scenario.model import Alternatives, Choice, Product, Step, Visit

__all__ = ["Flow", "Line", "flows", "returns"]


@dataclass(frozen=True)
class Line:
    """From a station (None: from outside) to a station (None: out of the plant)."""

    source: str | None
    target: str | None


@dataclass(frozen=True)
class Flow:
    """Products that go the same way."""

    products: tuple[str, ...]
    lines: tuple[Line, ...]


def flows(plant: Scenario) -> list[Flow]:
    """The ways of all products, in the order of the file."""
    ways: dict[tuple[Line, ...], list[str]] = {}
    for name, product in plant.products.items():
        ways.setdefault(tuple(dict.fromkeys(_lines(plant, name, product))), []).append(name)
    return [Flow(tuple(products), lines) for lines, products in ways.items()]


def returns(plant: Scenario) -> list[Line]:
    """The ways back: from where jobs are sent back to where they go on."""
    lines = []
    for name, station in plant.stations.items():
        for back in (station.quality.rework, station.inspection.rework if station.inspection else None):
            lines += [Line(name, back.at)] if back is not None and back.at != name else []
    return list(dict.fromkeys(lines))


def _lines(plant: Scenario, name: str, product: Product) -> Iterable[Line]:
    first, pairs, last = _follow(product.route)
    taken_out = _stations_that(plant, "disassemble", name)
    yield from (Line(source, station) for source in taken_out or [None] for station in first)
    yield from pairs
    put_in = _stations_that(plant, "assemble", name)
    yield from (Line(station, target) for station in last for target in put_in or [None] if station != target)


def _stations_that(plant: Scenario, word: str, part: str) -> list[str]:
    visits = (visit for product in plant.products.values() for visit in product.visits)
    return list(dict.fromkeys(visit.station for visit in visits if part in getattr(visit, word)))


def _follow(route: tuple[Step, ...]) -> tuple[list[str], list[Line], list[str]]:
    """The stations that may come first, the lines between, the stations that may come last."""
    first: list[str] = []
    lines: list[Line] = []
    last: list[str] = []
    is_open = True  # may everything so far have been skipped?
    for step in route:
        begins, within, ends, skips = _of_step(step)
        lines += [Line(one, other) for one in last for other in begins if one != other] + within
        first += begins if is_open else []
        last = (last if skips else []) + ends
        is_open = is_open and skips
    return list(dict.fromkeys(first)), lines, list(dict.fromkeys(last))


def _of_step(step: Step) -> tuple[list[str], list[Line], list[str], bool]:
    if isinstance(step, Visit):
        return [step.station], [], [step.station], False
    if isinstance(step, Alternatives):
        stations = [visit.station for visit in step.alternatives]
        return stations, [], stations, False
    assert isinstance(step, Choice)
    begins: list[str] = []
    within: list[Line] = []
    ends: list[str] = []
    skips = False
    for branch in step.choice:
        first, lines, last = _follow(branch.route)
        begins += first
        within += lines
        ends += last
        skips = skips or not branch.route
    return begins, within, ends, skips
