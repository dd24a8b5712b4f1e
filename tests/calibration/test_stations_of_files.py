"""What belongs to a station is found in files as plants write them, and odd logs are survived."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from shopfloor.calibration.calibrating import calibrate, drafted, scenario_of
from shopfloor.calibration.discovery.machines import at_once
from shopfloor.calibration.draft import Draft
from shopfloor.calibration.observed import observe
from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog
from shopfloor.intake import read_log
from shopfloor.scenario import loads
from shopfloor.simulation import simulate

COLUMNS = {
    "case": "order",
    "activity": "step",
    "resource": "machine",
    "start": "begin",
    "end": "end",
    "product": "item",
}
STOP_COLUMNS = {
    "machine": "machine",
    "from": "since",
    "repair": "begun",
    "to": "until",
    "cause": "why",
    "planned": "planned",
}

PLANT = """
scenario: shop
clock: {start: 2026-01-05T06:00, horizon: 20 d}
products:
  bolt:
    orders: {every: {exponential: {mean: 16 min}}}
    route: [sawing, pressing, hardening]
  nut:
    orders: {every: {exponential: {mean: 32 min}}}
    route: [sawing, pressing, hardening]
  pin:
    orders: {every: {exponential: {mean: 48 min}}}
    route: [sawing, pressing, hardening]
stations:
  sawing: {processing: {lognormal: {mean: 5 min, cv: 0.3}}}
  pressing:
    machines: 2
    processing: {lognormal: {mean: 9 min, cv: 0.2}}
    setup: {to: {bolt: 3 min, nut: 6 min, pin: 10 min}}
    failures:
      jam: {time_to_failure: {exponential: {mean: 5 h}}, time_to_repair: {lognormal: {mean: 12 min, cv: 0.4}}}
    maintenance:
      wipe: {jobs: 40, takes: 4 min}
      service: {every: 30 h, takes: 20 min}
  hardening:
    machines: 2
    processing: 30 min
    failures:
      leak: {time_to_failure: {exponential: {mean: 20 h}}, time_to_repair: 40 min, job: scrap}
    batch: {max: 5, min: 3, wait_at_most: 50 min, same: product}
travel: {between: {sawing: {pressing: 2 min}, pressing: {hardening: 4 min}}}
"""


@pytest.fixture(scope="module")
def log() -> EventLog:
    return simulate(loads(PLANT, name="shop"), replications=1)


def moments(log: EventLog, column: pd.Series) -> pd.Series:
    return pd.Timestamp(log.plant.clock_start) + pd.to_timedelta(column, unit="us")


def taken_in(log: EventLog, folder: Path, *, stops: bool, machines: bool) -> Draft:
    """The stations of a plant as two files tell of it, to the second; one service is told ten minutes late."""
    rows = log.operations
    rows = rows[rows["finished_us"].notna()]
    frame = pd.DataFrame(
        {
            "order": rows["job"],
            "step": rows["station"],
            "machine": rows["machine"],
            "item": rows["product"],
            "begin": moments(log, rows["started_us"]).dt.round("s"),
            "end": moments(log, rows["finished_us"]).dt.round("s"),
        }
    )
    columns = {role: name for role, name in COLUMNS.items() if machines or role != "resource"}
    frame.to_csv(folder / "work.csv", index=False)
    told = log.stoppages
    words = {
        "mode": "plan",
        "failed_us": "due_us",
        "repair_started_us": "started_us",
        "repaired_us": "finished_us",
    }
    told = pd.concat(
        [told.rename(columns=words).assign(planned="no"), log.maintenances.assign(planned="yes")]
    )
    told = told[told["finished_us"].notna()]
    since = moments(log, told["due_us"]).dt.round("s")
    late = (told["plan"] == "service").to_numpy().nonzero()[0][7]
    since.iloc[late] += pd.Timedelta("10 min")
    pd.DataFrame(
        {
            "machine": told["machine"],
            "since": since,
            "begun": np.maximum(since, moments(log, told["started_us"]).dt.round("s")),
            "until": moments(log, told["finished_us"]).dt.round("s"),
            "why": told["plan"],
            "planned": told["planned"],
        }
    ).to_csv(folder / "stops.csv", index=False)
    given = {"stops": folder / "stops.csv", "stop_columns": STOP_COLUMNS} if stops else {}
    taken = read_log(folder / "work.csv", columns, **given)  # type: ignore[arg-type]
    draft = drafted(observe(taken.log), seed=0)
    scenario_of(draft)
    return draft


def test_changeovers_upkeep_batches_and_ways_of_a_simulated_plant_are_exact(log: EventLog) -> None:
    draft = drafted(observe(log), seed=0)
    assert draft.get(("stations", "pressing", "setup")) == {
        "to": {"bolt": "3 min", "nut": "6 min", "pin": "10 min"}
    }
    upkeep = draft.get(("stations", "pressing", "maintenance"))
    assert (upkeep["wipe"]["jobs"], upkeep["wipe"]["takes"]) == (40, {"constant": "4 min"})
    assert (upkeep["service"]["every"], upkeep["service"]["clock"]) == ({"constant": "1.25 d"}, "calendar")
    batch = draft.get(("stations", "hardening", "batch"))
    assert batch == {"max": 5, "min": 3, "wait_at_most": "50 min", "same": "product"}
    assert draft.get(("travel", "between")) == {
        "pressing": {"hardening": "4 min"},
        "sawing": {"pressing": "2 min"},
    }
    assert draft.get(("stations", "hardening", "processing")) == {"constant": "30 min"}
    assert draft.get(("stations", "hardening", "machines")) == 2
    assert draft.get(("stations", "hardening", "failures", "leak", "job")) == "scrap"


def test_a_file_with_stops_shows_setups_failures_and_ways(log: EventLog, tmp_path: Path) -> None:
    draft = taken_in(log, tmp_path, stops=True, machines=True)
    setup = draft.get(("stations", "pressing", "setup", "between"))
    minutes = [
        float(setup[one][other].removesuffix(" min")) for one, other in (("nut", "bolt"), ("bolt", "nut"))
    ]
    assert minutes == pytest.approx([3, 6], abs=0.3)
    assert draft.get(("travel", "between", "sawing", "pressing")) == "2 min"
    jam = draft.get(("stations", "pressing", "failures", "jam"))
    assert jam["clock"] == "working"
    mean = draft.evidence["stations", "pressing", "failures", "jam", "time_to_failure"].estimates["mean"]
    assert mean.low <= 5 * 3600 <= mean.high
    assert draft.get(("stations", "pressing", "machines")) == 2
    upkeep = draft.get(("stations", "pressing", "maintenance"))
    assert upkeep["wipe"]["jobs"] == 40
    assert (upkeep["service"]["every"], upkeep["service"]["clock"]) == ({"constant": "1.25 d"}, "calendar")


def test_without_machines_they_are_counted_by_what_goes_on_at_once(log: EventLog, tmp_path: Path) -> None:
    draft = taken_in(log, tmp_path, stops=False, machines=False)
    assert [draft.get(("stations", name, "machines")) for name in ("sawing", "pressing")] == [1, 2]
    assert ("stations", "pressing", "failures") in draft.left_out
    mean = draft.evidence["stations", "sawing", "processing"].estimates["mean"]
    assert mean.low <= 300 <= mean.high


def test_a_slip_of_the_log_makes_no_machine() -> None:
    """A thousand jobs one after the other, three of which overlap the next one."""
    since = np.arange(1000) * 10
    until = since + 10
    until[[100, 500, 700]] += 5
    assert at_once(np.zeros(1000, np.int64), since, until) == 1


@pytest.mark.parametrize(
    "rows",
    [
        ["1,a,m,x,2026-01-05 06:00,2026-01-05 06:10"],
        [
            f"{n},a,m,x,2026-01-05 {6 + n // 6:02}:{n % 6}0,2026-01-05 {6 + n // 6:02}:{n % 6}5"
            for n in range(40)
        ],
        [f"{n},a{n},m,x,2026-01-05 06:{n:02},2026-01-05 06:{n + 1:02}" for n in range(50)],
        [f"{n},a,m,x,2026-{1 + n % 9:02}-05 06:00,2026-{1 + n % 9:02}-05 06:00" for n in range(20)],
        [f"{n},a,{'m' if n % 2 else ''},x,2026-01-05 06:{n:02},2026-01-05 06:{n + 2:02}" for n in range(50)],
        [f"{n},a,m,x,2026-01-05 06:{n:02}," for n in range(50)],
    ],
    ids=["one row", "constant", "an activity a row", "no duration", "half without machine", "no ends"],
)
def test_odd_logs_are_survived(rows: list[str], tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("\n".join(["order,step,machine,item,begin,end", *rows]) + "\n")
    draft = drafted(observe(read_log(tmp_path / "log.csv", COLUMNS).log), seed=0)
    assert all(station.get("machines", 1) >= 1 for station in (draft.get(("stations",)) or {}).values())


def test_the_order_of_rows_with_equal_times_does_not_matter(log: EventLog, tmp_path: Path) -> None:
    rows = [f"{n},{'ab'[n % 2]},m{n % 3},{'xyz'[n % 3]},{at},{at + dt.timedelta(minutes=5 + n % 7)}"
            for n in range(300) for at in [dt.datetime(2026, 1, 5) + dt.timedelta(minutes=20 * (n // 3))]]  # fmt: skip
    drafts = list[Draft]()
    for name, some in (("one", rows), ("two", rows[::-1])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.csv").write_text(
            "\n".join(["order,step,machine,item,begin,end", *some]) + "\n"
        )
        drafts.append(drafted(observe(read_log(tmp_path / name / "log.csv", COLUMNS).log), seed=0))
    assert drafts[0].document["stations"] == drafts[1].document["stations"]


@pytest.mark.parametrize(("overlaps", "machines"), [(0, 1), (1, 1), (40, 2)])
def test_one_name_is_several_machines_where_work_on_it_overlaps_often(
    tmp_path: Path, overlaps: int, machines: int
) -> None:
    """A row that ends 30 s late makes no second machine, nor do rows that name none; a habit does."""
    begin, lines = dt.datetime(2026, 10, 24, 22), ["case,step,machine,start,end"]
    for job in range(240):
        at = begin + dt.timedelta(minutes=3 * job)
        late = dt.timedelta(seconds=210 if 80 <= job < 80 + overlaps else 150)
        lines.append(f"{job},saw,{'M' if overlaps or job % 2 else ''},{at},{at + late}")
    (tmp_path / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    columns = {"case": "case", "activity": "step", "resource": "machine", "start": "start", "end": "end"}
    taken = read_log(tmp_path / "log.csv", columns)
    draft = drafted(observe(taken.log), 0)
    assert draft.get(("stations", "saw", "machines")) == machines
    assert "machines by name" in draft.evidence["stations", "saw", "machines"].method
    assert any("--time-zone" in finding.remedy for finding in taken.report.findings) == (overlaps > 0)


@pytest.mark.parametrize(("lost", "doubtful"), [(9, False), (12, True)])
def test_a_log_that_loses_a_fifth_of_its_rows_is_in_doubt(tmp_path: Path, lost: int, doubtful: bool) -> None:
    """It is said loudly, and stands on top of the scenario; orders every ten minutes stay so, whatever hour a log ends in."""
    begin, lines = dt.datetime(2026, 1, 5, 6), ["case,step,start,end"]
    for job in range(50):
        at = begin + dt.timedelta(minutes=10 * job)
        minutes = -4 if job < lost else 4
        lines.append(f"{job},saw,{at},{at + dt.timedelta(minutes=minutes)}")
    (tmp_path / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    columns = {"case": "case", "activity": "step", "start": "start", "end": "end"}
    taken = read_log(tmp_path / "log.csv", columns)
    made = calibrate(taken, test_share=0, budget=0)
    share = f"{lost} of 50 rows"
    assert any(line.startswith(f"warning: {share}") for line in taken.report.lines()) == doubtful
    assert any(note.startswith(share) for note in made.draft.notes[:1]) == doubtful
    assert made.draft.get(("products", "log", "orders", "every")) == {"constant": "10 min"}


def test_a_log_without_times_of_work_says_which_columns_are_asked_for(tmp_path: Path) -> None:
    """Where each row is one moment, nobody knows how long work takes."""
    begin, lines = dt.datetime(2026, 1, 5, 6), ["case,step,end"]
    lines += [f"{job},saw,{begin + dt.timedelta(minutes=7 * job + job % 3)}" for job in range(40)]
    (tmp_path / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    taken = read_log(tmp_path / "log.csv", {"case": "case", "activity": "step", "end": "end"})
    with pytest.raises(UsageError, match="start= and end= in --columns"):
        calibrate(taken, test_share=0, budget=0)
