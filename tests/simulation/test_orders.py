"""When do jobs come?"""

from typing import Any

import pytest

from shopfloor.errors import RunError
from tests.simulation.plants import MINUTE_US, entries, small


def came(
    clock: dict[str, Any] | None = None, shifts: dict[str, Any] | None = None, **orders: Any
) -> list[float]:
    """The minutes at which jobs come."""
    scenario = small(
        clock=clock or {},
        products={"part": {"orders": orders, "route": ["mill"]}},
        stations={"mill": {"processing": "1 min"}},
        shifts=shifts or {},
    )
    return [row.time_us / MINUTE_US for row in entries(scenario, "job_released")]


def test_orders_at_fixed_times() -> None:
    """As they stand there, several at once if they say so, none from the horizon on."""
    assert came(at=["0 s", "5 min", "5 min", "90 min", "3 h"]) == [0, 5, 5, 90]
    assert came(at=["5 min"], quantity=3) == [5, 5, 5]


def test_orders_count_the_time_of_a_shift() -> None:
    """Every 20 minutes of two shifts of half an hour, a quarter of an hour apart: 10 minutes stay over in between."""
    day = {"days": "mon", "from": "06:00", "to": "07:15", "breaks": [{"at": "06:30", "for": "15 min"}]}
    assert came(every="20 min", shift="day", shifts={"day": day}) == [0, 20, 55]


def test_the_first_order_waits_for_its_shift() -> None:
    """Nothing is ordered at night."""
    day = {"days": "mon", "from": "07:00", "to": "08:00"}
    assert came(every="25 min", shift="day", shifts={"day": day}) == [60, 85, 110]


def test_orders_by_rate_come_in_their_hours_only() -> None:
    """Two windows, one past midnight."""
    moments = came(
        clock={"horizon": "1 d"},
        rate=[
            {"from": "08:00", "to": "09:00", "per_hour": 40},
            {"from": "23:00", "to": "01:00", "per_hour": 40},
        ],
    )
    hours = {int(6 + minute / 60) for minute in moments}
    assert hours == {8, 23, 24}


def test_orders_by_rate_are_as_many_as_the_rate_promises() -> None:
    """1 an hour all day and 9 more in three hours on three days: 24 * 10 + 9 * 3 * 3 expected; counted within four
    standard deviations of a Poisson number."""
    days = came(
        clock={"horizon": "10 d"},
        rate=[{"per_hour": 1.0}, {"days": "mon-wed", "from": "10:00", "to": "13:00", "per_hour": 9.0}],
    )
    mondays_to_wednesdays = 5
    expected = 240 + 27 * mondays_to_wednesdays
    assert abs(len(days) - expected) < 4 * expected**0.5


def test_a_rate_that_changes_nothing_is_no_change() -> None:
    """Cut in two where nothing changes, a rate gives the same orders."""
    whole = came(rate=[{"per_hour": 20.0}])
    cut = came(rate=[{"to": "07:00", "per_hour": 20.0}, {"from": "07:00", "per_hour": 20.0}])
    assert whole == cut
    assert len(whole) > 20


@pytest.mark.parametrize(
    ("product", "stations"),
    [
        (
            {"orders": {"wip": 2}, "route": ["a", "b"]},
            {"a": {"processing": "0 s", "quality": {"scrap": 1.0}}},
        ),
        ({"orders": {"wip": 1}, "route": ["b"]}, {"b": {"processing": "1 us", "speed": 1000.0}}),
        ({"orders": {"supply": "unlimited"}, "route": ["b"]}, {"b": {"processing": "1 us", "speed": 1000.0}}),
    ],
    ids=["scrapped_at_once", "too_fast", "supplied_too_fast"],
)
def test_a_plant_in_which_no_time_passes_ends_with_an_error(product: Any, stations: Any) -> None:
    """It names the product, instead of running for ever."""
    scenario = small(products={"part": product}, stations={"b": {"processing": "1 min"}} | stations)
    with pytest.raises(RunError, match="part: after 0 s jobs follow each other without end"):
        entries(scenario)


def test_a_kept_place_is_not_given_to_supply() -> None:
    """Without places in front, the machine that is repaired at minute 10 is kept for the job that is on its way there, and
    takes one from the supply when that has been worked on."""
    jam = {
        "clock": "calendar",
        "time_to_failure": {"trace": ["4 min", "1 d"]},
        "time_to_repair": "6 min",
        "job": "scrap",
    }
    scenario = small(
        products={
            "first": {
                "orders": {"at": ["0 s"]},
                "route": [{"station": "saw", "processing": "5 min"}, "mill"],
            },
            "filler": {
                "orders": {"supply": "unlimited"},
                "route": [{"station": "mill", "processing": "7 min"}],
            },
        },
        stations={
            "saw": {},
            "mill": {"processing": "2 min", "queue": {"capacity": 0}, "failures": {"jam": jam}},
        },
        travel={"otherwise": "8 min"},
    )
    loaded = entries(scenario, "loaded")
    assert [(row.time_us / MINUTE_US, row.job) for row in loaded if row.station == "mill"][:3] == [
        (0, "filler-1"),
        (13, "first-1"),
        (15, "filler-2"),
    ]


def test_supply_takes_the_place_that_is_given_back() -> None:
    """The machine that is repaired at minute 10 is kept for a job that is scrapped at minute 20."""
    jam = {
        "clock": "calendar",
        "time_to_failure": {"trace": ["4 min", "1 d"]},
        "time_to_repair": "6 min",
        "job": "scrap",
    }
    scenario = small(
        products={
            "doomed": {"orders": {"at": ["5 min"]}, "route": ["saw", "mill"]},
            "filler": {"orders": {"supply": "unlimited"}, "route": ["mill"]},
        },
        stations={
            "saw": {"processing": "15 min", "blocking": "before_service", "quality": {"scrap": 1.0}},
            "mill": {"processing": "7 min", "queue": {"capacity": 0}, "failures": {"jam": jam}},
        },
    )
    loaded = [row for row in entries(scenario, "loaded") if row.station == "mill"]
    assert [(row.time_us / MINUTE_US, row.job) for row in loaded][:3] == [
        (0, "filler-1"),
        (20, "filler-2"),
        (27, "filler-3"),
    ]
