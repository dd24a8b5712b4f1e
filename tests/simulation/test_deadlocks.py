"""When does nothing move any more, and when does it only look so?"""

from typing import Any

import pytest

from shopfloor.scenario import Scenario
from tests.simulation.plants import MINUTE_US, entries, small


def deadlocks(scenario: Scenario) -> list[tuple[float, str, str]]:
    """(minute, station, cycle)"""
    return [(row.time_us / MINUTE_US, row.station, row.detail) for row in entries(scenario, "deadlocked")]


def station(**words: Any) -> dict[str, Any]:
    return {"processing": "1 min", "queue": {"capacity": 0}} | words


def product(*route: str, at: list[str] | None = None, **orders: Any) -> dict[str, Any]:
    return {"orders": {"at": at or ["0 s"], **orders}, "route": list(route)}


def test_two_jobs_that_want_each_others_place_never_move() -> None:
    """One goes from a to b, one from b to a, and there is no place between."""
    scenario = small(
        products={"ab": product("a", "b"), "ba": product("b", "a")}, stations={"a": station(), "b": station()}
    )
    assert deadlocks(scenario) == [(1, "a", "a>b>a")]
    assert not entries(scenario, "job_completed")


def test_one_place_more_and_they_do() -> None:
    """The same jobs, with a queue of one in front of b."""
    scenario = small(
        products={"ab": product("a", "b"), "ba": product("b", "a")},
        stations={"a": station(), "b": station(queue={"capacity": 1})},
    )
    assert not deadlocks(scenario)
    assert len(entries(scenario, "job_completed")) == 2


def test_a_circle_of_three() -> None:
    """Each waits for the next; the cycle is told once, in the order of waiting, however long it lasts."""
    scenario = small(
        products={"ab": product("a", "b"), "bc": product("b", "c"), "ca": product("c", "a")},
        stations={name: station() for name in "abc"},
    )
    ((_, start, cycle),) = deadlocks(scenario)
    assert cycle in ("a>b>c>a", "b>c>a>b", "c>a>b>c")
    assert cycle.startswith(start)


def test_waiting_behind_a_deadlock_is_none_of_its_own() -> None:
    """A third station that feeds the circle stands as well, and is not in the cycle."""
    scenario = small(
        products={"ab": product("a", "b"), "ba": product("b", "a"), "ca": product("c", "a", at=["30 s"])},
        stations={name: station() for name in "abc"},
    )
    assert deadlocks(scenario) == [(1, "a", "a>b>a")]


def test_a_station_can_wait_for_itself() -> None:
    """Two visits in a row at a station whose only machine holds the job."""
    scenario = small(products={"part": product("a", "a")}, stations={"a": station()})
    assert deadlocks(scenario) == [(1, "a", "a>a")]


def test_one_machine_that_goes_on_is_enough() -> None:
    """Station a has two machines: one waits for b, the other works on, and lets b's job in when it is done."""
    scenario = small(
        products={
            "ab": product("a", "b"),
            "ba": product("b", "a"),
            "long": {"orders": {"at": ["0 s"]}, "route": [{"station": "a", "processing": "10 min"}]},
        },
        stations={"a": station(machines=2), "b": station()},
    )
    assert not deadlocks(scenario)
    assert len(entries(scenario, "job_completed")) == 3


@pytest.mark.parametrize("blocking", ["after_service", "before_service"])
def test_promises_lock_up_as_places_do(blocking: str) -> None:
    """Whether a finished job waits, or a machine that may not begin."""
    scenario = small(
        products={"ab": product("a", "b"), "ba": product("b", "a")},
        stations={name: station(blocking=blocking) for name in "ab"},
    )
    ((_, _, cycle),) = deadlocks(scenario)
    assert cycle == "a>b>a"


def test_a_place_that_may_be_given_back_is_no_deadlock() -> None:
    """The last place at b is promised to a job that is scrapped later: b's own job, which comes a second time, gets it."""
    scenario = small(
        products={
            "doomed": {"orders": {"at": ["0 s"]}, "route": [{"station": "a", "processing": "10 min"}, "b"]},
            "twice": {"orders": {"at": ["1 min"]}, "route": ["b", "b"]},
        },
        stations={
            "a": station(blocking="before_service", quality={"scrap": 1.0}),
            "b": station(queue={"capacity": 1}),
        },
    )
    rows = entries(scenario)
    assert [row.time_us / MINUTE_US for row in rows if row.kind == "scrapped"] == [10]
    assert [row.job for row in rows if row.kind == "job_completed"] == ["twice-1"]
    assert not deadlocks(scenario)


def test_an_order_may_take_the_place_that_closes_the_circle() -> None:
    """b's machine has failed and holds its job when a place for it comes free at a; at minute 4 a's job finds no place at
    b; at 5 an order takes the place at a. Nobody begins to wait then, and still all is locked."""
    jam = {"clock": "calendar", "time_to_failure": {"trace": ["2 min", "1 d"]}, "time_to_repair": "1 h"}
    scenario = small(
        products={
            "ahead": {"orders": {"at": ["0 s"]}, "route": [{"station": "a", "processing": "3 min"}, "c"]},
            "ab": product("a", "b"),
            "ba": product("b", "a"),
            "late": product("a", at=["5 min"]),
        },
        stations={"a": station(queue={"capacity": 1}), "b": station(failures={"jam": jam}), "c": station()},
    )
    assert [(row.time_us / MINUTE_US, row.station) for row in entries(scenario, "blocked")] == [
        (1, "b"),
        (4, "a"),
    ]
    assert deadlocks(scenario) == [(5, "a", "a>b>a")]
