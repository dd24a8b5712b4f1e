"""Does ``shopfloor ask`` write a corpus about a log that is there already?"""

import json

import pytest

from shopfloor.cli.missing import breaks_a_promise, tell_missing
from shopfloor.eventlog import EventLog
from shopfloor.questions import Lack, Shortfall


@pytest.mark.parametrize("name", ["corpus.json", "corpus.jsonl", "corpus.parquet"])
def test_a_corpus_in_each_format(shopfloor, made, tmp_path, name, quick):
    """The suffix chooses the format; nothing else is left in the folder."""
    call = shopfloor("ask", made, *quick, "--out", tmp_path / name)
    assert call.code == 0, call.err
    assert "5 of 5 questions, 5 answers re-derived" in call.out
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_seed_of_the_log_is_the_default(shopfloor, made, tmp_path, few):
    """Asked again without a seed, the run's own corpus comes out, byte by byte."""
    shopfloor("ask", made, "--questions", 40, *few, "--out", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (made / "corpus.json").read_bytes()


def test_another_seed_asks_something_else(shopfloor, made, tmp_path, few):
    """JSON counts what was asked, made, verified and rejected."""
    call = shopfloor(
        "ask", made, "--questions", 40, *few, "--seed", 8, "--json", "--out", tmp_path / "other.json"
    )
    assert (tmp_path / "other.json").read_bytes() != (made / "corpus.json").read_bytes()
    counts = json.loads(call.out)
    assert counts["asked"] == counts["records"] == counts["verified"] == 40
    assert counts["rejections"]


def test_an_existing_file_is_kept_without_force(shopfloor, made, tmp_path, quick):
    """--out never replaces anything by itself."""
    (tmp_path / "corpus.json").write_text("mine")
    assert shopfloor("ask", made, *quick, "--out", tmp_path / "corpus.json").code == 2
    assert (tmp_path / "corpus.json").read_text() == "mine"
    assert shopfloor("ask", made, *quick, "--force", "--out", tmp_path / "corpus.json").code == 0
    assert len(json.loads((tmp_path / "corpus.json").read_text())) == 5


@pytest.mark.parametrize("name", ["corpus.csv", "corpus.txt"])
def test_an_unknown_format_is_refused(shopfloor, made, tmp_path, name):
    """Better no file than one that nobody can read."""
    call = shopfloor("ask", made, "--out", tmp_path / name)
    assert call.code == 2
    assert ".jsonl" in call.err


def test_a_folder_without_a_log_is_refused(shopfloor, tmp_path):
    """What is no log cannot be asked about."""
    assert shopfloor("ask", tmp_path, "--out", tmp_path / "corpus.json").code in (1, 2)
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_of_several_logs_in_a_folder(shopfloor, made, plant_file, tmp_path):
    """With its families, report and card; `verify` finds it right."""
    mix = ("--mix", "family.downtime_ranked=0.5,family.unknown_machine=0.5")
    flags = (*mix, "--sizes", "page=0.5,0.5k=0.5", "--reasoning", "output")
    shopfloor("simulate", plant_file, "--seed", 8, "--out", tmp_path / "other")
    call = shopfloor("ask", made, tmp_path / "other", "--questions", 12, *flags, "--out", tmp_path / "corpus")
    assert call.code == 0, call.out + call.err
    names = {path.name for path in (tmp_path / "corpus").iterdir()}
    assert names == {"README.md", "corpus.json", "families", "manifest.json", "report.html", "report.json"}
    records = json.loads((tmp_path / "corpus" / "corpus.json").read_text())
    assert sum(record["skill"] == "rank" for record in records) == 6
    assert shopfloor("verify", tmp_path / "corpus").code == 0


def test_strict_is_strict(shopfloor, made, tmp_path):
    """A share that cannot be met is a note, and with --strict an exit code."""
    # nothing is assembled in this plant
    mix = ("--mix", "family.components_of_unit=0.5,family.machine_state_at=0.5")
    flags = ("--questions", 4, *mix, "--force", "--out", tmp_path / "corpus.json")
    call = shopfloor("ask", made, *flags)
    assert call.code == 0
    assert "components_of_unit: 0 of 2" in call.err
    assert shopfloor("ask", made, *flags, "--strict").code == 1


@pytest.mark.parametrize(
    ("flags", "word"),
    [
        (("--mix", "skill.rnak=0.2"), "skill.rank"),
        (("--mix", "skill.rank"), "a name and a number"),
        (("--sizes", "2k=0.5"), "sum to 0.5"),
        (("--level", "hard"), "1 to 5"),
        (("--focus", "flood"), "double_breakdown"),
        (("--hold-out", "family"), "family=NAME"),
        (("--per-family", 2, "--questions", 9), "--per-family: got --questions beside it"),
        (("--per-family", 2, "--mix", "skill.rank=1"), "--per-family: got --mix beside it"),
        (("--mix", "skill.rnk=0.2"), '--mix: got "skill.rnk"; did you mean "skill.rank"?'),
        (("--mix", "family.latest_job=0.2"), 'did you mean "family.latest_jobs"?'),
        (
            ("--hold-out", "family=nobody"),
            '--hold-out family: got "nobody"; expected one that `shopfloor list',
        ),
        (("--answers", "yes=2"), "--answers: got yes alone"),
        (("--reasoning", "aloud"), "output"),
    ],
)
def test_what_cannot_be_promised_is_told(shopfloor, made, tmp_path, flags, word):
    """With what is known, before anything is done."""
    call = shopfloor("ask", made, *flags, "--out", tmp_path / "corpus.json")
    assert call.code == 2
    assert word in call.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("out", ["file/corpus.json", "file/corpus"])
def test_a_place_that_cannot_be_written_to_is_told_before_the_work(
    shopfloor, made, tmp_path, monkeypatch, out
):
    """No log is opened for it."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(EventLog, "open", lambda folder: 1 // 0)
    call = shopfloor("ask", made, "--out", tmp_path / out)
    assert call.code == 1
    assert "Not a directory" in call.err
    assert "choose another --out" in call.err


def test_what_no_plant_of_the_kind_has_is_told_in_a_line(shopfloor, capsys):
    """One for all families that lack the same; what was named, and what is no family, has its own."""
    unfed = {f"f{i}": Shortfall("", is_named=False, lack=Lack(0, 5, "nothing")) for i in range(8)}
    others = {
        "g": Shortfall("", is_named=False, lack=Lack(0, 5, "refused", ["leak", "tie"])),
        "h": Shortfall("", is_named=False, lack=Lack(3, 5, "some")),
        "i": Shortfall("0 of 5 questions: 9 windows gave 0 questions", lack=Lack(0, 5, "nothing")),
    }
    assert not breaks_a_promise(unfed)
    assert breaks_a_promise(unfed | others)
    tell_missing(unfed | others, quiet=False)
    lines = capsys.readouterr().err.replace("\n  ", " ").splitlines()
    assert lines == [
        "note: i: 0 of 5 questions: 9 windows gave 0 questions",
        "note: 1 family asked less than an even share, and others more: h (3 of 5)",
        "note: 8 families found nothing in these logs to ask about: f0, f1, f2, f3, f4 and 3 more",
        "note: 1 family found only questions that are not asked (leak, tie): g",
    ]


def test_foci_are_listed(shopfloor):
    """Each with its exact definition."""
    call = shopfloor("list", "foci", "--json")
    assert {entry["name"] for entry in json.loads(call.out)} >= {"double_breakdown", "late_hot_lot"}
