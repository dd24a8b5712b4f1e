"""Does ``shopfloor run`` make a whole run folder, or none?"""

import errno
import json
from pathlib import Path

import pytest

from shopfloor.pipeline import running
from shopfloor.run_folder import read_manifest

PARTS = {
    "scenario.yaml",
    "plant.json",
    "manifest.json",
    "report.html",
    "report.json",
    "events",
    "kpis.json",
    "corpus.json",
    "families",
    "README.md",
}
SHORT = ("--replications", 1, "--set", "clock.horizon=5 h")
"""As little of a log as will do."""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_run_folder_has_all_its_parts(made):
    """Scenario, log, KPIs, corpus, families, card and manifest, and nothing else."""
    assert names(made) == PARTS


def test_the_summary_says_how_many_answers_were_re_derived_and_where(shopfloor, plant_file, tmp_path, few):
    """Data to stdout; the engine, and notes of what the plant does not have, on stderr; no more when nobody looks on."""
    call = shopfloor("run", plant_file, "--questions", 20, *few, "--out", tmp_path / "out")
    assert call.code == 0
    assert "20 of 20 answers re-derived" in call.out
    assert str(tmp_path / "out") in call.out
    assert all(line.startswith(("note: ", "engine: ", "  ")) for line in call.err.splitlines())


def test_every_file_is_the_same_for_any_number_of_workers(shopfloor, plant_file, tmp_path, made, few):
    """Same scenario, seed and version: the same bytes as of the run that one process made."""
    call = shopfloor("run", plant_file, "--questions", 40, *few, "--workers", 2, "--out", tmp_path / "two")
    assert call.code == 0, call.err
    assert read_manifest(tmp_path / "two")["files"] == read_manifest(made)["files"]


def test_another_seed_is_another_corpus(shopfloor, plant_file, tmp_path, made, few):
    """The seed reaches the log and the questions."""
    shopfloor("run", plant_file, "--questions", 40, *few, "--seed", 8, "--out", tmp_path / "out")
    mine, other = read_manifest(tmp_path / "out"), read_manifest(made)
    assert mine["seed"] == 8
    changed = {name for name in other["files"] if mine["files"][name] != other["files"][name]}
    assert {"corpus.json", "events/replication-00000.parquet", "scenario.yaml"} <= changed


def test_the_stored_scenario_makes_the_same_run_again(shopfloor, made, tmp_path, few):
    """scenario.yaml is resolved: it needs neither flags nor the file it came from."""
    assert (
        shopfloor("run", made / "scenario.yaml", "--questions", 40, *few, "--out", tmp_path / "again").code
        == 0
    )
    assert read_manifest(tmp_path / "again")["files"] == read_manifest(made)["files"]


def test_the_command_without_out_can_be_repeated(shopfloor, plant_file, tmp_path, monkeypatch, quick):
    """The folder is named after scenario, change and seed; if that is taken, it gets the next number."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs" / "small-one_fitter-7").mkdir(parents=True)
    call = shopfloor("run", plant_file, *quick, "--replications", 1, "--what-if", "one_fitter")
    assert call.code == 0, call.err
    assert names(tmp_path / "runs") == {"small-one_fitter-7", "small-one_fitter-7-2"}
    assert "count: 1" in (tmp_path / "runs" / "small-one_fitter-7-2" / "scenario.yaml").read_text()


def test_json_prints_the_manifest_and_nothing_else(shopfloor, plant_file, tmp_path, quick):
    """One object on stdout, equal to manifest.json."""
    call = shopfloor("run", plant_file, *quick, "--replications", 1, "--json", "--out", tmp_path / "out")
    assert json.loads(call.out) == read_manifest(tmp_path / "out")


def test_an_existing_folder_is_kept(shopfloor, plant_file, tmp_path):
    """--out never replaces anything by itself; the remedy is named."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    call = shopfloor("run", plant_file, "--out", tmp_path / "out")
    assert call.code == 2
    assert "--force" in call.err
    assert names(tmp_path / "out") == {"mine.txt"}


def test_force_replaces_a_run_folder_only(shopfloor, plant_file, tmp_path):
    """What shopfloor did not make, it does not remove, not even with --force."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    call = shopfloor("run", plant_file, "--out", tmp_path / "out", "--force")
    assert call.code == 2
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"


def test_force_leaves_nothing_of_the_old_run(shopfloor, plant_file, tmp_path):
    """The new folder stands in place of the old one, and beside it nothing."""
    for seed in (1, 2):
        call = shopfloor("simulate", plant_file, *SHORT, "--seed", seed, "--force", "--out", tmp_path / "out")
        assert call.code == 0, call.err
    assert read_manifest(tmp_path / "out")["seed"] == 2
    assert names(tmp_path) == {"out"}


def test_an_empty_folder_may_be_filled(shopfloor, plant_file, tmp_path):
    """Nothing can be lost there."""
    (tmp_path / "out").mkdir()
    assert shopfloor("simulate", plant_file, *SHORT, "--out", tmp_path / "out").code == 0
    assert names(tmp_path / "out") == PARTS - {
        "corpus.json",
        "families",
        "README.md",
        "report.html",
        "report.json",
    }


def test_a_file_in_place_of_the_folder_is_refused(shopfloor, plant_file, tmp_path):
    """A path that is a file is a mistake in the arguments."""
    (tmp_path / "out").write_text("mine")
    assert shopfloor("run", plant_file, "--out", tmp_path / "out").code == 2
    assert (tmp_path / "out").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_named(shopfloor, plant_file, tmp_path):
    """A folder below a file cannot be made by anybody."""
    (tmp_path / "file").write_text("mine")
    call = shopfloor("run", plant_file, "--out", tmp_path / "file" / "out")
    assert call.code == 1
    assert str(tmp_path / "file" / "out") in call.err


@pytest.mark.parametrize("part", ["simulate", "dump", "write_manifest"])
def test_a_full_disk_leaves_nothing(shopfloor, plant_file, tmp_path, monkeypatch, part):
    """Whenever the disk fills up: one message, exit code 1, no folder, no half of one."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(running, part, full)
    call = shopfloor("simulate", plant_file, *SHORT, "--out", tmp_path / "out")
    assert call.code == 1
    assert "No space left on device" in call.err
    assert names(tmp_path) == set()


def test_a_failure_keeps_the_folder_that_was_to_be_replaced(shopfloor, plant_file, tmp_path, monkeypatch):
    """--force takes the old run away only when the new one is complete."""
    shopfloor("simulate", plant_file, *SHORT, "--seed", 1, "--out", tmp_path / "out")
    monkeypatch.setattr(
        running, "dump", lambda scenario: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full"))
    )
    again = shopfloor("simulate", plant_file, *SHORT, "--seed", 2, "--out", tmp_path / "out", "--force")
    assert again.code == 1
    assert read_manifest(tmp_path / "out")["seed"] == 1
    assert names(tmp_path) == {"out"}


def test_more_questions_than_there_are_is_no_success(shopfloor, plant_file, tmp_path):
    """What could be asked is kept; the shortfall is told and counts as a failed part."""
    asked = ("--questions", 1_000, "--mix", "family.output_between=1")
    call = shopfloor("run", plant_file, *SHORT, *asked, "--out", tmp_path / "out")
    assert call.code == 1
    assert "of 1000 questions" in call.err
    counts = read_manifest(tmp_path / "out")["counts"]
    assert 0 < counts["records"] == counts["verified"] < 1_000
