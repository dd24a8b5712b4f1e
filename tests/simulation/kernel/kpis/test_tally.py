"""Are the KPIs that are counted from rows those that SQL finds in the log?"""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog.write import Row
from tests.simulation.kernel.kpis.counting import assert_same_figures, hold

KINDS = {
    "any": frozenset[str](),
    "people": frozenset({"needs", "repaired_by", "shift", "failures"}),
    "shifts": frozenset({"shift", "capacity", "before_service"}),
    "upkeep": frozenset({"maintenance", "wear", "failures", "power", "shift"}),
    "orders": frozenset({"release", "initial", "due_in", "wip"}),
    "ways": frozenset({"travel", "floor", "alternatives", "absence", "needs"}),
    "parts": frozenset({"assembly", "disassembly", "capacity", "defects"}),
    "batches": frozenset({"batch", "choice", "capacity"}),
    "quality": frozenset({"quality", "defects", "inspection"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_random_plants_have_the_figures_of_their_log(kind: str, pytestconfig: pytest.Config) -> None:
    """Wherever the warm-up ends: at the start, inside of any state, at the very moment of an event."""
    hold(KINDS[kind], 30 if pytestconfig.option.identity else 3, _check)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_random_plants_have_the_figures_of_their_log(kind: str) -> None:
    """The same, when there is time."""
    hold(KINDS[kind], 400, _check)


def _check(plant: PlantFacts, rows: list[Row], folder: Path, data: st.DataObject) -> None:
    moments = [row[0] for row in rows] or [0]
    inside, at_once = st.integers(0, plant.horizon_us - 1), st.sampled_from(moments)
    assert_same_figures(plant, rows, folder, [0, data.draw(inside), data.draw(at_once)])
