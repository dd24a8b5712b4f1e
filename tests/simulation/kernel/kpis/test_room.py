"""Is there room for whatever comes: many jobs, many stops at once, many places ahead, and centuries?"""

from fractions import Fraction
from pathlib import Path

from shopfloor.contracts.plant import PlantFacts
from shopfloor.eventlog.write import Row
from shopfloor.scenario import loads, plant_facts
from shopfloor.simulation.kernel.kpis.numbering import Numbering
from shopfloor.simulation.kernel.kpis.tally import Tally
from shopfloor.simulation.reference import run_replication
from tests.simulation.kernel.kpis.counting import assert_same_figures, run, tallied, values
from tests.simulation.kernel.kpis.test_seen import assert_same_seen

MANY_MODES = """
scenario: many_modes
clock: {start: 2026-01-05T00:00, horizon: 15 h}
products: {part: {orders: {every: 5 min}, route: [mill]}}
stations:
  mill:
    processing: 4 min
    failures: {MODES}
    maintenance: {PLANS}
"""
MODES = ", ".join(
    f"m{n}: {{clock: calendar, time_to_failure: {3 + n / 10} h, time_to_repair: 2 h}}" for n in range(9)
)
PLANS = ", ".join(f"p{n}: {{every: {4 + n / 10} h, takes: 90 min}}" for n in range(9))

MANY_WAYS = """
scenario: many_ways
clock: {start: 2026-01-05T00:00, horizon: 60 h, warm_up: 90 min}
products:
  part:
    orders: {supply: unlimited}
    route: [saw, {choice: [WAYS]}]
stations:
  saw: {processing: 1 min}
STATIONS
"""
WAYS = ", ".join(f"{{share: 0.1, route: [w{n}]}}" for n in range(10))
STATIONS = "\n".join(f"  w{n}: {{processing: 12 min, queue: {{capacity: 0}}}}" for n in range(10))

SHORT = """
scenario: short
clock: {start: 2026-01-05T00:00, horizon: HORIZON}
products: {part: {orders: {every: 2 min}, route: [saw, drill]}}
stations: {saw: {processing: {exponential: {mean: 1 min}}}, drill: {processing: 1 min}}
"""

CENTURIES_US = 300 * 365 * 86_400_000_000


def test_more_stops_at_once_than_there_are_places(tmp_path: Path) -> None:
    """Nine failures and nine plans of one machine."""
    plant, rows = run(loads(MANY_MODES.replace("MODES", MODES).replace("PLANS", PLANS)), tmp_path)
    assert_same_figures(plant, rows, tmp_path, [0, plant.horizon_us // 3])


def test_more_places_ahead_than_there_is_room_for(tmp_path: Path) -> None:
    """Ten places that block one machine, each with its time."""
    plant, rows = run(loads(MANY_WAYS.replace("WAYS", WAYS).replace("STATIONS", STATIONS)), tmp_path)
    assert_same_seen(plant, rows, tmp_path)
    assert_same_figures(plant, rows, tmp_path, [plant.warm_up_us])


def _lives(count: int, until_us: int) -> list[Row]:
    """Jobs that come at the start, and leave together."""

    def rows(kind: str, time_us: int) -> list[Row]:
        return [
            (time_us, kind, f"part-{number}", "part", None, None, None, None, None, None)
            for number in range(1, count + 1)
        ]

    return [*rows("job_released", 0), *rows("job_completed", until_us)]


def _centuries() -> PlantFacts:
    plant = plant_facts(loads(SHORT.replace("HORIZON", "1 h")), 1, 0)
    return plant.model_copy(update={"horizon_us": CENTURIES_US, "warm_up_us": 1})


def test_sums_beyond_64_bits_are_exact() -> None:
    """Thousands of jobs for centuries: their microseconds are more than 64 bits hold."""
    count, until_us = 5_003, CENTURIES_US - 12_345
    found = values(tallied(_centuries(), _lives(count, until_us)).figures(0))
    assert count * (until_us - 1) > 2**63
    assert found["plant", "work_in_process"] == Fraction(count * (until_us - 1), CENTURIES_US - 1)
    assert found["product:part", "lead_time"] == Fraction(until_us, 1_000_000)


def test_memory_does_not_grow_with_the_horizon() -> None:
    """A run ten times as long leaves tables of the same size."""

    def size(horizon: str) -> int:
        scenario = loads(SHORT.replace("HORIZON", horizon))
        plant = plant_facts(scenario, 1, 0)
        numbering, tally = Numbering(plant), Tally(plant)
        run_replication(scenario, 0, 0, lambda rows: tally.take(numbering.columns(rows), numbering.details))
        assert tally.rows > 1000
        return sum(table.nbytes for table in tally.tables)

    assert size("10 h") == size("100 h")


def test_where_no_job_comes_back_none_is_looked_for(tmp_path: Path) -> None:
    """The same figures, without a table of who has been where."""
    plant, rows = run(loads(SHORT.replace("HORIZON", "10 h")), tmp_path)
    numbering, tally = Numbering(plant), Tally(plant, comes_back=False)
    tally.take(numbering.columns(rows), numbering.details)
    assert values(tally.figures(0)) == values(tallied(plant, rows).figures(0))
    assert tally.tables.visited.size == 0
