"""What does ``shopfloor score`` print?"""

import json
import sys

import pytest

from shopfloor.cli import main
from tests.scoring.records import ANSWERS, record


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


@pytest.fixture
def files(tmp_path):
    records = [record(kind, replication=number) for number, kind in enumerate(ANSWERS)]
    (tmp_path / "corpus.jsonl").write_text(
        "".join(it.model_dump_json() + "\n" for it in records), encoding="utf-8"
    )
    rows = [{"id": it.id, "prediction": it.output} for it in records[1:]] + [{"id": "nobody", "answer": "12"}]
    (tmp_path / "said.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return tmp_path / "corpus.jsonl", tmp_path / "said.jsonl"


def test_a_table_of_eighty_columns(shopfloor, files):
    """Figures to stdout, what does not fit to stderr."""
    code, out, err = shopfloor("score", *files)
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "all records" in out.splitlines()[1]
    assert "1 record without a prediction" in err
    assert "nobody" in err


def test_json_and_grades(shopfloor, files, tmp_path):
    """The same figures as data, and the grade of every record."""
    code, out, err = shopfloor("score", *files, "--json", "--quiet", "--grades", tmp_path / "grades.jsonl")
    told = json.loads(out)
    grades = [
        json.loads(line) for line in (tmp_path / "grades.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert (code, err) == (0, "")
    assert told["accuracy"] == sum(it["right"] for it in grades) / len(grades) == 10 / 11
    assert told["outcomes"]["missing"] == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--split", "tests"], "expected one of train, validation, test"),
        (["--split", "test"], "without records"),
        (["--grades", "g.csv"], "expected a file ending in .jsonl"),
        (["--grades", "/"], "expected a file ending in .jsonl"),
    ],
)
def test_wrong_usage_is_told(shopfloor, files, arguments, told):
    """Code 2, a message, no traceback."""
    code, out, err = shopfloor("score", *files, *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "no such file; expected a file of predictions"),
        ("", "got no predictions"),
        ("[" * 5000 + "]" * 5000, "nested too deeply; expected JSON"),
        ("3", "expected an object"),
    ],
    ids=["missing", "empty", "deep", "number"],
)
def test_predictions_that_are_none_are_told(shopfloor, files, tmp_path, text, told):
    """In the words of the reader, not of the parser."""
    if text is not None:
        (tmp_path / "odd.jsonl").write_text(text, encoding="utf-8")
    code, out, err = shopfloor("score", files[0], tmp_path / "odd.jsonl")
    assert (code, out) == (2, "")
    assert told in err
