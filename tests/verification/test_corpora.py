"""Is a corpus read from a file that may hold anything, and is the user told what is wrong?"""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.builtin import templates_folder
from shopfloor.errors import FamilyError, UsageError, VerificationError
from shopfloor.verification import read_corpus, verify_folder
from tests.verification.plants import STOPS, family, stop_record

RIGHT = stop_record()
OTHER = stop_record(asked=1)


def written(records):
    return [record.model_dump(mode="json") for record in records]


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def run_folder(path, corpus, name="corpus.json"):
    """A run folder with a corpus file of this content and the family of these tests."""
    (path / "families" / "maintenance").mkdir(parents=True)
    text = json.dumps(STOPS)  # JSON is YAML
    write(path / "families" / "maintenance" / "stop_time.yaml", text)
    write(path / name, corpus if isinstance(corpus, str | bytes) else json.dumps(corpus))
    return path


def parquet(path, rows):
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_every_format_holds_the_same_records(tmp_path):
    """A JSON array, JSON lines and Parquet give back the records that were written, types and all."""
    rows = written([RIGHT, OTHER])
    array = write(tmp_path / "a.json", json.dumps(rows, ensure_ascii=False, indent=1))
    lines = write(tmp_path / "b.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    table = parquet(tmp_path / "c.parquet", rows)
    for path in (array, lines, table):
        assert read_corpus(path) == [RIGHT, OTHER]


def test_a_value_may_stand_in_parquet_as_json(tmp_path):
    """A column has one type, so what may be a number, a text or a list is written as JSON."""
    rows = written([RIGHT])
    for part in ("value", "unit", "tolerance"):
        rows[0]["answer"][part] = json.dumps(rows[0]["answer"][part])
    rows[0]["provenance"] = json.dumps(rows[0]["provenance"])
    assert read_corpus(parquet(tmp_path / "c.parquet", rows)) == [RIGHT]


BAD_RECORDS = {
    "a missing field": ({"unit": None}, "field required at $.answer.unit"),
    "a field too many": ({"note": "x"}, "extra inputs are not permitted at $.note"),
    "another type": ({"answerable": "yes"}, "at $.answerable"),
    "a truth value as a number": (
        {"answer": RIGHT.answer.model_dump() | {"value": True}},
        "at $.answer.value",
    ),
    "no split of that name": ({"split": "dev"}, "'train', 'validation' or 'test' at $.split"),
}


@pytest.mark.parametrize("fault", BAD_RECORDS)
def test_a_record_without_the_shape_of_one_is_a_fault(tmp_path, fault):
    """What is no record is a fault of its own, and the records around it are verified."""
    changes, expected = BAD_RECORDS[fault]
    bad = written([OTHER])[0] | changes
    if fault == "a missing field":
        del bad["unit"], bad["answer"]["unit"]
    folder = run_folder(tmp_path, [*written([RIGHT]), bad])
    verdict = verify_folder(folder)
    assert (verdict.checked, verdict.right) == (2, 1)
    assert [(fault.index, fault.record, fault.what) for fault in verdict.faults] == [(1, OTHER.id, "record")]
    assert expected in verdict.faults[0].expected
    with pytest.raises(VerificationError, match="record 1"):
        read_corpus(folder / "corpus.json")


@pytest.mark.parametrize(
    ("corpus", "expected"),
    [
        ('[{"id": "a", "id": "b"}]', "each key once"),
        ('[{"answer": {"value": NaN}}]', "field required"),
        ("[1]", "an object"),
        ("[null]", "an object"),
        ("[[]]", "an object"),
    ],
)
def test_a_doubled_key_and_what_is_no_object_are_faults(tmp_path, corpus, expected):
    """JSON that means two things or no record is never taken for one."""
    (fault,) = verify_folder(run_folder(tmp_path, corpus)).faults
    assert fault.what == "record"
    assert expected in fault.expected


def test_not_a_number_is_no_value(tmp_path):
    """JSON knows no NaN; a corpus that has one says so in that record."""
    text = json.dumps(written([RIGHT])).replace("15.7,", "NaN,")
    (fault,) = verify_folder(run_folder(tmp_path, text)).faults
    assert (fault.what, fault.got) == ("record", "NaN")


BROKEN = {
    "cut off": ('[{"id": ', "corpus.json:1:9"),
    "no array": ("{}", "expected an array of records"),
    "a text": ('"corpus"', "expected an array of records"),
    "empty": ("", "expected JSON"),
    "not UTF-8": (b'["\xff"]', "expected UTF-8 text"),
    "too deep": ("[" * 200_000, "nested too deeply"),
    "a number too long": ("[" + "1" * 5_000 + "]", "expected JSON"),
    "a second array": ("[][]", "expected JSON"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_file_that_is_no_corpus_is_an_error(tmp_path, fault):
    """The message names the file and the place, and what was expected there."""
    content, expected = BROKEN[fault]
    with pytest.raises(VerificationError, match=r"corpus\.json") as caught:
        verify_folder(run_folder(tmp_path, content))
    assert expected in str(caught.value)


def test_a_broken_line_is_named(tmp_path):
    """In JSON lines the place is the line of the file."""
    path = write(tmp_path / "corpus.jsonl", json.dumps(written([RIGHT])[0]) + "\n\n{]\n")
    with pytest.raises(VerificationError, match=r"corpus\.jsonl:3:2"):
        read_corpus(path)


def test_what_is_no_parquet_is_an_error(tmp_path):
    """A file of another kind under that name is refused with its name."""
    with pytest.raises(VerificationError, match=r"c\.parquet"):
        read_corpus(write(tmp_path / "c.parquet", "PAR1, or not"))


def test_a_path_that_cannot_be_read_is_a_matter_of_usage(tmp_path):
    """No such file, a folder, an unknown suffix, an unfinished run: the user is told which, and what to try."""
    (tmp_path / "folder.json").mkdir()
    for path in (tmp_path / "none.json", tmp_path / "folder.json", tmp_path / "corpus.csv"):
        with pytest.raises(UsageError, match=path.name):
            read_corpus(path)
    with pytest.raises(UsageError, match="folder of a run"):
        verify_folder(tmp_path / "none")
    with pytest.raises(UsageError, match="was the run finished"):
        verify_folder(tmp_path)
    write(tmp_path / "corpus.json", "[]")
    with pytest.raises(UsageError, match="families"):
        verify_folder(tmp_path)


def test_a_right_folder_is_right(tmp_path):
    """Records and families as a run leaves them, in each of the formats."""
    assert verify_folder(run_folder(tmp_path / "a", written([RIGHT, OTHER]))).faults == ()
    lines = "\n".join(json.dumps(row) for row in written([RIGHT, OTHER]))
    assert verify_folder(run_folder(tmp_path / "b", lines, "corpus.jsonl")).right == 2


@settings(derandomize=True, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "input", "answer", "provenance", "events", "value"]), inner)))  # fmt: skip
def test_no_json_is_met_with_a_traceback(tmp_path_factory, data):
    """Whatever a file holds, the answer is a verdict or an error of this library."""
    path = write(tmp_path_factory.mktemp("any") / "corpus.json", json.dumps(data))
    if data == []:
        assert read_corpus(path) == []
        return
    with pytest.raises(VerificationError, match=r"corpus\.json"):
        read_corpus(path)


def test_a_broken_family_file_stops_the_verification(tmp_path):
    """Without its families a corpus cannot be verified; the message names the file."""
    folder = run_folder(tmp_path, written([RIGHT]))
    write(folder / "families" / "maintenance" / "other.yaml", "family: [")
    with pytest.raises(FamilyError, match=r"other\.yaml:2"):
        verify_folder(folder)


def test_the_built_in_families_are_there():
    """What the tests of cases run over is not an empty folder."""
    assert len(list(templates_folder().rglob("*.yaml"))) >= 16
    assert family().family == "stop_time"
