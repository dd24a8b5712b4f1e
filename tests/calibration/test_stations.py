"""What belongs to a station is found again in the log of a plant whose truth is known."""

from __future__ import annotations

import pytest

from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import observe
from shopfloor.scenario import loads
from shopfloor.simulation import simulate

PLANT = """
scenario: mill
clock: {start: 2026-01-05T06:00, horizon: 30 d}
seed: 7
products:
  shaft:
    orders: {every: {exponential: {mean: 12 min}}, due_in: {uniform: {low: 1 h, high: 9 h}}}
    route: [turning, grinding, packing]
  gear:
    orders: {every: {exponential: {mean: 20 min}}, due_in: {uniform: {low: 1 h, high: 9 h}}}
    route: [{station: turning, processing: {gamma: {mean: 4 min, cv: 0.5}}}, grinding, packing]
stations:
  turning:
    machines: 2
    speed: [1.0, 1.25]
    processing: {lognormal: {mean: 9 min, cv: 0.3}}
    failures:
      jam:
        clock: calendar
        time_to_failure: {exponential: {mean: 9 h}}
        time_to_repair: {lognormal: {mean: 15 min, cv: 0.5}}
      tool:
        clock: working
        time_to_failure: {weibull: {shape: 2, mean: 6 h}}
        time_to_repair: {lognormal: {mean: 20 min, cv: 0.5}}
        job: restart
  grinding:
    queue: {capacity: 5, order: edd}
    processing: {gamma: {mean: 6 min, cv: 0.2}}
    quality: {scrap: 0.03, rework: {share: 0.06, at: turning, at_most: 1}, by_product: {gear: {scrap: 0.12}}}
    blocking: before_service
  packing:
    machines: 3
    pick: first
    queue: {order: lifo, capacity: 30}
    processing: 10 min
    shift: day
    failures:
      sensor:
        clock: on_shift
        time_to_failure: {exponential: {mean: 6 h}}
        time_to_repair: {uniform: {low: 5 min, high: 15 min}}
        job: scrap
shifts:
  day: {days: mon-sun, from: "06:00", to: "22:00"}
"""


@pytest.fixture(scope="module")
def mill() -> Draft:
    return drafted(observe(simulate(loads(PLANT, name="mill"), replications=1)), seed=0)


def holds(draft: Draft, path: str, truth: float, name: str = "mean", *, wider: float = 1.3) -> bool:
    """Whether the truth lies in the interval of a value, made wider: twenty intervals are looked at, not one."""
    estimate = draft.evidence[tuple(path.split("."))].estimates[name]
    low = estimate.value - wider * (estimate.value - estimate.low)
    high = estimate.value + wider * (estimate.high - estimate.value)
    return low <= truth <= high


def test_machines_are_counted(mill: Draft) -> None:
    assert [mill.get(("stations", name, "machines")) for name in ("turning", "grinding", "packing")] == [
        2,
        1,
        3,
    ]


def test_the_choice_among_idle_machines_is_told(mill: Draft) -> None:
    assert mill.get(("stations", "packing", "pick")) == "first"


def test_times_of_work_are_true_to_product_and_machine(mill: Draft) -> None:
    """Products that differ have times of their own in their routes; those of machines differ by their speeds."""
    base, own = mill.get(("stations", "turning", "processing")), mill.get(("products", "gear", "route"))[0]
    assert set(base) == {"lognormal"}
    assert set(own["processing"]) <= {"gamma", "erlang"}  # shape 4 is both
    assert mill.get(("products", "shaft", "route"))[0] == "turning"
    slow, fast = mill.get(("stations", "turning", "speed"))
    assert slow == 1.0
    assert fast == pytest.approx(1.25, rel=0.03)
    assert holds(mill, "stations.turning.processing", 540)
    assert holds(mill, "products.gear.route.0.processing", 240)


def test_constant_times_stay_constant(mill: Draft) -> None:
    assert mill.get(("stations", "packing", "processing")) == {"constant": "10 min"}


def test_capacities_and_orders_of_service_are_exact(mill: Draft) -> None:
    assert mill.get(("stations", "grinding", "queue")) == {"capacity": 5, "order": "edd"}
    assert mill.get(("stations", "packing", "queue")) == {"capacity": 30, "order": "lifo"}
    assert mill.get(("stations", "grinding", "blocking")) == "before_service"


@pytest.mark.parametrize(
    ("path", "clock", "job", "mean_h"),
    [
        ("stations.turning.failures.jam", "calendar", "resume", 9),
        ("stations.turning.failures.tool", "working", "restart", 6),
        ("stations.packing.failures.sensor", "on_shift", "scrap", 6),
    ],
)
def test_each_failure_has_its_clock(mill: Draft, path: str, clock: str, job: str, mean_h: float) -> None:
    failure = mill.get(tuple(path.split(".")))
    assert (failure["clock"], failure["job"]) == (clock, job)
    assert holds(mill, f"{path}.time_to_failure", mean_h * 3600)


def test_repairs_take_their_time(mill: Draft) -> None:
    assert holds(mill, "stations.turning.failures.jam.time_to_repair", 900)
    assert holds(mill, "stations.turning.failures.tool.time_to_repair", 1200)
    assert holds(mill, "stations.packing.failures.sensor.time_to_repair", 600)


def test_scrap_and_rework_are_told_by_product_where_they_differ(mill: Draft) -> None:
    quality = mill.get(("stations", "grinding", "quality"))
    assert holds(mill, "stations.grinding.quality.by_product.gear.scrap", 0.12, "share")
    assert holds(mill, "stations.grinding.quality.rework", 0.06, "share")
    assert (quality["rework"]["at"], quality["rework"]["at_most"]) == ("turning", 1)
