"""How does the lm-evaluation-harness grade a task that ``shopfloor export --to lm-eval`` wrote? As ``shopfloor score`` does,
record by record: without the corpus, wordings of other records teach nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from shopfloor.contracts.record import Record
from shopfloor.scoring.grade import grade
from shopfloor.scoring.saying import said

__all__ = ["process_results"]


def process_results(document: Mapping[str, Any], results: Sequence[str]) -> dict[str, float]:
    """Return ``right`` (by kind, unit and tolerance) and ``exact_match`` (the answer's text, to the letter)."""
    texts = {name: document[name] for name in ("id", "input", "context", "output", "family", "skill")}
    record = Record.model_validate(json.loads(document["papers"]) | texts)
    prediction = results[0]
    return {
        "right": float(grade(record, prediction).right),
        "exact_match": float(said(prediction).last.strip(" .") == document["target"]),
    }
