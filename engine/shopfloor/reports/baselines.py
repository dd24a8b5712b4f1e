"""How far does one come without reading? Rules that anybody would try, and a model that sees the question alone.

chance         the most frequent answer of the family, always
first, last    the first or last value of the answer's kind on the page
most_frequent  the value of the answer's kind that stands there most often
question_only  TF-IDF of words and pairs of words, logistic regression, trained on other replications (5 folds)

Only families of which answers recur can be learnt from the question: those with three records for each answer at least.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from shopfloor.contracts.record import Record

__all__ = ["RULES", "baselines", "question_only"]

RULES = ("first", "last", "most_frequent")
_FOLDS = 5
_FEWEST = 20
"""A family of fewer records is not learnt: five folds of it say nothing."""
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"


def baselines(records: Sequence[Record]) -> dict[str, Any]:
    """Return the accuracies by family and over all, of answerable records."""
    families: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.answerable and not isinstance(record.answer.value, dict):
            families[record.family].append(record)
    by_family = {name: _rules(of_family) for name, of_family in sorted(families.items())}
    n = sum(len(of_family) for of_family in families.values())
    overall = {
        rule: round(sum(by_family[name][rule] * len(of) for name, of in families.items()) / n, 4)
        if n
        else 0.0
        for rule in ("chance", *RULES)
    }
    return {"records": n, "overall": overall, "families": by_family, "question_only": question_only(families)}


def _rules(records: Sequence[Record]) -> dict[str, Any]:
    answers = [_text(record) for record in records]
    skill = records[0].skill
    found = _finder(records[0], set(answers))
    right = Counter[str]()
    for record, answer in zip(records, answers, strict=True):
        values = found.findall(record.asked_page)
        if not values:
            continue
        guesses = {
            "first": values[0],
            "last": values[-1],
            "most_frequent": Counter(values).most_common(1)[0][0],
        }
        right.update(rule for rule, guess in guesses.items() if guess == answer)
    n, different = len(records), len(set(answers))
    shares = {rule: round(right[rule] / n, 4) for rule in RULES}
    return {
        "records": n,
        "answers": different,
        "skill": skill,
        "chance": round(max(Counter(answers).values()) / n, 4),
        **shares,
    }


def _text(record: Record) -> str:
    value, unit = record.answer.value, record.answer.unit
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, str):
        return value
    return f"{_decimal(record)} {unit}" if record.answer.kind != "count" and unit else f"{value}"


def _decimal(record: Record) -> str:
    value, tolerance = record.answer.value, record.answer.tolerance
    if not isinstance(tolerance, float | int) or not tolerance:
        return str(value)
    return f"{value:.{max(round(-math.log10(2 * tolerance)), 0)}f}"


def _finder(record: Record, answers: set[str]) -> re.Pattern[str]:
    """What values of the kind of answer look like; of a name, those that the family ever answers, with any number in the
    place of theirs: who answers pump-17 may answer pump-18."""
    match record.answer.kind:
        case "duration" | "share" | "rate":
            return re.compile(rf"(?<![\w.:-]){_NUMBER} {re.escape(str(record.answer.unit))}(?!\w)")
        case "count":
            return re.compile(r"(?<![\w.:-])[0-9]+(?![\w.:%-])(?! (?:min|s|h)\b)")
        case "clock":
            return re.compile(r"(?<![\w.:-])[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?![\w:])")
        case "timestamp":
            return re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
        case _:
            stems = {re.sub(r"[0-9]+", "[0-9]+", re.escape(answer)) for answer in answers}
            longest_first = sorted(stems, key=lambda stem: (-len(stem), stem))
            return re.compile(rf"(?<![\w.-])(?:{'|'.join(longest_first)})(?![\w-]|\.\w)")


# --- the question alone ---------------------------------------------------------------------------


def question_only(families: Mapping[str, Sequence[Record]]) -> dict[str, Any]:
    """Return how often a model that sees questions only is right, beside chance, in points of a hundred."""
    by_family = {}
    right = guessed = n = 0.0
    for name, records in sorted(families.items()):
        answers = [_text(record) for record in records]
        recurring = len(records) >= _FEWEST and 1 < len(set(answers)) <= len(records) / 3
        groups = [f"{record.provenance.log} {record.provenance.replication}" for record in records]
        if not recurring or len(set(groups)) < _FOLDS:
            continue
        hits = _learnt([record.question for record in records], answers, groups)
        chance = max(Counter(answers).values())
        by_family[name] = {
            "records": len(records),
            "accuracy": round(hits / len(records), 4),
            "chance": round(chance / len(records), 4),
        }
        right, guessed, n = right + hits, guessed + chance, n + len(records)
    if not n:
        return {"records": 0, "families": {}}
    share = right / n
    return {
        "records": int(n),
        "accuracy": round(share, 4),
        "chance": round(guessed / n, 4),
        "points_above_chance": round(100 * (right - guessed) / n, 2),
        "standard_error_points": round(100 * math.sqrt(share * (1 - share) / n), 2),
        "families": by_family,
    }


def _learnt(questions: Sequence[str], answers: Sequence[str], groups: Sequence[str]) -> int:
    """How many answers are guessed by a model that was trained on other replications."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    hits = 0
    for train, test in GroupKFold(_FOLDS).split(questions, answers, groups):
        known = [answers[i] for i in train]
        if len(set(known)) < 2:
            hits += sum(answers[i] == known[0] for i in test)
            continue
        vectors = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+")
        model = LogisticRegression(max_iter=300)
        model.fit(vectors.fit_transform([questions[i] for i in train]), known)
        guesses = model.predict(vectors.transform([questions[i] for i in test]))
        hits += sum(guess == answers[i] for guess, i in zip(guesses, test, strict=True))
    return hits
