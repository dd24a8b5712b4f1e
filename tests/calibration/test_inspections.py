"""Which hidden faults does an inspection find? Those that a job still carries, and not those that were put right."""

from __future__ import annotations

from shopfloor.calibration.calibrating import drafted
from shopfloor.calibration.observed import observe
from shopfloor.scenario import loads
from shopfloor.simulation import simulate

PLANT = """
scenario: boards
clock: {start: 2026-01-05T06:00, horizon: 8 d}
seed: 7
products:
  board:
    orders: {every: 10 min}
    route: [printing, print_check, placing, camera, soldering, test]
stations:
  printing: {processing: 2 min, quality: {defects: {smear: 0.1}}}
  print_check: {processing: 1 min, inspection: {misses: 0.2, finds: [smear], rework: {at: printing, at_most: 3}}}
  placing: {processing: 3 min, quality: {defects: {askew: 0.1, swapped: 0.05}}}
  camera: {processing: 1 min, inspection: {finds: [smear, askew], misses: 0.1, rework: {at: placing, at_most: 3}}}
  soldering: {processing: 1 min, quality: {defects: {bridge: 0.05}}}
  test: {processing: 1 min, inspection: {finds: all}}
"""


def test_an_inspection_finds_what_it_flags_although_it_lets_through_what_others_put_right() -> None:
    """Boards pass the camera with parts that are swapped; many of them had been smeared, or askew, before."""
    draft = drafted(observe(simulate(loads(PLANT, name="boards"), replications=1)), seed=0)
    finds = {
        name: draft.get(("stations", name, "inspection", "finds"))
        for name in ("print_check", "camera", "test")
    }
    assert finds == {"print_check": ["smear"], "camera": ["askew", "smear"], "test": "all"}
