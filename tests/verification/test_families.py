"""Is a family file data and nothing else, and are its faults told with their places?"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopfloor.builtin import templates_folder
from shopfloor.contracts.family import Family
from shopfloor.errors import FamilyError, ShopfloorError, UsageError
from shopfloor.questions import load_families
from shopfloor.verification import derivation, read_families, verify_records
from shopfloor.verification.families import _Document, read_family
from tests.verification.plants import STOPS, family, stop_record

TEXT = json.dumps(STOPS, indent=1)


def problems_of(tmp_path, text):
    path = tmp_path / "stop_time.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FamilyError) as caught:
        read_family(path)
    return str(caught.value)


def test_both_witnesses_read_the_same_families():
    """Two readers of YAML, every family that is built in: the same values."""
    own = set(Family.model_fields)
    first = {family.family: family.model_dump(include=own) for family in load_families()}
    second = {family.family: family.model_dump() for family in read_families(templates_folder())}
    assert second == first


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("yes", "yes"),
            ("012", 12),
            ("1e3", 1000.0),
            ("1_000", "1_000"),
            ("!!str 5", "5"),
        ),
        *(
            ("12:30:15", "12:30:15"),
            ("~", None),
            ("True", True),
            ('"5"', "5"),
            ("'null'", "null"),
            (".5", 0.5),
        ),
    ],
)
def test_plain_values_are_those_of_yaml_1_2(text, value):
    """No yes that is true, no number in octal, no sexagesimal one; what has a tag of a text is a text."""
    document = _Document()
    root = document.compose(TEXT.replace('"stop_time"', text, 1).encode())
    assert document.value(root, ("$",))["family"] == value


def test_a_family_is_read_as_it_is_written(tmp_path):
    """YAML gives the model that its values make; clocks and dates stay the texts that they are."""
    path = tmp_path / "stop_time.yaml"
    path.write_text(TEXT.replace('"2026-01-05"', "2026-01-05").replace('"06:00"', "06:00"))
    assert read_family(path) == family()


FILES = {
    "a key twice": (TEXT.replace('"role"', '"skill"'), "$.skill"),
    "an unknown key": (TEXT.replace('"about"', '"abut"'), "$.abut"),
    "a missing key": (TEXT.replace('"about": "The mean stop of a machine.",', ""), "$.about"),
    "a tag": (TEXT.replace('"stop_time"', "!!python/name:os.system x"), "$.family"),
    "a tab": ("family:\n\tx: 1", "stop_time.yaml:2"),
    "no YAML": ("family: [", "stop_time.yaml:2"),
    "a list": ("- family", "stop_time.yaml"),
    "empty": ("", "empty"),
    "not UTF-8": (b"family: \xff", "UTF-8"),
    "a document too many": (TEXT + "\n---\n" + TEXT, "stop_time.yaml"),
    "too great": ("#" * 1_100_000, "at most"),
    "an alias bomb": ("a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)), "aliases"),
    "an alias of itself": ("a: &a [*a]", "levels"),
    "a key that is a list": ("? [a]\n: 1", "a key that is no text"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FILES)
def test_a_file_that_is_no_family_is_an_error_with_its_place(tmp_path, fault):
    """Each fault is told with file, line and path, and none of them runs or hangs."""
    text, expected = FILES[fault]
    message = problems_of(tmp_path, text)
    assert "stop_time.yaml" in message
    assert expected in message


def test_all_files_are_told_at_once(tmp_path):
    """Two broken files are two problems of one error, in order of their paths."""
    for name in ("b", "a"):
        (tmp_path / f"{name}.yaml").write_text("x: 1")
    with pytest.raises(FamilyError) as caught:
        read_families(tmp_path)
    files = [problem.file for problem in caught.value.problems]
    assert files == sorted(files)
    assert len(set(files)) == 2
    with pytest.raises(UsageError):
        read_families(tmp_path / "none")


@settings(derandomize=True, deadline=None)
@given(st.text(alphabet="a-:[]{}&*!|>'\"#%@`\n\t ,?~0", max_size=60))
def test_no_text_is_met_with_a_traceback(tmp_path_factory, text):
    """Whatever a file holds, the answer is a family or an error of this library."""
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_text(text)
    with pytest.raises(ShopfloorError):
        read_family(path)


def stops(**changes):
    return {"shown": {**STOPS["shown"], "stops": {**STOPS["shown"]["stops"], **changes}}}


def lines(log):
    return stops(lines={"log": log, "prose": STOPS["shown"]["stops"]["lines"]["prose"]})


def steps(*queries):
    return {
        "steps": [{"name": f"s{n}", "says": "s", "sql": sql} for n, sql in enumerate(queries)],
        "reject": {},
    }


LAST = "SELECT record, 1 AS numerator, 1 AS denominator, 1 AS stops_seen FROM subject"
UNUSABLE = {
    "a pattern that runs into its literal": (lines(["{stopped_at} {machine}s {ran_at}"]), "could be taken for a part"),
    "two fields without a text between": (lines(["{stopped_at}{machine} {ran_at}"]), "expected a text between"),
    "an unknown column": (lines(["{stopped_at} {machin} {ran_at}"]), '"machin"'),
    "a column that is never null left out": (lines(["{stopped_at} {ran_at}"]), "machine, which is never null"),
    "a format in a pattern": (lines(["{stopped_at:clock} {machine} {ran_at}"]), "brace"),
    "a pattern of two lines": (lines(["{stopped_at}\n{machine} {ran_at}"]), "one line"),
    "a heading of two lines": (stops(heading="a\nb"), "$.shown.stops.heading"),
    "an empty heading": (stops(heading=""), "$.shown.stops.heading"),
    "a title of two lines": ({"title": "a\nb"}, "$.title"),
    "Jinja beyond a field": ({"input": ["{% if machine %}{{ machine }}?"] * 4}, "$.input[0]"),
    "a filter": ({"output": ["{{ answer | upper }}"] * 4}, "$.output[0]"),
    "a comment": ({"output": ["{# x #}{{ answer }}"] * 4}, "$.output[0]"),
    "an output without an answer": ({"output": ["It is {{ machine }}."] * 4}, "{{ answer }}"),
    "an input without its subject": ({"input": ["How long?"] * 4}, "machine"),
    "an unknown field": ({"output": ["{{ answer }} {{ reason }}"] * 4}, '"reason"'),
    "a column called day": ({"subject": {"sql": "", "columns": {"machine": "name"}} | {"sql": "s", "columns": {"machine": "name", "day": "name"}}}, "$.subject.columns.day"),
    "a step called world": ({"steps": [{"name": "world", "says": "s", "sql": LAST}], "reject": {}}, '"world"'),
    "a step without record": (steps("SELECT 1 AS value"), '"record"'),
    "a last step without its columns": (steps("SELECT record, 1 AS value1 FROM subject"), '"numerator"'),
    "a division": (steps(LAST.replace("1 AS numerator", "1 / 2 AS numerator")), '"/"'),
    "a decimal": (steps(LAST.replace("1 AS numerator", "1.5 AS numerator")), '"1.5"'),
    "a limit over all records": (steps(LAST + " limit 1"), '"limit"'),
    "broken SQL": (steps("SELEC record"), "SQLite says"),
    "two statements": (steps(f"{LAST}; DELETE FROM stops"), "SQLite says"),
    "a statement that writes": (steps("DELETE FROM stops"), "SQLite says"),
    "a way out of the brackets": (steps(f"{LAST}) UNION SELECT * FROM (SELECT sql, 1, 1, 1 FROM sqlite_master"), "SQLite says"),
    "the schema": (steps("SELECT rowid AS record, name FROM sqlite_master"), "SQLite says"),
    "the schema, counted": (steps("SELECT count(*) AS record FROM sqlite_master"), "SQLite says"),
    "a pragma": (steps("SELECT 1 AS record, name FROM pragma_table_info('stops')"), "SQLite says"),
    "an extension": (steps("SELECT record, load_extension('x') AS value FROM subject"), "SQLite says"),
    "a file": (steps("SELECT record, readfile('/etc/passwd') AS value FROM subject"), "SQLite says"),
    "chance": (steps("SELECT record, random() AS value FROM subject"), "SQLite says"),
    "the time of day": (steps("SELECT record, current_timestamp AS value FROM subject"), "SQLite says"),
    "a mean": (steps("SELECT record, avg(since) AS value FROM world GROUP BY record"), "SQLite says"),
    "no end": (steps("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS record FROM n"), "SQLite says"),
    "a rejection that cannot be run": ({"reject": {"tie": "SELECT record FROM nothing"}}, "$.reject.tie"),
    "a duration without a unit": ({"answer": {"kind": "duration", "also": {"stops_seen": "count"}}}, "$.answer.unit"),
    "a name with a unit": ({"answer": {"kind": "name", "unit": "m"}}, "$.answer.unit"),
    "a column beside the answer that is called day": ({"answer": STOPS["answer"] | {"also": {"day": "count"}}}, "$.answer.also.day"),
}  # fmt: skip


@pytest.mark.parametrize("fault", UNUSABLE)
def test_a_family_that_cannot_be_read_back_is_an_error(fault):
    """What the witness could not verify with certainty, or what reaches out of its tables, is refused at once."""
    changes, expected = UNUSABLE[fault]
    with pytest.raises(FamilyError) as caught:
        verify_records([stop_record()], [family(**changes)])
    assert "maintenance/stop_time.yaml" in str(caught.value)
    assert expected in str(caught.value)


def test_two_families_of_one_name_are_an_error():
    """A record names its family, so a name means one."""
    with pytest.raises(FamilyError, match="another family"):
        verify_records([stop_record()], [family(), family(about="The same again.")])


def crowd(count):
    return ", ".join(f"stops AS t{n}" for n in range(count))


@pytest.mark.parametrize(
    "queries",
    [
        [
            f"SELECT s.record, count(*) AS numerator, 1 AS denominator, 1 AS stops_seen FROM subject AS s, {crowd(12)}"
        ],
        [f"SELECT s.record, t0.machine FROM subject AS s, {crowd(9)}", LAST],
    ],
    ids=["time", "room"],
)
def test_a_query_without_bounds_is_stopped(monkeypatch, queries):
    """A step that forgets to join on the record is refused before it takes all time or memory."""
    monkeypatch.setattr(derivation, "INSTRUCTIONS", 20_000_000)
    monkeypatch.setattr(derivation, "PAGES", 1_000)
    of = family(**steps(*queries))
    with pytest.raises(FamilyError, match=r"\$\.steps\[0\]\.sql\n  got a query without bounds"):
        verify_records([stop_record(of=of)], [of])
