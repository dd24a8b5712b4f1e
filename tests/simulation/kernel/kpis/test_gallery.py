"""Does a tally of the gallery's plants know what SQL finds in their logs?"""

from pathlib import Path

import pytest

from shopfloor.scenario import gallery, load
from tests.simulation.kernel.kpis.counting import assert_same_figures, run
from tests.simulation.kernel.kpis.test_seen import assert_same_seen


@pytest.mark.parametrize("name", gallery())
@pytest.mark.parametrize("share", [0.4, pytest.param(1.0, marks=pytest.mark.long)])
def test_gallery_scenarios_are_counted_as_in_their_log(name: str, share: float, tmp_path: Path) -> None:
    """KPIs to the last bit, from the end of the warm-up and from the middle; backlogs, spans, batches, duty: the same whole
    numbers."""
    scenario = load(name)
    clock = scenario.clock
    shorter = clock.model_copy(update={"horizon": clock.horizon * share, "warm_up": clock.warm_up * share})
    plant, rows = run(scenario.model_copy(update={"clock": shorter}), tmp_path)
    assert_same_figures(plant, rows, tmp_path, [plant.warm_up_us, rows[len(rows) // 2][0]])
    assert_same_seen(plant, rows, tmp_path)
