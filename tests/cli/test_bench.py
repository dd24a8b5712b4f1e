"""Does ``shopfloor bench`` measure what it says, beside its peer?"""

import json
import subprocess
from pathlib import Path

import pytest

from shopfloor.bench import scripts


@pytest.fixture
def small(monkeypatch):
    """The benchmarks measure a short run of the plant."""
    run = subprocess.run
    monkeypatch.setattr(
        scripts.subprocess, "run", lambda command, **words: run([*command, "--horizon", "9000"], **words)
    )


def test_a_benchmark_prints_a_figure_with_its_peer(shopfloor, tmp_path, small):
    """One object a figure, on stdout and in the file alike; the ratio belongs to the two values."""
    call = shopfloor(
        "bench", "eventlog", "--rounds", 1, "--json", "--quiet", "--out", tmp_path / "bench.json"
    )
    assert call.code == 0
    report = json.loads(call.out)
    assert report == json.loads((tmp_path / "bench.json").read_text())
    (figure,) = report["figures"]
    assert figure["peer"] == "bare pyarrow"
    assert figure["ratio"] == figure["value"] / figure["peer_value"]


def test_an_unknown_benchmark_is_refused_with_the_known_ones(shopfloor):
    """A misspelt name costs no measuring."""
    call = shopfloor("bench", "sumulation")
    assert call.code == 2
    assert "simulation, people, eventlog, questions, main_command" in call.err


def test_figures_that_cannot_be_written_are_told(shopfloor, tmp_path, small):
    """The path below a file is no place for a file."""
    (tmp_path / "file").write_text("")
    call = shopfloor("bench", "eventlog", "--rounds", 1, "--quiet", "--out", tmp_path / "file" / "bench.json")
    assert call.code == 1
    assert "choose another --out" in call.err


def made_report(path):
    """A report of one old benchmark."""
    figure = {"measure": "log rows per second", "subject": "EventWriter", "peer": "bare pyarrow"}
    figure |= {"value": 2.0, "peer_value": 1.0, "ratio": 2.0, "rounds": 1}
    about = {"version": "1", "python": "3.11", "machine": "Linux", "cores": 2}
    path.write_text(json.dumps(about | {"figures": [figure]}))
    return path


def test_figures_of_before_are_shown_without_measuring(shopfloor, tmp_path):
    call = shopfloor(
        "bench", "--from", made_report(tmp_path / "bench.json"), "--results", tmp_path / "page.md"
    )
    assert call.code == 0
    assert "EventWriter / bare pyarrow" in call.out
    assert "| 2.00 | EventWriter | bare pyarrow |" in (tmp_path / "page.md").read_text()


def test_what_contradicts_itself_is_refused_before_anything_is_measured(shopfloor, tmp_path):
    """Measuring beside --from, a picture of figures that are not measured, a place that is a folder."""
    report = made_report(tmp_path / "bench.json")
    for arguments, told in (
        (("people", "--from", report), "--from: got names beside it"),
        (("--from", report, "--quick"), "--from: got --quick beside it"),
        (("--from", tmp_path / "none.json"), "No such file"),
        (("--from", report, "--plot", tmp_path / "plot.svg"), "no figures of peers or scaling"),
        (("eventlog", "--plot", tmp_path / "plot.svg"), "expected peers or scaling among the names"),
        (("eventlog", "--results", tmp_path), "choose another --results"),
    ):
        call = shopfloor("bench", *arguments)
        assert call.code == 2
        assert told in call.err
    assert not (tmp_path / "plot.svg").exists()


def test_a_benchmark_that_fails_takes_no_others_with_it(shopfloor, tmp_path, monkeypatch):
    """What was measured before and after it is printed and written; the exit code says that something failed."""
    told = {"eventlog": "log rows per second", "people": "events per second"}

    def run(command, **words):
        name = Path(command[1]).stem
        figure = {"measure": told.get(name), "subject": "ours", "peer": "theirs", "rounds": 1}
        figure |= {"value": 2.0, "peer_value": 1.0, "ratio": 2.0}
        return subprocess.CompletedProcess(
            command, int(name == "scaling"), json.dumps(figure) * (name in told)
        )

    monkeypatch.setattr(scripts.subprocess, "run", run)
    places = {"--out": tmp_path / "b.json", "--results": tmp_path / "b.md", "--plot": tmp_path / "b.svg"}
    call = shopfloor(
        "bench", "eventlog", "scaling", "people", *(word for it in places.items() for word in it)
    )
    assert call.code == 1
    assert "the benchmark scaling left with 1" in call.err
    assert "failed: the benchmark scaling" in call.out
    measured = [it["measure"] for it in json.loads(places["--out"].read_text())["figures"]]
    assert measured == ["log rows per second", "events per second"]
    assert "Not all was measured: the benchmark scaling" in places["--results"].read_text()
    assert not places["--plot"].exists()  # there is nothing to draw
    assert "failed: the benchmark scaling" in shopfloor("bench", "--from", places["--out"]).out
