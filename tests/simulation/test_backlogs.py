"""Which orders wait for their release, and which goes first?"""

from typing import Any

from tests.simulation.plants import MINUTE_US, entries, small


def released(**parts: Any) -> list[tuple[float, str]]:
    """(minute, job), in the order of release"""
    return [(row.time_us / MINUTE_US, row.job) for row in entries(small(**parts), "job_released")]


def one_machine(**products: Any) -> list[tuple[float, str]]:
    """Every job takes ten minutes at the only machine."""
    with_routes = {name: {"route": ["mill"]} | product for name, product in products.items()}
    return released(products=with_routes, stations={"mill": {"processing": "10 min"}})


def orders(*at: str, release: dict[str, Any], **words: Any) -> dict[str, Any]:
    return {"orders": {"at": list(at), "release": release, **words}}


def test_a_limit_lets_one_in_when_one_has_left() -> None:
    """Three orders at once, two in the plant at most."""
    part = orders("0 s", "0 s", "0 s", release={"wip_below": 2})
    assert one_machine(part=part) == [(0, "part-1"), (0, "part-2"), (10, "part-3")]


def test_the_limit_counts_the_product_or_the_plant() -> None:
    """A job of another product counts for the plant only."""
    other = {"orders": {"at": ["0 s"]}}
    own = orders("1 min", release={"wip_below": 1})
    everybody = orders("1 min", release={"wip_below": 1, "of": "plant"})
    assert one_machine(other=other, part=own)[1] == (1, "part-1")
    assert one_machine(other=other, part=everybody)[1] == (10, "part-1")


def test_the_earliest_due_date_leaves_the_backlog_first() -> None:
    """Due after 60, 30 and 45 minutes: the first is let in at once, then by due date."""
    due = {"trace": ["60 min", "30 min", "45 min"]}
    by_due = orders("0 s", "0 s", "0 s", release={"wip_below": 1, "order": "edd"}, due_in=due)
    assert [job for _, job in one_machine(part=by_due)] == ["part-1", "part-2", "part-3"]
    late = orders(
        "0 s",
        "0 s",
        "0 s",
        release={"wip_below": 1, "order": "edd"},
        due_in={"trace": ["60 min", "50 min", "45 min"]},
    )
    assert [job for _, job in one_machine(part=late)] == ["part-1", "part-3", "part-2"]


def test_the_product_of_higher_priority_goes_first() -> None:
    """When a place in the plant comes free, whoever came first."""
    release = {"wip_below": 1, "of": "plant"}
    low = orders("0 s", "1 min", release=release)
    high = orders("2 min", release=release, priority=1)
    assert one_machine(low=low, high=high) == [(0, "low-1"), (10, "high-1"), (20, "low-2")]


def test_before_its_due_date_by_so_much() -> None:
    """Due after 60 minutes and let in 20 before: after 40; due after 10: at once."""
    due = {"trace": ["60 min", "10 min"]}
    part = orders("0 s", "5 min", release={"before_due": "20 min"}, due_in=due)
    assert one_machine(part=part) == [(5, "part-2"), (40, "part-1")]


def test_an_order_waits_in_the_log() -> None:
    """job_ordered when it comes, with its due date; job_released when it is let in, because another has left."""
    scenario = small(
        products={"part": {"route": ["mill"]} | orders("0 s", "0 s", release={"wip_below": 1}, due_in="1 h")},
        stations={"mill": {"processing": "10 min"}},
    )
    rows = entries(scenario)
    (second,) = [row for row in rows if row.kind == "job_released" and row.job == "part-2"]
    assert [row.value for row in rows if row.kind == "job_ordered"] == [3600, 3600]
    assert rows[second.cause].kind == "job_completed"
    assert second.value == 3600


def test_constant_work_in_process_is_constant() -> None:
    """Whatever leaves is followed at once by the next, which it causes."""
    scenario = small(
        products={"part": {"orders": {"wip": 3}, "route": ["mill"], "initial": {"mill": 1}}},
        stations={"mill": {"processing": "10 min", "quality": {"scrap": 0.5}}},
    )
    rows = entries(scenario)
    left = [row for row in rows if row.kind in ("job_completed", "scrapped")]
    came = [row for row in rows if row.kind == "job_released"]
    assert len(came) == len(left) + 3
    assert [rows[row.cause].kind in ("job_completed", "scrapped") for row in came[3:]] == [True] * len(left)
