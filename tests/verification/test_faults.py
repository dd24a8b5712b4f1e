"""Is every kind of fault found, and called by its name?

Each record here is right but for one thing, and bears the id that belongs to its texts: what is found is the fault
itself and not that the texts were touched.
"""

import pytest

from shopfloor.verification import FAULTS, verify_records
from tests.verification import test_skills
from tests.verification.plants import FORMS, SHOWN, STOPS, WORLD, family, stop_record
from tests.verification.writing import changed, record

NEEDS_A_FILE = {"record"}
"""Found by the reading of a corpus, and tested there."""


def edited(part, old, new, form="log", **values):
    """A right record with one text of one part replaced."""
    right = stop_record(form, **values)
    text = getattr(right, part)
    assert old in text
    return [changed(right, **{part: text.replace(old, new, 1)})]


def paper(part, **changes):
    """A right record with other papers."""
    right = stop_record()
    return [changed(right, **{part: getattr(right, part).model_dump() | changes})]


PLANTED = [
    ("family", lambda: [changed(stop_record(), family="stop_times")]),
    ("role", lambda: [changed(stop_record(), role="planning")]),
    ("skill", lambda: [changed(stop_record(), skill="count")]),
    ("answerable", lambda: [changed(stop_record(), answerable=False)]),
    ("id", lambda: [stop_record().model_copy(update={"id": "0" * 20})]),
    ("duplicate_id", lambda: [stop_record(), stop_record()]),
    ("split", lambda: [stop_record(), changed(stop_record(asked=1), split="test")]),
    ("context_title", lambda: edited("context", "Stoppages,", "Stops,")),
    ("context_title", lambda: edited("context", "Monday", "Tuesday")),
    ("context_title", lambda: edited("context", "5 January", "31 February")),
    ("context_title", lambda: edited("context", "5 January", "05 January")),
    ("context_title", lambda: edited("context", "06:00 to", "26:00 to")),
    ("context_title", lambda: edited("context", "to 14:00", "to 00:00")),
    ("context_section", lambda: edited("context", "Who repaired.", "Who mended.")),
    ("context_section", lambda: edited("context", "\n\nWho repaired.", "\nWho repaired.")),
    ("context_section", lambda: edited("context", "\n\nWho repaired.", "\n\n\nWho repaired.")),
    ("context_line", lambda: edited("context", "06:10 saw.1", "saw.1 06:10")),
    ("context_line", lambda: edited("context", "06:10 saw.1", " 06:10 saw.1")),
    ("context_line", lambda: edited("context", "4 repairs", "04 repairs")),
    ("context_line", lambda: edited("context", "1.25 h", "1.2 h")),
    ("context_line", lambda: edited("context", "1.25 h", "1.25 min")),
    ("context_line", lambda: edited("context", "1.25 h", "1.25 h\n")),
    ("context_line", lambda: edited("context", "06:20. mill", "06:20.  mill", form="prose")),
    ("context_line", lambda: edited("context", "06:20. mill", "06:20. Nothing else. mill", form="prose")),
    ("context_line", lambda: edited("context", "| saw.1 | 06:10 | 06:20 |", "| saw.1 | 06:10 | 06:20", form="table")),
    ("context_line", lambda: edited("context", "| saw.1 | 06:10 |", "| saw.1 | - |", form="table")),
    ("context_line", lambda: edited("context", "| Stopped |", "| Failed |", form="table")),
    ("context_line", lambda: edited("context", "ran 06:20", "ran -")),
    ("context_value", lambda: edited("context", "06:10 saw.1", "05:10 saw.1")),
    ("context_value", lambda: edited("context", "13:50 saw.1", "14:01 saw.1")),
    ("context_value", lambda: edited("context", "06:10 saw.1", "06:70 saw.1")),
    ("context_value", lambda: edited("context", "2026-01-05 09", "2026-01-32 09")),
    ("context_value", lambda: edited("context", "in 1.25 h", "in -0.00 h")),
    ("form", lambda: paper("provenance", form="table")),
    ("window", lambda: paper("provenance", window="2026-01-06T06:00/2026-01-06T14:00")),
    ("window", lambda: paper("provenance", window="2026-01-05T06:00/2026-01-05T15:00")),
    ("window", lambda: paper("provenance", window="the morning")),
    ("input_text", lambda: edited("input", "How long", "How often")),
    ("input_text", lambda: edited("input", "saw.1", "saw..1")),
    ("input_world", lambda: edited("input", "06:00", "07:00")),
    ("input_world", lambda: edited("input", "5 January", "6 January")),
    ("no_answer", lambda: edited("input", "saw.1", "saw.9")),
    ("rejected", lambda: edited("input", "saw.1", "drill.1")),
    ("output_text", lambda: edited("output", "On average", "In the mean")),
    ("output_value", lambda: edited("output", "15.7 min", "15.6 min")),
    ("output_value", lambda: edited("output", "15.7 min", "15.7 h")),
    ("output_value", lambda: edited("output", "saw.1", "saw.2")),
    ("output_value", lambda: edited("output", "3 stops", "4 stops", told=1)),
    ("output_value", lambda: edited("output", "06:00", "07:00", told=1)),
    ("answer_value", lambda: paper("answer", value=15.6)),
    ("answer_value", lambda: paper("answer", value="15.7")),
    ("answer_unit", lambda: paper("answer", unit="h")),
    ("answer_tolerance", lambda: paper("answer", tolerance=0.5)),
    ("answer_tolerance", lambda: paper("answer", tolerance=None)),
    ("answer_kind", lambda: paper("answer", kind="count")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "plant"), PLANTED, ids=[f"{n}-{what}" for n, (what, _) in enumerate(PLANTED)]
)
def test_a_planted_fault_is_the_fault_that_is_found(what, plant):
    """A record with one thing wrong has that one fault."""
    verdict = verify_records(plant(), [family()])
    assert [fault.what for fault in verdict.faults] == [what]
    assert verdict.right == verdict.checked - 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [15.7], "15.7 min", -15.7])
def test_no_other_value_passes_for_the_answer(value):
    """A value is right when it is the derived number, and in no other way."""
    right = stop_record()
    answer = right.answer.model_copy(update={"value": value})
    faults = verify_records([right.model_copy(update={"answer": answer})], [family()]).faults
    assert "answer_value" in [fault.what for fault in faults]


def test_every_kind_of_fault_is_planted_somewhere():
    """No code of a fault stands in the table without a test that provokes it."""
    elsewhere = NEEDS_A_FILE | {
        "many_answers",
        "derivation",
        "input_value",
        "input_ambiguous",
        "context_ambiguous",
    }
    in_skills = {*test_skills.PLANTED, "difficulty_family", "evidence_alone", "gold"}
    assert {what for what, _ in PLANTED} | in_skills | elsewhere == set(FAULTS)


def step(sql, **changes):
    """The family of these tests with one step that gives the answer."""
    steps = [{"name": "mean", "says": "Take it.", "sql": sql}]
    return family(steps=steps, reject={}, **changes)


def only_fault(record, of):
    (fault,) = verify_records([record], [of]).faults
    return fault


def test_two_rows_of_the_last_step_are_two_answers():
    """A question with several answers has none that is right."""
    of = step("SELECT record, 1 AS numerator, repairs AS denominator, 3 AS stops_seen FROM crew")
    assert only_fault(stop_record(of=of), of).what == "many_answers"


@pytest.mark.parametrize(
    "numerator", ["'saw'", "9223372036854775807 * 2", "machine"], ids=["text", "too great", "name"]
)  # fmt: skip
def test_a_result_of_another_kind_is_a_fault_of_the_derivation(numerator):
    """What the last step gives must be of the kind that the family declares."""
    of = step(f"SELECT record, {numerator} AS numerator, 1 AS denominator, 3 AS stops_seen FROM subject")
    assert only_fault(stop_record(of=of), of).what == "derivation"


def test_a_step_that_fails_on_one_record_fails_no_other():
    """The records of a batch are parted until only the one is left on which a query cannot be run."""
    sql = "SELECT c.record, sum(c.repairs * 1152921504606846976) AS numerator, 1 AS denominator, 3 AS stops_seen FROM crew AS c GROUP BY c.record"
    of = step(sql)
    small = {**SHOWN, "crew": [{**SHOWN["crew"][0], "repairs": 0}]}
    answer = ("0.0 min", 0.0, "min", 0.05)
    rights = [
        record(
            of, WORLD, "log", answer, shown=small, subject={"machine": f"saw.{n}"}, also={"stops_seen": "3"}
        )
        for n in range(9)
    ]
    faults = verify_records([*rights[:5], stop_record(of=of), *rights[5:]], [of]).faults
    assert [(fault.index, fault.what) for fault in faults] == [(5, "derivation")]


def test_a_subject_that_cannot_be_is_a_fault_of_the_question():
    """The values of a question are read as strictly as those of a context."""
    of = family(subject={"sql": "SELECT 1", "columns": {"machine": "name", "moment": "clock"}},
                input=[f"{{{{ machine }}}} at {{{{ moment }}}}{end}" for end in "?!.;"])  # fmt: skip
    right = stop_record(of=of, subject={"machine": "saw.1", "moment": "07:59"})
    assert verify_records([right], [of]).right == 1
    wrong = changed(right, input="saw.1 at 07:60?")
    assert only_fault(wrong, of).what == "input_value"


TWO_READINGS = {
    "subject": {"sql": "SELECT 1", "columns": {"machine": "name", "other": "name"}},
    "input": ["{{ machine }} or {{ other }}?", "{{ other }} or {{ machine }}?", "{{ machine }} {{ other }}.", "{{ machine }} {{ other }}!"],
}  # fmt: skip


def test_a_question_with_two_answers_is_ambiguous():
    """Where two wordings read different subjects out of one text, they must not lead to different answers."""
    of = family(**TWO_READINGS)
    assert (
        only_fault(stop_record(of=of, subject={"machine": "saw.1", "other": "mill.1"}), of).what
        == "input_ambiguous"
    )


def test_a_question_with_one_answer_is_not_ambiguous():
    """A reading that has no answer is no reading, and two readings with the same answer are one."""
    of = family(**TWO_READINGS)
    records = [
        stop_record(of=of, subject={"machine": "saw.1", "other": other}) for other in ("saw.9", "saw.1")
    ]
    assert verify_records(records, [of]).faults == ()


def test_a_context_that_reads_differently_in_two_forms_is_ambiguous():
    """Lines that are also sentences must hold the same rows."""
    shown = STOPS["shown"]["stops"]
    lines = {"log": ["{machine} {stopped_at} {ran_at}", "{machine} {stopped_at}"],
             "prose": ["{machine} {ran_at} {stopped_at}", "{machine} {stopped_at}"]}  # fmt: skip
    of = family(shown={**STOPS["shown"], "stops": {**shown, "lines": lines}})
    one = {**SHOWN, "crew": []}
    assert only_fault(stop_record(of=of, shown=one), of).what == "context_ambiguous"


@pytest.mark.parametrize("form", FORMS)
def test_a_report_without_rows_is_of_every_form(form):
    """Where no relation has a row, nothing tells the form."""
    of = step("SELECT record, 60000 AS numerator, 1 AS denominator, 0 AS stops_seen FROM subject")
    empty = {"stops": [], "crew": []}
    right = record(of, WORLD, form, ("1.0 min", 1.0, "min", 0.05), shown=empty, subject={"machine": "saw.1"})
    assert verify_records([right], [of]).faults == ()


def test_a_fault_says_where_what_was_expected_and_what_was_given():
    """A message names record, family, fault, and both texts; an error holds the first of them."""
    verdict = verify_records(paper("answer", value=15.6), [family()])
    message = str(verdict.faults[0])
    assert message.startswith(f"record 0 ({verdict.faults[0].record}), stop_time: ")
    assert message.endswith("[answer_value]\n  expected 15.7\n  got 15.6")
    with pytest.raises(Exception, match="0 of 1 records are right") as caught:
        verdict.raise_if_wrong()
    assert message in str(caught.value)


def test_the_verdict_counts_by_family_and_tells_its_progress():
    """Every family has its tally, also one that is not known, and every record is told of once."""
    told = []
    records = [stop_record(), changed(stop_record(), family="other"), *paper("answer", value=15.6)]
    verdict = verify_records(records, [family()], progress=lambda done, total: told.append((done, total)))
    assert {name: (tally.checked, tally.right) for name, tally in verdict.families.items()} == {
        "other": (1, 0),
        "stop_time": (2, 1),
    }
    assert told[-1] == (3, 3)
