"""Is a corpus of several logs whole, the same with any number of workers, and bounded in memory?"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import shopfloor as sf
from shopfloor.contracts.family import Family
from shopfloor.eventlog import EventLog
from shopfloor.pipeline import ask_folder, check, renew_report
from shopfloor.questions import ask_into, units
from shopfloor.questions.asking import _without_twins
from shopfloor.questions.corpus import read_shard, tally, write_shard
from shopfloor.questions.written import Part
from shopfloor.run_folder import corpus_files

SMALL = Path(__file__).parent / "cli" / "small.yaml"
NAMES = ("repair_begun_at", "busier_machine", "unknown_machine", "downtime_ranked", "rejects_by_machine")


@pytest.fixture(scope="module")
def families() -> list[Family]:
    return [family for family in sf.load_families() if family.family in NAMES]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[EventLog]:
    """One scenario with two seeds."""
    home, plant = tmp_path_factory.mktemp("logs"), sf.load(SMALL)
    return [sf.simulate(plant, replications=2, seed=seed, out=home / str(seed)) for seed in (7, 8)]


def test_a_corpus_of_two_seeds_is_right(logs: list[EventLog], families: list[Family]) -> None:
    """Each log has its half, every answer is re-derived, and no item comes twice."""
    corpus = sf.ask(logs, questions=100, families=families)
    assert Counter(record.provenance.seed for record in corpus.records) == {7: 50, 8: 50}
    sf.verify(corpus).raise_if_wrong()
    assert len({(record.context, record.input) for record in corpus.records}) == len(corpus.records)


def test_corpora_of_two_seeds_share_no_item(logs: list[EventLog], families: list[Family]) -> None:
    """Asked with the same seed, nothing is in both."""
    a, b = (sf.ask(log, questions=80, seed=1, families=families, sizes={"page": 1}).records for log in logs)
    assert not {(r.context, r.input) for r in a} & {(r.context, r.input) for r in b}
    assert not {r.id for r in a} & {r.id for r in b}


@pytest.mark.parametrize(("at_once", "workers"), [(15, 2), (1_000, 3)])
def test_the_bytes_are_the_same_with_several_workers(
    logs: list[EventLog],
    families: list[Family],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
    workers: int,
) -> None:
    """Units are made of what is asked, not of who works; and where they are fewer than the workers, several search one."""
    monkeypatch.setattr(units, "AT_ONCE", at_once)
    for number in (1, workers):
        sf.ask(logs, questions=36, families=families, workers=number).save(tmp_path / f"{number}.json")
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / f"{workers}.json").read_bytes()


def test_shards_hold_the_same_records(
    logs: list[EventLog], families: list[Family], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit is a shard; together they are the corpus that would have been made in memory."""
    monkeypatch.setattr(units, "AT_ONCE", 20)
    asked = ask_into(tmp_path, logs, questions=80, families=families)
    assert asked.records == 80
    assert [path.name for path in asked.shards] == [path.name for path in sorted(tmp_path.iterdir())]
    assert len(asked.shards) == 4
    read = [record for path in asked.shards for record in read_shard(path)]
    whole = sf.ask(logs, questions=80, families=families).records
    assert sorted(read, key=lambda record: record.id) == sorted(whole, key=lambda record: record.id)
    assert asked.tally == tally(whole)


def test_a_corpus_folder_can_be_checked(
    logs: list[EventLog], families: list[Family], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shards, families, report, card, manifest; and what is changed later is found."""
    monkeypatch.setattr("shopfloor.questions.SMALL", 30)
    monkeypatch.setattr(units, "AT_ONCE", 20)
    made = ask_folder(logs, tmp_path / "corpus", questions=60, families=families)
    assert made.fine
    assert made.manifest["counts"]["records"] == 60
    names = {path.name for path in made.folder.iterdir()}
    assert {"README.md", "families", "manifest.json", "report.html", "report.json"} <= names
    assert len(corpus_files(made.folder)) == 4
    assert check(made.folder).fine
    corpus_files(made.folder)[0].rename(made.folder / "corpus-00009.parquet")
    found = check(made.folder)
    assert not found.fine
    assert len(found.changed) == 2


def test_a_report_can_be_renewed(logs: list[EventLog], families: list[Family], tmp_path: Path) -> None:
    """The same numbers, and a folder that is still whole."""
    made = ask_folder(logs, tmp_path / "corpus", questions=40, families=families)
    before = json.loads((made.folder / "report.json").read_text())
    (made.folder / "report.json").unlink()
    after = renew_report(made.folder)
    assert after["records"] == before["records"] == 40
    assert check(made.folder).fine


@pytest.mark.parametrize("shards", [False, True])
def test_twins_of_two_parts_are_taken_out(
    logs: list[EventLog], families: list[Family], tmp_path: Path, *, shards: bool
) -> None:
    """A record that stands in two parts stays in the first of them."""
    records = sf.ask(logs[0], questions=20, families=families).records

    def part(number: int, some: list[sf.Record]) -> Part:
        path = tmp_path / f"{number}.parquet"
        write_shard(path, some)
        marks = b"".join(f"{record.id[:16]}".encode() for record in some)
        return Part([] if shards else some, [], path if shards else None, len(some), tally(some), marks, {})

    parts = _without_twins([part(0, records[:12]), part(1, records[8:])])
    assert [one.count for one in parts] == [12, 8]
    kept = read_shard(tmp_path / "1.parquet") if shards else parts[1].records
    assert kept == records[12:]
