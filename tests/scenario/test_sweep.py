"""Which plants does a sweep make of a file?"""

import re
import time
from pathlib import Path

import pytest

from shopfloor.errors import ScenarioError, UsageError
from shopfloor.scenario import load, load_sweep, loads

PLANT = """\
scenario: plant
clock: {start: 2026-01-05T06:00, horizon: 1 d}
products:
  pump: {orders: {every: 6 min}, route: [saw, {station: saw, processing: 1 min}]}
stations:
  saw: {processing: 3 min, needs: {skill: sawing}}
people:
  crew: {count: 2, skills: {sawing: 1.0}}
what_if:
  more_people: {people.crew.count: 3}
sweep:
  grid: {people.crew.count: [1, 2, 3], stations.saw.processing: [2 min, {exponential: {mean: 3 min}}]}
"""
GRID = "people.crew.count: [1, 2, 3], stations.saw.processing: [2 min, {exponential: {mean: 3 min}}]"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT)
    return path


def problems(grid: str, also: str = "") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(PLANT.replace(GRID, grid) + also, name="plant.yaml")
    return [str(problem).replace("\n", "") for problem in caught.value.problems]


def test_a_sweep_is_the_full_grid(file: Path) -> None:
    """All combinations, the last path changing fastest."""
    points = load_sweep(file, "grid")
    law = {"exponential": {"mean": "3 min"}}
    assert [tuple(point.changes.values()) for point in points] == [
        (1, "2 min"), (1, law), (2, "2 min"), (2, law), (3, "2 min"), (3, law),
    ]  # fmt: skip
    assert set(points[0].changes) == {"people.crew.count", "stations.saw.processing"}


def test_a_point_is_an_edit_of_the_file(file: Path) -> None:
    """The plant that the file would describe with these values, and without experiments."""
    bare = PLANT[: PLANT.index("what_if")]
    expected = loads(bare.replace("count: 2", "count: 3").replace("3 min", "2 min"))
    assert load_sweep(file, "grid")[4].scenario == expected


def test_a_sweep_stands_on_top_of_set(file: Path) -> None:
    """What it does not name is as it was set."""
    points = load_sweep(file, "grid", overrides={"clock.horizon": "2 d", "people.crew.count": "9"})
    assert {point.scenario.clock.horizon for point in points} == {2 * 86400}
    assert [point.scenario.people["crew"].count for point in points] == [1, 1, 2, 2, 3, 3]


def test_an_unknown_sweep_names_the_known_ones(file: Path) -> None:
    """A misspelt name is a usage error."""
    with pytest.raises(UsageError, match=re.escape('did you mean "grid"? (known: grid)')):
        load_sweep(file, "gird")
    with pytest.raises(UsageError, match="this scenario has none"):
        load_sweep("assembly_line", "grid")


def test_every_point_is_checked_on_load() -> None:
    """What is wrong with a point is told before anybody runs it: which one, where the value stands, and why."""
    (found,) = problems("people.crew.count: [1, 0]")
    assert found.startswith("plant.yaml:12:33  $.people.crew.count")
    assert 'with sweep "grid" at people.crew.count=0: got 0; expected a whole number from 1' in found


def test_what_is_wrong_with_many_points_is_told_once() -> None:
    """With the first of them."""
    (found,) = problems(f"people.crew.count: {list(range(50))}, stations.saw.machines: [1, 2, 3]")
    assert "at people.crew.count=0, stations.saw.machines=1: " in found


def test_what_is_wrong_without_a_sweep_is_told_without_it() -> None:
    """The mistake is not in the points."""
    text = PLANT.replace("skill: sawing", "skill: swaing")
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert len(caught.value.problems) == 1


def test_parts_that_do_not_fit_are_told_with_the_point() -> None:
    """A law between parts, broken by one value."""
    (found,) = problems("stations.saw.needs.skill: [sawing, welding]")
    assert 'with sweep "grid" at stations.saw.needs.skill=welding: got "welding"; expected a skill' in found


@pytest.mark.parametrize(
    ("grid", "says"),
    [
        ("people.crew.cuont: [1]", 'did you mean "count"?'),
        ("people.crew.count: [1], $.people.crew.count: [2]", "expected paths that do not touch each other"),
        ("people.crew: [{count: 1, skills: {sawing: 1}}], people.crew.count: [2]", 'on the way of "people.crew"'),
        ("what_if.more_people: [1]", "what_if itself is not changed by a path"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_told_once(grid: str, says: str) -> None:
    """However many points would take it."""
    (found,) = problems(grid + ", stations.saw.machines: [1, 2, 3]")
    assert says in found
    assert found.startswith("plant.yaml:12:")


@pytest.mark.parametrize("values", ["[]", "3", "{a: 1}", "[[[]]]", "null"])
def test_values_of_any_kind_are_told(values: str) -> None:
    """No list, or nothing in it, or nothing that could stand there."""
    assert problems(f"people.crew.count: {values}")


def test_all_sweeps_of_a_file_have_a_thousand_points_together() -> None:
    """So loading ends soon, whatever stands in a file."""
    (found,) = problems(f"seed: {list(range(999))}", "  other: {seed: [1, 2]}\n")
    assert "makes 2 points; expected 1000 at most in all sweeps of a file together" in found


def test_a_thousand_points_are_checked_in_seconds() -> None:
    """The bound on points is one on time, too (typically 1 s; ten times that here)."""
    began = time.perf_counter()
    loads(PLANT.replace(GRID, f"seed: {list(range(1000))}"))
    assert time.perf_counter() - began < 10


def test_a_plant_keeps_its_sweeps() -> None:
    """The model holds what the file says, for whoever writes it out."""
    plant = loads(PLANT)
    assert plant.sweep["grid"]["people.crew.count"] == (1, 2, 3)
    assert load("assembly_line").sweep == {}
