"""How often is somebody right who does not look at the context?

Who always gives the most frequent answer of a family is right at ``m - 1`` of the ``n - 1`` other records of it, where
``m`` have that answer; at yes or no nobody is worse than a coin. Who refuses blindly, as often as the corpus does, is right
at that share of the records without an answer.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable

from shopfloor.contracts.record import Record

__all__ = ["chances", "corrected"]


def chances(records: Iterable[Record]) -> dict[str, float]:
    """Return the chance of each family."""
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, str] = {}
    total = refusals = 0
    for record in records:
        answers[record.family][json.dumps(record.answer.value)] += 1
        kinds[record.family] = record.answer.kind
        total += 1
        refusals += not record.answerable
    found: dict[str, float] = {}
    for family, counts in answers.items():
        if kinds[family] == "refusal":
            found[family] = refusals / total
            continue
        others = counts.total() - 1
        majority = (max(counts.values()) - 1) / others if others else 0.0
        found[family] = max(majority, 0.5) if kinds[family] == "yes_no" else majority
    return found


def corrected(accuracy: float, chance: float) -> float | None:
    """Return ``(accuracy - chance) / (1 - chance)``: 0 for a guess, 1 for all right; None where a guess is always right."""
    return None if chance >= 1 else (accuracy - chance) / (1 - chance)
