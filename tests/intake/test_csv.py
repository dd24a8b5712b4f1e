"""A CSV is read whatever its encoding and delimiter, and what cannot be read is told by its line."""

import pytest

from shopfloor.errors import UsageError
from shopfloor.intake import Reading, read_log
from tests.intake.logs import HEADER, ROWS, WORK, broken, found, taken, times

TEXT = "\n".join((HEADER, *ROWS, "A3;Prüfen;Mill;2026-01-05 08:00;2026-01-05 08:10;Zoë")) + "\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
    ],
)  # fmt: skip
def test_encoding_is_found_out_and_told(tmp_path, encoding, told):
    """The same text in any of the usual encodings gives the same log, and the report says which it was."""
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT.encode(encoding))
    intake = read_log(path, WORK)
    assert intake.report.source["encoding"] == told
    assert "Pruefen" in set(intake.log.operations["station"])
    assert intake.report.names["stations"] == {"Pruefen": "Prüfen"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_out(tmp_path, delimiter):
    """Whatever parts the fields, the same rows come out."""
    path = tmp_path / "log.csv"
    path.write_text(TEXT.replace(";", delimiter), encoding="utf-8")
    assert len(times(read_log(path, WORK))) == 5


def test_wrong_delimiter_names_the_right_one(tmp_path):
    """Who names a delimiter that leaves one column is told which one would give more."""
    path = tmp_path / "log.csv"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(UsageError, match=r"would give 6: try --delimiter ';'"):
        read_log(path, WORK, reading=Reading(delimiter="|"))


def test_missing_columns_are_named_at_once_with_the_nearest(tmp_path):
    """All columns that are not there are told together, each with the name that it is nearest to."""
    with pytest.raises(UsageError) as error:
        taken(tmp_path, *ROWS, columns=WORK | {"case": "order", "end": "Finish", "person": "Operater"})
    assert 'case=order; did you mean "Order"?' in str(error.value)
    assert 'person=Operater; did you mean "Operator"?' in str(error.value)
    assert "end=Finish" in str(error.value)


@pytest.mark.parametrize(("content", "told"), [(b"", "is empty"), (b"\n \n", "is empty"), (HEADER.encode() + b"\n", "no rows"), (b"PK\x03\x04xxxx", "save the sheet as CSV"), (b"a\0\1\2\0\0b" * 50, "zero bytes")])  # fmt: skip
def test_files_that_are_no_log_say_what_they_are(tmp_path, content, told):
    """An empty file, a header alone, a workbook and a binary file are each told as what they are."""
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=told):
        read_log(path, WORK)


def test_rows_of_another_length_are_set_aside_by_their_lines(tmp_path):
    """A row with a delimiter too many or too few is set aside, and its line told; quotes may span lines."""
    quoted = 'A3;"Deburr\nand wash";Mill;2026-01-05 08:00;2026-01-05 08:10;Bob'
    intake = taken(tmp_path, ROWS[0], quoted, "A4;Turning;Mill", ROWS[1] + ";x", ROWS[2])
    assert found(intake) == {"other_length": (5, 6)}
    assert intake.report.counts["set_aside"] == 2
    assert "Deburr-and-wash" in set(intake.log.operations["station"])


def test_a_column_name_may_hold_a_comma(tmp_path):
    """Roles are parted only where a role follows."""
    from shopfloor.intake import ROLES, parse_columns

    given = parse_columns(["case=Order, no,activity=Step,resource=M"], "--columns", ROLES)
    assert given == {"case": "Order, no", "activity": "Step", "machine": "M"}
    with pytest.raises(UsageError, match="did you mean"):
        parse_columns(["caes=Order"], "--columns", ROLES)


def test_names_are_names_of_the_grammar_and_lead_back(tmp_path):
    """Names with spaces, dashes and letters of other scripts become names, differ still, and are told with their texts."""
    from shopfloor.intake.naming import Names, is_name

    texts = [
        "Machine 4 - Lathe",
        "Machine 4 / Lathe",
        "検査",
        "梱包",
        "saw.1",
        "Saw.1",
        "12",
        "Öl..Presse.",
        "x" * 90,
    ]
    names = Names()
    given = names.slugs("machines", "machine", texts)
    assert (given["saw.1"] == "saw.1" and given["Saw.1"] != "Saw.1") or given["saw.1"] != "saw.1"
    assert len({name.casefold() for name in given.values()}) == len(texts)
    assert all(is_name(name) for name in given.values())
    back = {name: name for name in given.values()} | names.changed["machines"]
    assert [back[given[text]] for text in texts] == texts


def test_clean_log_keeps_all_laws_and_reports_nothing(tmp_path):
    """A log without a fault gives no finding and breaks no law."""
    intake = taken(tmp_path, *ROWS)
    assert found(intake) == {}
    assert broken(intake) == {}
    assert times(intake) == [
        ("A1", "Turning", 0, 30), ("A1", "Milling", 45, 75), ("A2", "Turning", 30, 70), ("A2", "Milling", 75, 100),
    ]  # fmt: skip


def test_an_encoding_that_is_guessed_says_so(tmp_path):
    """Neither the names of columns nor the texts of a log in another code page go wrong in silence."""
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT.replace("Prüfen", "Początek").encode("cp1250", "replace"))
    (guessed,) = [of for of in read_log(path, WORK).report.findings if of.code == "guessed_encoding"]
    assert "--encoding" in guessed.remedy
    right = read_log(path, WORK, reading=Reading(encoding="cp1250"))
    assert "Początek" in right.report.names["stations"].values()
    assert not right.report.findings
    path.write_bytes(TEXT.replace("Order;", "Początek;").encode("cp1250", "replace"))
    with pytest.raises(UsageError, match="--encoding, such as cp1250"):
        read_log(path, WORK | {"case": "Początek"})
