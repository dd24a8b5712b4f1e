"""How far is it, and where are people?"""

from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings

from shopfloor.scenario.model import Floor
from shopfloor.simulation.distances import Distances
from tests.plants.people import floors
from tests.simulation.plants import MINUTE_US, entries, small
from tests.simulation.rest import run

SQUARE = {"a": [0, 0], "b": [30, 0], "c": [30, 40]}


def plan(**spec: Any) -> Distances:
    return Distances(Floor.model_validate(spec))


@pytest.mark.parametrize(("distance", "metres"), [("rectilinear", 70), ("straight", 50)])
def test_without_aisles_one_walks_across(distance: str, metres: float) -> None:
    """Along the walls, or as the crow flies."""
    assert plan(positions=SQUARE, distance=distance).between_m("a", "c") == metres


def test_aisles_lead_by_the_shortest_way() -> None:
    """No aisle joins a and c, so the way leads past b; with one more aisle it need not."""
    aisles = [["a", "b"], ["c", "b"]]
    assert plan(positions=SQUARE, aisles=aisles, distance="straight").between_m("a", "c") == 70
    assert plan(positions=SQUARE, aisles=[*aisles, ["a", "c"]], distance="straight").between_m("c", "a") == 50


@settings(max_examples=50, derandomize=True, deadline=None)
@given(spec=floors(["s1", "s2", "s3"], may_be_nowhere=False))
def test_distances_are_a_metric(spec: dict[str, Any]) -> None:
    """The same there and back, nothing to where one is, never longer by a detour; and aisles shorten no way."""
    walked, flown = plan(**spec), plan(**{**spec, "aisles": None})
    for a, b, c in permutations(spec["positions"], 3):
        assert walked.between_m(a, a) == 0
        assert walked.between_m(a, b) == pytest.approx(walked.between_m(b, a))
        assert walked.between_m(a, c) <= walked.between_m(a, b) + walked.between_m(b, c) + 1e-9
        assert walked.between_m(a, b) >= flown.between_m(a, b) - 1e-9


def courier(**change: Any) -> Any:
    """Somebody is needed at b, then at c, then at c again; a walk of 30 m, one of 40 m, none."""
    return small(
        products={
            "one": {"orders": {"at": ["1 min"]}, "route": ["b"]},
            "two": {"orders": {"at": ["10 min", "20 min"]}, "route": ["c"]},
        },
        stations={name: {"processing": "2 min", "needs": {"skill": "work"}} for name in "bc"},
        people={"crew": {"count": 1, "skills": {"work": 1.0}, "speed": "30 m/min", "home": "a"} | change},
        floor={"positions": SQUARE},
        shifts={"day": {"days": "mon", "from": "06:00", "to": "08:00"}} if "shift" in change else {},
    )


def test_a_walk_takes_distance_over_speed() -> None:
    """Where from, where to, how long; and nothing is written where nobody walks."""
    rows = entries(courier(), "walk_started", "walk_ended", "work_started")
    assert [(row.time_us / MINUTE_US, row.kind, row.station) for row in rows] == [
        (1, "walk_started", "b"),
        (2, "walk_ended", "b"),
        (2, "work_started", "b"),
        (10, "walk_started", "c"),
        (10 + 4 / 3, "walk_ended", "c"),
        (10 + 4 / 3, "work_started", "c"),
        (20, "work_started", "c"),
    ]
    assert [row.detail for row in rows if row.kind == "walk_started"] == ["a", "b"]


def test_the_row_after_a_walk_is_caused_by_the_arrival() -> None:
    """Assigned, walk, arrival, work: each made possible by the one before."""
    rows = entries(courier())
    chain = [number for number, row in enumerate(rows) if row.person is not None][:4]
    assert [rows[number].kind for number in chain] == [
        "assigned",
        "walk_started",
        "walk_ended",
        "work_started",
    ]
    assert all(rows[after].cause == before for before, after in pairwise(chain))


def test_without_a_speed_walks_take_no_time() -> None:
    """People are where they are needed at once."""
    assert not entries(courier(speed=None), "walk_started")


def test_mesa_knows_where_people_are() -> None:
    """At the end of the run they stand in the cell of their last task, and the agents of the floor are the people."""
    plant, _ = run(courier())
    (person,) = plant.staff.people
    assert person.place == person.cell.coordinate == "c"
    assert list(plant.staff.agents) == [person]


def test_time_of_mesa_is_that_of_the_plant() -> None:
    """SimPy owns time: the model shows it, in seconds, and its own steps are never taken."""
    plant, _ = run(courier())
    assert plant.staff.time == plant.env.now / 1e6 > 0
    assert plant.staff.steps == 0


def test_a_shift_begins_at_home() -> None:
    """A run that begins within a shift begins at home; the way of the day after does, too."""
    night = {"days": "mon-sun", "from": "06:00", "to": "06:05"}
    scenario = small(
        clock={"horizon": "2 d"},
        products={"one": {"orders": {"at": ["1 min", "1441 min"]}, "route": ["b"]}},
        stations={"b": {"processing": "1 min", "needs": {"skill": "work"}}},
        people={
            "crew": {"count": 1, "skills": {"work": 1.0}, "speed": "1 m/s", "home": "a", "shift": "night"}
        },
        floor={"positions": SQUARE},
        shifts={"night": night},
    )
    assert [row.detail for row in entries(scenario, "walk_started")] == ["a", "a"]


def test_a_walk_is_not_interrupted_by_the_end_of_a_shift() -> None:
    """Who is on the way when the shift ends arrives, and leaves: nothing is begun by somebody who drops things."""
    scenario = small(
        products={"one": {"orders": {"at": ["1 min"]}, "route": ["b"]}},
        stations={"b": {"processing": "1 min", "needs": {"skill": "work"}}},
        people={
            "crew": {"count": 1, "skills": {"work": 1.0}, "speed": "10 m/min", "home": "a", "shift": "short"}
        },
        floor={"positions": SQUARE},
        shifts={"short": {"days": "mon", "from": "06:00", "to": "06:02", "at_end": "interrupt"}},
    )
    rows = [row for row in entries(scenario) if row.person is not None]
    assert [(row.time_us / MINUTE_US, row.kind) for row in rows if row.kind != "measured"] == [
        (0, "shift_started"),
        (1, "assigned"),
        (1, "walk_started"),
        (4, "walk_ended"),
        (4, "shift_ended"),
    ]
