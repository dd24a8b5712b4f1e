"""Does ``shopfloor simulate`` say how a plant does?"""

import json

import pytest

import shopfloor as sf


def test_json_is_one_object_of_the_agreed_shape(shopfloor, plant_file):
    """Scenario, seed, replications, and KPI rows with their confidence intervals."""
    report = json.loads(shopfloor("simulate", plant_file, "--json").out)
    assert list(report) == ["scenario", "seed", "replications", "kpis", "findings"]
    assert (report["scenario"], report["seed"], report["replications"]) == ("small", 7, 2)
    for row in report["kpis"]:
        assert list(row) == ["kpi", "subject", "mean", "ci_low", "ci_high", "unit", "n", "interval"]
        assert row["ci_low"] is None or row["ci_low"] <= row["mean"] <= row["ci_high"]


def test_the_kpis_that_are_always_there(shopfloor, plant_file):
    """Plant, product, station, machine and people each have theirs, once."""
    rows = json.loads(shopfloor("simulate", plant_file, "--replications", 1, "--json").out)["kpis"]
    found = [(row["kpi"], row["subject"]) for row in rows if row["n"] == 1]
    assert len(found) == len(set(found))
    assert set(found) >= {
        ("throughput_rate", "plant"),
        ("lead_time", "product:frame"),
        ("queue_length", "station:saw"),
        ("state_share.productive", "machine:saw.2"),
        ("busy_share", "people:fitter"),
    }


def test_the_table_fits_eighty_columns(shopfloor, plant_file):
    """Every KPI has a line that a narrow terminal shows whole."""
    lines = shopfloor("simulate", plant_file).out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.split()[:1] == ["throughput_rate"] for line in lines)


def test_set_and_what_if_change_the_plant(shopfloor, plant_file):
    """--set path=value and --what-if name say the same when they mean the same."""
    simulate = ("simulate", plant_file, "--replications", 1, "--json")
    set_ = shopfloor(*simulate, "--set", "people.fitter.count=1").out
    what_if = shopfloor(*simulate, "--what-if", "one_fitter").out
    plain = shopfloor(*simulate).out
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


def widest(text: str) -> int:
    return max(map(len, text.splitlines()))


def test_a_single_run_has_intervals_from_its_batches(shopfloor, plant_file):
    """The head of the table and each row of the JSON say so."""
    call = shopfloor("simulate", plant_file, "--replications", 1)
    assert "95 % by batch means" in call.out.splitlines()[1]
    assert widest(call.out) <= 80
    rows = json.loads(shopfloor("simulate", plant_file, "--replications", 1, "--json").out)["kpis"]
    (rate,) = [row for row in rows if (row["kpi"], row["subject"]) == ("throughput_rate", "plant")]
    assert (rate["n"], rate["interval"]) == (1, "batch_means")
    assert rate["ci_low"] < rate["mean"] < rate["ci_high"]


def test_precision_runs_as_many_replications_as_it_takes(shopfloor, plant_file):
    """And tells how many, on stderr; the report has them, too."""
    call = shopfloor("simulate", plant_file, "--precision", "throughput_rate=4%", "--json")
    report = json.loads(call.out)
    assert report["replications"] >= 5
    assert report["precision"][0]["reached"]
    assert f"precision: throughput_rate of plant ± {100 * report['precision'][0]['share']:.2g} %" in call.err


def test_precision_that_is_not_reached_is_told(shopfloor, plant_file, tmp_path):
    """With what was reached; the exit code stays 0, and the manifest holds the number of replications."""
    asked = ("--precision", "product:panel/lead_time=0.1%", "--max-replications", 6)
    call = shopfloor("simulate", plant_file, *asked, "--out", tmp_path / "log")
    assert call.code == 0
    assert "6 replications were not enough: lead_time of product:panel ±" in " ".join(call.err.split())
    manifest = json.loads((tmp_path / "log" / "manifest.json").read_text())
    assert (manifest["replications"], manifest["precision"][0]["reached"]) == (6, False)


def test_warnings_go_to_stderr_and_into_the_report(shopfloor, plant_file, tmp_path):
    """A plant that cannot do what is ordered: told before it runs and after, in JSON and in the manifest; exit code 0."""
    slow = ("--set", "stations.drill.processing=20 min")
    call = shopfloor("simulate", plant_file, *slow, "--json", "--out", tmp_path / "log")
    report = json.loads(call.out)
    assert call.code == 0
    assert [found["kind"] for found in report["findings"]][:2] == ["overload", "growing_backlog"]
    assert call.err.startswith("warning: overload: the orders ask for")
    assert call.err.count("warning: overload") == 1
    assert "warning: the " in call.err
    assert widest(call.err.partition("log in ")[0]) <= 80
    assert json.loads((tmp_path / "log" / "manifest.json").read_text())["findings"] == report["findings"]
    assert shopfloor("simulate", plant_file, *slow, "--quiet").err == ""


def test_explain_sums_to_a_hundred_percent(shopfloor, plant_file):
    """Reasons with one decimal, the largest first, that a reader can add up."""
    call = shopfloor("simulate", plant_file, "--explain", "product:frame", "--explain", "station:saw")
    assert widest(call.out) <= 80
    for block in call.out.split("\n\n"):
        reasons = [line for line in block.splitlines() if line.startswith("  ") and line[2] != " "]
        shares = [round(10 * float(line.split()[-1])) for line in reasons]
        assert sum(shares[:-1]) == shares[-1] == 1000


def test_explain_in_json(shopfloor, plant_file):
    """Beside the KPIs."""
    report = json.loads(shopfloor("simulate", plant_file, "--explain", "people:fitter", "--json").out)
    (found,) = report["explained"]
    assert (found["subject"], found["what"]) == ("people:fitter", "time of a person")
    assert sum(part["share"] for part in found["parts"]) == pytest.approx(1)


def test_compare_shows_paired_differences(shopfloor, plant_file):
    """Of a what_if with the plant as it is: a table that fits, and JSON with all of it."""
    call = shopfloor("simulate", plant_file, "--compare", "one_fitter")
    assert call.out.startswith("small, what_if one_fitter, seed 7, 2 pairs of replications")
    assert widest(call.out) <= 80
    report = json.loads(shopfloor("simulate", plant_file, "--compare", "one_fitter", "--json").out)
    assert list(report) == ["scenario", "compare", "seed", "replications", "differences"]
    (busy,) = [
        it for it in report["differences"] if it["subject"] == "people:fitter" and it["kpi"] == "busy_share"
    ]
    assert busy["difference"] == pytest.approx(busy["changed"] - busy["base"])
    assert busy["difference"] > 0


def test_sweep_shows_every_point(shopfloor, plant_file, tmp_path):
    """The changes, the KPIs asked for, in a table that fits and in JSON."""
    file = tmp_path / "swept.yaml"
    file.write_text(plant_file.read_text() + "sweep:\n  hands: {people.fitter.count: [1, 2]}\n")
    call = shopfloor(
        "simulate", file, "--sweep", "hands", "--kpi", "lead_time", "--kpi", "people:fitter/busy_share"
    )
    assert "people.fitter.count" in call.out
    assert widest(call.out) <= 80
    report = json.loads(shopfloor("simulate", file, "--sweep", "hands", "--json").out)
    assert list(report) == ["scenario", "sweep", "seed", "replications", "points"]
    assert [point["set"] for point in report["points"]] == [{"people.fitter.count": n} for n in (1, 2)]
    assert [row["kpi"] for row in report["points"][0]["kpis"]] == [
        "throughput_rate",
        "lead_time",
        "work_in_process",
    ]


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--sweep", "x", "--compare", "one_fitter"), "--compare does not go with --sweep"),
        (
            ("--compare", "one_fitter", "--precision", "lead_time=5%"),
            "--precision does not go with --compare",
        ),
        (("--kpi", "lead_time"), "--kpi goes with --sweep or --compare"),
        (("--max-replications", "9"), "--max-replications goes with --precision"),
        (("--precision", "lead_time"), "expected KPI=SHARE"),
        (("--compare", "two_fitters"), 'no what_if is called "two_fitters"'),
        (("--sweep", "hands"), 'no sweep is called "hands"'),
        (("--explain", "product:bolt"), "expected one of plant"),
    ],
)
def test_flags_that_say_nothing_together_are_refused(shopfloor, plant_file, flags, says):
    """Rather than passed over in silence."""
    call = shopfloor("simulate", plant_file, *flags)
    assert call.code == 2
    assert says in call.err


def test_validate_shows_the_offered_loads(shopfloor, plant_file):
    """By station and skill, as a table that fits, and in JSON."""
    call = shopfloor("validate", plant_file)
    assert widest(call.out.partition("\n")[2]) <= 80
    loads = json.loads(shopfloor("validate", plant_file, "--json").out)["loads"][str(plant_file)]
    assert [load["subject"] for load in loads] == ["station:saw", "station:drill", "skill:mechanical"]
    reach_the_drill = 0.9 * (1 + 0.05 + 0.05**2)
    assert loads[1]["load"] == pytest.approx(5.75 / 60 * 6 * reach_the_drill)


def test_validate_warns_of_too_much(shopfloor, plant_file, tmp_path):
    """A warning and no mistake: the exit code is 0."""
    file = tmp_path / "slow.yaml"
    file.write_text(plant_file.read_text().replace("gamma: {mean: 6 min", "gamma: {mean: 20 min"))
    call = shopfloor("validate", file)
    assert call.code == 0
    assert "overload: the orders ask for" in " ".join(call.err.split())


def test_run_takes_precision_too(shopfloor, plant_file, tmp_path, quick):
    """The corpus is asked of all replications that it took, and scenario.yaml has their number."""
    asked = ("--precision", "lead_time=50%", *quick, "--out", tmp_path / "out", "--json")
    manifest = json.loads(shopfloor("run", plant_file, *asked).out)
    assert (manifest["replications"], manifest["precision"][0]["reached"]) == (5, True)
    assert sf.load(tmp_path / "out" / "scenario.yaml").replications == 5
    assert manifest["findings"] == []
