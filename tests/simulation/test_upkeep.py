"""When is a machine maintained, what wears it, and when does it fail? Worked by hand."""

from typing import Any

import pytest

from tests.simulation.plants import MINUTE_US, entries, small

Line = tuple[float, str]


def mill(horizon: str = "2 h", quantity: int = 12, **words: Any) -> Any:
    """One machine, whose jobs take ten minutes each."""
    return small(
        clock={"horizon": horizon},
        products={"part": {"orders": {"at": ["0 s"], "quantity": quantity}, "route": ["mill"]}},
        stations={"mill": {"processing": "10 min"} | words.pop("station", {})},
        **words,
    )


def moments(scenario: Any, *kinds: str) -> list[Line]:
    return [(row.time_us / MINUTE_US, row.kind) for row in entries(scenario, *kinds)]


def started(scenario: Any) -> list[float]:
    return [minute for minute, _ in moments(scenario, "maintenance_started")]


def plan(takes: str = "5 min", **words: Any) -> dict[str, Any]:
    return {"maintenance": {"service": {"takes": takes} | words}}


def test_maintenance_by_the_calendar_waits_for_the_end_of_the_work() -> None:
    """Due at 25, in the middle of the third job; done from 30 to 35; the next is due 25 minutes after that."""
    scenario = mill(station=plan(every="25 min"), horizon="70 min")
    assert moments(scenario, "maintenance_due", "maintenance_finished", "work_finished") == [
        (10, "work_finished"),
        (20, "work_finished"),
        (30, "work_finished"),
        (30, "maintenance_due"),
        (35, "maintenance_finished"),
        (45, "work_finished"),
        (55, "work_finished"),
        (65, "work_finished"),
        (65, "maintenance_due"),
    ]


def test_an_idle_machine_is_maintained_at_once() -> None:
    """Nothing is done after minute 10; due at 25."""
    assert started(mill(quantity=1, station=plan(every="25 min"), horizon="40 min")) == [25]


def test_maintenance_by_jobs_counts_jobs() -> None:
    """After every third."""
    assert started(mill(station=plan(jobs=3))) == [30, 65, 100]


def test_maintenance_by_work_counts_work() -> None:
    """Due when 25 minutes have been worked, at the end of the third job; waiting counts for nothing."""
    assert started(mill(quantity=3, station=plan(every="25 min", clock="working"))) == [30]


def test_maintenance_by_shift_counts_the_shift() -> None:
    """The station works 30 minutes an hour; due after 40 of them: ten minutes into the second hour."""
    shift = {"days": "mon", "from": "06:00", "to": "07:30", "breaks": [{"at": "06:30", "for": "30 min"}]}
    scenario = mill(
        quantity=1,
        station=plan(every="40 min", clock="on_shift") | {"shift": "day"},
        shifts={"day": shift},
    )
    assert started(scenario) == [70]


def test_wear_rises_with_work_and_maintenance_takes_it_away() -> None:
    """6 an hour is 1 a job: due when it has reached 2, after two jobs; 0 again after it."""
    scenario = mill(station=plan(at_wear=2.0) | {"wear": {"per_hour": 6.0}}, horizon="50 min")
    wear = [row.value for row in entries(scenario, "measured")]
    assert wear == pytest.approx([1, 2, 0, 1, 2])
    assert started(scenario) == [20, 45]


def test_a_machine_fails_when_it_is_worn() -> None:
    """At 1.5, after 15 minutes of work; as new after the repair, so again after 15 more."""
    failure = {"at_wear": 1.5, "time_to_repair": "5 min"}
    scenario = mill(station={"wear": {"per_hour": 6.0}, "failures": {"edge": failure}}, horizon="50 min")
    assert moments(scenario, "failed", "repaired") == [
        (15, "failed"),
        (20, "repaired"),
        (35, "failed"),
        (40, "repaired"),
    ]


def test_wear_starts_and_is_left_as_declared() -> None:
    """From 0.5 it takes ten minutes of work to 1.5; left at 1 after the repair, five."""
    failure = {"at_wear": 1.5, "time_to_repair": "5 min", "wear_after": 1.0}
    station = {"wear": {"per_hour": 6.0, "start": 0.5}, "failures": {"edge": failure}}
    assert [minute for minute, _ in moments(mill(station=station, horizon="31 min"), "failed")] == [
        10.0,
        20.0,
        30.0,
    ]


@pytest.mark.parametrize("clock", ["working", "calendar"])
def test_maintenance_renews_failures(clock: str) -> None:
    """The mode would fail after 26 minutes; a service every two jobs begins its time anew."""
    failure = {"clock": clock, "time_to_failure": "26 min", "time_to_repair": "1 min"}
    with_service = plan(jobs=2, renews=["jam"]) | {"failures": {"jam": failure}}
    assert not entries(mill(station=with_service), "failed")
    assert entries(mill(station=plan(jobs=2) | {"failures": {"jam": failure}}), "failed")


@pytest.mark.parametrize(("share", "minutes"), [(0.5, [25]), (0.9, [55])])
def test_maintenance_takes_the_occasion(share: float, minutes: list[float]) -> None:
    """Down from 25 to 40; the plan of 50 minutes has used up half of its interval then: reason enough, or not."""
    failure = {
        "clock": "calendar",
        "time_to_failure": {"trace": ["25 min", "1 d"]},
        "time_to_repair": "15 min",
    }
    station = plan(every="50 min", opportunistic=share) | {"failures": {"jam": failure}}
    assert started(mill(station=station, horizon="70 min")) == minutes


def test_who_does_it_is_waited_for() -> None:
    """The fitter comes at minute 40: due at 30, started at 40."""
    scenario = mill(
        horizon="1 h",
        station=plan(every="25 min", done_by="fitting"),
        people={"fitter": {"count": 1, "skills": {"fitting": 0.5}, "shift": "late"}},
        shifts={"late": {"days": "mon", "from": "06:40", "to": "12:00"}},
    )
    rows = entries(scenario, "maintenance_due", "maintenance_started", "maintenance_finished")
    assert [(row.time_us / MINUTE_US, row.person) for row in rows] == [
        (30, None),
        (40, "fitter.1"),
        (50, "fitter.1"),
    ]
    assert rows[1].value == 600


def test_an_interrupted_maintenance_goes_on_with_what_is_left() -> None:
    """Ten minutes of it, a break of five after six of them."""
    scenario = mill(
        horizon="1 h",
        station=plan(takes="10 min", every="25 min", done_by="fitting"),
        people={"fitter": {"count": 1, "skills": {"fitting": 1.0}, "shift": "day"}},
        shifts={
            "day": {
                "days": "mon",
                "from": "06:00",
                "to": "12:00",
                "breaks": [{"at": "06:36", "for": "5 min"}],
                "at_end": "interrupt",
            }
        },
    )
    kinds = ("maintenance_started", "maintenance_interrupted", "maintenance_resumed", "maintenance_finished")
    assert moments(scenario, *kinds) == list(zip((30, 36, 41, 45), kinds, strict=True))


def test_no_work_is_begun_on_a_machine_that_stands_for_it() -> None:
    """A job comes in the middle, and moves in when it is over."""
    scenario = small(
        products={"part": {"orders": {"at": ["12 min"]}, "route": ["mill"]}},
        stations={"mill": {"processing": "1 min"} | plan(every="10 min", takes="5 min")},
    )
    (began,) = moments(scenario, "work_started")
    assert began == (15, "work_started")
