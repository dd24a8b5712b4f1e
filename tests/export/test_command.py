"""What does ``shopfloor export`` tell?"""

import json
import sys

import pytest

from shopfloor.cli import main


@pytest.fixture
def shopfloor(monkeypatch, capsys):
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["shopfloor", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as leaving:
            code = leaving.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_what_is_left_out_is_told_out_loud(shopfloor, corpus, tmp_path):
    """How many records, and why."""
    code, out, err = shopfloor("export", corpus, "--to", "squad2", "--out", tmp_path / "s.json")
    assert (code, out) == (0, f"3 records as squad2 in {tmp_path / 's.json'}\n")
    assert "note: 1 record left out: the duration is computed" in err


def test_json_and_a_split(shopfloor, corpus, records, tmp_path):
    """The same for programs."""
    arguments = ("export", corpus, "--to", "chat", "--out", tmp_path / "c.jsonl", "--split", "test", "--json")
    code, out, err = shopfloor(*arguments)
    assert (code, err) == (0, "")
    assert json.loads(out)["records"] == sum(it.split == "test" for it in records)


@pytest.fixture
def brought(corpus):
    """A corpus folder of a real log."""
    papers = {"shopfloor": "0", "source": "real", "files": {"corpus.jsonl": {}}}
    (corpus.parent / "manifest.json").write_text(json.dumps(papers), encoding="utf-8")
    return corpus.parent


@pytest.mark.parametrize("what", ["", "corpus.jsonl"])
@pytest.mark.parametrize(
    ("to", "name", "more", "asks"),
    [
        ("card", "c.md", (), True),
        ("datasets", "c", (), True),
        ("croissant", "c", (), True),
        ("card", "c.md", ("--licence", "CC-BY-4.0"), False),
        ("card", "c.md", ("--quiet",), False),
        ("chat", "c.json", (), False),
    ],
)
def test_the_licence_of_a_real_log_is_asked_for_once(
    shopfloor, brought, tmp_path, what, to, name, more, asks
):
    """Where the format tells a licence and nobody named one, whether the folder is given or the corpus in it."""
    arguments = ("export", brought / what, "--to", to, "--out", tmp_path / "out" / name, *more)
    (tmp_path / "out").mkdir()
    code, _, err = shopfloor(*arguments)
    assert (code, " ".join(err.split()).count("give --licence")) == (0, int(asks))


def test_a_file_that_the_manifest_beside_it_does_not_list_is_none_of_its_own(
    shopfloor, brought, corpus, tmp_path
):
    """Where its logs come from is not known."""
    other = brought / "other.jsonl"
    corpus.rename(other)
    code, _, err = shopfloor("export", other, "--to", "card", "--out", tmp_path / "c.md")
    assert (code, err) == (0, "")
    assert "about plants;" in (tmp_path / "c.md").read_text(encoding="utf-8")


def test_a_mistake_is_told_without_a_traceback(shopfloor, corpus, tmp_path):
    """Code 2, and what to do."""
    code, out, err = shopfloor("export", corpus, "--to", "xml", "--out", tmp_path / "c.xml")
    assert (code, out) == (2, "")
    assert "expected one of json, jsonl, parquet" in err
