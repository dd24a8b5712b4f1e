"""Does the right answer get credit in any wording, and nothing else any?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopfloor.scoring import Knowledge, grade
from shopfloor.scoring.names import Names
from tests.scoring.records import ANSWERS, record

RIGHT = {
    "duration": [
        "36.4", "36.4 min", "36,4 min", "About 36.4 minutes.", "2184 s", "2,184 seconds", "2 184 s", "0.60666 h", "36 min 24 s",
        "36m24s", "0:36:24", "36:24 min", "36.4 min (2184 s)", "20.3 + 16.1 = 36.4 min", "**36.4 min**", r"\boxed{36.4\text{ min}}",
        "<think>12 min? 13 min?</think>36.4 min", "The stoppages of more than 10 min lasted 36.4 min.", "36.4 min. Hope this helps!",
        "First 20.3 min, then 16.1 min.\nThat makes 36.4 min.", "I tried 12 and 13.\nAnswer: 36.4", "saw.1 and saw 11: 36.4 min",
        "They add up to 36.4 min.", "On 7 January 2026 from 07:10 it was 36.4 min in 2 stoppages", "Final answer:\n36.4 min", "```\n36.4 min\n```",
    ],
    "count": ["41", "41 pumps", "41 pieces", "forty-one is 41", "41.0", "The 3 machines made 41 pumps.", "41 between 07:10 and 09:00"],
    "share": ["93.4 %", "93.4%", "93.4 percent", "93,4 per cent", "93.4", "0.934", "0.934 (93.4 %)"],
    "rate": ["9.8 pumps/h", "9.8 per hour", "9.8/h", "9.8 pumps an hour", "235.2 pumps per day", "9.8", "9.8 pumps", "0.16333 pumps/min"],
    "clock": ["07:10", "7:10", "07:10:00", "7.10 am", "7:10 a.m.", "at 07:10, on saw.1", "7 January 2026, 07:10", "2026-01-07T07:10:00"],
    "timestamp": ["2026-01-07 07:10", "2026-01-07T07:10:00", "07:10 on 7 January 2026", "January 7, 2026 at 7:10 am", "07.01.2026 07:10"],
    "name": ["saw.1", "Saw 1", "SAW-1", "saw1", "It was saw.1, at 07:10.", "Answer: saw.1", "`saw.1`"],
    "names": [
        "saw.1, mill.1, saw.11", "Saw 1; mill 1; saw 11", "saw.1 → mill.1 → saw.11", "saw.1, then mill.1 and saw.11",
        "They are:\n1. saw.1\n2. mill.1\n3. saw.11", "- saw.1\n- mill.1\n- saw.11", '["saw.1", "mill.1", "saw.11"]',
    ],
    "yes_no": ["yes", "Yes.", "Yes, there was no other way.", "true", "Was it? Yes", "The answer is yes.", "Yep", "Yeah, it was.", "Yup!"],
    "refusal": [
        "the report does not mention it", "I cannot answer this.", "unknown_entity", "There is no such machine in the report.",
        "This can't be determined from the report.", "Answer: not possible to tell",
    ],
    "parts": [
        "good 41 pumps, lost time 12.5 min, availability 93.4 %", "Good: 41\nLost time: 12.5 min\nAvailability: 0.934",
        "41 good, 750 s lost time and 93.4 % availability", "41; 12.5 min; 93.4 %", "time lost 12.5 min, good 41, availability 93.4%",
    ],
}  # fmt: skip

WRONG = {
    "duration": [
        "36.5 min", "36.4 s", "36.4 h", "12 or 36.4 min", "36.4 min or 12 min", "either 36.4 min or 37 min", "35-36.4 min", "36.4 %",
        "not 36.4 min", "more than 36.4 min", "between 30 and 36.4 min", "-36.4 min", "36.4 min, or perhaps 10 min", "20.3 min, 16.1 min, 36.4 min",
        "36.4 pumps", "36.4 min\nAnswer: 12 min", "36.4 min\n12 min", "364 min", "3.64e1 h", "Perhaps 10 min or 36.4 min", "", "stoppages",
        "saw.36", "I cannot say; maybe 36.4 min",
    ],
    "count": ["40", "41 or 42", "41 min", "41 %", "40, 41, 42", "41.5", "not 41", "41 of 45", "forty", "410", "4 1", "at least 41"],
    "share": ["93.5 %", "93.4 min", "0.0934", "93.4 % or 94 %", "0.94", "6.6 %", "9.34"],
    "rate": ["9.9 pumps/h", "9.8 pumps/day", "9.8 per shift", "9.8 per minute", "9.8 or 9.9 per hour"],
    "clock": [
        "07:11", "7:10 pm", "19:10", "07:10 or 07:11", "07:10:30", "after 07:10", "2026-01-08 07:10", "7", "from 07:10 to 09:00", "27:10",
    ],
    "timestamp": ["07:10", "2026-01-07", "2026-01-08 07:10", "2026-01-07 07:11", "2026-01-07 07:10 or 2026-01-07 07:11", "31 February 2026 07:10", "01/07/2026 07:10"],
    "name": ["saw.11", "saw", "any but saw.9; mill.1", "saw.1 or mill.1", "mill.1", "saw.1 and saw.11", "not saw.1", "saw.9", "saw.10", "chainsaw.1", "saw.1.1", "saw 1 or saw 9"],
    "names": [
        "mill.1, saw.1, saw.11", "saw.1, mill.1", "saw.1, mill.1, saw.11, saw.9", "saw.1, mill.1, saw.1, saw.11", "saw.1, mill.1, saw.9",
    ],
    "yes_no": ["no", "nope", "Nah.", "yep, or nope", "yes or no", "Yes. No.", "not yes", "no other failure", "perhaps", "yesterday", "No answer is possible."],
    "refusal": ["36.4 min", "saw.1", "yes", "It lasted 12 min; the machine was not there.", "The answer is 12"],
    "parts": ["good 41 pumps, lost time 12.5 min, availability 93.5 %", "41, 12.5 min", "good 41", "41 or 42 good, 12.5 min lost time, 93.4 % availability"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "prediction"), [(kind, text) for kind, texts in RIGHT.items() for text in texts]
)
def test_the_right_answer_gets_credit_in_any_unit_and_wording(kind, prediction):
    """What a person would accept is right."""
    assert grade(record(kind), prediction).outcome == "right"


@pytest.mark.parametrize(
    ("kind", "prediction"), [(kind, text) for kind, texts in WRONG.items() for text in texts]
)
def test_no_other_answer_gets_credit(kind, prediction):
    """Another value, unit or entity, a bound, a denial, or the right value among others."""
    assert not grade(record(kind), prediction).right


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_corpus_own_output_is_right(kind):
    """Or else a model that was trained to perfection would be graded wrong."""
    it = record(kind)
    found = grade(it, it.output)
    assert (found.outcome, found.share) == ("right", 1.0)
    assert found.reason_right == (kind == "refusal")


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_refusal_is_right_only_where_there_is_no_answer(kind):
    """Refusing always is no way to a good score."""
    found = grade(record(kind), "The report does not record this.")
    assert found.refused
    assert found.right == (kind == "refusal")
    assert not found.reason_right


HEDGED = [
    "I cannot tell for sure but it was 12",
    "I cannot tell for sure, but it was probably 12 min.",
    "It cannot be determined; however, the answer is 12 min.",
    "I can't say. My best guess is mill.1.",
    "I do not know for sure.\nIt took 12 min.",
    "The report does not record this, though I'd estimate twelve minutes.",
    "Answer: not possible to tell, but it was mill.1",
    "There is not enough information. 12 min",
    "I cannot answer this with certainty, but there were 12.",
]
PLAIN = [
    "I cannot tell for sure, but the machine failed at 07:10.",
    "The report covers 06:00 to 14:00, but does not cover the time after it.",
    "It was asked for more than 10 min, and the report does not mention it.",
    "There are 3 stops in it, but the report does not mention this one.",
    "I cannot answer: the report is about saw.1, saw.11 and mill.1, still none of them fits.",
    "Of saw.1 the report says 20.3 min, of mill.1 4.0 min, but it does not mention saw.9.",
]


@pytest.mark.parametrize("text", HEDGED)
def test_a_refusal_that_answers_all_the_same_is_no_refusal(text):
    """Whoever says both cannot be wrong, and so is not right."""
    found = grade(record("refusal"), text)
    assert not found.refused
    assert found.outcome == ("wrong" if "the answer is" in text else "hedged")


@pytest.mark.parametrize("text", PLAIN)
def test_a_refusal_may_tell_what_the_report_says(text):
    """Times and machines on the way are no answers."""
    assert grade(record("refusal"), text).right


def test_what_is_the_case_instead_and_what_could_be_meant_are_no_answers():
    """A false premise is put right; of what is ambiguous all that fits is named."""
    false = record("refusal", value="false_premise")
    assert grade(false, "The report says otherwise: it was mill.1 that failed.").reason_right
    assert grade(false, "The premise is false. Probably it was mill.1.").outcome == "hedged"
    ambiguous = record("refusal", value="ambiguous")
    assert grade(ambiguous, "This is ambiguous. It could be saw.1 or mill.1.").reason_right
    assert grade(ambiguous, "This is ambiguous, but it was mill.1.").outcome == "hedged"


@given(st.integers(0, 10**6), st.sampled_from(["s", "min", "h", "d"]), st.integers(-3, 3))
def test_a_duration_is_right_within_tolerance_and_wrong_beyond(tenths, unit, off):
    """In whatever unit it is told; ``off`` counts thirds of the last digit."""
    it = record("duration", value=tenths / 10)
    minutes = tenths / 10 + off / 30
    told = minutes * {"s": 60, "min": 1, "h": 1 / 60, "d": 1 / 1440}[unit]
    assert grade(it, f"It took {told:.9f} {unit}.").right == (abs(off) <= 1)


@given(st.integers(0, 10**9), st.sampled_from([",", " ", "'", ""]))
def test_thousands_may_be_told_apart(count, separator):
    """1,234,567 is 1234567."""
    assert grade(record("count", value=count), f"{count:,}".replace(",", separator)).right


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_a_time_of_day_is_right_in_both_ways_to_tell_it(right, told):
    """24 hours and 12 hours; any other minute is wrong."""
    it = record("clock", value=f"{right // 60:02d}:{right % 60:02d}")
    half = "am" if told < 720 else "pm"
    for text in (f"{told // 60}:{told % 60:02d}", f"{(told // 60 - 1) % 12 + 1}:{told % 60:02d} {half}"):
        assert grade(it, text).right == (right == told)


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from([".", "-", " ", "_", ""]), st.booleans())
def test_a_name_is_the_same_however_it_is_spelled_and_never_another(right, told, separator, upper):
    """saw 1 is saw.1 and no saw.11."""
    it = record("name", value=f"saw.{right}")
    text = f"saw{separator}{told}"
    assert grade(it, text.upper() if upper else text).right == (right == told)


@given(
    st.integers(0, 200), st.integers(0, 200), st.sampled_from([" or ", ", ", "-", " and ", " / ", "; maybe "])
)
def test_two_different_numbers_are_no_answer(one, other, between):
    """One of them may be right; who says both has not answered."""
    found = grade(record("count", value=one), f"{one}{between}{other} pumps")
    assert found.right == (one == other)


@given(st.text(max_size=200))
def test_any_text_is_graded(text):
    """Whatever a model says, the grade is a grade."""
    for kind in ANSWERS:
        grade(record(kind), text)


def test_names_that_differ_by_their_spelling_alone_must_be_exact():
    """Where saw-1 and saw.1 both stand in the report, "saw 1" names neither."""
    it = record("name", context="saw.1 stopped at 07:10. saw-1 stopped at 08:00.")
    assert grade(it, "saw.1").right
    assert not grade(it, "saw-1").right
    assert not grade(it, "saw 1").right


def test_a_plain_word_competes_with_those_that_stand_where_it_stands():
    """A state among other states of the same report is one among others."""
    it = record("name", value="setup", output="It was in state setup.")
    assert grade(it, "It was in setup.").right
    assert not grade(it, "setup, starved").right
    assert not grade(it, "starved or setup").right


def test_a_sentence_worded_as_the_corpus_is_read_as_the_corpus():
    """ "Of A and B, B …" names two machines; where the answer stands, the outputs of the family show."""
    asked = "Which of saw.1 and mill.1 worked longer?"
    said = "Of saw.1 and mill.1, {} was at work for longer."
    first = record("name", input=asked, output=said.format("saw.1"))
    second = record("name", input=asked, value="mill.1", output=said.format("mill.1"))
    known = Knowledge.of([first, second])
    for it, right in ((first, "saw.1"), (second, "mill.1")):
        for told in ("saw.1", "mill.1"):
            assert grade(it, said.format(told), known).right == (told == right)
    assert not grade(first, "Of saw.1 and mill.1, saw.1 and mill.1 were at work.", known).right


def test_half_of_the_parts_is_told_and_is_not_right():
    """All parts must be right; the share of those that are is a figure of its own."""
    found = grade(record("parts"), "good 41 pumps, lost time 99 min, availability 93.4 %")
    assert (found.outcome, round(found.share, 3)) == ("wrong", 0.667)


def test_what_the_question_named_is_no_answer_unless_it_is_listed():
    """Apart from saw.9 it was X: fine. A list with saw.9 in it: another list."""
    it = record("names", input="Apart from saw.9, which machines stopped?")
    assert grade(it, "Apart from saw.9 they were saw.1, mill.1 and saw.11.").right
    assert not grade(it, "saw.1, saw.9, mill.1, saw.11").right
    one = record("name", input="Which machine followed mill.1?")
    assert grade(one, "It was mill.1 that was followed by saw.1.").right
    assert not grade(one, "mill.1, saw.1").right
    assert not grade(one, "saw.1 or mill.1").right


def test_parts_are_read_where_the_wordings_of_the_corpus_have_them():
    """A further value in the sentence is no part of the answer."""
    value = {"job": "pump-17", "by_the_log": "20:52"}
    parts = {"value": value, "unit": dict.fromkeys(value), "tolerance": dict.fromkeys(value)}
    said = "It is {}, by the log {} - the note says 21:52."
    it = record("parts", output=said.format("job pump-17", "20:52"), **parts)
    assert grade(it, it.output).right
    assert grade(it, said.format("job pump-17", "20:53")).share == 0.5
    assert grade(it, "job pump-17, by the log 20:52").right


def test_a_part_may_be_a_plain_word():
    """Such as the main loss, among words that stand where it stands."""
    value = {"lost": 12.5, "state": "setup"}
    it = record(
        "parts",
        value=value,
        unit={"lost": "min", "state": None},
        tolerance={"lost": 0.05, "state": None},
        output="lost 12.5 min, state setup",
    )
    assert grade(it, "It lost 12.5 min, and its state was setup.").right
    assert grade(it, "lost 12.5 min, state starved").share == 0.5
    assert grade(it, "lost 12.5 min, state setup or starved").share == 0.5


def test_a_query_is_no_answer():
    """The numbers of a query do not count: its result does."""
    it = record("count", value=2)
    assert grade(it, "```sql\nSELECT count(*) FROM stops WHERE lasted_min > 10\n```\nIt returns 2.").right
    assert grade(it, "SELECT 7 FROM stops WHERE lasted_min > 10; -- 2").right
    assert grade(it, "`SELECT count(*) FROM stops WHERE lasted_min > 10` gives 2 pumps.").right


def test_a_name_a_line_is_a_list_whatever_the_names_end_in():
    """A letter at the end of a line is not joined to the name on the next."""
    found = Names(["torch", "chip_jam"]).find("torch\nchip_jam\ntorch")
    assert [it.value for it in found] == ["torch", "chip_jam", "torch"]
