"""Which ways do products take through random plants? Steps, choices within choices, alternatives."""

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.plants.calendar import Document
from tests.plants.times import distributions
from tests.plants.words import Words

__all__ = ["Step", "passed_before", "routes", "steps_alone", "times_of_steps", "visitors", "visits"]

Step = dict[str, Any]
SHARES = ((0.5, 0.5), (0.25, 0.75), (0.9, 0.1), (1.0, 0.0), (0.2, 0.3, 0.5))


@st.composite
def routes(draw: st.DrawFn, words: Words, stations: Sequence[str], begins_with_a_visit: bool) -> list[Step]:
    """A route on which every job passes a station at least."""
    route = draw(_steps(words, stations, most=3, depth=2))
    place = 0 if begins_with_a_visit else draw(st.integers(0, len(route)))
    route.insert(place, {"station": draw(st.sampled_from(stations))})
    return route


@st.composite
def _steps(
    draw: st.DrawFn, words: Words, stations: Sequence[str], most: int, depth: int, least: int = 0
) -> list[Step]:
    count = draw(st.integers(least, most))
    return [draw(_step(words, stations, depth)) for _ in range(count)]


@st.composite
def _step(draw: st.DrawFn, words: Words, stations: Sequence[str], depth: int) -> Step:
    kinds = ["visit", "visit"]
    if "choice" in words and depth:
        kinds.append("choice")
    if "alternatives" in words and len(stations) > 1:
        kinds.append("alternatives")
    kind = draw(st.sampled_from(kinds))
    if kind == "visit":
        return {"station": draw(st.sampled_from(stations))}
    if kind == "alternatives":
        several = draw(st.lists(st.sampled_from(stations), min_size=2, max_size=3, unique=True))
        by = draw(st.sampled_from(["shortest_queue", "least_loaded", "random"]))
        return {"alternatives": [{"station": station} for station in several], "by": by}
    shares = draw(st.sampled_from(SHARES))
    ways = [
        draw(_steps(words, stations, most=2, depth=depth - 1, least=int(not number)))
        for number in range(len(shares))
    ]
    return {"choice": [{"share": share, "route": way} for share, way in zip(shares, ways, strict=True)]}


# --- what can be said of a route ----------------------------------------------------------------------------


def visits(route: list[Step]) -> Iterator[Step]:
    """Yield every visit that a job may make, in order."""
    for step in route:
        if "station" in step:
            yield step
        else:
            for branch in _branches(step):
                yield from visits(branch)


def steps_alone(route: list[Step]) -> Iterator[Step]:
    """Yield the visits that are no alternatives: those that may assemble and disassemble."""
    for step in route:
        if "station" in step:
            yield step
        for branch in step.get("choice", ()):
            yield from steps_alone(branch["route"])


def visitors(station: str, products: Document) -> list[str]:
    """The products that may come to a station."""
    return [
        name
        for name, product in products.items()
        if any(visit["station"] == station for visit in visits(product["route"]))
    ]


def passed_before(station: str, products: Document) -> list[str]:
    """The stations that every job has passed when it leaves this one, on whichever way; of those that stood in the plant
    from the beginning, nothing is known but that they were here."""
    passed = [
        {station} if "initial" in product else before | {station}
        for product in products.values()
        for visit, before in _with_passed(product["route"], frozenset())[0]
        if visit["station"] == station
    ]
    return sorted(set.intersection(*map(set, passed)))


def _branches(step: Step) -> list[list[Step]]:
    if "choice" in step:
        return [branch["route"] for branch in step["choice"]]
    return [[visit] for visit in step["alternatives"]]


def _with_passed(
    route: list[Step], passed: frozenset[str]
) -> tuple[list[tuple[Step, frozenset[str]]], frozenset[str]]:
    """Return each visit with what was surely passed before it, and what is passed at the end."""
    found: list[tuple[Step, frozenset[str]]] = []
    for step in route:
        if "station" in step:
            found.append((step, passed))
            passed |= {step["station"]}
            continue
        ways = [_with_passed(branch, passed) for branch in _branches(step)]
        found += [visit for way, _ in ways for visit in way]
        passed = frozenset.intersection(*(after for _, after in ways))
    return found, passed


@st.composite
def times_of_steps(draw: st.DrawFn, stations: Document, products: Document) -> None:
    """Give steps a processing time of their own: where the station has none, where jobs would come without end, and
    some."""
    for product in products.values():
        is_endless = bool({"supply", "wip"} & set(product.get("orders", {})))
        for number, visit in enumerate(visits(product["route"])):
            if number == 0 and is_endless:
                visit["processing"] = draw(distributions(1, 6))
            elif "processing" not in stations[visit["station"]] or not draw(st.integers(0, 4)):
                visit["processing"] = draw(distributions())
