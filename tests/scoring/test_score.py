"""Are the figures of a score what they say they are?"""

import json

import numpy as np
import pytest

from shopfloor.errors import UsageError
from shopfloor.scoring import read_predictions, score
from shopfloor.scoring.chance import chances, corrected
from shopfloor.scoring.intervals import share_interval
from tests.scoring.records import ANSWERS, record

KINDS = list(ANSWERS)


def corpus():
    return [record(kind, replication=number) for number, kind in enumerate(KINDS)]


def test_a_perfect_model_scores_one():
    """The corpus' own outputs are all right, in every class."""
    records = corpus()
    scored = score(records, {it.id: it.output for it in records})
    assert scored.figures.accuracy == scored.figures.corrected == scored.figures.parts == 1
    assert all(figures.accuracy == 1 for classes in scored.by.values() for figures in classes.values())
    assert scored.refusals.to_json()["recall"] == scored.refusals.to_json()["reason_share"] == 1
    assert scored.refusals.falsely_refused == 0
    assert json.loads(json.dumps(scored.to_json(), allow_nan=False))["records"] == len(records)


def test_a_model_that_always_refuses_is_seen_through():
    """All that it earns are the records without an answer; the others are told as false refusals."""
    records = corpus()
    scored = score(records, {it.id: "I cannot answer this." for it in records})
    assert (scored.refusals.refused, scored.refusals.falsely_refused) == (1, len(records) - 1)
    assert scored.figures.accuracy == 1 / len(records)
    assert scored.outcomes["refused"] == len(records) - 1


def test_ids_that_do_not_fit_are_told():
    """Without a prediction, without a record, and several that differ: none of these is right."""
    first, second, *others = corpus()
    predictions = [(first.id, first.output), (second.id, second.output), (second.id, "12"), ("nobody", "12")]
    predictions += [(it.id, it.output) for it in others[1:]] * 2
    scored = score([first, second, *others], predictions)
    assert (scored.missing, scored.unknown, scored.doubled) == ([others[0].id], ["nobody"], [second.id])
    assert {it.outcome for it in scored.grades} == {"right", "doubled", "missing"}
    assert scored.figures.accuracy == pytest.approx((len(KINDS) - 2) / len(KINDS))


def test_predictions_of_another_corpus_are_an_error():
    """None of them fits: no score is better than a score of nothing."""
    with pytest.raises(UsageError, match="none of the predictions"):
        score(corpus(), {"nobody": "12"})


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        ("duration", {"value": "36.4"}, "expected a number"),
        ("duration", {"unit": "parsec"}, "'parsec'; expected one of us, ms, s"),
        ("clock", {"value": "7.10"}, "expected a time such as 07:10"),
        ("timestamp", {"value": "07:10"}, "such as 2026-01-07 07:10"),
        ("names", {"value": "saw.1"}, "expected a list of names"),
        ("parts", {"value": 41}, "expected a value for each part"),
        ("yes_no", {"value": "maybe"}, "expected yes or no"),
        ("name", {"value": 7}, "expected a text"),
        ("count", {"unit": {"a": "pumps"}}, "expected them of one value"),
    ],
)
def test_a_record_without_an_answer_of_its_kind_is_an_error(kind, changes, told):
    """A corpus of somebody else is told where it is wrong."""
    odd = record(kind, **changes)
    with pytest.raises(UsageError, match=f"record {odd.id}") as caught:
        score([odd], {odd.id: "12"})
    assert told in str(caught.value)


def test_chance_is_what_blind_answers_reach():
    """Majority of a family, a coin for yes or no, the share of refusals for refusals; all answers different: nothing."""
    records = [
        record("count", value=value, context=f"{n}", family="f") for n, value in enumerate([3, 3, 3, 5])
    ]
    records += [record("yes_no", value=value, context=value) for value in ("yes", "no")]
    records += [record("duration", value=value) for value in (1.0, 2.0)]
    records += [record("refusal"), record("refusal", context="other")]
    found = chances(records)
    assert found == {"f": 2 / 3, "yes_no_family": 0.5, "duration_family": 0.0, "refusal_family": 0.2}
    assert corrected(2 / 3, 2 / 3) == 0
    assert corrected(1, 2 / 3) == 1
    assert corrected(1, 1) is None


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Records of a cluster share their luck; 95 % intervals hold the true share in 95 % of 600 samples, within three
    standard errors (0.9 points each), and an interval that forgets the clusters does not."""
    draws = np.random.Generator(np.random.Philox(7))
    held, naive, samples = 0, 0, 600
    for _ in range(samples):
        shares = np.repeat(draws.beta(3.5, 1.5, size=20), 10)
        right = (draws.random(200) < shares).astype(float).tolist()
        low, high = share_interval(right, np.repeat(np.arange(20), 10).tolist())
        held += low <= 0.7 <= high
        low, high = share_interval(right, list(range(200)))
        naive += low <= 0.7 <= high
    assert abs(held / samples - 0.95) < 3 * (0.95 * 0.05 / samples) ** 0.5
    assert naive / samples < 0.90


def test_the_interval_of_independent_records_is_wilsons():
    """With so many clusters that Student's t is normal; the figures are those of Wilson's formula worked by hand."""
    low, high = share_interval([1.0] * 900_00 + [0.0] * 100_00, list(range(1000_00)))
    assert (low, high) == pytest.approx((0.898124, 0.901845), abs=1e-5)
    assert share_interval([1.0, 1.0], ["a", "a"])[1] == 1


@pytest.mark.parametrize("key", ["prediction", "output", "answer"])
def test_predictions_are_read_by_any_of_three_keys(tmp_path, key):
    """Texts, numbers, lists, truth values and objects become texts; null is no prediction."""
    values = ["36.4 min", 36.4, ["a", "b"], True, {"good": 41}, {"value": 3, "unit": "h"}, None]
    rows = [{"id": str(number), key: value, "model": "m"} for number, value in enumerate(values)]
    texts = ["36.4 min", "36.4", "a, b", "yes", "good 41", "3 h", None]
    lines, array, mapping = tmp_path / "p.jsonl", tmp_path / "p.json", tmp_path / "m.json"
    lines.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    array.write_text(json.dumps(rows), encoding="utf-8")
    mapping.write_text(json.dumps({row["id"]: row[key] for row in rows}), encoding="utf-8")
    for path in (lines, array, mapping):
        assert read_predictions(path) == [(str(number), text) for number, text in enumerate(texts)]


def test_all_that_is_wrong_with_predictions_is_told_at_once(tmp_path):
    """With the line of each."""
    path = tmp_path / "p.jsonl"
    path.write_text(
        '{"id": "a"}\n{"prediction": "b"}\n[1]\n{"id": "c", "answer": 1, "output": 2}\n{oops\n',
        encoding="utf-8",
    )
    with pytest.raises(UsageError) as told:
        read_predictions(path)
    assert [f"p.jsonl:{line}" in str(told.value) for line in range(1, 6)] == [True] * 5
    for missing in ("p.txt", "none.json"):
        with pytest.raises(UsageError):
            read_predictions(tmp_path / missing)
