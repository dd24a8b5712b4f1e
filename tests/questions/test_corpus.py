"""Is a corpus on disk what it was in memory, and complete or not there?"""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from shopfloor.contracts.record import Record
from shopfloor.errors import OutputError, UsageError
from shopfloor.questions import Corpus
from tests.questions.logs import FAMILIES


def test_an_array_reads_back(tmp_path: Path, corpus: Corpus) -> None:
    """Every record, in order, its keys in the order of the contract."""
    corpus.save(tmp_path / "qa.json")
    read = json.loads((tmp_path / "qa.json").read_text(encoding="utf-8"))
    assert [Record.model_validate(record) for record in read] == corpus.records
    assert {tuple(record) for record in read} == {tuple(Record.model_fields)}


def test_lines_read_back(tmp_path: Path, corpus: Corpus) -> None:
    """A record is a line."""
    corpus.save(tmp_path / "qa.jsonl")
    lines = (tmp_path / "qa.jsonl").read_text(encoding="utf-8").splitlines()
    assert [Record.model_validate_json(line) for line in lines] == corpus.records


def test_parquet_reads_back(tmp_path: Path, corpus: Corpus) -> None:
    """What has several types is JSON text, since a column has one."""
    corpus.save(str(tmp_path / "qa.parquet"))
    rows = pq.read_table(tmp_path / "qa.parquet").to_pylist()
    for row in rows:
        for part in ("value", "unit", "tolerance"):
            row["answer"][part] = json.loads(row["answer"][part] or "null")
        row["provenance"]["evidence"] = json.loads(row["provenance"]["evidence"])
        row["derivation"] = json.loads(row["derivation"])
    assert [Record.model_validate(row) for row in rows] == corpus.records


def test_a_table_has_a_row_for_each_record(corpus: Corpus) -> None:
    """The parts of answer and provenance are columns of their own."""
    table = corpus.to_pandas()
    assert len(table) == len(corpus.records)
    assert list(table["answer_value"]) == [record.answer.value for record in corpus.records]
    assert set(table["provenance_form"]) == {"log", "table", "prose"}


def test_a_corpus_carries_its_families(corpus: Corpus) -> None:
    """The files are kept word for word, so that the corpus can be verified by them."""
    for name, text in corpus.family_texts.items():
        assert text == (FAMILIES / name).read_text(encoding="utf-8")
    assert len(corpus.family_texts) == len(corpus.families) == 3


def test_another_ending_is_told(tmp_path: Path, corpus: Corpus) -> None:
    """The ending says the format."""
    with pytest.raises(UsageError, match=r"expected one of .json, .jsonl, .parquet"):
        corpus.save(tmp_path / "qa.csv")


@pytest.mark.parametrize("ending", ["json", "jsonl", "parquet"])
def test_what_cannot_be_written_is_not_there(tmp_path: Path, corpus: Corpus, ending: str) -> None:
    """A file where a folder is due is told, and no half of a corpus is left anywhere; a missing folder is made."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="could not be written"):
        corpus.save(tmp_path / "file" / f"qa.{ending}")
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]
    corpus.save(tmp_path / "new" / f"qa.{ending}")
    assert [path.name for path in (tmp_path / "new").iterdir()] == [f"qa.{ending}"]
