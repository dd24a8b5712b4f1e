"""Does ``shopfloor ask`` write a corpus about a log that is there already?"""

import json

import pytest


@pytest.mark.parametrize("name", ["corpus.json", "corpus.jsonl", "corpus.parquet"])
def test_a_corpus_in_each_format(shopfloor, made, tmp_path, name):
    """The suffix chooses the format; nothing else is left in the folder."""
    call = shopfloor("ask", made, "--questions", 20, "--out", tmp_path / name)
    assert call.code == 0, call.err
    assert "20 of 20 questions, 20 answers re-derived" in call.out
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_same_seed_asks_the_same(shopfloor, made, tmp_path):
    """And another seed asks something else."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        shopfloor("ask", made, "--questions", 20, "--seed", seed, "--out", tmp_path / f"{name}.json")
    a, b, c = ((tmp_path / f"{name}.json").read_bytes() for name in "abc")
    assert a == b != c


def test_the_seed_of_the_log_is_the_default(shopfloor, made, tmp_path):
    """Asked again without a seed, the run's own corpus comes out, byte by byte."""
    shopfloor("ask", made, "--questions", 40, "--out", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (made / "corpus.json").read_bytes()


def test_json_counts_what_was_rejected(shopfloor, made, tmp_path):
    """One object: how many were asked, made and verified, and why others were not asked."""
    call = shopfloor("ask", made, "--questions", 20, "--json", "--out", tmp_path / "corpus.json")
    counts = json.loads(call.out)
    assert counts["asked"] == counts["records"] == counts["verified"] == 20
    assert counts["rejections"]


def test_an_existing_file_is_kept_without_force(shopfloor, made, tmp_path):
    """--out never replaces anything by itself."""
    (tmp_path / "corpus.json").write_text("mine")
    assert shopfloor("ask", made, "--questions", 20, "--out", tmp_path / "corpus.json").code == 2
    assert (tmp_path / "corpus.json").read_text() == "mine"
    assert shopfloor("ask", made, "--questions", 20, "--force", "--out", tmp_path / "corpus.json").code == 0


@pytest.mark.parametrize("name", ["corpus.csv", "corpus"])
def test_an_unknown_format_is_refused(shopfloor, made, tmp_path, name):
    """Better no file than one that nobody can read."""
    call = shopfloor("ask", made, "--out", tmp_path / name)
    assert call.code == 2
    assert ".jsonl" in call.err


def test_a_folder_without_a_log_is_refused(shopfloor, tmp_path):
    """What is no log cannot be asked about."""
    assert shopfloor("ask", tmp_path, "--out", tmp_path / "corpus.json").code in (1, 2)
    assert list(tmp_path.iterdir()) == []
