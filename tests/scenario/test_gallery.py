"""Are the built-in scenarios worth starting from?"""

import pytest

from shopfloor.scenario import Scenario, gallery, load, shift_stretches
from shopfloor.units import to_ticks

NAMES = ["assembly_line", "job_shop", "machine_shop"]


@pytest.fixture(params=NAMES)
def plant(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


def duty(plant: Scenario, shift: str | None) -> float:
    """The share of the run that a shift works."""
    if shift is None:
        return 1.0
    horizon_us = to_ticks(plant.clock.horizon)
    parts = shift_stretches(plant.shifts[shift], plant.clock.start, horizon_us)
    return sum(part.until_us - part.from_us for part in parts) / horizon_us


def work(plant: Scenario, name: str) -> float:
    """Seconds of work that come to a station per second."""
    station = plant.stations[name]
    rework = station.quality.rework.share if station.quality.rework else 0.0
    total = 0.0
    for product in plant.products.values():
        assert product.orders.every is not None
        jobs_per_s = product.orders.quantity / product.orders.every.law.mean()
        for visit in product.route:
            processing = visit.processing or station.processing
            assert processing is not None
            total += (visit.station == name) * jobs_per_s * processing.law.mean()
    return total * (1 + rework)


def failures_per_s(plant: Scenario, name: str, mode: str) -> float:
    station = plant.stations[name]
    failure = station.failures[mode]
    share = {
        "calendar": 1.0,
        "on_shift": duty(plant, station.shift),
        "working": work(plant, name) / station.machines,
    }
    return station.machines * share[failure.clock] / failure.time_to_failure.law.mean()


def test_the_gallery_is_complete() -> None:
    """Three plants, each named as its file, each told in a sentence."""
    assert sorted(gallery()) == NAMES
    for name in NAMES:
        plant = load(name)
        assert plant.scenario == name
        assert plant.description.endswith(".")
        assert plant.what_if


def test_no_station_is_overloaded(plant: Scenario) -> None:
    """Work and repairs take less than nine tenths of the time on duty, so queues do not grow without end."""
    for name, station in plant.stations.items():
        on_duty = duty(plant, station.shift)
        if station.needs is not None and "processing" in station.needs.during:
            groups = [group for group in plant.people.values() if station.needs.skill in group.skills]
            on_duty = min(on_duty, max(duty(plant, group.shift) for group in groups))
        repairs = sum(
            failures_per_s(plant, name, mode) * failure.time_to_repair.law.mean()
            for mode, failure in station.failures.items()
        )
        assert (work(plant, name) + repairs) / (station.machines * on_duty) < 0.9


def test_breakdowns_are_frequent_enough_to_ask_about(plant: Scenario) -> None:
    """In eight hours several machines stop."""
    stops = sum(
        failures_per_s(plant, name, mode)
        for name, station in plant.stations.items()
        for mode in station.failures
    )
    assert stops * 8 * 3600 > 3


def test_comments_teach(plant: Scenario) -> None:
    """Each file explains itself: a comment for every few lines."""
    lines = gallery()[plant.scenario].read_text().splitlines()
    assert sum("#" in line for line in lines) > len(lines) / 8
