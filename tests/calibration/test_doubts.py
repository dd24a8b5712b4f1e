"""A scenario that is no use says so itself."""

import pytest

from shopfloor.calibration.doubts import doubts_of_nearness, doubts_of_the_plant
from shopfloor.calibration.validation import Apart, Validation
from shopfloor.scenario import loads

NAMES = ("n_gram", "absolute_events", "circadian_events", "relative_events", "cycle_time", "arrivals")


def tried(further=(), *, model=3.0, floor=1.0, side="test"):
    """Half as far from the plant as a naive model, but for some distances."""
    return Validation(
        0,
        10,
        tuple(
            Apart(name, side, model if name in further else 1.0, 0, 9, 1, floor, 2.0)
            for name in (*NAMES, "waiting.saw")
        ),
        (),
    )


@pytest.mark.parametrize("further", [("cycle_time",), NAMES[:4]])
def test_what_is_further_than_a_naive_model_is_told(further):
    """In the time that jobs are in the plant, or in most distances; with both numbers."""
    (sentence,) = doubts_of_nearness(tried(further))
    assert f"in {len(further)} of 6" in sentence
    assert "3, naive 2" in sentence


@pytest.mark.parametrize(
    "validation",
    [
        None,
        tried(),
        tried(("arrivals", "n_gram", "absolute_events")),
        tried(("waiting.saw",)),
        tried(("cycle_time",), model=2.05),
        tried(("cycle_time",), floor=3.5),
        tried(("cycle_time",), side="train"),
    ],
)
def test_what_chance_or_the_plant_itself_explains_is_no_doubt(validation):
    """Few distances, a hair's breadth, less than the plant is from itself, or time that it was fitted to."""
    assert doubts_of_nearness(validation) == []


@pytest.mark.parametrize(("every", "count"), [("8 min", 0), ("5 min", 1)])
def test_a_plant_of_which_more_is_asked_than_it_can_do_is_told(every, count):
    """As ``validate`` tells it."""
    plant = loads(
        "{scenario: one, clock: {start: 2026-01-05, horizon: 2 d}, "
        f"products: {{part: {{orders: {{every: {{exponential: {{mean: {every}}}}}}}, route: [saw]}}}}, "
        "stations: {saw: {processing: {exponential: {mean: 6 min}}}}}"
    )
    told = doubts_of_the_plant(plant)
    assert len(told) == count
    assert all("120 % of what saw can do" in sentence for sentence in told)
