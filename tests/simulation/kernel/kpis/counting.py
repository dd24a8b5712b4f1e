"""Are the figures of a tally those of the log? Both get the rows of one run of the reference engine."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from fractions import Fraction
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopfloor.contracts.plant import PlantFacts
from shopfloor.errors import RunError
from shopfloor.eventlog import EventLog, EventWriter
from shopfloor.eventlog.kpis import STORED, Figure, measure
from shopfloor.eventlog.write import Row
from shopfloor.scenario import Scenario, plant_facts
from shopfloor.simulation.kernel.kpis.grid import Grid
from shopfloor.simulation.kernel.kpis.numbering import Numbering
from shopfloor.simulation.kernel.kpis.tally import Tally
from shopfloor.simulation.reference import run_replication
from tests.plants import scenarios

__all__ = ["assert_same_figures", "hold", "run", "tallied", "values"]

SETTINGS = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))

SIZES = (1, 2, 3, 977, 31, 1, 65_537)
"""How many rows come at once, in turns."""


def run(scenario: Scenario, folder: Path) -> tuple[PlantFacts, list[Row]]:
    """Run the first replication, write its log into the folder, and return its rows."""
    rows: list[Row] = []
    plant = plant_facts(scenario, 1, scenario.seed)
    with EventWriter(folder / "events" / "replication-00000.parquet", 0) as writer:
        run_replication(scenario, scenario.seed, 0, rows.extend)
        writer.write(rows)
    return plant, rows


def tallied(plant: PlantFacts, rows: Sequence[Row], grid: Grid | None = None) -> Tally:
    """Count the rows, in chunks of odd sizes."""
    numbering, tally = Numbering(plant), Tally(plant, grid)
    left = iter(rows)
    sizes = iter(SIZES)
    while chunk := list(islice(left, next(sizes, SIZES[-1]))):
        tally.take(numbering.columns(chunk), numbering.details)
    return tally


def values(figures: Iterable[Figure]) -> dict[tuple[str, str], Fraction | None]:
    """(subject, KPI) -> value; None where the replication does not have the figure."""
    return {
        (subject, kpi): Fraction(numerator, denominator) if denominator else None
        for _, subject, kpi, numerator, denominator in figures
    }


def hold(words: frozenset[str], examples: int, check: Callable[..., None]) -> None:
    """Check random plants that use these words: ``check(plant, rows, folder, data)``, ``data`` for draws of its own."""

    @settings(SETTINGS, max_examples=examples)
    @given(scenario=scenarios(always=words), data=st.data())
    def test(scenario: Scenario, data: st.DataObject) -> None:
        with TemporaryDirectory() as folder:
            try:
                plant, rows = run(scenario, Path(folder))
            except RunError:  # jobs without end
                return
            check(plant, rows, Path(folder), data)

    test()


def assert_same_figures(
    plant: PlantFacts, rows: Sequence[Row], folder: Path, warm_ups_us: Sequence[int]
) -> None:
    """Compare them all, exactly, for each of these warm-ups."""
    log = EventLog(folder, plant, [len(rows)])
    with closing(log.connect([0], stored=(*STORED, "visits", "people"))) as connection:
        for warm_up_us in warm_ups_us:
            connection.execute("UPDATE plant SET warm_up_us = ?", [warm_up_us])
            expected = values(measure(connection.cursor()))
            counted = tallied(plant.model_copy(update={"warm_up_us": warm_up_us}), rows).figures(0)
            assert values(counted) == expected
            assert len(expected) > 50
