"""Is everything that is wrong with a family told, with its place and what to do?"""

from pathlib import Path

import pytest

from shopfloor.builtin import templates_folder
from shopfloor.errors import FamilyError, UsageError
from shopfloor.questions import load_families, name_problems, read_families
from tests.questions.logs import FAMILIES, edited, families, line_of


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(FamilyError) as error:
        read_families([folder], check_cases=True)
    return [str(problem) for problem in error.value.problems]


def test_families_come_by_role_and_name() -> None:
    """The order of families does not depend on the order of files."""
    assert [family.family for family in families()] == [
        "no_such_machine",
        "downtime_of_machine",
        "first_to_stop",
    ]


# what is changed, how, where the problem is told (a line that holds this), and what it says
WRONG = [
    ("role: maintenance", "role: maintenence", "role:", 'did you mean "maintenance"'),
    ("role: maintenance", "role: quality", "role:", 'the folder "maintenance"'),
    ("family: downtime_of_machine", "family: downtime", "family:", "is called downtime_of_machine.yaml"),
    ("about:", "abuot:", "abuot:", 'did you mean "about"'),
    ("about: How long a machine was down in a window, in all.\n", "", "family:", '"about" is missing'),
    ("window: {every: 8 h}", "window: {every: 8}", "window:", 'try "8 min"'),
    ("window: {every: 8 h}", "window: {every: 90 s}", "window:", "whole minutes"),
    ("window: {every: 8 h}", "window: {every: 25 h}", "window:", "24 h"),
    ("mode: name", "mode: nmae", "mode:", 'did you mean "name"'),
    ("mode: name", "record: name", "record: name", 'cannot be called "record"'),
    ("decimals: 1, optional: true", "decimals: 4, optional: true", "decimals: 4", "less than or equal to 3"),
    ("order: [failed_at, machine]", "order: [failed, machine]", "order:", 'no column is called "failed"'),
    (
        "{failed_at} {machine} {mode}, not",
        "{failed_at} {machne} {mode}, not",
        "{machne}",
        'did you mean "machine"',
    ),
    (
        "{failed_at} {machine} {mode}, not",
        "{failed_at} {machine}, not",
        "{machine}, not",
        "{mode} is missing",
    ),
    (
        "{failed_at} {machine} {mode}, not",
        "{failed_at}{machine} {mode}, not",
        "{failed_at}{machine}",
        "no text between",
    ),
    (" until {repaired_at}, {lasted}", ", not quite repaired", "{mode}, not repaired", "never used"),
    ("none: Nothing stopped.", 'none: "07:10 saw.1 jam, not repaired"', "none:", "reads like a row"),
    ("none: Nothing stopped.", "none: |\n      Nothing\n      stopped.", "none:", "one line"),
    ("Add up every stop of {{ machine }}", "Add up {{ machine.stops }}", "machine.stops", "got an attribute"),
    ("Add up every stop of {{ machine }}", "Add up {{ machine | sum }}", "| sum", "got a filter"),
    ("Add up every stop of {{ machine }}", "Add up every stop", "- Add up", "{{ machine }} is missing"),
    (
        "Add up every stop of {{ machine }}",
        "Add {{ answer }} of {{ machine }}",
        "Add {{",
        "unknown field {{ answer }}",
    ),
    (
        "Add up every stop of {{ machine }}.",
        "How long was {{machine}} down in all?",
        "{{machine}}",
        "wording 1",
    ),
    ("It comes to {{ answer }} for", "It is simple for", "It is simple", "{{ answer }} is missing"),
    ("  - Add up every stop of {{ machine }}.\n", "", "input:", "got 3; expected 4"),
    (
        "kind: duration, unit: min, decimals: 1}\n\ninput",
        "kind: duration}\n\ninput",
        "answer: {",
        "s, min or h",
    ),
    (
        "columns: {machine: name}",
        "columns: {machine: name, mode: name}",
        "- How long was",
        "{{ mode }} is missing",
    ),
    ("name: total", "name: stops", "- name: stops\n    says: Add", "is taken above"),
    ("name: total", "name: subject", "name: subject", "is what every family has"),
    ('failed_at: "06:10"', 'failed_at: "6:10"', '"6:10"', 'such as "12:00"'),
    ("lasted: 10.5 min", "lasted: 10 min", "lasted: 10 min", 'such as "12.5 min"'),
    ("machine: mill.1, mode: jam", "machine: mill.1, mod: jam", "mod: jam", 'no column is called "mod"'),
    (
        "subject: {machine: saw.1}\n    answer: 10",
        "subject: {}\n    answer: 10",
        "subject: {}",
        "machine is missing",
    ),
    ("answer: 10.6 min", "answer: 10.5 min", "answer: 10.5 min", 'the steps give "10.6 min"'),
    ("answer: 10.6 min", "answer: {rejected: ite}", "rejected: ite", "of empty, tie, still_down"),
    ("rejected: still_down", "rejected: empty", "rejected: empty", "the steps give rejected: still_down"),
    (
        '"01:10", repaired_at: null, lasted: null',
        '"01:10", repaired_at: null, lasted: 1.0 min',
        "01:10",
        "no pattern",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "place", "says"), WRONG, ids=[f"{i}-{w[3][:20]}" for i, w in enumerate(WRONG)]
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, place: str, says: str
) -> None:
    """File, line, what was given, what was expected, and the nearest known word."""
    folder = edited(tmp_path, "downtime_of_machine", (old, new))
    told = problems_of(folder)
    assert any(says in problem for problem in told), told
    assert any(f"downtime_of_machine.yaml:{line_of(folder, place)}:" in problem for problem in told), told


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """All problems of all files, in order; nobody has to mend and try again."""
    edited(
        tmp_path,
        "downtime_of_machine",
        ("mode: name", "mode: nmae"),
        ("8 h", "8"),
        ("says: Take", "sayz: Take"),
    )
    edited(tmp_path, "no_such_machine", ("stops: count,", "stops: cuont,"))
    told = problems_of(tmp_path)
    assert [problem.split(":")[0].rpartition("/")[2] for problem in told] == [
        *["downtime_of_machine.yaml"] * 4, "no_such_machine.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("family: [a", "bracket"),
        ("\tfamily: a", "tab"),
        ("family: a\nfamily: b\n", "a second time (first at line 1)"),
        ("family: !!python/object:os.system x\n", "tags are not read"),
        ("family: a: b\n", "quote a text that holds a colon"),
        ("[" * 50 + "]" * 50, "30 levels"),
        (
            "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [" + "*a," * 50 + "]\nc: [" + "*b," * 500 + "]\n",
            "grows beyond",
        ),
        ("#" * 1_000_001, "larger than"),
        ("- a\n", "expected"),
    ],
)
def test_files_that_are_no_yaml_are_told(tmp_path: Path, text: str, says: str) -> None:
    """Broken YAML, bombs and tags end in a message, not in a traceback."""
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    assert any(says in problem for problem in problems_of(tmp_path))


def test_bytes_that_are_no_utf_8_are_told(tmp_path: Path) -> None:
    """The line of the first byte that is none."""
    (tmp_path / "latin.yaml").write_bytes("family: a\nabout: Stück\n".encode("latin-1"))
    (told,) = problems_of(tmp_path)
    assert "latin.yaml:2:10" in told
    assert "0xFC" in told


def test_two_families_of_one_name_are_told(tmp_path: Path) -> None:
    """A family of a user cannot quietly take the place of another."""
    edited(tmp_path / "a", "no_such_machine")
    edited(tmp_path / "b", "no_such_machine")
    with pytest.raises(FamilyError, match="is also the name of"):
        read_families([tmp_path / "a", tmp_path / "b"])


def test_a_file_that_is_no_mapping_is_told(tmp_path: Path) -> None:
    """In the words of a file, not of a program."""
    (tmp_path / "log.csv").write_text("case,activity\n", "utf-8")
    with pytest.raises(FamilyError, match="expected a mapping of keys and values"):
        read_families([tmp_path / "log.csv"])


def test_a_name_is_taken_by_a_built_in_family_too(tmp_path: Path) -> None:
    """A copy of what is built in is the same family; anything else of its name is another."""
    built_in = next(templates_folder().glob("*/latest_jobs.yaml"))
    copy = tmp_path / built_in.name
    copy.write_text(built_in.read_text("utf-8"), "utf-8")
    assert name_problems(read_families([copy])) == []
    copy.write_text(built_in.read_text("utf-8").replace("three jobs", "3 jobs"), "utf-8")
    (problem,) = name_problems(read_families([copy]))
    assert (problem.line, "the name of a built-in family" in problem.message) == (1, True)


def test_a_folder_that_is_no_role_is_told(tmp_path: Path) -> None:
    """A misspelt role is not overlooked."""
    edited(tmp_path, "no_such_machine")
    (tmp_path / "production").rename(tmp_path / "prodution")
    assert 'did you mean "production"' in problems_of(tmp_path)[0]


def test_a_folder_without_families_is_told(tmp_path: Path) -> None:
    """An empty folder and a missing one are usage errors."""
    with pytest.raises(UsageError, match="no family"):
        read_families([tmp_path])
    with pytest.raises(UsageError, match="no such folder"):
        load_families([tmp_path / "nowhere"])


def test_a_family_may_lie_at_the_top_of_a_folder(tmp_path: Path) -> None:
    """A user's folder of one family needs no folder for its role."""
    path = edited(tmp_path, "no_such_machine") / "production" / "no_such_machine.yaml"
    path.rename(tmp_path / path.name)
    assert [family.family for family in read_families([tmp_path])] == ["no_such_machine"]


def test_a_family_that_was_changed_is_another(tmp_path: Path) -> None:
    """What was read before is read again when the file no longer says it."""
    (before,) = read_families([edited(tmp_path, "no_such_machine")])
    (after,) = read_families([edited(tmp_path, "no_such_machine", ("title: Stop counts", "title: Stops"))])
    assert (before.title, after.title) == ("Stop counts", "Stops")


def test_every_built_in_family_works_its_cases() -> None:
    """The answers that were worked by hand come out of the steps, for all families that ship and those of
    these tests."""
    assert load_families([FAMILIES], check_cases=True)
