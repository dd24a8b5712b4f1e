"""Is what is wrong with evidence, derivations, parts, queries and conversations told with its place and a remedy?"""

from pathlib import Path

import pytest

from shopfloor.errors import FamilyError
from shopfloor.questions import read_families
from tests.questions.examples import page_family

IN_TURNS, BY_QUERY = "long_stoppages_in_turns", "long_stoppages_by_query"
ANSWER = "answer: {kind: duration, unit: min, decimals: 1, also: {stoppages: count}}"
EVIDENCE = "stops: SELECT record, row_no FROM long_ones"
PARTS = "answer: {{kind: parts, parts: {{{}}}, also: {{stoppages: count}}}}"
TOTAL = "sum(lasted) AS value"

# example, what is changed, how, where the problem is told, and what it says
WRONG = [
    ("", EVIDENCE, "stop: SELECT record, row_no FROM long_ones", "$.evidence.stop", "expected one of stops"),
    ("", EVIDENCE, "stops: SELECT record FROM long_ones", "$.evidence.stops", "expected the column row_no of stops"),
    ("", EVIDENCE, "stops: SELECT record, row_nr FROM long_ones", "$.evidence.stops", "row_nr"),
    ("", EVIDENCE, "stops: SELECT record, avg(row_no) AS row_no FROM long_ones", "$.evidence.stops", "avg is not"),
    ("", EVIDENCE, f"{EVIDENCE} WHERE row_no > 1", "$.evidence", 'the evidence alone gives "10.9 min"; expected "31.2'),
    ("", EVIDENCE, f"{EVIDENCE} WHERE row_no > 9", "$.evidence", 'the evidence alone gives "no answer"'),
    ("", "stoppages: count\n", "stopages: count\n", "$.steps[1].shows.stopages", 'did you mean "stoppages"?'),
    ("", "longest: {kind: duration,", "longest: {kind: nmae,", "$.steps[1].shows.longest.kind", 'mean "name"'),
    ("", "      longest: {kind: duration, unit: min, decimals: 1}", "      longest: name", "$.steps[1].shows", "a text"),
    ("", "t.failed_at, t.lasted", "t.machine AS failed_at, t.lasted", "$.steps[0].sql", "say what the step shows"),
    ("", "machine: name\n      cause", "row_no: count\n      cause", "$.shown.stops.columns.row_no", "cannot be called"),
    ("", "    heading:", '      board: ["{failed_at}"]\n    heading:', "$.shown.stops.lines.board[0]", "{cause} is missing"),
    ("", "How long did the stoppages", "How many of the stoppages", "$.input[0]", 'asks "how many", but the answer is a dur'),
    ("", "That makes {{ answer }}.", "That makes {{ answer }} minutes.", "$.output[3]", '"minutes" stands behind'),
    ("", ANSWER, PARTS.format("total: {kind: count}"), "$.answer.parts", "got 1; expected two parts"),
    ("", ANSWER, PARTS.format("a: {kind: count}, b: {kind: duration}"), "$.answer.parts.b.unit", "s, min or h"),
    ("", ANSWER, PARTS.format("a: {kind: refusal}, b: {kind: count}"), "$.answer.parts.a.kind", "got \"refusal\""),
    ("", ANSWER, PARTS.format("value: {kind: count}, b: {kind: count}"), "$.answer.parts.value", "cannot be called"),
    ("", ANSWER, PARTS.format("a: {kind: count}, b: {kind: share}"), "$.steps[1].sql", "a, b_numerator, b_denominator"),
    ("", ANSWER, ANSWER.replace("kind: d", "parts: {a: {kind: count}}, kind: d"), "$.answer.parts", "of a duration"),
    ("", ANSWER, PARTS.format("a: {kind: count, unti: jobs}, b: {kind: count}"), "$.answer.parts.a.unti", 'mean "unit"'),
    ("", "longest: {kind: duration,", "longest: {knid: duration,", "$.steps[1].shows.longest.knid", 'mean "kind"'),
    ("", "skill: aggregate", "skill: tool_use", "$.skill", '"gold" is missing'),
    ("", "skill: aggregate", "skill: aggregate\ngold: SELECT 1", "$.gold", "leave gold out"),
    (BY_QUERY, "> {{ more_than }}", "> {{ more }}", "$.gold", 'did you mean "more_than"?'),
    (BY_QUERY, "> {{ more_than }}", "> {{ more_than + 1 }}", "$.gold", "text and {{ field }} only"),
    (BY_QUERY, '"{{ sql }} gives {{ answer }}."', '"It gives {{ answer }}."', "$.output[0]", "{{ sql }} is missing"),
    (IN_TURNS, "    Assistant: {{ stoppages }}.\n", "", "$.input[0]", 'expected "Assistant: …"'),
    (IN_TURNS, "{{ stoppages }}.\n    User: And how", "{{ answer }}.\n    User: And how", "$.input[0]", "unknown field"),
    (IN_TURNS, "  - |-\n    User: How many", "  - |\n    User: How many", "$.input[0]", "begins with |-"),
    (IN_TURNS, "User: Total length?", "User: How often?", "$.input[1]", 'asks "how often"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "path", "says"), WRONG, ids=[f"{i}-{w[4][:20]}" for i, w in enumerate(WRONG)]
)
def test_what_is_wrong_is_told(tmp_path: Path, name: str, old: str, new: str, path: str, says: str) -> None:
    """Path, line, what was given, what was expected."""
    with pytest.raises(FamilyError) as error:
        read_families([page_family(tmp_path, name or "long_stoppages", (old, new))])
    told = [problem for problem in error.value.problems if problem.path.startswith(path)]
    assert any(says in problem.message for problem in told), str(error.value)
    assert all(problem.line for problem in told)


def test_a_column_that_sqlite_cannot_call_so(tmp_path: Path) -> None:
    """In a family for tool use every column is one of a table."""
    folder = page_family(tmp_path, BY_QUERY)
    (file,) = folder.glob("*/*.yaml")
    file.write_text(file.read_text("utf-8").replace("cause", "order"), "utf-8")
    with pytest.raises(FamilyError, match=r"SQLite cannot make the tables of the report: near \"order\""):
        read_families([folder])


def test_parts_are_told_together(tmp_path: Path) -> None:
    """Each with its title and its text, in their order; a null in one of them is no answer."""
    parts = "total: {kind: duration, unit: min}, number: {kind: count, unit: stops}, longest: {kind: duration, unit: s, decimals: 0}"
    folder = page_family(
        tmp_path,
        "long_stoppages",
        (ANSWER, PARTS.format(parts.replace("number: {", "number: {title: out of, "))),
        (TOTAL, "sum(lasted) AS total, count(*) AS number"),
        ("answer: 31.2 min", "answer: total 31.2 min, out of 2 stops, longest 1218 s"),
    )
    read_families([folder])
    (file,) = folder.glob("*/*.yaml")
    text = file.read_text("utf-8").replace(
        "sum(lasted) AS total", "sum(CASE WHEN lasted < 0 THEN 1 END) AS total"
    )
    file.write_text(
        text.replace("answer: total 31.2 min, out of 2 stops, longest 1218 s", "answer: {rejected: empty}")
    )
    read_families([folder])
