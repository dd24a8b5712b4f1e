"""Is work scrapped, sent back and inspected as often as it should be?"""

import pytest

from tests.laws.measuring import EFFORTS, Effort, lines, plant, run, share_agrees, station, story
from tests.laws.theory import inspections


def checked(horizon_min: int, **words: str) -> str:
    return plant({"press": station(processing="1 min", **words)}, horizon=f"{horizon_min} min")


# ---------------------------------------------------------------- by chance


@pytest.mark.parametrize("effort", EFFORTS)
def test_scrap(engine: str, effort: Effort) -> None:
    """A machine that never starves and scraps 12 %: that yield."""
    measured = run(checked(8_000 * effort.times, quality="{scrap: 0.12}"), engine)
    worked = measured.count("work_finished")
    assert worked == 8_000 * effort.times - 1
    share_agrees(measured.count("scrapped", "quality"), worked, 0.12, effort)
    assert measured.count("job_completed") + measured.count("scrapped") == worked


@pytest.mark.parametrize("effort", EFFORTS)
def test_bounded_rework(engine: str, effort: Effort) -> None:
    """Half of the work is sent back, twice at most: 1, 2 or 3 visits, and an eighth of the jobs is scrapped."""
    text = plant(
        {"press": station(processing="1 min", quality="{rework: {share: 0.5, at: press, at_most: 2}}")},
        orders="{every: 5 min}",
        horizon=f"{45_000 * effort.times} min",
    )
    measured = run(text, engine)
    ended = measured.count("job_completed") + measured.count("scrapped")
    visits, limit = inspections.visits_until_good(0.5, 2)
    share_agrees(measured.count("scrapped", "rework_limit"), ended, limit, effort)
    per_job = measured.count("work_finished") / ended
    error = ((0.5 * 1 + 0.25 * 4 + 0.25 * 9 - visits**2) / ended) ** 0.5
    assert abs(per_job - visits) <= 3 * error <= effort.fault * visits


@pytest.mark.parametrize("effort", EFFORTS)
def test_shares_by_machine_and_product(engine: str, effort: Effort) -> None:
    """The machine's share goes before the product's, and that before the station's."""
    shares = "{scrap: 0.1, by_product: {valve: {scrap: 0.25}}, by_machine: {press.2: {scrap: 0.4}}}"
    text = plant(
        {"press": station(machines="2", processing="1 min", quality=shares)},
        products=dict.fromkeys(
            ("pump", "valve"), "{orders: {every: {exponential: {mean: 90 s}}}, route: [press]}"
        ),
        horizon=f"{16_000 * effort.times} min",
    )
    measured = run(text, engine)
    for product, machine, share in (
        ("pump", 1, 0.1),
        ("valve", 1, 0.25),
        ("pump", 2, 0.4),
        ("valve", 2, 0.4),
    ):
        here = {"product": product, "machine": f"press.{machine}"}
        worked, scrapped = measured.count("work_finished", **here), measured.count("scrapped", **here)
        share_agrees(scrapped, worked, share, effort.wider(1.3))


INSPECTED = {
    "make": station(processing="30 s", quality="{defects: {scratch: 0.2, crack: 0.1}}"),
    "look": station(processing="30 s", inspection="{misses: 0.25, false_alarms: 0.1}"),
}


@pytest.mark.parametrize("effort", EFFORTS)
def test_inspection_is_a_table_of_bayes(engine: str, effort: Effort) -> None:
    """Two faults made independently; some missed, some sound jobs flagged: four shares, and what escapes."""
    measured = run(plant(INSPECTED, orders="{every: 1 min}", horizon=f"{12_000 * effort.times} min"), engine)
    jobs = measured.count("inspected")
    exact = inspections.inspected(inspections.with_faults(0.2, 0.1), 0.25, 0.1)
    share_agrees(
        measured.count("defect_made", "scratch"), measured.count("work_finished", station="make"), 0.2, effort
    )
    share_agrees(measured.count("inspected", "passed"), jobs, exact.passed, effort)
    share_agrees(measured.count("inspected", "found"), jobs, exact.found, effort)
    share_agrees(measured.count("inspected", "missed"), jobs, exact.missed, effort.wider(1.5))
    share_agrees(measured.count("inspected", "false_alarm"), jobs, exact.false_alarm, effort.wider(1.5))
    flagged = measured.count("inspected", "found") + measured.count("inspected", "false_alarm")
    assert measured.count("scrapped", "inspection") == flagged
    share_agrees(
        measured.count("inspected", "missed"), jobs - flagged, exact.escaped_share, effort.wider(1.5)
    )


@pytest.mark.parametrize("effort", EFFORTS)
def test_an_inspection_finds_what_it_looks_for(engine: str, effort: Effort) -> None:
    """Looking for cracks alone, a scratch is no fault: found is what cracked, an alarm may be false on a scratched job."""
    stations = INSPECTED | {
        "look": station(processing="30 s", inspection="{finds: [crack], false_alarms: 0.1}")
    }
    measured = run(plant(stations, orders="{every: 1 min}", horizon=f"{12_000 * effort.times} min"), engine)
    jobs = measured.count("inspected")
    share_agrees(measured.count("inspected", "found"), jobs, 0.1, effort)
    share_agrees(measured.count("inspected", "false_alarm"), jobs, 0.09, effort)
    assert measured.count("inspected", "missed") == 0


@pytest.mark.parametrize("effort", EFFORTS)
def test_rework_by_inspection(engine: str, effort: Effort) -> None:
    """Three tenths are faulty, all of it found and made anew, once: then 9 % are scrapped."""
    stations = {
        "make": station(processing="20 s", quality="{defects: {crack: 0.3}}"),
        "look": station(processing="20 s", inspection="{rework: {at: make, at_most: 1}}"),
    }
    measured = run(plant(stations, orders="{every: 1 min}", horizon=f"{10_500 * effort.times} min"), engine)
    ended = measured.count("job_completed") + measured.count("scrapped", "rework_limit")
    share_agrees(measured.count("scrapped", "rework_limit"), ended, 0.09, effort)
    share_agrees(measured.count("reworked"), ended, 0.3, effort)
    (passed,) = measured.each("inspected", columns=["value"], detail="passed")
    assert set(passed["value"]) == {0}


@pytest.mark.parametrize("effort", EFFORTS)
def test_drift(engine: str, effort: Effort) -> None:
    """A job wears the tool by 1, ten jobs and it is changed: shares of 5 % times 2, 3, ... 11, as a job is judged when its
    work has worn the tool."""
    words = {
        "wear": "{per_hour: 60}",
        "quality": "{scrap: 0.05, drift: 1}",
        "maintenance": "{change: {jobs: 10, takes: 1 s, wear_after: 0}}",
    }
    measured = run(checked(4_000 * effort.times, **words), engine)
    share_agrees(measured.count("scrapped"), measured.count("work_finished"), 0.05 * (1 + 5.5), effort)


# ---------------------------------------------------------------- by hand


def test_a_job_is_sent_back_once_and_then_scrapped(engine: str) -> None:
    """All work of the second station is sent back to the first, once."""
    text = plant(
        {
            "cut": station(processing="2 min"),
            "weld": station(processing="3 min", quality="{rework: {share: 1, at: cut, at_most: 1}}"),
        },
        orders="{at: [0 s]}",
        horizon="1 h",
    )
    assert story(text, engine, without=["job_released", "loaded", "queue_entered"]) == lines("""
         0 work_started  part-1 cut.1
         2 work_finished part-1 cut.1
         2 work_started  part-1 weld.1
         5 work_finished part-1 weld.1
         5 reworked      part-1 weld.1 cut
         5 work_started  part-1 cut.1
         7 work_finished part-1 cut.1
         7 work_started  part-1 weld.1
        10 work_finished part-1 weld.1
        10 scrapped      part-1 weld.1 rework_limit
    """)


def test_a_fault_is_made_found_and_mended(engine: str) -> None:
    """The first work always cracks. Found at the gauge, it is made again at a station that takes the old crack away."""
    text = plant(
        {
            "turn": station(processing="2 min", quality="{defects: {crack: 1}}"),
            "gauge": station(processing="1 min", inspection="{rework: {at: turn, at_most: 1}}"),
        },
        orders="{at: [0 s]}",
        horizon="1 h",
    )
    assert story(text, engine, "defect_made", "inspected", "reworked", "scrapped") == lines("""
        2 defect_made part-1 turn.1 crack
        3 inspected   part-1 gauge.1 found
        3 reworked    part-1 gauge.1 turn
        5 defect_made part-1 turn.1 crack
        6 inspected   part-1 gauge.1 found
        6 scrapped    part-1 gauge.1 rework_limit
    """)
    assert run(text, engine).events.query("kind == 'inspected'")["value"].tolist() == [1, 1]
