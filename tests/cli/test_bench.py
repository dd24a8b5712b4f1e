"""Does ``shopfloor bench`` measure what it says, beside its peer?"""

import json
import subprocess

import pytest

from shopfloor import bench


@pytest.fixture
def small(monkeypatch):
    """The benchmarks measure a short run of the plant."""
    run = subprocess.run
    monkeypatch.setattr(
        bench.subprocess, "run", lambda command, **words: run([*command, "--horizon", "9000"], **words)
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
    assert "simulation, kernel, people, eventlog, questions, main_command" in call.err


def test_figures_that_cannot_be_written_are_told(shopfloor, tmp_path, small):
    """The path below a file is no place for a file."""
    (tmp_path / "file").write_text("")
    call = shopfloor("bench", "eventlog", "--rounds", 1, "--quiet", "--out", tmp_path / "file" / "bench.json")
    assert call.code == 1
    assert "choose another --out" in call.err
