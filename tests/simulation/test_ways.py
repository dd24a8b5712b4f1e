"""Which way does a job go, which machine does it get, and how long is it on the road?"""

from collections import Counter
from typing import Any

import pytest

from tests.simulation.plants import MINUTE_US, entries, small


def stations_of(scenario: Any, job: str) -> list[str]:
    return [row.station for row in entries(scenario, "queue_entered") if row.job == job]


def two_lathes(by: str, **change: Any) -> Any:
    """Three jobs of ten minutes for two stations; the first has two machines."""
    return small(
        products={
            "part": {
                "orders": {"at": ["0 s"], "quantity": 6},
                "route": [{"alternatives": ["old", "new"], "by": by}],
            }
        },
        stations={"old": {"processing": "10 min", "machines": 2} | change, "new": {"processing": "10 min"}},
    )


def taken(scenario: Any) -> list[str]:
    return [row.station for row in entries(scenario, "queue_entered")]


def test_the_shortest_queue_counts_all_who_are_there() -> None:
    """In the queue and in machines; ties go to the first."""
    assert taken(two_lathes("shortest_queue")) == ["old", "new", "old", "new", "old", "new"]


def test_the_least_loaded_counts_jobs_for_each_machine() -> None:
    """Old has two machines: 0, 1/2 against 0; then by jobs here for each machine."""
    assert taken(two_lathes("least_loaded")) == ["old", "new", "old", "old", "new", "old"]


def test_a_station_with_a_place_comes_before_one_without() -> None:
    """Old is full after two; the others go to new, however many wait there."""
    full = two_lathes("shortest_queue", queue={"capacity": 0})
    assert taken(full) == ["old", "new", "old", "new", "new", "new"]


def test_chance_takes_each_alternative_as_often() -> None:
    """A thousand jobs, within four standard deviations of a half."""
    scenario = small(
        clock={"horizon": "1 d"},
        products={
            "part": {
                "orders": {"at": ["0 s"], "quantity": 1000},
                "route": [{"alternatives": ["old", "new"], "by": "random"}],
            }
        },
        stations={"old": {"processing": "1 s"}, "new": {"processing": "1 s"}},
    )
    assert abs(Counter(taken(scenario))["old"] - 500) < 4 * (1000 / 4) ** 0.5


def test_shares_of_a_choice_are_kept() -> None:
    """Nested: a tenth of the half that goes to b goes to c as well; within four standard deviations."""
    inner = {"choice": [{"share": 0.1, "route": ["c"]}, {"share": 0.9, "route": []}]}
    outer = {"choice": [{"share": 0.5, "route": ["b", inner]}, {"share": 0.5, "route": []}]}
    scenario = small(
        clock={"horizon": "1 d"},
        products={"part": {"orders": {"at": ["0 s"], "quantity": 4000}, "route": ["a", outer, "d"]}},
        stations={name: {"processing": "1 s", "machines": 10} for name in "abcd"},
    )
    visits = Counter(taken(scenario))
    assert visits["a"] == visits["d"] == 4000
    assert abs(visits["b"] - 2000) < 4 * (4000 / 4) ** 0.5
    assert abs(visits["c"] - 200) < 4 * (4000 * 0.05 * 0.95) ** 0.5


def test_rework_goes_on_along_the_way_that_was_taken() -> None:
    """Sent back into a branch, a job goes on behind the branch; its choice is not made again."""
    branches = [{"share": 0.5, "route": ["left", "check"]}, {"share": 0.5, "route": ["right", "check"]}]
    scenario = small(
        products={
            "part": {
                "orders": {"at": ["0 s"], "quantity": 30},
                "route": ["begin", {"choice": branches}, "end"],
            }
        },
        stations={
            **{name: {"processing": "1 s"} for name in ("begin", "left", "right", "end")},
            "check": {
                "processing": "1 s",
                "quality": {"rework": {"share": 0.5, "at": "begin", "at_most": 1}},
            },
        },
    )
    reworked = {row.job for row in entries(scenario, "reworked")}
    assert reworked
    for job in reworked:
        way = stations_of(scenario, job)
        first = way.index("check") + 1
        assert way[0] == way[first] == "begin"
        assert way[first + 1] in ("left", "right")


@pytest.mark.parametrize(
    ("pick", "machines"), [("longest_idle", ["m.1", "m.2", "m.1", "m.2"]), ("first", ["m.1"] * 4)]
)
@pytest.mark.parametrize("batch", [{}, {"batch": {"max": 2}}], ids=["alone", "in_batches"])
def test_which_idle_machine_takes_a_job(batch: dict[str, Any], pick: str, machines: list[str]) -> None:
    """Jobs come one by one; every machine is idle each time."""
    scenario = small(
        products={"part": {"orders": {"every": "10 min"}, "route": ["m"]}},
        stations={"m": {"processing": "1 min", "machines": 2, "pick": pick} | batch},
        clock={"horizon": "40 min"},
    )
    assert [row.machine for row in entries(scenario, "loaded")] == machines


def test_any_idle_machine_takes_a_job() -> None:
    """Each of three as often, within four standard deviations; batches, too."""
    for batch in ({}, {"batch": {"max": 2}}):
        scenario = small(
            products={"part": {"orders": {"every": "10 s"}, "route": ["m"]}},
            stations={"m": {"processing": "1 s", "machines": 3, "pick": "random"} | batch},
        )
        times = Counter(row.machine for row in entries(scenario, "loaded"))
        total = sum(times.values())
        assert total == 1080
        assert set(times.values()) != {360}
        assert all(abs(count - total / 3) < 4 * (total * 2 / 9) ** 0.5 for count in times.values())


def moves(travel: dict[str, Any], **parts: Any) -> list[tuple[str, str, float]]:
    """(from, to, minutes) of a job that goes a, b, b, a, c."""
    scenario = small(
        products={"part": {"orders": {"at": ["0 s"]}, "route": ["a", "b", "b", "a", "c"]}},
        stations={name: {"processing": "1 min"} for name in "abc"},
        travel=travel,
        **parts,
    )
    started, arrived = entries(scenario, "move_started"), entries(scenario, "moved")
    assert [end.time_us - start.time_us for start, end in zip(started, arrived, strict=True)] == [
        row.value * 1e6 for row in started
    ]
    return [(row.station, row.detail, row.value / 60) for row in started]


def test_a_pair_counts_both_ways_unless_the_other_way_is_given() -> None:
    """What is said of no pair takes as long as what is said otherwise; to the same station nobody moves."""
    assert moves({"between": {"a": {"b": "2 min"}}, "otherwise": "5 min"}) == [
        ("a", "b", 2),
        ("b", "a", 2),
        ("a", "c", 5),
    ]
    both = {"between": {"a": {"b": "2 min"}, "b": {"a": "3 min"}}}
    assert moves(both) == [("a", "b", 2), ("b", "a", 3)]


def test_a_speed_needs_no_times() -> None:
    """Times of pairs come first, then the way over the floor."""
    floor = {"positions": {"a": [0, 0], "b": [60, 0], "c": [0, 120]}}
    travel = {"between": {"a": {"b": "5 min"}}, "speed": "1 m/s", "otherwise": "9 min"}
    assert moves(travel, floor=floor) == [("a", "b", 5), ("b", "a", 5), ("a", "c", 2)]


def test_a_place_is_kept_for_a_job_on_the_road() -> None:
    """One place and one machine at b: the third job must wait at a until the first has been worked on at b."""
    scenario = small(
        products={"part": {"orders": {"at": ["0 s"], "quantity": 3}, "route": ["a", "b"]}},
        stations={"a": {"processing": "1 min"}, "b": {"processing": "10 min", "queue": {"capacity": 1}}},
        travel={"otherwise": "4 min"},
    )
    assert [(row.time_us / MINUTE_US, row.job) for row in entries(scenario, "move_started")] == [
        (1, "part-1"),
        (2, "part-2"),
        (15, "part-3"),
    ]
