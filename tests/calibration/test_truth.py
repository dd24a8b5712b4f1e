"""Plants that are known: what comes of their logs is the same plant, as far as a log can tell."""

import pytest

import shopfloor as sf
from shopfloor.builtin import scenarios_folder
from shopfloor.eventlog import EventLog
from tests.calibration.comparing import exact, numbers
from tests.calibration.truth import KPIS, kpi_gaps

GALLERY = sorted(path.stem for path in scenarios_folder().glob("*.yaml"))


def doubt(log: EventLog) -> dict[str, float]:
    """How far figures may be from the plant's, as a share: half of their 95 % interval."""
    return {
        row["kpi"]: (row["ci_high"] - row["ci_low"]) / 2 / row["mean"]
        for row in log.kpi_rows()
        if row["subject"] == "plant"
        and row["kpi"] in KPIS
        and row["ci_low"] is not None
        and row["ci_high"] is not None
    }


def hold_beside(name: str, replications: int, runs: int) -> None:
    """Nine of ten numbers in their intervals, routes and calendars the same, figures within 3 % and what chance does to
    them: in the log, and in the runs of the plant that was found."""
    plant = sf.load(name)
    log = sf.simulate(plant, replications=replications, seed=11)
    made = sf.calibrate(log, test_share=0, budget=0)
    found, told = list(numbers(plant, made)), list(exact(plant, made))
    assert found
    outside = [str(it) for it in found if not it.inside]
    assert len(outside) <= max(0.1 * len(found), 1), outside
    parts = (".route", ".machines", ".shift")
    kept = [it for it in told if it.path.endswith(parts) and not it.path.endswith(".orders.shift")]
    assert [str(it) for it in kept if not it.same] == []
    in_log, in_runs = doubt(log), doubt(sf.simulate(made.scenario, replications=runs, seed=5))
    gaps = kpi_gaps(plant, made, runs)
    assert {kpi: gap for kpi, gap in gaps.items() if abs(gap) > 0.03 + in_log[kpi] + in_runs[kpi]} == {}


def test_a_known_plant_is_found_again():
    hold_beside("conwip_line", replications=2, runs=2)


@pytest.mark.long
@pytest.mark.parametrize("name", GALLERY)
def test_every_known_plant_is_found_again(name: str):
    hold_beside(name, replications=20, runs=40)
