"""Has the witness teeth?"""

import random
import re
from collections import Counter
from fractions import Fraction
from typing import get_args

import pytest

from shopfloor.contracts.family import Form, Skill
from shopfloor.verification import verify_records
from tests.verification import skills
from tests.verification.mutations import PAPERS, Outcome, mutate, mutate_papers, outcomes
from tests.verification.plants import FORMS, STOPS, WORLD, family
from tests.verification.test_cases import CASES, FAMILIES, of_case, papers
from tests.verification.writing import changed, context, record

MUTATIONS = 1000
ANSWERED = [(of, case) for of, case in CASES if isinstance(case.answer, str)]


def case_record(of, case, form, number):
    """The record of a worked case, in turn with its derivation in the output or not, alone or between other pages."""
    how = {"reasoning": ("field", "output")[number % 2], "asked": number % len(of.input)}
    if form != "sql" and number % 3 == 0:
        others = [
            context(of, f"2026-03-0{day}", case.since, case.until, {name: [] for name in of.shown}, form)
            for day in (2, 3)
        ]
        how |= {"before": others[:1], "after": others[1:]}
    return of_case(of, case, form, papers(of.answer, case.answer), **how)


CASE_RECORDS = [
    case_record(of, case, form, number) for number, (of, case) in enumerate(ANSWERED) for form in of.forms
]
SKILL_RECORDS = [
    *[of(form, reasoning=reasoning) for of in (skills.told_record, skills.parts_record, skills.turns_record, skills.paged_record)
      for form in FORMS for reasoning in ("field", "output")],
    *[skills.tool_record(reasoning=reasoning, told=told) for reasoning in ("field", "output") for told in range(4)],
]  # fmt: skip
SKILL_FAMILIES = [
    of.model_copy(update={"family": f"stop_time_{of.skill}"})
    for of in (skills.TOLD, skills.PARTS, skills.TURNS, skills.TOOL)
]
SKILL_RECORDS = [changed(one, family=f"stop_time_{one.skill}") for one in SKILL_RECORDS]
ONLY_STOPS = family(shown={"stops": STOPS["shown"]["stops"]})


def clock(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes(text):
    return int(text[:2]) * 60 + int(text[3:])


def mean_stop(stops):
    """The answer of the family of these tests, worked out without SQL: (shown, how many stops)."""
    number = Fraction(sum(stops) * 10, len(stops))
    tenths = (number + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10} min", len(stops)


def random_report(draw):
    """A right record about one of the machines of a shift with fifteen stops."""
    rows = [
        {
            "machine": f"saw.{draw.randrange(1, 4)}",
            "stopped_at": clock(at),
            "ran_at": clock(at + draw.randrange(1, 20)),
        }
        for at in sorted(draw.randrange(360, 820) for _ in range(15))
    ]
    rows[-1]["ran_at"] = None
    stops = [
        minutes(row["ran_at"]) - minutes(row["stopped_at"]) for row in rows[:-1] if row["machine"] == "saw.1"
    ]
    if len(stops) < 2:
        return random_report(draw)
    shown, count = mean_stop(stops)
    answer = (shown, float(shown[:-4]), "min", 0.05)
    told = {"asked": draw.randrange(4), "told": draw.randrange(4), "also": {"stops_seen": str(count)}}
    return record(
        ONLY_STOPS,
        WORLD,
        draw.choice(FORMS),
        answer,
        shown={"stops": rows},
        subject={"machine": "saw.1"},
        **told,
    )


def still_true(result: Outcome):
    """Does the changed report, read by eye, still give the answer of its output, from as many stops as it tells?"""
    report = result.mutation.record.context
    if not report.startswith("Stoppages, Monday 5 January 2026, 06:00 to 14:00\n"):
        return False
    stops = []
    for line in report.split("\n")[3:]:
        for sentence in re.split(r"(?<=\.) ", line):
            times = re.findall(r"[0-9][0-9]:[0-9][0-9]", sentence)
            if not all("06:00" <= time <= "14:00" and time[3] < "6" for time in times):
                return False
            if re.search(r"\bsaw\.1\b(?!\d)", sentence) and len(times) == 2:
                stops.append(minutes(times[1]) - minutes(times[0]))
    shown, count = mean_stop(stops) if len(stops) > 1 else ("none", 0)
    output = result.mutation.record.output
    told = result.mutation.record.derivation[0].result
    return shown in output and told == f"{count} rows"


@pytest.fixture(scope="module")
def cases():
    """Mutations of records of all built-in families, in all forms."""
    return outcomes(CASE_RECORDS, FAMILIES, MUTATIONS)


@pytest.fixture(scope="module")
def tricks():
    """Mutations of records with conversations, queries, several values and several pages."""
    return outcomes(SKILL_RECORDS, SKILL_FAMILIES, MUTATIONS)


@pytest.fixture(scope="module")
def reports():
    """Mutations of random reports of one family, whose answers are known without the witness."""
    draw = random.Random(3)
    return outcomes([random_report(draw) for _ in range(100)], [ONLY_STOPS], MUTATIONS)


def test_what_is_mutated_is_right_and_all_there_is():
    """Before they are changed the records have no fault, and they are of every skill and every form."""
    families = [*FAMILIES, *SKILL_FAMILIES]
    # a case of a family has the id of the same case in another form when neither shows a row
    faults = [
        fault
        for fault in verify_records([*CASE_RECORDS, *SKILL_RECORDS], families).faults
        if fault.what not in ("duplicate_id", "difficulty_family")
    ]
    assert faults == []
    records = [*CASE_RECORDS, *SKILL_RECORDS]
    assert {one.skill for one in records} == set(get_args(Skill))
    assert {one.provenance.form for one in records} == set(get_args(Form))
    assert {one.size.pages for one in records} == {1, 3}


@pytest.mark.parametrize(
    ("records", "families"),
    [(CASE_RECORDS, FAMILIES), (SKILL_RECORDS, SKILL_FAMILIES)],
    ids=["cases", "skills"],
)
def test_a_forged_paper_is_seen(records, families):
    """A step of the derivation, a row of the evidence, a measure or a value: with a new id it is still seen."""
    results = outcomes(records, families, MUTATIONS, how=mutate_papers)
    made = Counter(result.mutation.part for result in results)
    assert all(made[part] > 50 for part in PAPERS)
    unseen = [result.mutation for result in results if not result.signed_anew]
    assert len(unseen) <= 0.001 * MUTATIONS


def test_a_changed_fact_is_seen(cases, reports, tricks):
    """Of 1,000 changes of a digit, name, unit or time at least 999 are seen in a record as it stands."""
    for results in (cases, reports, tricks):
        assert len(results) == MUTATIONS
        assert sum(result.as_it_stands for result in results) >= 0.999 * MUTATIONS


def test_a_forged_output_is_seen(cases, reports, tricks):
    """With a new id to match, a change of the output is still seen: it is derived, and not only sealed."""
    outputs = [result for result in (*cases, *reports, *tricks) if result.mutation.part == "output"]
    assert len(outputs) > 500
    assert sum(result.signed_anew for result in outputs) >= 0.999 * len(outputs)


def test_a_forged_context_is_seen_when_the_answer_is_another(reports):
    """With a new id to match, a change of the context is seen exactly when the answer no longer follows from it."""
    contexts = [result for result in reports if result.mutation.part == "context"]
    changing = [result for result in contexts if not still_true(result)]
    assert len(changing) > 100
    assert sum(result.signed_anew for result in changing) >= 0.999 * len(changing)
    assert not any(result.signed_anew and not result.by_length for result in contexts if still_true(result))


def test_mutations_change_one_place_of_one_part():
    """A mutation is one token of one text; everything else of the record stays."""
    draw = random.Random(5)
    for _ in range(100):
        right = draw.choice(CASE_RECORDS)
        mutation = mutate(right, draw)
        assert getattr(mutation.record, mutation.part) != getattr(right, mutation.part)
        assert mutation.record.model_copy(update={mutation.part: getattr(right, mutation.part)}) == right
