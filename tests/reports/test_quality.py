"""Does a report see what is wrong with a corpus, and nothing where nothing is?"""

import pytest

from shopfloor.errors import UsageError
from shopfloor.reports import quality
from tests.reports.corpora import record, stoppages

FACTS = {"verified": 60, "verified_of": 60}
SAMPLE = stoppages(60)


def broken(records, facts=FACTS):
    return {gate["gate"] for gate in quality(records, [], facts)["gates"] if not gate["kept"]}


def test_a_sound_corpus_keeps_every_gate_but_the_planted_rule():
    """The answers stand in the last row of each page: that rule is found, and nothing else."""
    assert broken(SAMPLE) == {"families that the last value of a page solves in most cases"}


def test_an_answer_that_was_not_derived_again_is_told():
    (gate,) = broken(SAMPLE, {"verified": 59, "verified_of": 60}) - broken(SAMPLE)
    assert gate == "every answer derived again from the record's own text"


def test_a_constant_answer_is_told():
    same = [it.model_copy(update={"answer": SAMPLE[0].answer}) for it in SAMPLE]
    assert "families with one answer only" in broken(same)


def test_an_answer_that_is_too_frequent_is_told():
    """Half of the records answer the same of four."""
    frequent = [
        it.model_copy(update={"answer": SAMPLE[0].answer}) if i % 3 == 1 else it
        for i, it in enumerate(SAMPLE)
    ]
    assert any("1.5 times" in gate for gate in broken(frequent))


def test_a_number_without_a_tolerance_is_told():
    assert "numbers without a tolerance" in broken(
        [*SAMPLE, record(answer={"value": 1.5, "unit": "min", "tolerance": None, "kind": "duration"})]
    )


def test_a_copy_is_told_and_one_in_another_split_too():
    twin = SAMPLE[0].model_copy(update={"split": "test"})
    assert {"records with a copy", "near copies in another split"} <= broken([*SAMPLE, twin])


def test_a_test_record_that_repeats_a_training_page_is_not_clean():
    """The page differs in its first word only, the question altogether."""
    twin = SAMPLE[0].model_copy(
        update={"split": "test", "input": "Why?", "context": SAMPLE[0].context + " again"}
    )
    told = quality([*SAMPLE, twin], [], FACTS)["overlap"]
    assert told["8_grams"]["not_clean"] == told["13_grams"]["not_clean"] == 1


def test_what_the_question_alone_gives_away_is_found():
    """A machine that always fails by the same cause needs no report."""
    told = [
        it.model_copy(update={"input": f"What stopped the {['press', 'oven', 'saw', 'mill'][i % 4]}?"})
        for i, it in enumerate(SAMPLE)
    ]
    measured = quality(told, [], FACTS)["baselines"]["question_only"]
    assert measured["accuracy"] == 1.0
    assert measured["chance"] == 0.25
    assert any("question alone" in gate for gate in broken(told))


def test_a_question_that_gives_nothing_away_is_at_chance():
    measured = quality(stoppages(280), [], FACTS)["baselines"]["question_only"]
    assert measured["points_above_chance"] <= 3


def test_an_even_family_has_all_the_entropy_there_is():
    told = quality(SAMPLE, [], FACTS)["answers"]["cause"]
    assert told == {
        "records": 60,
        "answers": 4,
        "entropy": 2.0,
        "evenness": 1.0,
        "majority": 0.25,
        "majority_by_uniform": 1.0,
        "bound": 1.467,
    }


def test_six_cautions_are_answered():
    report = quality(SAMPLE, [], FACTS | {"bytes": 10_000_000})
    assert [it["caution"] for it in report["cautions"]] == [
        "accuracy",
        "bias",
        "privacy",
        "overfitting",
        "cost",
        "licence",
    ]
    assert report["cautions"][4]["answer"] == "10.0 MB, 166.7 kB a record"


def test_no_number_is_made_up():
    """What nobody measured, and what cannot be measured where nothing is held out, is said to be so."""
    train = [it.model_copy(update={"split": "train"}) for it in SAMPLE]
    report = quality(train, [], FACTS)
    told = {it["caution"]: it["answer"] for it in report["cautions"]}
    assert (told["cost"], told["overfitting"]) == ("not measured", "no record is held out")
    assert not any("held-out" in gate["gate"] for gate in report["gates"])


@pytest.mark.parametrize(
    ("source", "crew", "owner"),
    [("simulated", True, False), ("real", False, True), ("both", True, True), (None, True, True)],
)
def test_cautions_fit_where_the_logs_come_from(source, crew, owner):
    """Of a corpus that does not say, both are told."""
    facts = FACTS | ({} if source is None else {"source": source})
    told = {it["caution"]: it for it in quality(SAMPLE, [], facts)["cautions"]}
    limits = told["accuracy"]["limits"] + told["privacy"]["limits"]
    assert ("a simulated plant" in limits, "numbers of a crew" in limits) == (crew, crew)
    assert ("log of a real plant" in limits, "may name people" in limits) == (owner, owner)
    assert ("people, machines and orders" in limits, "replace them in the log" in limits) == (owner, owner)
    assert "where a log has only one (as a real one has), by time" in told["overfitting"]["limits"]
    assert ("Apache-2.0" in told["licence"]["answer"], "the log" in told["licence"]["answer"]) == (
        crew,
        owner,
    )


def test_a_mail_address_in_a_context_is_counted():
    personal = record(context="07:10 repaired by jo@plant.example, call +49 170 1234567")
    assert quality([personal], [], FACTS)["cautions"][2]["answer"].startswith("1 of 1 records")


def test_no_record_is_a_usage_error():
    with pytest.raises(UsageError, match="no record"):
        quality([], [])


def test_the_same_corpus_gives_the_same_report():
    assert quality(SAMPLE, [], FACTS) == quality(SAMPLE, [], FACTS)
