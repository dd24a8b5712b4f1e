"""Does a calibrated scenario offer what the plant has not seen, and does all of it run?"""

from __future__ import annotations

import pytest

import shopfloor as sf
from shopfloor.calibration.calibrating import scenario_of
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.unseen import with_what_if
from shopfloor.scenario import dump, loads

PLANT = {
    "scenario": "shop",
    "clock": {"start": "2026-01-05T06:00", "horizon": "1 d"},
    "products": {
        "pump": {"orders": {"every": {"exponential": {"mean": "10 min"}}}, "route": ["saw"]},
        "valve": {"orders": {"every": {"exponential": {"mean": "30 min"}}}, "route": ["saw"]},
    },
    "stations": {
        "saw": {
            "processing": {"gamma": {"mean": "4 min", "cv": 0.5}},
            "needs": {"skill": "sawyer", "during": ["processing"]},
            "failures": {
                "blade": {"time_to_failure": {"exponential": {"mean": "4 h"}}, "time_to_repair": "10 min"}
            },
        }
    },
    "people": {"crew": {"count": 2, "skills": {"sawyer": 1.0}}},
}


@pytest.fixture(scope="module")
def offered() -> Draft:
    return with_what_if(Draft(document=dict(PLANT)), scenario_of)


def test_what_makes_sense_is_offered(offered):
    assert list(offered.document["what_if"]) == [
        "failures_half_as_often", "failures_twice_as_often", "one_person_fewer", "one_person_more",
        "a_tenth_more_orders", "other_mix",
    ]  # fmt: skip
    assert "what_if" not in PLANT


@pytest.mark.parametrize("name", ["failures_twice_as_often", "one_person_fewer", "other_mix"])
def test_each_of_it_runs(offered, name):
    text = dump(scenario_of(offered))
    assert sf.simulate(loads(text, what_if=name), replications=1).kpis is not None


def test_another_mix_brings_as_many_orders(offered):
    """6 pumps and 2 valves an hour become 4 and 4."""
    change = offered.document["what_if"]["other_mix"]
    assert change == {
        "products.valve.orders.every": {"exponential": {"mean": "15 min"}},
        "products.pump.orders.every": {"exponential": {"mean": "15 min"}},
    }


def test_what_cannot_be_is_not_offered():
    """Of one person there is none fewer, and what never fails cannot fail less."""
    saw = {"processing": "4 min"}
    plant = PLANT | {"stations": {"saw": saw}, "people": {}}
    found = with_what_if(Draft(document=plant), scenario_of).document["what_if"]
    assert list(found) == ["a_tenth_more_orders", "other_mix"]
