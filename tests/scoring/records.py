"""A few records, written by hand: one of each kind of answer, and what a model could say."""

import hashlib
import json
from typing import Any

from shopfloor.contracts.record import Record

CONTEXT = """Stoppages, Wednesday 7 January 2026, 06:00 to 14:00

Every stoppage that began in the window.
| Stopped | Machine | State | Lasted |
| --- | --- | --- | --- |
| 07:10 | saw.1 | setup | 20.3 min |
| 08:25 | saw.11 | starved | 16.1 min |
| 09:00 | mill.1 | down | 4.0 min |"""

ANSWERS: dict[str, dict[str, Any]] = {
    "duration": {"value": 36.4, "unit": "min", "tolerance": 0.05},
    "count": {"value": 41, "unit": "pumps", "tolerance": 0},
    "share": {"value": 93.4, "unit": "%", "tolerance": 0.05},
    "rate": {"value": 9.8, "unit": "pumps/h", "tolerance": 0.05},
    "clock": {"value": "07:10", "unit": None, "tolerance": None},
    "timestamp": {"value": "2026-01-07 07:10", "unit": None, "tolerance": None},
    "name": {"value": "saw.1", "unit": None, "tolerance": None},
    "names": {"value": ["saw.1", "mill.1", "saw.11"], "unit": None, "tolerance": None},
    "yes_no": {"value": "yes", "unit": None, "tolerance": None},
    "refusal": {"value": "unknown_entity", "unit": None, "tolerance": None},
    "parts": {
        "value": {"good": 41, "lost_time": 12.5, "availability": 93.4},
        "unit": {"good": "pumps", "lost_time": "min", "availability": "%"},
        "tolerance": {"good": 0, "lost_time": 0.05, "availability": 0.05},
    },
}

OUTPUTS = {
    "duration": "They lasted 36.4 min in all.",
    "count": "The count is 41 pumps.",
    "share": "It was free of stoppages for 93.4 % of the window.",
    "rate": "That makes 9.8 pumps/h.",
    "clock": "It stopped at 07:10.",
    "timestamp": "It stopped at 2026-01-07 07:10.",
    "name": "It was saw.1.",
    "names": "The machines are saw.1, mill.1, saw.11, in this order.",
    "yes_no": "By the list, yes.",
    "refusal": "No answer is possible: the report does not mention it.",
    "parts": "The window gave good 41 pumps, time lost 12.5 min, availability 93.4 %.",
}


def record(kind: str, **changes: Any) -> Record:
    """Return a record of a kind of answer; ``changes`` are of the record, ``value`` and so on of its answer."""
    answer = {"kind": kind} | ANSWERS[kind]
    answer |= {name: changes.pop(name) for name in ("value", "unit", "tolerance") if name in changes}
    papers = {
        "scenario": "small", "seed": 42, "replication": changes.pop("replication", 0), "events": (3, 90),
        "window": "2026-01-07T06:00:00/2026-01-07T14:00:00", "form": changes.pop("form", "table"),
    }  # fmt: skip
    row: dict[str, Any] = {
        "input": "What does the report say about the stoppages of more than 10 min?",
        "context": CONTEXT,
        "output": OUTPUTS[kind],
        "role": "maintenance",
        "skill": "unanswerable" if kind == "refusal" else "aggregate",
        "family": f"{kind}_family",
        "answerable": kind != "refusal",
        "split": "train",
        "answer": answer,
        "provenance": papers,
        "difficulty": {"rows": 2, "distractors": 1, "hops": 2, "operations": 1, "level": 1},
        "size": {"size": "page", "tokens": 120, "pages": 1, "page": 1, "depth": 0.6},
        "derivation": [{"step": "total", "says": "Add them up.", "result": "36.4 min"}],
    } | changes
    texts = [row["family"], row["input"], row["context"], row["output"], answer["value"], answer["unit"]]
    row.setdefault("id", hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:20])
    return Record.model_validate(row)
