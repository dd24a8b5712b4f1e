"""Does a tally of the gallery's plants know what SQL finds in their logs?"""

from pathlib import Path

import pytest

from shopfloor.scenario import gallery, load
from tests.simulation.kernel.kpis.counting import assert_same_figures, run
from tests.simulation.kernel.kpis.test_seen import assert_same_seen


@pytest.mark.parametrize("name", gallery())
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_gallery_scenarios_are_counted_as_in_their_log(name: str, seed: int, tmp_path: Path) -> None:
    """KPIs to the last bit, from the end of the warm-up and from the middle; backlogs, spans, batches, duty: the same whole
    numbers."""
    plant, rows = run(load(name).model_copy(update={"seed": seed}), tmp_path)
    assert_same_figures(plant, rows, tmp_path, [plant.warm_up_us, rows[len(rows) // 2][0]])
    assert_same_seen(plant, rows, tmp_path)
