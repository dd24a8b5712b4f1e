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


def test_a_mistake_is_told_without_a_traceback(shopfloor, corpus, tmp_path):
    """Code 2, and what to do."""
    code, out, err = shopfloor("export", corpus, "--to", "xml", "--out", tmp_path / "c.xml")
    assert (code, out) == (2, "")
    assert "expected one of json, jsonl, parquet" in err
