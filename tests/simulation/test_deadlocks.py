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


OVEN = station(batch={"min": 1, "max": 2}, blocking="before_service", queue={"capacity": 4})


def test_a_batch_that_keeps_the_place_it_waits_for() -> None:
    """The first job goes alone; the next two need two promises, and when one has the only place, nobody ever works
    there again."""
    scenario = small(
        products={"ab": product("oven", "b", quantity=3)}, stations={"oven": OVEN, "b": station()}
    )
    assert deadlocks(scenario) == [(2, "b", "b>oven>b")]
    assert len(entries(scenario, "job_completed")) == 1


def test_one_place_more_and_the_batch_begins() -> None:
    """The same jobs, with a queue of one in front of b."""
    stations = {"oven": OVEN, "b": station(queue={"capacity": 1})}
    scenario = small(products={"ab": product("oven", "b", quantity=3)}, stations=stations)
    assert not deadlocks(scenario)
    assert len(entries(scenario, "job_completed")) == 3


def test_the_other_oven_goes_on() -> None:
    """One of two ovens is stuck for ever, and told; the other still takes what goes elsewhere."""
    products = {"ab": product("oven", "b", quantity=4), "ac": product("oven", "c", at=["5 min", "9 min"])}
    stations = {"oven": OVEN | {"machines": 2}, "b": station(), "c": station()}
    scenario = small(products=products, stations=stations)
    assert [cycle for _, _, cycle in deadlocks(scenario)] == ["b>oven>b"]
    assert [row.job for row in entries(scenario, "job_completed")] == ["ab-1", "ab-2", "ac-1", "ac-2"]


WHOLE = {"orders": {"at": ["0 s"]}, "route": [{"station": "cell", "assemble": {"part": 1}}]}


def test_an_assembly_on_the_machine_that_its_part_needs() -> None:
    """It holds the only machine and waits for a part that waits for the machine."""
    scenario = small(products={"whole": WHOLE, "part": product("cell")}, stations={"cell": station(queue={})})
    assert deadlocks(scenario) == [(0, "cell", "cell>part>cell")]
    assert not entries(scenario, "job_completed")


def test_a_second_machine_makes_the_part() -> None:
    """The same jobs, with two machines."""
    stations = {"cell": station(queue={}, machines=2)}
    scenario = small(products={"whole": WHOLE, "part": product("cell")}, stations=stations)
    assert not deadlocks(scenario)
    assert [row.job for row in entries(scenario, "job_completed")] == ["whole-1"]


LATER = {"orders": {"at": ["90 s"]}, "route": WHOLE["route"]}


@pytest.mark.parametrize(("scrap", "locked"), [(0.0, []), (1.0, [(2, "cell", "cell>part>cell")])])
def test_a_part_beyond_the_machine_may_still_come(scrap: float, locked: list[object]) -> None:
    """It is painted already when the assembly takes the machine; only if it is scrapped, no other can follow."""
    stations = {"cell": station(queue={}), "paint": station(queue={}, quality={"scrap": scrap})}
    scenario = small(products={"part": product("cell", "paint"), "whole": LATER}, stations=stations)
    assert deadlocks(scenario) == locked
    assert len(entries(scenario, "job_completed")) == (not locked)


def test_initial_parts_are_still_to_come_when_the_first_machine_asks() -> None:
    """Unlimited supply takes the machine before anything is there; the first assembly gets its part, the second never."""
    whole = {"orders": {"supply": "unlimited"}, "route": WHOLE["route"]}
    part = {"route": ["cell", "paint"], "initial": {"paint": 1}}
    stations = {"cell": station(queue={}), "paint": station(queue={})}
    scenario = small(products={"whole": whole, "part": part}, stations=stations)
    assert deadlocks(scenario) == [(2, "cell", "cell>part>cell")]
    assert len(entries(scenario, "job_completed")) == 1


def test_a_full_stock_of_one_part_keeps_the_other_away() -> None:
    """The saw holds a left part whose stock is full; the bench has a left part and waits for a right one, which waits for
    the saw."""
    whole = {"orders": {"at": ["0 s"]}, "route": [{"station": "bench", "assemble": {"left": 1, "right": 1}}]}
    left = product("saw", quantity=2) | {"stock": {"capacity": 1}}
    scenario = small(
        products={"whole": whole, "left": left, "right": product("saw")},
        stations={"saw": station(queue={}), "bench": station()},
    )
    assert deadlocks(scenario) == [(2, "bench", "bench>right>saw>left>bench")]


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
