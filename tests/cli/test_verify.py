"""Does ``shopfloor verify`` find what was changed in a run folder?"""

import json
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def test_an_untouched_folder_is_fine(shopfloor, made):
    """All answers re-derived, all laws hold, all files as they were written."""
    call = shopfloor("verify", made)
    assert call.code == 0
    assert "40 of 40 answers re-derived" in call.out
    assert "laws hold" in call.out


def test_json_says_the_same(shopfloor, made):
    """For machines: the numbers, and empty lists of faults."""
    found = json.loads(shopfloor("verify", made, "--json").out)
    assert found["fine"]
    assert (found["right"], found["checked"]) == (40, 40)
    assert found["faults"] == found["changed_files"] == []


def test_a_changed_answer_is_found_and_its_file_named(shopfloor, folder):
    """One output that says something else: one answer fewer, and corpus.json is not as it was."""
    corpus = json.loads((folder / "corpus.json").read_text())
    corpus[3]["output"] += " And pigs fly at 04:44."
    (folder / "corpus.json").write_text(json.dumps(corpus, ensure_ascii=False))
    call = shopfloor("verify", folder)
    assert call.code == 1
    assert "39 of 40 answers re-derived" in call.out
    assert corpus[3]["id"] in call.out
    assert "corpus.json: changed" in call.out


def test_a_changed_file_is_named(shopfloor, folder):
    """Even where every answer is still right."""
    with (folder / "kpis.json").open("a") as file:
        file.write("\n")
    call = shopfloor("verify", folder)
    assert call.code == 1
    assert "kpis.json: changed" in call.out


@pytest.mark.parametrize("name", ["kpis.json", "scenario.yaml"])
def test_a_missing_file_is_named(shopfloor, folder, name):
    """The manifest knows what belongs to a run."""
    (folder / name).unlink()
    call = shopfloor("verify", folder)
    assert call.code == 1
    assert f"{name}: missing" in call.out


def test_a_family_that_slipped_in_is_named(shopfloor, folder):
    """A file where the reader takes it for a part of the run is no note beside it."""
    first = next(path for path in sorted((folder / "families").rglob("*.yaml")))
    text = first.read_text().replace(f"family: {first.stem}", "family: slipped_in", 1)
    first.with_name("slipped_in.yaml").write_text(text)
    call = shopfloor("verify", folder)
    assert call.code == 1
    assert "slipped_in.yaml: not of this run" in call.out


def test_a_note_beside_the_run_is_nobodys_business(shopfloor, folder):
    """What no reader of the run reads may lie there."""
    (folder / "notes.txt").write_text("looked at it on Monday")
    assert shopfloor("verify", folder).code == 0


def test_a_folder_without_manifest_is_not_complete(shopfloor, folder):
    """The manifest comes last; without it nobody knows whether all is there."""
    (folder / "manifest.json").unlink()
    call = shopfloor("verify", folder)
    assert call.code == 1
    assert "manifest.json: missing" in call.out


def test_a_log_alone_is_audited(shopfloor, plant_file, tmp_path):
    """A folder of `simulate --out` has laws and files, and no answers."""
    shopfloor("simulate", plant_file, "--out", tmp_path / "log")
    call = shopfloor("verify", tmp_path / "log")
    assert call.code == 0
    assert "laws hold" in call.out
    assert "answers" not in call.out


def test_a_corpus_without_its_log_is_still_verified(shopfloor, folder):
    """Answers need the text and the families only; that the log is gone is said."""
    shutil.rmtree(folder / "events")
    (folder / "plant.json").unlink()
    call = shopfloor("verify", folder)
    assert call.code == 1
    assert "40 of 40 answers re-derived" in call.out
    assert "plant.json: missing" in call.out
