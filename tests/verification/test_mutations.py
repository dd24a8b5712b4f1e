"""Has the witness teeth?"""

import random
import re
from fractions import Fraction

import pytest

from tests.verification.mutations import Outcome, mutate, outcomes
from tests.verification.plants import FORMS, STOPS, WORLD, family
from tests.verification.test_cases import CASES, FAMILIES, of_case, papers
from tests.verification.writing import record

MUTATIONS = 1000
CASE_RECORDS = [
    of_case(of, case, form, papers(of.answer, case.answer))
    for of, case in CASES
    if isinstance(case.answer, str)
    for form in FORMS
]
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
    """Does the changed report, read by eye, still give the answer of its output?"""
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
    return shown in output and (f"{count} stops" in output or "stops of" not in output)


@pytest.fixture(scope="module")
def cases():
    """Mutations of records of all built-in families, in all forms."""
    return outcomes(CASE_RECORDS, FAMILIES, MUTATIONS)


@pytest.fixture(scope="module")
def reports():
    """Mutations of random reports of one family, whose answers are known without the witness."""
    draw = random.Random(3)
    return outcomes([random_report(draw) for _ in range(100)], [ONLY_STOPS], MUTATIONS)


def test_a_changed_fact_is_seen(cases, reports):
    """Of 1,000 changes of a digit, name, unit or time at least 999 are seen in a record as it stands."""
    for results in (cases, reports):
        assert len(results) == MUTATIONS
        assert sum(result.as_it_stands for result in results) >= 0.999 * MUTATIONS


def test_a_forged_output_is_seen(cases, reports):
    """With a new id to match, a change of the output is still seen: it is derived, and not only sealed."""
    outputs = [result for result in (*cases, *reports) if result.mutation.part == "output"]
    assert len(outputs) > 500
    assert sum(result.signed_anew for result in outputs) >= 0.999 * len(outputs)


def test_a_forged_context_is_seen_when_the_answer_is_another(reports):
    """With a new id to match, a change of the context is seen exactly when the answer no longer follows from it."""
    contexts = [result for result in reports if result.mutation.part == "context"]
    changing = [result for result in contexts if not still_true(result)]
    assert len(changing) > 100
    assert sum(result.signed_anew for result in changing) >= 0.999 * len(changing)
    assert not any(result.signed_anew for result in contexts if still_true(result))


def test_mutations_change_one_place_of_one_part():
    """A mutation is one token of one text; everything else of the record stays."""
    draw = random.Random(5)
    for _ in range(100):
        right = draw.choice(CASE_RECORDS)
        mutation = mutate(right, draw)
        assert getattr(mutation.record, mutation.part) != getattr(right, mutation.part)
        assert mutation.record.model_copy(update={mutation.part: getattr(right, mutation.part)}) == right
