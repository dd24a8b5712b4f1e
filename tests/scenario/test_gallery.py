"""Are the built-in scenarios worth starting from, and do they show every word?"""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from shopfloor.distributions import Distribution
from shopfloor.scenario import Scenario, gallery, load, shift_stretches
from shopfloor.scenario.model import Alternatives, Choice, Step, Visit
from shopfloor.scenario.policies import POLICIES
from shopfloor.units import to_ticks
from tests.scenario.words import CHOICES, FIELDS

NAMES = sorted(gallery())


@pytest.fixture(params=NAMES)
def plant(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


# --- what the files say -------------------------------------------------------------------------------------


def test_the_gallery_is_complete() -> None:
    """At least ten plants that an engineer recognises."""
    assert {"assembly_line", "job_shop", "machine_shop"} <= set(NAMES)
    assert len(NAMES) >= 10


def test_each_is_named_and_told(plant: Scenario) -> None:
    """Each named as its file, told in a sentence, with a change worth trying and a seed of its own."""
    assert plant.scenario in NAMES
    assert plant.description.endswith(".")
    assert plant.what_if
    assert plant.replications > 1


def test_comments_teach(plant: Scenario) -> None:
    """Each file explains itself: a comment for every few lines."""
    lines = gallery()[plant.scenario].read_text("utf-8").splitlines()
    assert sum("#" in line for line in lines) > len(lines) / 8


def said(part: Any) -> Iterator[tuple[str, ...]]:
    """Every word that a file gives (``Station``, ``wear``), and every choice (``Queue``, ``order``, ``edd``)."""
    if isinstance(part, dict | tuple):
        for below in part.values() if isinstance(part, dict) else part:
            yield from said(below)
    elif isinstance(part, BaseModel):
        for name in part.model_fields_set:
            value = getattr(part, name)
            yield type(part).__name__, name
            for word in value if isinstance(value, tuple) else (value,):
                if isinstance(word, str):
                    yield type(part).__name__, name, word
            if not isinstance(part, Distribution):
                yield from said(value)


def test_the_gallery_speaks_the_whole_vocabulary() -> None:
    """Every field, every choice but what holds anyway, every distribution and every policy stands somewhere."""
    plants = [load(name) for name in NAMES]
    spoken = {words for plant in plants for words in said(plant)}
    tried = [change for plant in plants for change in plant.what_if.values()]
    spoken |= {("Scenario", "dispatch", change["dispatch"]) for change in tried if "dispatch" in change}
    wanted = {
        *FIELDS,
        *((part, name, word) for part, name, word in CHOICES if word != FIELDS[part, name].default),
        *(("Distribution", family) for family in Distribution.model_fields),
        *(("Scenario", "dispatch", policy) for policy in POLICIES[1:]),
    }
    assert sorted(wanted - spoken) == []


# --- what the plants do -------------------------------------------------------------------------------------


def duty(plant: Scenario, shift: str | None) -> float:
    """The share of the run that a shift works."""
    if shift is None:
        return 1.0
    horizon_us = to_ticks(plant.clock.horizon)
    parts = shift_stretches(plant.shifts[shift], plant.clock.start, horizon_us, plant.holidays)
    return sum(part.until_us - part.from_us for part in parts) / horizon_us


def visits(route: tuple[Step, ...], share: float = 1.0) -> Iterator[tuple[Visit, float]]:
    """The visits of a route, each with how often a job makes it; alternatives share alike."""
    for step in route:
        if isinstance(step, Choice):
            for branch in step.choice:
                yield from visits(branch.route, share * branch.share)
        elif isinstance(step, Alternatives):
            yield from ((visit, share / len(step.alternatives)) for visit in step.alternatives)
        else:
            yield step, share


def orders_per_s(plant: Scenario, name: str) -> float | None:
    """How many jobs of a product come in a second; ``None`` when the plant itself decides."""
    product = plant.products[name]
    orders = product.orders
    if orders.supply is not None or orders.wip is not None:
        return None
    found = sum(product.initial.values()) / plant.clock.horizon
    if orders.every is not None:
        found += orders.quantity * duty(plant, orders.shift) / orders.every.law.mean()
    found += orders.quantity * len(orders.at or ()) / plant.clock.horizon
    found += orders.quantity * sum(
        rate.per_hour / 3600 * rate.length_s * len(rate.days) / 604_800 for rate in orders.rate or ()
    )
    for other, holder in plant.products.items():
        for visit, share in visits(holder.route):
            if name in visit.disassemble:
                found += (orders_per_s(plant, other) or 0.0) * share * visit.disassemble[name]
    return found


def load_of(plant: Scenario, name: str) -> float:
    """Work that comes to a station, in the time that its machines have, change-overs and stops aside."""
    station = plant.stations[name]
    rework = station.quality.rework.share if station.quality.rework else 0.0
    work = 0.0
    for product, spec in plant.products.items():
        for visit, share in visits(spec.route):
            if visit.station == name:
                processing = visit.processing or station.processing
                assert processing is not None
                work += (orders_per_s(plant, product) or 0.0) * share * processing.law.mean() * (1 + rework)
    size = station.batch.max if station.batch is not None else 1
    return work / (sum(station.speeds) * size * duty(plant, station.shift))


def test_no_station_is_overloaded(plant: Scenario) -> None:
    """What is ordered takes less than the time on duty, so queues do not grow without end."""
    for name in plant.stations:
        assert load_of(plant, name) < 0.95, name
