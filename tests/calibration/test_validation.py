"""A model is held against the plant fairly: through the same window, beside the plant itself."""

import numpy as np
import pytest

import shopfloor as sf
from shopfloor.calibration.observed import NEVER, happened, observe
from shopfloor.calibration.validation.baseline import naive
from shopfloor.calibration.validation.distances import distances, moments
from shopfloor.calibration.validation.floor import floor
from shopfloor.calibration.validation.measures import measures
from shopfloor.scenario import loads

PLANT = """
scenario: line
clock: {start: 2026-01-05T06:00, horizon: 6 d}
products: {part: {orders: {every: {exponential: {mean: 10 min}}}, route: [sawing, welding]}}
stations: {sawing: {processing: {gamma: {mean: 7 min, cv: 0.5}}}, welding: {machines: 2, processing: 9 min}}
"""
STATIONS = ("sawing", "welding")


@pytest.fixture(scope="module")
def seen():
    log = sf.simulate(loads(PLANT), replications=4, seed=1)
    return observe(log)


def only(seen, number):
    return seen.within(seen.since_us, seen.until_us, (number,))


def test_a_log_is_at_no_distance_from_itself(seen):
    """Every distance is zero, and there is one for each side of the plant."""
    own = moments(only(seen, 0), STATIONS)
    found = distances(own, own)
    assert set(found.values()) == {0.0}
    assert {"n_gram", "cycle_time", "arrivals", "waiting.sawing", "processing.welding"} <= set(found)


def test_distances_are_symmetric(seen):
    """It does not matter which log is called real."""
    one, other = (moments(only(seen, number), STATIONS) for number in (0, 1))
    assert distances(one, other) == pytest.approx(distances(other, one))


def test_another_run_is_nearer_than_another_plant(seen):
    """Beyond chance: the naive plant is farther away in all that it simplifies."""
    plain = naive(seen)
    assert plain is not None
    other = moments(observe(sf.simulate(plain, replications=1, seed=9)), STATIONS)
    one, again = (moments(only(seen, number), STATIONS) for number in (0, 1))
    near, far = distances(one, again), distances(one, other)
    for name in ("processing.sawing", "processing.welding", "cycle_time"):
        assert near[name] < far[name]


def test_no_floor_is_far_above_what_two_runs_show(seen):
    """The plant's distance from itself is of the size of that between two of its runs."""
    runs = [moments(only(seen, number), STATIONS) for number in range(4)]
    between = [distances(one, other) for one in runs for other in runs if one is not other]
    own = floor(runs[0], seen.since_us, seen.until_us, 0)
    for name in ("relative_events", "cycle_time", "arrivals", "processing.sawing"):
        usual = np.mean([found[name] for found in between])
        assert usual / 4 < own[name] < 4 * usual


def test_the_figures_are_those_of_the_log(seen):
    """Each is the KPI of the same name of the log that they were read from."""
    log = sf.simulate(loads(PLANT), replications=1, seed=1)
    told = {(row["kpi"], row["subject"]): row["mean"] for row in log.kpi_rows()}
    own = measures(moments(only(seen, 0), STATIONS), seen.until_us)
    for name in (
        ("completed", "plant"),
        ("throughput_rate", "plant"),
        ("lead_time", "plant"),
        ("processing_time", "station:sawing"),
    ):
        assert own[name] == pytest.approx(told[name])


def test_a_window_leaves_open_what_ends_later(seen):
    """Nothing after its end is seen, nothing that began before, and open work has lasted to the end."""
    since_us, until_us = seen.until_us // 3, seen.until_us // 2
    window = seen.within(since_us, until_us)
    visits = window.visits
    for name in ("started_us", "finished_us", "left_us"):
        moment = visits[name].to_numpy()
        assert (moment[happened(moment)] < until_us).all()
    assert (visits["queued_us"] >= since_us).all()
    at_work = happened(visits["started_us"]) & ~happened(visits["finished_us"])
    assert at_work.any()
    assert (visits["worked_us"] == until_us - visits["started_us"])[at_work].all()
    assert (window.jobs["ended_us"].to_numpy() < until_us).all()
    assert (window.jobs["outcome"].isna() == (window.jobs["ended_us"] == NEVER)).all()


def test_nothing_is_known_of_an_empty_window(seen):
    """A stretch without jobs has no distances, and no means."""
    empty = moments(seen.within(seen.until_us, seen.until_us + 1), STATIONS)
    assert distances(empty, empty) == {}
    assert set(measures(empty, 1)) == {("completed", "plant"), ("throughput_rate", "plant")}
