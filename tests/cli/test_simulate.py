"""Does ``shopfloor simulate`` say how a plant does?"""

import json

import pytest

import shopfloor as sf


def test_json_is_one_object_of_the_agreed_shape(shopfloor, plant_file):
    """Scenario, seed, replications, and KPI rows with their confidence intervals."""
    report = json.loads(shopfloor("simulate", plant_file, "--json").out)
    assert list(report) == ["scenario", "seed", "replications", "kpis"]
    assert (report["scenario"], report["seed"], report["replications"]) == ("small", 7, 2)
    for row in report["kpis"]:
        assert list(row) == ["kpi", "subject", "mean", "ci_low", "ci_high", "unit", "n"]
        assert row["ci_low"] is None or row["ci_low"] <= row["mean"] <= row["ci_high"]


@pytest.mark.parametrize(
    ("kpi", "subject"),
    [
        ("throughput_rate", "plant"),
        ("lead_time", "product:frame"),
        ("queue_length", "station:saw"),
        ("state_share.productive", "machine:saw.2"),
        ("busy_share", "people:fitter"),
    ],
)
def test_the_kpis_that_are_always_there(shopfloor, plant_file, kpi, subject):
    """Plant, product, station, machine and people each have theirs."""
    rows = json.loads(shopfloor("simulate", plant_file, "--replications", 1, "--json").out)["kpis"]
    assert [row["n"] for row in rows if (row["kpi"], row["subject"]) == (kpi, subject)] == [1]


def test_the_table_fits_eighty_columns(shopfloor, plant_file):
    """Every KPI has a line that a narrow terminal shows whole."""
    lines = shopfloor("simulate", plant_file).out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.split()[:1] == ["throughput_rate"] for line in lines)


def test_set_and_what_if_change_the_plant(shopfloor, plant_file):
    """--set path=value and --what-if name say the same when they mean the same."""
    set_ = shopfloor("simulate", plant_file, "--set", "people.fitter.count=1", "--json").out
    what_if = shopfloor("simulate", plant_file, "--what-if", "one_fitter", "--json").out
    plain = shopfloor("simulate", plant_file, "--json").out
    assert set_ == what_if != plain


def test_a_gallery_scenario_is_known_by_its_name(shopfloor):
    """A name of `list scenarios` stands for its file."""
    report = json.loads(shopfloor("simulate", "assembly_line", "--replications", 1, "--json").out)
    assert report["scenario"] == "assembly_line"


def test_out_keeps_a_log_that_python_opens(shopfloor, plant_file, tmp_path):
    """The folder holds the log of the same run, and the command line prints where it is."""
    call = shopfloor("simulate", plant_file, "--json", "--out", tmp_path / "log")
    assert str(tmp_path / "log") in call.err
    rows = json.loads(json.dumps(sf.EventLog.open(tmp_path / "log").kpi_rows()))
    assert rows == json.loads(call.out)["kpis"]


def test_quiet_says_nothing_beside_the_data(shopfloor, plant_file, tmp_path):
    """Notices are for people."""
    assert shopfloor("simulate", plant_file, "--quiet", "--out", tmp_path / "log").err == ""
