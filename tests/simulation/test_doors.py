"""Who gets the place that comes free? The one who has waited longest, whoever it is."""

from typing import Any

from tests.simulation.plants import MINUTE_US, entries, small


def arrivals(jam: dict[str, Any] | None = None) -> list[tuple[float, str]]:
    """(minute, job) of those who come to c, where everything takes ten minutes and nothing waits in front. From minute 1
    on, a finished job waits at a; from 2 on, an order outside; from 3 on, a machine that may not begin without a place."""
    failures = {"failures": {"jam": jam}} if jam else {}
    scenario = small(
        products={
            "busy": {"orders": {"at": ["0 s"]}, "route": ["c"]},
            "blocked": {"orders": {"at": ["0 s"]}, "route": ["a", "c"]},
            "outside": {"orders": {"at": ["2 min"]}, "route": ["c"]},
            "promised": {"orders": {"at": ["3 min"]}, "route": ["b", "c"]},
            "late": {"orders": {"at": ["4 min"]}, "route": ["c"]},
        },
        stations={
            "a": {"processing": "1 min"} | failures,
            "b": {"processing": "1 min", "blocking": "before_service"},
            "c": {"processing": "10 min", "queue": {"capacity": 0}},
        },
    )
    rows = [row for row in entries(scenario, "queue_entered") if row.station == "c"]
    return [(row.time_us / MINUTE_US, row.job) for row in rows]


def test_the_longest_waiting_passes_first() -> None:
    """A promise is used when the work is done: one minute after the place was given."""
    assert arrivals() == [
        (0, "busy-1"),
        (10, "blocked-1"),
        (20, "outside-1"),
        (31, "promised-1"),
        (41, "late-1"),
    ]


def test_a_failed_machine_that_holds_its_part_keeps_its_turn() -> None:
    """Down from 5 to 15: passed over at 10, the first at 20."""
    jam = {"clock": "calendar", "time_to_failure": {"trace": ["5 min", "1 d"]}, "time_to_repair": "10 min"}
    assert arrivals(jam) == [
        (0, "busy-1"),
        (10, "outside-1"),
        (20, "blocked-1"),
        (31, "promised-1"),
        (41, "late-1"),
    ]


def test_what_is_given_back_goes_to_the_next() -> None:
    """A place is kept for a job that is scrapped after five minutes: whoever waits outside has it then."""
    scenario = small(
        products={
            "doomed": {"orders": {"at": ["0 s"]}, "route": ["a", "c"]},
            "next": {"orders": {"at": ["1 min"]}, "route": ["c"]},
        },
        stations={
            "a": {"processing": "5 min", "blocking": "before_service", "quality": {"scrap": 1.0}},
            "c": {"processing": "1 min", "queue": {"capacity": 0}},
        },
    )
    (entered,) = [row for row in entries(scenario, "queue_entered") if row.station == "c"]
    assert (entered.job, entered.time_us / MINUTE_US) == ("next-1", 5)


def test_a_repaired_machine_uses_the_place_that_is_there() -> None:
    """The place came free at 10, while the machine that held its part was down; it passes on at 15."""
    jam = {"clock": "calendar", "time_to_failure": {"trace": ["5 min", "1 d"]}, "time_to_repair": "10 min"}
    scenario = small(
        products={
            "busy": {"orders": {"at": ["0 s"]}, "route": ["c"]},
            "blocked": {"orders": {"at": ["0 s"]}, "route": ["a", "c"]},
        },
        stations={
            "a": {"processing": "1 min", "failures": {"jam": jam}},
            "c": {"processing": "10 min", "queue": {"capacity": 0}},
        },
    )
    (unblocked,) = entries(scenario, "unblocked")
    assert unblocked.time_us / MINUTE_US == 15
