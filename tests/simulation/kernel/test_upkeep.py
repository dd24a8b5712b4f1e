"""Do wear, maintenance and hidden faults stand in the log as the reference engine tells them, where they meet?"""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from shopfloor.scenario import loads
from tests.simulation.kernel.identity import assert_same_log

# a hundred days at a stretch: the strain of a machine takes more than 64 bits
YEARS_OF_WORK = """
scenario: years_of_work
clock: {start: 2026-01-05T00:00, horizon: 9000 d}
products: {hull: {orders: {supply: unlimited}, route: [dock]}}
stations:
  dock:
    machines: 3
    processing: {gamma: {mean: 100 d, cv: 0.7}}
    wear: {per_hour: 1.0e-5, cv: 2, start: 0.003}
    failures:
      crane: {at_wear: 0.1, time_to_repair: 2 d, wear_after: 0.05}
      winch: {at_wear: 0.07, time_to_repair: {exponential: {mean: 5 d}}, job: restart}
      gate: {time_to_failure: {exponential: {mean: 900 d}}, time_to_repair: 1 d, wear_after: 0.2}
    maintenance:
      overhaul: {at_wear: 0.06, takes: 20 d, wear_after: 0.001, opportunistic: 0.8}
      survey: {every: 400 d, clock: working, takes: 1 d, opportunistic: 0.5}
    quality: {scrap: 0.1, drift: 7}
"""

# intervals of more microseconds than a float holds exactly
CENTURIES = """
scenario: centuries
clock: {start: 2026-01-05T00:00, horizon: 36400 d}
products: {stone: {orders: {supply: unlimited}, route: [quarry]}}
stations:
  quarry:
    machines: 4
    processing: {gamma: {mean: 900 d, cv: 0.3}}
    failures:
      flood: {clock: calendar, time_to_failure: {gamma: {mean: 600 d, cv: 0.5}}, time_to_repair: 3 d}
    maintenance:
      drain: {every: {gamma: {mean: 200000 d, cv: 0.4}}, takes: 9 d, opportunistic: 0.04}
      shore: {every: 150000 d, clock: working, takes: 9 d, opportunistic: 0.1}
"""

# everything comes due at the same instants, and each is an occasion for the next
OCCASIONS = """
scenario: occasions
clock: {start: 2026-01-05T06:00, horizon: 40 h}
shifts:
  day: {days: mon-sun, from: "06:00", to: "14:00", at_end: interrupt, breaks: [{at: "09:00", for: 15 min}]}
  late: {days: mon-sun, from: "07:00", to: "15:00", at_end: {no_start_within: 10 min}}
people:
  fitters: {count: 1, skills: {fitting: 1.0, setting: 0.5}, shift: late}
  hand: {count: 1, skills: {fitting: 0.5}, shift: day}
products:
  a: {orders: {every: 5 min}, route: [cut, press]}
  b: {orders: {every: 15 min, quantity: 2}, route: [{station: cut, processing: 7 min}, press]}
stations:
  cut:
    machines: 2
    shift: day
    processing: 5 min
    setup: {to: {a: 5 min, b: 0 s}}
    needs: {skill: setting, during: [setup]}
    blocking: before_service
    wear: {per_hour: 6}
    failures:
      jam: {clock: on_shift, time_to_failure: 30 min, time_to_repair: 5 min, repaired_by: fitting, handover: release}
      edge: {at_wear: 1.75, time_to_repair: 0 s, job: scrap}
    maintenance:
      oil: {jobs: 3, takes: 5 min, done_by: fitting, opportunistic: 0, renews: [jam]}
      clean: {every: 60 min, clock: on_shift, takes: 0 s, opportunistic: 0.5}
      grind: {at_wear: 1.5, takes: 10 min, done_by: fitting, wear_after: 0.5, opportunistic: 1}
      check: {every: 30 min, takes: 5 min}
  press:
    shift: day
    queue: {capacity: 1}
    processing: {uniform: {low: 2 min, high: 6 min}}
    failures:
      valve: {time_to_failure: 20 min, time_to_repair: 5 min, job: restart, repaired_by: fitting}
    maintenance: {seal: {every: 20 min, clock: working, takes: 5 min, renews: [valve], done_by: fitting}}
"""

# two stations make the same defect, and jobs are sent back past one of them, or both
FAULTS = """
scenario: faults
clock: {start: 2026-01-05T00:00, horizon: 60 h}
products: {plate: {orders: {every: 1 min}, route: [saw, mill, look, paint, pack]}}
stations:
  saw: {processing: 50 s, quality: {defects: {burr: 0.4, crack: 0.2}}}
  mill:
    processing: 50 s
    wear: {per_hour: 0.1}
    maintenance: {tool: {at_wear: 1, takes: 5 min}}
    quality: {defects: {burr: 0.3, dent: 0.1}, drift: 2, scrap: 0.01}
  look: {processing: 20 s, inspection: {finds: [burr, dent], misses: 0.2, false_alarms: 0.1, rework: {at: mill, at_most: 2}}}
  paint: {processing: 30 s, quality: {defects: {run: 0.1}, rework: {share: 0.05, at: saw, at_most: 1}}}
  pack: {processing: 10 s, inspection: {misses: 0.5}}
"""


@pytest.mark.parametrize(
    ("scenario", "kinds"),
    [
        (YEARS_OF_WORK, {"failed", "measured", "maintenance_finished", "scrapped", "work_restarted"}),
        (CENTURIES, {"failed", "maintenance_finished"}),
        (
            OCCASIONS,
            {"failed", "maintenance_interrupted", "maintenance_resumed", "scrapped", "work_restarted"},
        ),
        (FAULTS, {"defect_made", "inspected", "reworked", "scrapped", "measured"}),
    ],
    ids=["years_of_work", "centuries", "occasions", "faults"],
)
def test_corners_have_one_log(scenario: str, kinds: set[str], tmp_path: Path) -> None:
    """Counts beyond 64 bits and beyond what a float holds, ties, and faults that are made again and again."""
    assert_same_log(loads(scenario), tmp_path)
    events = pq.read_table(tmp_path / "kernel.parquet", columns=["kind"])
    assert kinds <= set(events.column("kind").to_pylist())
