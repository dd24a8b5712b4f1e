"""``shopfloor ask LOG.csv`` makes a corpus, tells what it found, and keeps its promises about exit codes."""

import json

import pytest
from typer.testing import CliRunner

from shopfloor.cli import app, log_options, options
from shopfloor.errors import UsageError
from shopfloor.eventlog import EventLog

COLUMNS = "case=Order,activity=Step,resource=Machine,start=Begin,end=End"


@pytest.fixture
def log(tmp_path, monkeypatch, families):
    """A shift of a shop of three machines, with one row that runs backwards; a few families are asked."""
    monkeypatch.setattr(options, "families", lambda folders: list(families.values()))
    rows = ["Order,Step,Machine,Begin,End"]
    for order in range(150):
        at = order * 7
        for step, machine, after, lasts in (
            ("Saw", f"Saw {order % 2 + 1}", 0, 9),
            ("Mill", "Mill A", 10 + order % 5, 1),
        ):
            since, until = at + after, at + after + lasts
            rows.append(
                f"{order},{step},{machine},2026-01-05T{since // 60:02d}:{since % 60:02d},2026-01-05T{until // 60:02d}:{until % 60:02d}"
            )
    path = tmp_path / "log.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def ask(*arguments: object):
    return CliRunner().invoke(
        app, ["ask", *(str(argument) for argument in arguments)], catch_exceptions=False
    )


def test_a_csv_becomes_a_corpus(log, tmp_path):
    """Families that the log cannot answer are named, the others are asked, and the log that was taken in can be kept."""
    call = ask(
        log,
        "--columns",
        COLUMNS,
        "--questions",
        12,
        "--out",
        tmp_path / "qa.json",
        "--keep-log",
        tmp_path / "kept",
        "--json",
    )
    assert call.exit_code == 0, call.output
    told = json.loads(call.stdout)
    assert told["records"] == told["verified"] == 12
    assert set(told["not_asked"]) == {"mean_time_to_repair", "longest_starvation"}
    assert told["taken_in"][0]["counts"]["set_aside"] == 0
    assert "stops are not recorded (give --stops)" in call.stderr
    assert not any(len(rows) for rows in EventLog.open(tmp_path / "kept").audit().values())
    assert ask(tmp_path / "kept", "--questions", 12, "--out", tmp_path / "again.json").exit_code == 0
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "qa.json").read_bytes()


def test_what_is_not_asked_is_told_in_eighty_columns(capsys):
    """One reason a paragraph, however many families it keeps."""
    told = {f"some_family_{number}": "stops are not recorded (give --stops)" for number in range(30)}
    log_options.tell(log_options.Logs([], [], told), quiet=False)
    lines = capsys.readouterr().err.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("not asked, because stops are not recorded (give --stops): some_family_0,")


def test_how_a_file_is_read_is_nothing_for_a_folder(log, tmp_path):
    """A flag that would do nothing is a mistake."""
    with pytest.raises(UsageError, match="--since, --stop-columns: expected with a log file"):
        ask(tmp_path, "--stop-columns", "machine=m", "--since", "2026-01-05", "--out", tmp_path / "qa.json")


def test_strict_fails_when_a_row_was_set_aside(log, tmp_path):
    """A row without a start is told by its line; --strict makes it an error."""
    with log.open("a", encoding="utf-8") as stream:
        stream.write("900,Mill,Mill A,,2026-01-05T12:00\n")
    call = ask(log, "--columns", COLUMNS, "--questions", 12, "--out", tmp_path / "qa.json", "--strict")
    assert call.exit_code == 1
    assert "12 of 12 questions, 12 answers re-derived" in call.stdout
    assert "no start time: 1 line set aside (line 302)" in call.stderr


def test_a_log_is_given_once(log, tmp_path):
    """The same file twice is refused, however its path is written."""
    with pytest.raises(UsageError, match="got this log twice"):
        ask(log, log.parent / "." / log.name, "--columns", COLUMNS, "--out", tmp_path / "qa.json")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--columns", "case=Order,activity=Step"), "start="),
        (("--columns", "cse=Order"), 'did you mean "case="'),
        (
            ("--columns", COLUMNS.replace("activity", "activty")),
            'is called "activty"; did you mean "activity="',
        ),
        (("--columns", "case=Order,activity=Step,start=Begin,end=Begin"), "for start= and for end="),
        (("--columns", COLUMNS, "--stop-columns", "from=x,to=x"), "for from= and for to="),
        (("--columns", COLUMNS, "--stop-columns", "machine=m"), "--stops"),
        (("--columns", COLUMNS, "--time-zone", "Berlin"), "--time-zone"),
        (("--columns", COLUMNS, "--since", "monday"), "2026-01-05T06:00"),
        (("--columns", COLUMNS, "--overlaps", "merge"), "split, set-aside"),
    ],
)
def test_wrong_flags_say_what_is_expected(log, tmp_path, arguments, told):
    """Each mistake of the command line is answered with what would be right, and nothing is written."""
    with pytest.raises(UsageError, match=told):
        ask(log, *arguments, "--out", tmp_path / "qa.json")
    assert not (tmp_path / "qa.json").exists()
