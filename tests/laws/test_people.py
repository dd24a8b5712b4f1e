"""Do people, shifts and repairs follow exact theory and hand-worked cases?"""

import pytest

from tests.laws.measuring import EFFORTS, Effort, plant, run, station
from tests.laws.theory import reliability

ROUND_THE_CLOCK = "people:\n  repair: {count: %d, skills: {mechanical: 1.0}}\n"


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("technicians", [1, 2, 3])
def test_machine_repair(engine: str, effort: Effort, technicians: int) -> None:
    """Ten machines and few technicians: availability, load and wait of the birth-death chain."""
    text = plant(
        {
            "press": station(
                machines="10",
                processing="1000 d",
                failures="{breakdown: {clock: calendar, time_to_failure: {exponential: {mean: 300 min}}, "
                "time_to_repair: {exponential: {mean: 30 min}}, repaired_by: mechanical}}",
            )
        },
        horizon=f"{30_000 * effort.times} min",
        warm_up="1000 min",
        replications=10,
        rest=ROUND_THE_CLOCK % technicians,
    )
    measured, exact = run(text, engine), reliability.machine_repair(10, 300, 30, technicians)
    measured.figure("state_share.productive", "station:press").agrees_with(exact.availability, effort)
    measured.figure("busy_share", "people:repair").agrees_with(exact.repair_busy, effort)
    measured.rate("failed").agrees_with(exact.failure_rate, effort)
    waits = measured.figure("repair_waiting_time", "station:press")
    waits.agrees_with(60 * exact.wait_for_technician, effort.wider(1.5**technicians))
    measured.figure("mttr", "station:press").agrees_with(60 * (exact.wait_for_technician + 30), effort)


TWO_SERVERS = plant(
    {
        "first": station(
            processing="15 s",
            failures="{stop: {clock: calendar, time_to_failure: 60 min, time_to_repair: 5 min, "
            "repaired_by: mechanical, handover: hold}}",
        ),
        "second": station(
            processing="90 s",
            queue="{capacity: 1}",
            failures="{stop: {clock: calendar, time_to_failure: 40 min, time_to_repair: 10 min, "
            "repaired_by: mechanical}}",
        ),
    },
    orders="{every: 30 s}",
    horizon="1440 min",
    rest=ROUND_THE_CLOCK % 1,
)


def test_two_servers_one_repairman_to_the_part(engine: str) -> None:
    """A published deterministic case: 732 parts, 78.177083 % blocked, the repairman busy 385 of 1440 minutes."""
    measured = run(TWO_SERVERS, engine)
    assert measured.value("completed") == 732
    assert measured.value("state_share.blocked", "machine:first.1") == pytest.approx(
        1125.75 / 1440, abs=1e-12
    )
    assert measured.value("busy_share", "people:repair") == pytest.approx(385 / 1440, abs=1e-12)


def test_a_failed_machine_that_releases_its_part_makes_more(engine: str) -> None:
    """Letting go of the finished part while down keeps the next machine fed."""
    released = run(TWO_SERVERS.replace("handover: hold", "handover: release"), engine)
    assert released.value("completed") > 732
    assert released.value("busy_share", "people:repair") == pytest.approx(385 / 1440, abs=1e-12)


SHIFTS = """
people:
  crew: {{count: 1, skills: {{press: 1.0}}, shift: day}}
shifts:
  day: {{days: mon, from: "00:00", to: "15:00", breaks: [{{at: "05:00", for: 5 h}}], at_end: {at_end}}}
"""


@pytest.mark.parametrize(
    ("at_end", "parts", "worked_h"),
    # on duty [0, 5) and [10, 15), 3 h of work each, horizon 20 h:
    # interrupt: 0-3, 3-5 and 10-11, 11-14, 14-15 open; finish: 0-3, 3-6, 10-13, 13-16;
    # nothing begun in the last 2.5 h of the shift: 0-3, 3-6 (a break is no end of the shift), 10-13
    [("interrupt", 3, 10), ("finish", 4, 12), ("{no_start_within: 150 min}", 3, 9)],
)
def test_what_a_shift_end_does_to_running_work(engine: str, at_end: str, parts: int, worked_h: int) -> None:
    """Three rules for the end of a shift, worked by hand."""
    text = plant(
        {"press": station(processing="3 h", needs="{skill: press}")},
        orders="{every: 30 min}",
        horizon="20 h",
        rest=SHIFTS.format(at_end=at_end),
    )
    measured = run(text, engine)
    assert measured.value("completed") == parts
    assert measured.value("state_share.productive", "machine:press.1") == worked_h / 20
    assert measured.value("busy_share", "people:crew") == worked_h / 20


@pytest.mark.parametrize(("at_end", "parts", "worked_h"), [("interrupt", 3, 10), ("finish", 4, 12)])
def test_a_station_keeps_its_shift_as_a_person_would(
    engine: str, at_end: str, parts: int, worked_h: int
) -> None:
    """A station with a shift of its own gives the same parts without people."""
    rest = SHIFTS.format(at_end=at_end).partition("shifts:")[2]
    text = plant(
        {"press": station(processing="3 h", shift="day")},
        orders="{every: 30 min}",
        horizon="20 h",
        rest="shifts:" + rest,
    )
    measured = run(text, engine)
    assert measured.value("completed") == parts
    assert measured.value("state_share.productive", "machine:press.1") == worked_h / 20


def test_proficiency_stretches_work(engine: str) -> None:
    """Somebody half as proficient takes twice as long."""
    text = plant(
        {"press": station(processing="30 min", needs="{skill: press}")},
        orders="{every: 1000 d}",
        horizon="2 h",
        rest="people:\n  novice: {count: 1, skills: {press: 0.5}}\n",
    )
    assert run(text, engine).value("processing_time", "station:press") == 3600


def test_what_happens_at_the_horizon_is_outside(engine: str) -> None:
    """Work of one minute each: the tenth would end exactly at the horizon of ten minutes."""
    measured = run(plant({"press": station(processing="1 min")}, horizon="10 min"), engine)
    assert measured.value("completed") == 9
