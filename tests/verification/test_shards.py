"""Is a corpus that stands in many files, or is shared by many processes, judged as one?"""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shopfloor.errors import FamilyError, UsageError, VerificationError
from shopfloor.verification import corpora, judgement, verify_folder, verify_records
from tests.verification import skills
from tests.verification.plants import STOPS, family, stop_record
from tests.verification.writing import changed

RECORDS = [stop_record(form, asked=asked, told=told) for form in ("log", "table") for asked in range(4) for told in range(4)]  # fmt: skip
WRONG = {
    3: changed(RECORDS[3], output=RECORDS[3].output.replace("15.7", "15.6")),
    9: RECORDS[2],
    20: changed(RECORDS[20], split="test"),
    30: changed(RECORDS[30], difficulty=RECORDS[30].difficulty.model_dump() | {"operations": 4}),
}
MIXED = [WRONG.get(place, record) for place, record in enumerate(RECORDS)]
EXPECTED = [(3, "output_value"), (9, "duplicate_id"), (20, "split"), (30, "difficulty_family")]


def row_of(record):
    """A record as a row of Parquet: what has no single type stands there as JSON."""
    row = record.model_dump(mode="json")
    for part in ("value", "unit", "tolerance"):
        row["answer"][part] = json.dumps(row["answer"][part])
    row["provenance"]["evidence"] = json.dumps(row["provenance"]["evidence"])
    row["derivation"] = json.dumps(row["derivation"])
    return row


def folder_of(path, shards):
    (path / "families" / "maintenance").mkdir(parents=True)
    (path / "families" / "maintenance" / "stop_time.yaml").write_text(json.dumps(STOPS))
    for number, rows in enumerate(shards):
        table = pa.Table.from_pylist(rows)
        pq.write_table(table, path / f"corpus-{number:05d}.parquet", row_group_size=5)
    return path


def found(verdict):
    return [(fault.index, fault.what) for fault in verdict.faults]


@pytest.fixture
def shards(tmp_path):
    rows = [row_of(record) for record in MIXED]
    return folder_of(tmp_path, [rows[:12], rows[12:13], rows[13:]])


def test_shards_are_one_corpus(shards, monkeypatch):
    """Places count on from shard to shard, and records agree with those of other shards."""
    monkeypatch.setattr(corpora, "AT_ONCE", 3)
    monkeypatch.setattr(corpora, "_ROWS_OF_BATCH", 2)
    told = []
    verdict = verify_folder(shards, progress=lambda done, total: told.append((done, total)))
    assert found(verdict) == EXPECTED
    assert (verdict.checked, verdict.right) == (32, 28)
    assert told[-1] == (32, 32)
    assert len(told) > 10


def test_the_verdict_is_the_same_for_any_number_of_processes(shards, monkeypatch):
    """In a file or in memory, in one process or two."""
    monkeypatch.setattr(judgement, "PER_PROCESS", 7)
    alone = verify_folder(shards)
    assert verify_folder(shards, workers=2) == alone
    assert verify_records(MIXED, [family()], workers=2, deep=True) == alone


def test_a_fault_of_a_family_comes_back_from_its_process(monkeypatch):
    """What is told of a family in one process is told of it by two."""

    monkeypatch.setattr(judgement, "PER_PROCESS", 7)
    step = "SELECT record, machin AS numerator, 1 AS denominator, 1 AS stops_seen FROM subject"
    of = family(steps=[{"name": "mean", "says": "Take it.", "sql": step}], reject={})
    problems = []
    for workers in (1, 2):
        with pytest.raises(FamilyError) as caught:
            verify_records(RECORDS, [of], workers=workers)
        problems.append(caught.value.problems)
    assert problems[0] == problems[1]


def test_a_row_that_is_no_record_is_a_fault_of_its_own(tmp_path):
    """JSON that is none, a field too few: the other rows are verified."""
    rows = [row_of(record) for record in RECORDS[:6]]
    rows[1]["derivation"] = "[{"
    rows[2]["answer"] |= {"unit": "min"}
    rows[3]["provenance"] |= {"evidence": '{"stops": 1}'}
    rows[4]["answer"] |= {"tolerance": "Infinity"}
    verdict = verify_folder(folder_of(tmp_path, [rows]))
    assert found(verdict) == [(place, "record") for place in (1, 2, 3, 4)]
    assert (verdict.checked, verdict.right) == (6, 2)


def test_a_shard_that_is_none_is_named(shards):
    """A file of another kind among the shards stops the verification, with its name."""
    (shards / "corpus-00001.parquet").write_text("PAR1, or not")
    for workers in (1, 2):
        with pytest.raises(VerificationError, match=r"corpus-00001\.parquet"):
            verify_folder(shards, workers=workers)


def test_no_process_is_a_matter_of_usage(shards):
    """A number of workers below one is refused, with what was given."""
    for call in (lambda: verify_folder(shards, workers=0), lambda: verify_records([], [], workers=0)):
        with pytest.raises(UsageError, match="got 0"):
            call()


def test_a_skill_is_judged_alike_in_its_own_file(tmp_path):
    """Values of several parts, and units of each, come back from Parquet as they were."""
    right = skills.parts_record()
    path = tmp_path / "one.parquet"
    pq.write_table(pa.Table.from_pylist([row_of(right)]), path)
    assert corpora.read_corpus(path) == [right]
