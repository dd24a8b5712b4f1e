"""Are conversations, tools, parts, derivations, evidence and several pages right when they are?"""

import pytest

from shopfloor.verification import verify_records
from tests.verification import skills
from tests.verification.plants import FORMS, SHOWN, WORLD
from tests.verification.writing import changed, record

FAMILIES = {"told": skills.TOLD, "parts": skills.PARTS, "turns": skills.TURNS, "tool": skills.TOOL}


def faults_of(one, *families, **how):
    return verify_records([one], families, **how).faults


@pytest.mark.parametrize("reasoning", ["none", "field", "output"])
@pytest.mark.parametrize("form", FORMS)
def test_a_derivation_stands_where_the_record_says(form, reasoning):
    """Nowhere, in the record alone, or before the answer, too; its rows are told with their kinds."""
    right = skills.told_record(form, reasoning=reasoning)
    assert faults_of(right, skills.TOLD, deep=True) == ()
    assert [step.result for step in right.derivation] == ([] if reasoning == "none" else list(skills.RESULTS))
    if reasoning == "output":
        lines = right.output.split("\n")
        assert lines[1] == f"2. Say how long they lasted: {skills.RESULTS[1]}."
        assert lines[3] == "On average saw.1 stopped for 15.7 min."


def test_evidence_is_what_the_family_says():
    """The rows of the machine that ended; of a relation that nobody reads there are none."""
    right = skills.told_record()
    assert right.provenance.evidence == {"stops": "1, 3, 5"}
    assert (right.difficulty.rows, right.difficulty.distractors) == (3, 7)


@pytest.mark.parametrize("form", FORMS)
def test_several_values_are_one_answer(form):
    """Parts of every kind are told by their titles, each with its unit and tolerance."""
    assert faults_of(skills.parts_record(form), skills.PARTS, deep=True) == ()


@pytest.mark.parametrize("asked", range(4))
def test_a_conversation_is_read_to_its_end(asked):
    """The last line is the question, and what was answered before it is derived, too."""
    assert faults_of(skills.turns_record(asked=asked), skills.TURNS, deep=True) == ()
    assert faults_of(skills.paged_record(asked=0), skills.TOLD) == ()


def test_a_query_gives_the_answer_from_the_tables():
    """A page of SQL is read back, and the query that stands in the output is run on it."""
    right = skills.tool_record()
    assert right.context.startswith("-- Stoppages, Monday 5 January 2026, 06:00 to 14:00\n\n-- Every stop")
    assert (
        "  ('saw.1', '13:50', NULL);\n\n-- Who repaired.\nCREATE TABLE crew (person TEXT, " in right.context
    )
    assert "WHERE worked_h * 60 > 4.5 AND" in right.output
    assert faults_of(right, skills.TOOL, deep=True) == ()


def test_a_page_of_tables_can_be_without_rows():
    """Where no row is, the line for no rows stands in place of the rows."""
    right = record(
        skills.TOOL, WORLD, "sql", skills.TOOL_ANSWER, shown={**SHOWN, "stops": []},
        subject={"machine": "saw.1", "longer": "4.5 min"},
    )  # fmt: skip
    assert "-- Nothing stopped.\n\n-- Who" in right.context
    assert faults_of(right, skills.TOOL) == ()


@pytest.mark.parametrize("form", FORMS)
def test_the_page_asked_about_is_found_among_others(form):
    """Pages in other forms and of another family stand around it."""
    other = skills.family(family="other", title="Other stops")
    page = skills.other_page("2026-01-08", "board", other)
    right = skills.paged_record(form, after=[page])
    assert right.size.page == 2
    assert faults_of(right, skills.TOLD, other, deep=True) == ()
    twice = [right, changed(right, input=right.input.replace("How long did saw.1", "How long did saw.9"))]
    verdict = verify_records(twice, [skills.TOLD, other])
    assert [fault.what for fault in verdict.faults] == ["no_answer"]


PLANTED = {
    "context_pages": lambda: [
        changed(right := skills.paged_record(), context=right.context.replace("7 January", "6 January")),
        changed(right, context=right.context.replace("06:20 |", "06:20|", 1)),
        changed(right, context=right.context.replace("Tuesday 6", "Friday 6")),
        skills.paged_record(before=[skills.other_page(of=skills.family(title="Unknown"))]),
        skills.paged_record(before=[skills.tool_record().context]),
        skills.paged_record(before=[skills.other_page().replace("13:00:00", "13:00:99")]),
    ],
    "input_page": lambda: [
        changed(right := skills.paged_record(), input=right.input.replace("Report: ", "Page: ")),
        changed(right, input=right.input.replace("5 January 2026, 06:00", "8 January 2026, 06:00")),
        changed(right, input=right.input.partition("\n")[2]),
    ],
    "input_text": lambda: [
        changed(skills.told_record(), input=skills.paged_record().input),
        changed(right := skills.turns_record(), input=right.input.replace("Assistant: ", "User: ")),
    ],
    "input_told": lambda: [
        changed(right := skills.turns_record(), input=right.input.replace("Assistant: 3", "Assistant: 4")),
    ],
    "derivation_step": lambda: [
        *[
            changed(
                right := skills.told_record(),
                derivation=[
                    step.model_dump() | ({part: "x"} if number == wrong else {})
                    for number, step in enumerate(right.derivation)
                ],
            )
            for wrong in range(3)
            for part in ("step", "says", "result")
        ],
        changed(right, derivation=right.model_dump()["derivation"][:2]),
        changed(right, derivation=[]),
        changed(right, reasoning="none"),
        changed(right := skills.told_record(reasoning="output"), output=right.output.replace("21 min", "22 min")),
        changed(right, output=right.output.partition("\n")[2]),
        changed(right, output=right.output.replace("\n2. Say", "\n2. Tell")),
    ],
    "evidence": lambda: [
        evidence(rows) for rows in ({}, {"stops": "1, 3"}, {"stops": "1-3, 5"}, {"stops": "1, 3, 5", "crew": "1"})
    ],
    "difficulty_rows": lambda: [measured("difficulty", rows=4)],
    "difficulty_distractors": lambda: [measured("difficulty", distractors=6)],
    "difficulty_level": lambda: [
        measured("difficulty", level=1),
        measured("difficulty", hops=0),
        measured("difficulty", hops=10**400),
        measured("difficulty", operations=-1),
    ],
    "size_tokens": lambda: [measured("size", tokens=1)],
    "size_pages": lambda: [measured("size", pages=2)],
    "size_page": lambda: [measured("size", page=2)],
    "size_class": lambda: [changed(right := skills.paged_record(), size=right.size.model_dump() | {"size": "page"})],
    "size_depth": lambda: [measured("size", depth=depth) for depth in (0.0, -1.0, 1.5, float("nan"))],
    "weight": lambda: [
        measured("provenance", weight=2.0),
        *[measured("provenance", weight=w, focus="double_breakdown") for w in (0.0, -1.0, float("inf"), float("nan"))],
    ],
}  # fmt: skip


def measured(part, **changes):
    right = skills.told_record()
    return changed(right, **{part: getattr(right, part).model_dump() | changes})


def evidence(rows):
    return measured("provenance", evidence=rows)


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_is_the_fault_that_is_found(what):
    """A record with one thing wrong has that one fault."""
    families = {family.skill: family for family in FAMILIES.values()}
    for wrong in PLANTED[what]():
        family = families[wrong.skill]
        assert [fault.what for fault in verify_records([wrong], [family]).faults] == [what]


def test_a_focus_may_weigh_its_records():
    """A rare thing that was looked for stands for fewer records than its own."""
    assert faults_of(measured("provenance", weight=0.25, focus="double_breakdown"), skills.TOLD) == ()


def test_records_of_a_family_are_equally_hard():
    """Hops and operations are the family's: a record that has others is wrong, in whatever part of the corpus."""
    records = [skills.told_record(asked=asked) for asked in range(3)]
    hops = records[2].difficulty.model_dump()
    hops |= {"hops": 3, "level": hops["level"] + 1}
    verdict = verify_records([*records[:2], changed(records[2], difficulty=hops)], [skills.TOLD])
    assert {(fault.index, fault.what) for fault in verdict.faults} >= {(2, "difficulty_family")}


def test_evidence_that_leaves_out_what_is_needed_is_seen():
    """Derived from the rows of the evidence alone, the answer must be the same."""
    first = "SELECT record, min(row_no) AS row_no FROM whole GROUP BY record"
    of = skills.TOLD.model_copy(update={"evidence": {"stops": first}})
    right = record(of, WORLD, "log", skills.MEAN, shown=SHOWN, subject=skills.ASKED)
    assert faults_of(right, of) == ()
    (fault,) = faults_of(right, of, deep=True)
    assert (fault.what, fault.got) == ("evidence_alone", "10.0 min")


GOLD = {
    "another result": "SELECT 1.0",
    "no result": "SELECT worked_h FROM crew WHERE worked_h < 0",
    "two rows": "SELECT worked_h * 60 FROM crew",
    "a text": "SELECT '75.0'",
    "no SQL": "SELEC",
    "two statements": "SELECT 75; SELECT 75",
    "a statement that writes": "DELETE FROM crew",
    "a table that is not there": "SELECT 75 FROM shifts",
    "the schema": "SELECT 75 FROM sqlite_master",
    "a pragma": "PRAGMA user_version",
    "a file": "ATTACH '/tmp/x' AS x",
    "an extension": "SELECT load_extension('x')",
    "no end": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
    "too many rows": "SELECT 75 FROM stops a, stops b, stops c, stops d, stops e, stops f, stops g, stops h, stops i",
    "too long a text": "SELECT replace(replace(replace(printf('%9000d', 1), ' ', printf('%9000d', 1)), ' ', 'xxxxxxxxx'), 'x', 'yyyyyyy')",
}  # fmt: skip


@pytest.mark.parametrize("wrong", GOLD)
def test_a_query_that_gives_no_answer_is_a_fault(wrong):
    """Whatever a query does, it is a fault of the record and nothing else happens."""
    fields = " -- {{ longer }} {{ machine }}"
    of = skills.TOOL.model_copy(update={"gold": GOLD[wrong] + fields})
    right = record(
        of, WORLD, "sql", skills.TOOL_ANSWER, shown=SHOWN, subject={"machine": "saw.1", "longer": "4.5 min"}
    )
    assert [fault.what for fault in faults_of(right, of)] == ["gold"]


RIGHT_GOLD = {
    "names": (["saw.2", "mill.1"], [("saw.2",), ("mill.1",)], True),
    "names in another order": (["saw.2", "mill.1"], [("mill.1",), ("saw.2",)], False),
    "yes": ("yes", [(1,)], True),
    "no": ("no", [("no",)], True),
    "yes for no": ("no", [(1,)], False),
    "clock": ("08:08", [("08:08",)], True),
    "parts": ({"a": 1.0, "b": "x"}, [(1.04, "x")], True),
    "one part wrong": ({"a": 1.0, "b": "x"}, [(1.06, "x")], False),
    "within tolerance": (15.7, [(15.666,)], True),
    "out of tolerance": (15.7, [(15.64,)], False),
}


@pytest.mark.parametrize("kind", RIGHT_GOLD)
def test_a_result_is_compared_by_its_kind(kind):
    """Numbers within their tolerance, names in their order, yes and no as a word or a number, anything else as it is."""
    from shopfloor.contracts.family import AnswerSpec
    from shopfloor.verification.gold import is_answer

    value, rows, same = RIGHT_GOLD[kind]
    kinds = {list: "names", dict: "parts", float: "duration", str: "clock" if ":" in str(value) else "yes_no"}
    tolerance = (
        {"a": 0.05, "b": None} if isinstance(value, dict) else 0.05 if isinstance(value, float) else None
    )
    assert is_answer(AnswerSpec(kind=kinds[type(value)], unit="min"), rows, value, tolerance) is same
