"""How do parts become one job, and how does one job become parts?"""

from typing import Any

from tests.simulation.plants import MINUTE_US, entries, small

Line = tuple[float, str, str]


def lines(scenario: Any, *kinds: str) -> list[Line]:
    return [(row.time_us / MINUTE_US, row.kind, row.job) for row in entries(scenario, *kinds)]


def bicycle(wheels: dict[str, Any], frames: dict[str, Any], **stock: Any) -> Any:
    """A frame takes two wheels; everything takes a minute."""
    return small(
        products={
            "frame": {"orders": frames, "route": [{"station": "join", "assemble": {"wheel": 2}}]},
            "wheel": {"orders": wheels, "route": ["spin"]} | ({"stock": stock} if stock else {}),
        },
        stations={"join": {"processing": "1 min"}, "spin": {"processing": "1 min"}},
    )


def test_an_assembly_waits_until_all_its_parts_are_there() -> None:
    """Wheels are finished at 1 and 6: the frame waits from 0 to 6, and says for what."""
    scenario = bicycle({"at": ["0 s", "5 min"]}, {"at": ["0 s"]})
    assert lines(scenario, "parts_awaited", "stocked", "assembled", "parts_taken", "work_started") == [
        (0, "parts_awaited", "frame-1"),
        (0, "work_started", "wheel-1"),
        (1, "stocked", "wheel-1"),
        (5, "work_started", "wheel-2"),
        (6, "stocked", "wheel-2"),
        (6, "assembled", "wheel-1"),
        (6, "assembled", "wheel-2"),
        (6, "parts_taken", "frame-1"),
        (6, "work_started", "frame-1"),
    ]
    (awaited,) = entries(scenario, "parts_awaited")
    assert awaited.detail == "wheel"


def test_parts_that_are_there_are_taken_without_waiting() -> None:
    """The oldest first; each says what it became a part of."""
    scenario = bicycle({"at": ["0 s", "1 min", "2 min"]}, {"at": ["10 min"]})
    assert not entries(scenario, "parts_awaited")
    assert [(row.job, row.detail, row.machine) for row in entries(scenario, "assembled")] == [
        ("wheel-1", "frame-1", "join.1"),
        ("wheel-2", "frame-1", "join.1"),
    ]


def test_a_full_stock_blocks() -> None:
    """Two places: the third wheel stays in its machine until the frame has taken two."""
    scenario = bicycle({"at": ["0 s"], "quantity": 4}, {"at": ["10 min"]}, capacity=2)
    blocked, unblocked = entries(scenario, "blocked", "unblocked")
    assert (blocked.job, blocked.detail, blocked.time_us / MINUTE_US) == ("wheel-3", "after_service>wheel", 3)
    assert (unblocked.job, unblocked.time_us / MINUTE_US) == ("wheel-3", 10)


def test_who_can_be_served_overtakes_who_cannot() -> None:
    """A cart needs three wheels and waits first; the frame that comes later needs two, and gets the first two."""
    scenario = small(
        products={
            "cart": {"orders": {"at": ["0 s"]}, "route": [{"station": "yard", "assemble": {"wheel": 3}}]},
            "frame": {"orders": {"at": ["1 min"]}, "route": [{"station": "join", "assemble": {"wheel": 2}}]},
            "wheel": {"orders": {"at": ["2 min"], "quantity": 5}, "route": ["spin"]},
        },
        stations={name: {"processing": "1 min"} for name in ("yard", "join", "spin")},
    )
    assert lines(scenario, "parts_taken") == [(4, "parts_taken", "frame-1"), (7, "parts_taken", "cart-1")]


def test_constant_work_in_process_of_parts_follows_the_assembly() -> None:
    """A part that is taken has left: the next one is made for it."""
    scenario = bicycle({"wip": 2}, {"at": ["0 s", "1 h"]})
    assert lines(scenario, "job_released")[:3] == [
        (0, "job_released", "wheel-1"),
        (0, "job_released", "wheel-2"),
        (0, "job_released", "frame-1"),
    ]
    assert [row.job for row in entries(scenario, "job_released") if row.time_us == 2 * MINUTE_US] == [
        "wheel-3",
        "wheel-4",
    ]


def test_a_disassembly_lets_the_parts_out() -> None:
    """After the work; each part says what it was taken out of and goes its own way, the rest goes on."""
    scenario = small(
        products={
            "car": {
                "orders": {"at": ["0 s"]},
                "route": [{"station": "yard", "disassemble": {"door": 2}}, "press"],
            },
            "door": {"route": ["wash"]},
        },
        stations={name: {"processing": "1 min"} for name in ("yard", "press", "wash")},
    )
    rows = entries(scenario)
    (out,) = [number for number, row in enumerate(rows) if row.kind == "disassembled"]
    parts = [row for row in rows if row.kind == "job_released" and row.product == "door"]
    assert rows[out].value == 2
    assert [(row.job, row.detail, row.cause) for row in parts] == [
        ("door-1", "car-1", out),
        ("door-2", "car-1", out),
    ]
    assert [row.job for row in rows if row.kind == "job_completed"] == ["door-1", "car-1", "door-2"]


def test_parts_find_no_place_and_wait_outside() -> None:
    """The yard is not blocked by what it lets out."""
    scenario = small(
        products={
            "car": {"orders": {"at": ["0 s"]}, "route": [{"station": "yard", "disassemble": {"door": 3}}]},
            "door": {"route": ["wash"]},
        },
        stations={"yard": {"processing": "1 min"}, "wash": {"processing": "5 min", "queue": {"capacity": 1}}},
    )
    assert lines(scenario, "queue_entered", "job_completed") == [
        (0, "queue_entered", "car-1"),
        (1, "queue_entered", "door-1"),
        (1, "queue_entered", "door-2"),
        (1, "job_completed", "car-1"),
        (6, "job_completed", "door-1"),
        (6, "queue_entered", "door-3"),
        (11, "job_completed", "door-2"),
        (16, "job_completed", "door-3"),
    ]


def test_a_promise_of_a_place_in_the_stock_is_kept() -> None:
    """Blocking before service: the last place of the stock is kept from the beginning of the work on."""
    scenario = small(
        products={
            "whole": {"orders": {"at": ["30 min"]}, "route": [{"station": "join", "assemble": {"part": 1}}]},
            "part": {
                "orders": {"at": ["0 s"], "quantity": 3},
                "route": ["saw"],
                "stock": {"capacity": 1},
            },
        },
        stations={
            "join": {"processing": "1 min"},
            "saw": {"processing": "5 min", "machines": 2, "blocking": "before_service"},
        },
    )
    assert lines(scenario, "blocked", "unblocked", "stocked") == [
        (0, "blocked", "part-2"),
        (5, "stocked", "part-1"),
        (5, "blocked", "part-3"),
        (30, "unblocked", "part-2"),
        (35, "stocked", "part-2"),
    ]
