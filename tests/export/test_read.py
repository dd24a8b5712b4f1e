"""Is every corpus read as it was written, whatever its form, and every mistake told with its place?"""

import json
import tracemalloc

import pytest

from shopfloor.errors import UsageError
from shopfloor.export import read_records
from shopfloor.questions.corpus import write_shard
from tests.scoring.records import record


def array(path, records, indent=None):
    path.write_text(
        json.dumps([it.model_dump() for it in records], indent=indent, ensure_ascii=False), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize("part", [1, 7, 1000, 1 << 20])
@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_is_read_in_parts_of_any_length(records, tmp_path, monkeypatch, part, indent):
    """Wherever a part ends: within a record, a text, an escape."""
    monkeypatch.setattr("shopfloor.export.read._PART", part)
    few = records[:2] if part == 1 else records
    assert list(read_records(array(tmp_path / "c.json", few, indent))) == few


def test_lines_parquet_and_shards_hold_the_same(records, corpus, tmp_path):
    """Also parts, lists and evidence, which are JSON text in Parquet."""
    write_shard(tmp_path / "whole.parquet", records)
    (tmp_path / "shards").mkdir()
    write_shard(tmp_path / "shards" / "corpus-00000.parquet", records[:5])
    write_shard(tmp_path / "shards" / "corpus-00001.parquet", records[5:])
    for path in (corpus, tmp_path / "whole.parquet", tmp_path / "shards"):
        assert list(read_records(path)) == records
    assert list(read_records(corpus, split="test")) == [it for it in records if it.split == "test"]


def test_a_long_array_takes_little_memory(tmp_path):
    """A few parts of it are held, not all: 40 MB are read in less than 20."""
    long = [record("count", context=f"{number}" + "x" * 400_000, id=str(number)) for number in range(100)]
    path = array(tmp_path / "c.json", long)
    del long
    tracemalloc.start()
    assert sum(1 for _ in read_records(path)) == 100
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000 < path.stat().st_size


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("c.json", "{}", "expected an array"),
        ("c.json", '[{"a": 1}', "record 1"),
        ("c.json", "[1]", "got a number (1); expected a record"),
        ("c.json", "[", "does not end"),
        ("c.json", '[{"input": "q"}]', "$.context: field required"),
        ("c.jsonl", '{"input": NaN}', "c.jsonl:1"),
        ("c.jsonl", "{} {}", "something follows"),
        ("c.jsonl", "[" * 100_000, "c.jsonl:1"),
        ("c.parquet", "no parquet", "expected Parquet"),
        ("c.csv", "a,b", "expected one of .json, .jsonl, .parquet"),
    ],
)
def test_what_is_no_corpus_is_told_with_its_place(tmp_path, name, text, told):
    """File, record or line, what was given and expected."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        list(read_records(tmp_path / name))
    assert str(tmp_path / name) in str(error.value)
    assert told in str(error.value)


def test_a_folder_must_hold_one_corpus(records, tmp_path):
    """None, or two: which is meant?"""
    with pytest.raises(UsageError, match="none of them"):
        list(read_records(tmp_path))
    array(tmp_path / "corpus.json", records)
    assert list(read_records(tmp_path)) == records
    (tmp_path / "corpus.jsonl").touch()
    with pytest.raises(UsageError, match=r"corpus\.json, corpus\.jsonl"):
        list(read_records(tmp_path))
    with pytest.raises(UsageError, match="no such file"):
        list(read_records(tmp_path / "nowhere"))


def test_text_that_is_no_utf_8_is_told(tmp_path):
    """With the byte."""
    (tmp_path / "c.json").write_bytes(b'[{"a": "\xff"}]')
    with pytest.raises(UsageError, match="0xff"):
        list(read_records(tmp_path / "c.json"))
