"""Does a tally see what the queries of the analysis find in the log?"""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st

from shopfloor.analysis.backlogs import look_for_backlogs
from shopfloor.analysis.batch_means import MOST_BATCHES
from shopfloor.analysis.deadlocks import look_for_deadlocks
from shopfloor.analysis.intervals import batch_sums, sums_of
from shopfloor.analysis.stalls import look_for_stalls
from shopfloor.analysis.warm_up import in_spans, spans_of, spans_with, work_in_process
from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog import EventLog
from shopfloor.eventlog.kpis import STORED
from shopfloor.eventlog.write import Row
from shopfloor.simulation.kernel.kpis.grid import Grid
from shopfloor.simulation.kernel.kpis.seen import seen
from tests.simulation.kernel.kpis.counting import hold, tallied

KINDS = {
    "any": frozenset[str](),
    "shifts": frozenset({"shift", "needs", "repaired_by", "failures", "supply"}),
    "blocked": frozenset({"batch", "capacity", "before_service", "choice", "shift"}),
    "stocks": frozenset({"assembly", "release", "travel"}),
}


def assert_same_seen(plant: PlantFacts, rows: list[Row], folder: Path) -> None:
    """Compare what lies behind the findings and the intervals of a single run."""
    plain, with_shifts = (spans_with(plant, has_shifts=it, is_steady=True) for it in (False, True))
    tally = tallied(plant, rows, Grid(plain.length_us, with_shifts.length_us, MOST_BATCHES))
    found = seen(tally, 0)
    assert found.rows == len(rows)
    with closing(EventLog(folder, plant, [len(rows)]).connect([0], stored=(*STORED, "visits"))) as log:
        spans = spans_of(log, plant)
        assert spans == spans_with(plant, has_shifts=found.has_shifts, is_steady=found.is_steady)
        moves = [(0, *move) for move in (found.in_rhythm if spans.in_rhythm else found.in_process)]
        assert np.array_equal(in_spans(moves, range(1), spans), work_in_process(log, range(1), spans))
        assert sums_of(found.batch_counts, found.batch_spans, plant) == batch_sums(log, plant)
        assert found.deadlocks == look_for_deadlocks(log)
        assert found.may_stall or not look_for_stalls(log)
        backlogs = look_for_backlogs(log)
        assert changes(found.moves) == changes(backlogs.moves)
        if not found.has_mixed_goals:
            assert sorted(found.stations, key=str) == sorted(backlogs.stations, key=str)
        duty_us = [found.duty_us, *(found.station_duty_us[station] for station in found.off_shift)]
        assert tuple(map(sum, zip(*duty_us, strict=True))) == backlogs.duty_us


def changes(
    moves: Iterable[tuple[int, str, str, int, int, int]],
) -> list[tuple[int, str, str, int, int, int]]:
    """The moves that change something."""
    return sorted(move for move in moves if move[4] or move[5])


@pytest.mark.parametrize("kind", KINDS)
def test_random_plants_are_seen_as_in_their_log(kind: str, pytestconfig: pytest.Config) -> None:
    """Whatever the plant, and wherever the warm-up ends."""
    hold(KINDS[kind], 30 if pytestconfig.option.identity else 3, _check)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_random_plants_are_seen_as_in_their_log(kind: str) -> None:
    """The same, when there is time."""
    hold(KINDS[kind], 400, _check)


def _check(plant: PlantFacts, rows: list[Row], folder: Path, data: st.DataObject) -> None:
    warm_up_us = data.draw(st.integers(0, plant.horizon_us - 1) | st.just(0))
    assert_same_seen(plant.model_copy(update={"warm_up_us": warm_up_us}), rows, folder)
