"""What no log shows is found by simulation, and kept only if unseen time agrees."""

import pytest

import shopfloor as sf
from shopfloor.calibration import calibrating
from shopfloor.calibration.observed import observe
from shopfloor.calibration.tuning import knobs, tune, turned
from shopfloor.scenario import loads
from tests.calibration.test_calibrate import COLUMNS, csv

PLANT = """
scenario: tight
clock: {{start: 2026-01-05T06:00, horizon: 10 d}}
products: {{part: {{orders: {{every: {{exponential: {{mean: 10 min}}}}}}, route: [sawing, welding]}}}}
stations:
  sawing: {{processing: {{gamma: {{mean: 7 min, cv: 0.5}}}}}}
  welding: {{processing: {{gamma: {{mean: 8.5 min, cv: 0.6}}}}{queue}}}
"""


def observed_of(tmp_path, queue):
    """The log of the plant as a file that says nothing of places, nor of blocking."""
    log = sf.simulate(loads(PLANT.format(queue=queue)), replications=1, seed=2)
    return observe(sf.read_log(csv(log, tmp_path / "mes.csv"), COLUMNS).log)


@pytest.fixture
def limited(tmp_path):
    return observed_of(tmp_path, ", queue: {capacity: 2}")


def test_a_queue_that_is_often_full_may_have_no_more_places(limited):
    """The capacity is looked for around the longest queue."""
    draft = calibrating.drafted(limited, 0)
    (places,) = (knob for knob in knobs(limited, draft) if knob.kind == "places" and "welding" in knob.path)
    assert places.low <= 2 <= places.high


def test_what_is_found_is_nearer_on_time_that_was_held_out(limited):
    """Or it is not kept; the number of simulations stays within the budget."""
    draft = calibrating.drafted(limited, 0)
    tuned, told = tune(limited, draft, calibrating.scenario_of, budget=16, seed=0)
    assert told is not None
    assert told.runs <= 16
    assert told.kept == (tuned is not draft)
    if told.kept:
        assert told.after < told.before
        assert tuned.get(("stations", "welding", "queue", "capacity")) is not None


def test_nothing_is_looked_for_where_everything_is_recorded():
    """A simulated log has a reason for every wait."""
    observed = observe(sf.simulate(loads(PLANT.format(queue="")), replications=1, seed=2))
    draft = calibrating.drafted(observed, 0)
    assert knobs(observed, draft) == ()
    assert tune(observed, draft, calibrating.scenario_of, budget=60, seed=0) == (draft, None)


def test_an_input_is_set_or_taken_away(limited):
    """A share of nothing, or places without end, are left out of the scenario."""
    draft = calibrating.drafted(limited, 0)
    (places,) = (knob for knob in knobs(limited, draft) if knob.kind == "places" and "welding" in knob.path)
    assert turned(draft, {places: 2.0}).get(places.path) == 2
    assert turned(draft, {places: places.high}).get(places.path) is None
    assert draft.get(places.path) is None
